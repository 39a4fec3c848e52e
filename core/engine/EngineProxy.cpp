#include "core/engine/EngineProxy.h"

#include "core/engine/Engine.h"
#include "core/engine/EngineProxySend.h"

#include <utility>

namespace reveille {

EngineProxy::EngineProxy(Engine& engine, QObject* parent)
    : EngineClient(parent),
      m_engine(engine),
      m_relay(std::make_unique<QObject>().release(), [](QObject* relay) { relay->deleteLater(); })
{
    qRegisterMetaType<Changes>();
    qRegisterMetaType<Notice>();
    qRegisterMetaType<ProvisionNews>();
}

void EngineProxy::connectToEngine()
{
    // What the engine says before it has told everything is part of everything.
    connect(
        &m_engine, &Engine::changed, this,
        [this](const Changes& changes) {
            if (m_announced)
                Q_EMIT changed(changes);
        },
        Qt::QueuedConnection);
    connect(&m_engine, &Engine::noticed, this, &EngineClient::noticed, Qt::QueuedConnection);
    connect(&m_engine, &Engine::provisioned, this, &EngineClient::provisioned, Qt::QueuedConnection);
    const QPointer<EngineProxy> self(this);
    QMetaObject::invokeMethod(
        &m_engine,
        [engine = &m_engine, relay = m_relay, self] {
            QMetaObject::invokeMethod(
                relay.get(),
                [self] {
                    if (self)
                        self->m_announced = true;
                },
                Qt::QueuedConnection);
            engine->announce();
        },
        Qt::QueuedConnection);
}

void EngineProxy::setWatched(bool watched)
{
    QMetaObject::invokeMethod(
        &m_engine, [engine = &m_engine, watched] { engine->setWatched(watched); }, Qt::QueuedConnection);
}

void EngineProxy::saveAccount(const Account& account, const QString& key, Reply<Account> reply)
{
    send<Account>(std::move(reply), [=](Engine& engine, const Reply<Account>& back) {
        engine.saveAccount(account, key, back);
    });
}

void EngineProxy::removeAccount(const AccountId& account, Reply<void> reply)
{
    send<void>(std::move(reply),
               [=](Engine& engine, const Reply<void>& back) { engine.removeAccount(account, back); });
}

void EngineProxy::testAccount(const Account& account, const QString& key, Reply<void> reply)
{
    send<void>(std::move(reply),
               [=](Engine& engine, const Reply<void>& back) { engine.testAccount(account, key, back); });
}

void EngineProxy::refreshMachines(Reply<void> reply)
{
    send<void>(std::move(reply),
               [](Engine& engine, const Reply<void>& back) { engine.refreshMachines(back); });
}

void EngineProxy::createMachine(const AccountId& account, const MachineSpec& spec, const QString& name,
                                Reply<Machine> reply)
{
    send<Machine>(std::move(reply), [=](Engine& engine, const Reply<Machine>& back) {
        engine.createMachine(account, spec, name, back);
    });
}

void EngineProxy::deleteMachine(const MachineKey& machine, Reply<void> reply)
{
    send<void>(std::move(reply),
               [=](Engine& engine, const Reply<void>& back) { engine.deleteMachine(machine, back); });
}

void EngineProxy::wakeMachine(const MachineKey& machine, Reply<Machine> reply)
{
    send<Machine>(std::move(reply),
                  [=](Engine& engine, const Reply<Machine>& back) { engine.wakeMachine(machine, back); });
}

void EngineProxy::sleepMachine(const MachineKey& machine, Reply<Machine> reply)
{
    send<Machine>(std::move(reply),
                  [=](Engine& engine, const Reply<Machine>& back) { engine.sleepMachine(machine, back); });
}

void EngineProxy::renameMachine(const MachineKey& machine, const QString& name, Reply<void> reply)
{
    send<void>(std::move(reply),
               [=](Engine& engine, const Reply<void>& back) { engine.renameMachine(machine, name, back); });
}

void EngineProxy::saveSchedule(const Schedule& schedule, Reply<Schedule> reply)
{
    send<Schedule>(std::move(reply),
                   [=](Engine& engine, const Reply<Schedule>& back) { engine.saveSchedule(schedule, back); });
}

void EngineProxy::removeSchedule(const ScheduleId& schedule, Reply<void> reply)
{
    send<void>(std::move(reply),
               [=](Engine& engine, const Reply<void>& back) { engine.removeSchedule(schedule, back); });
}

void EngineProxy::setScheduleEnabled(const ScheduleId& schedule, bool enabled, Reply<void> reply)
{
    send<void>(std::move(reply), [=](Engine& engine, const Reply<void>& back) {
        engine.setScheduleEnabled(schedule, enabled, back);
    });
}

void EngineProxy::pauseSchedule(const ScheduleId& schedule, std::optional<calendar::Instant> until,
                                const QString& note, Reply<void> reply)
{
    send<void>(std::move(reply), [=](Engine& engine, const Reply<void>& back) {
        engine.pauseSchedule(schedule, until, note, back);
    });
}

void EngineProxy::resumeSchedule(const ScheduleId& schedule, Reply<void> reply)
{
    send<void>(std::move(reply),
               [=](Engine& engine, const Reply<void>& back) { engine.resumeSchedule(schedule, back); });
}

void EngineProxy::planBackfill(const ScheduleId& schedule, calendar::Instant from, calendar::Instant to,
                               Reply<QVector<calendar::Instant>> reply)
{
    send<QVector<calendar::Instant>>(std::move(reply),
                                     [=](Engine& engine, const Reply<QVector<calendar::Instant>>& back) {
                                         engine.planBackfill(schedule, from, to, back);
                                     });
}

void EngineProxy::backfill(const ScheduleId& schedule, calendar::Instant from, calendar::Instant to,
                           Reply<QVector<Run>> reply)
{
    send<QVector<Run>>(std::move(reply), [=](Engine& engine, const Reply<QVector<Run>>& back) {
        engine.backfill(schedule, from, to, back);
    });
}

void EngineProxy::explain(const ScheduleId& schedule, calendar::Instant at, Reply<Explanation> reply)
{
    send<Explanation>(std::move(reply), [=](Engine& engine, const Reply<Explanation>& back) {
        engine.explain(schedule, at, back);
    });
}

void EngineProxy::runNow(const ScheduleId& schedule, Reply<Run> reply)
{
    send<Run>(std::move(reply),
              [=](Engine& engine, const Reply<Run>& back) { engine.runNow(schedule, back); });
}

void EngineProxy::cancelRun(const RunId& run, Reply<void> reply)
{
    send<void>(std::move(reply),
               [=](Engine& engine, const Reply<void>& back) { engine.cancelRun(run, back); });
}

void EngineProxy::fetchRuns(const RunQuery& query, Reply<QVector<Run>> reply)
{
    send<QVector<Run>>(std::move(reply), [=](Engine& engine, const Reply<QVector<Run>>& back) {
        engine.fetchRuns(query, back);
    });
}

void EngineProxy::fetchRun(const QString& idOrPrefix, Reply<Run> reply)
{
    send<Run>(std::move(reply),
              [=](Engine& engine, const Reply<Run>& back) { engine.fetchRun(idOrPrefix, back); });
}

void EngineProxy::fetchOutput(const RunId& run, Reply<RunOutput> reply)
{
    send<RunOutput>(std::move(reply),
                    [=](Engine& engine, const Reply<RunOutput>& back) { engine.fetchOutput(run, back); });
}

void EngineProxy::outputLimits(Reply<OutputLimits> reply)
{
    send<OutputLimits>(std::move(reply),
                       [](Engine& engine, const Reply<OutputLimits>& back) { engine.outputLimits(back); });
}

void EngineProxy::setOutputLimits(const OutputLimits& limits, Reply<int> reply)
{
    send<int>(std::move(reply),
              [=](Engine& engine, const Reply<int>& back) { engine.setOutputLimits(limits, back); });
}

void EngineProxy::parallelRuns(Reply<int> reply)
{
    send<int>(std::move(reply), [](Engine& engine, const Reply<int>& back) { engine.parallelRuns(back); });
}

void EngineProxy::setParallelRuns(int most, Reply<void> reply)
{
    send<void>(std::move(reply),
               [=](Engine& engine, const Reply<void>& back) { engine.setParallelRuns(most, back); });
}

void EngineProxy::pause(std::optional<calendar::Instant> until, const QString& note, Reply<void> reply)
{
    send<void>(std::move(reply),
               [=](Engine& engine, const Reply<void>& back) { engine.pause(until, note, back); });
}

void EngineProxy::resume(Reply<void> reply)
{
    send<void>(std::move(reply), [](Engine& engine, const Reply<void>& back) { engine.resume(back); });
}

void EngineProxy::followRunner(Reply<void> known)
{
    send<void>(std::move(known), [](Engine& engine, const Reply<void>& back) { engine.followRunner(back); });
}

void EngineProxy::takeOver(Reply<void> reply)
{
    send<void>(std::move(reply), [](Engine& engine, const Reply<void>& back) { engine.takeOver(back); });
}

void EngineProxy::acceptClock(Reply<void> reply)
{
    send<void>(std::move(reply), [](Engine& engine, const Reply<void>& back) { engine.acceptClock(back); });
}

void EngineProxy::answerCatchUp(CatchUpAnswer answer, Reply<void> reply)
{
    send<void>(std::move(reply),
               [=](Engine& engine, const Reply<void>& back) { engine.answerCatchUp(answer, back); });
}

} // namespace reveille
