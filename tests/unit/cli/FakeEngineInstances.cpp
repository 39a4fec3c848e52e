#include "tests/unit/cli/FakeEngine.h"

using namespace Qt::StringLiterals;

namespace reveille::test {

void FakeEngine::resolveDrift(const ScheduleId& schedule, DriftChoice choice, Reply<Schedule> reply)
{
    m_fake.calls.append((choice == DriftChoice::TakeTheirs ? u"takeTheirs "_s : u"sendOurs "_s) +
                        schedule.value);
    Result<Schedule> found = fail(ErrorCode::NotFound, schedule.value);
    for (const Schedule& known : std::as_const(m_fake.world.schedules)) {
        if (known.id == schedule)
            found = known;
    }
    answer<Schedule>(reply, found);
}

void FakeEngine::copySchedules(const QVector<ScheduleId>& schedules, const QVector<MachineKey>& machines,
                               Reply<QVector<CopyResult>> reply)
{
    m_fake.calls.append(u"copySchedules %1 to %2"_s.arg(schedules.size()).arg(machines.size()));
    answer<QVector<CopyResult>>(reply, m_fake.copied);
}

void FakeEngine::controlMachine(const MachineKey& machine, MachineAction action, const StopOptions& options,
                                Reply<Machine> reply)
{
    m_fake.lastStop = options;
    switch (action) {
    case MachineAction::Start:
        m_fake.calls.append(u"start "_s + machine.machine.value);
        answerMachine(machine, MachinePhase::Waking, reply);
        return;
    case MachineAction::Stop:
        m_fake.calls.append(u"stop "_s + machine.machine.value);
        answerMachine(machine, MachinePhase::GoingToSleep, reply);
        return;
    case MachineAction::Suspend:
        m_fake.calls.append(u"suspend "_s + machine.machine.value);
        answerMachine(machine, MachinePhase::GoingToSleep, reply);
        return;
    case MachineAction::Restart:
        m_fake.calls.append(u"restart "_s + machine.machine.value);
        answerMachine(machine, MachinePhase::Waking, reply);
        return;
    }
}

void FakeEngine::waitMachine(const MachineKey& machine, MachinePhase phase, std::chrono::seconds atMost,
                             Reply<Machine> reply)
{
    m_fake.calls.append(u"waitMachine %1 %2"_s.arg(machine.machine.value).arg(atMost.count()));
    answerMachine(machine, phase, reply);
}

void FakeEngine::setTags(const MachineKey& machine, const QStringList& tags, Reply<Machine> reply)
{
    m_fake.calls.append(u"setTags %1 %2"_s.arg(machine.machine.value, tags.join(u',')));
    answerMachine(machine, MachinePhase::Running, reply);
}

void FakeEngine::setDeleteLock(const MachineKey& machine, bool locked, Reply<Machine> reply)
{
    m_fake.calls.append((locked ? u"lock "_s : u"unlock "_s) + machine.machine.value);
    answerMachine(machine, MachinePhase::Running, reply);
}

void FakeEngine::fetchMachineLog(const MachineKey& machine, qint64 offset, qint64 limit,
                                 Reply<LogChunk> reply)
{
    m_fake.calls.append(u"fetchMachineLog %1 %2 %3"_s.arg(machine.machine.value).arg(offset).arg(limit));
    LogChunk chunk;
    chunk.output = m_fake.console;
    chunk.end = chunk.availableEnd = m_fake.console.size();
    answer<LogChunk>(reply, chunk);
}

void FakeEngine::fetchMetrics(const MachineKey& machine, Reply<MachineMetrics> reply)
{
    m_fake.calls.append(u"fetchMetrics "_s + machine.machine.value);
    answer<MachineMetrics>(reply, m_fake.metrics);
}

void FakeEngine::makeCheckpoint(const MachineKey& machine, const QString& name, Reply<Snapshot> reply)
{
    m_fake.calls.append(u"makeCheckpoint %1 %2"_s.arg(machine.machine.value, name));
    answer<Snapshot>(reply,
                     Snapshot{Snapshot::Kind::Checkpoint, MachineId{u"new"_s}, name, u"starting"_s, {}});
}

void FakeEngine::fetchCheckpointHistory(const MachineKey& machine, Reply<QVector<Snapshot>> reply)
{
    m_fake.calls.append(u"fetchCheckpointHistory "_s + machine.machine.value);
    answer<QVector<Snapshot>>(reply, m_fake.snapshots);
}

void FakeEngine::makeTemplate(const MachineKey& machine, Reply<Snapshot> reply)
{
    m_fake.calls.append(u"makeTemplate "_s + machine.machine.value);
    answer<Snapshot>(reply, Snapshot{Snapshot::Kind::Template, machine.machine, {}, u"template"_s, {}});
}

void FakeEngine::fetchSnapshots(const AccountId& account, Snapshot::Kind kind, Reply<QVector<Snapshot>> reply)
{
    m_fake.calls.append((kind == Snapshot::Kind::Template ? u"templates "_s : u"checkpoints "_s) +
                        account.value);
    answer<QVector<Snapshot>>(reply, m_fake.snapshots);
}

void FakeEngine::removeSnapshot(const AccountId&, const Snapshot& snapshot, Reply<void> reply)
{
    m_fake.calls.append(u"removeSnapshot "_s + snapshot.name);
    answer<void>(reply, {});
}

void FakeEngine::fetchQuotas(const AccountId& account, Reply<QVector<MetroQuota>> reply)
{
    m_fake.calls.append(u"fetchQuotas "_s + account.value);
    answer<QVector<MetroQuota>>(reply, m_fake.quotas);
}

void FakeEngine::rawCall(const AccountId& account, const QString& metro, const QByteArray& method,
                         const QString& path, const QByteArray& body, Reply<QByteArray> reply)
{
    m_fake.calls.append(QStringList{u"rawCall"_s, account.value, metro, QString::fromUtf8(method), path,
                                    QString::fromUtf8(body)}
                            .join(u' '));
    answer<QByteArray>(reply, m_fake.rawAnswer);
}

} // namespace reveille::test
