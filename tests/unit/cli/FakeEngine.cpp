#include "tests/unit/cli/FakeEngine.h"

#include "core/model/TimeText.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace reveille::test {

void FakeEngine::tell(const Changes& changes)
{
    QMetaObject::invokeMethod(
        this, [this, changes] { Q_EMIT changed(changes); }, Qt::QueuedConnection);
}

void FakeEngine::connectToEngine()
{
    Changes all;
    all.accounts = m_fake.world.accounts;
    all.accountStatus = m_fake.world.accountStatus.values();
    all.machines = m_fake.world.machines;
    all.schedules = m_fake.world.schedules;
    all.runs = m_fake.world.runs;
    all.leases = m_fake.world.leases;
    all.progress = m_fake.world.progress;
    all.status = m_fake.world.status;
    tell(all);
}

void FakeEngine::saveAccount(const Account& account, const QString& key, Reply<Account> reply)
{
    m_fake.calls.append(u"saveAccount"_s);
    if (m_fake.noKeychain && account.keySource == KeySource::Keychain) {
        answer<Account>(reply, reveille::fail(ErrorCode::SecretStoreUnavailable, account.name));
        return;
    }
    m_fake.savedAccount = account;
    m_fake.savedAccount.id.value = u"account-new"_s;
    m_fake.savedKey = key;
    answer<Account>(reply, m_fake.savedAccount);
}

void FakeEngine::removeAccount(const AccountId& account, Reply<void> reply)
{
    m_fake.calls.append(u"removeAccount "_s + account.value);
    answer<void>(reply, {});
}

void FakeEngine::testAccount(const Account& account, const QString& key, Reply<void> reply)
{
    m_fake.calls.append(u"testAccount %1 %2"_s.arg(account.id.value, key));
    answer<void>(reply, {});
}

void FakeEngine::refreshMachines(Reply<void> reply)
{
    Changes changes;
    changes.machines = m_fake.machines;
    tell(changes);
    answer<void>(reply, {});
}

void FakeEngine::answerMachine(const MachineKey& key, MachinePhase phase, const Reply<Machine>& reply)
{
    Machine machine;
    machine.key = key;
    machine.phase = phase;
    answer<Machine>(reply, machine);
}

void FakeEngine::createMachine(const AccountId& account, const MachineSpec& spec, const QString& name,
                               Reply<Machine> reply)
{
    m_fake.calls.append(u"createMachine %1 %2"_s.arg(account.value, name));
    m_fake.createdSpec = spec;
    answerMachine({account, MachineId{u"dm-new"_s}}, MachinePhase::Creating, reply);
}

void FakeEngine::deleteMachine(const MachineKey& machine, Reply<void> reply)
{
    m_fake.calls.append(u"deleteMachine "_s + machine.machine.value);
    answer<void>(reply, {});
}

void FakeEngine::wakeMachine(const MachineKey& machine, Reply<Machine> reply)
{
    m_fake.calls.append(u"wakeMachine "_s + machine.machine.value);
    answerMachine(machine, MachinePhase::Waking, reply);
}

void FakeEngine::sleepMachine(const MachineKey& machine, Reply<Machine> reply)
{
    m_fake.calls.append(u"sleepMachine "_s + machine.machine.value);
    answerMachine(machine, MachinePhase::GoingToSleep, reply);
}

void FakeEngine::fetchSecrets(Reply<QVector<SecretEntry>> reply)
{
    answer<QVector<SecretEntry>>(reply, m_fake.secrets);
}

void FakeEngine::saveSecret(const SecretEntry& entry, const QString& value, Reply<void> reply)
{
    m_fake.calls.append(u"saveSecret "_s + entry.name);
    if (m_fake.noKeychain && entry.kept == KeySource::Keychain) {
        answer<void>(reply, reveille::fail(ErrorCode::SecretStoreUnavailable, entry.name));
        return;
    }
    m_fake.secrets = {entry};
    m_fake.savedSecret = value;
    answer<void>(reply, {});
}

void FakeEngine::forgetSecret(const QString& name, Reply<void> reply)
{
    m_fake.calls.append(u"forgetSecret "_s + name);
    answer<void>(reply, {});
}

void FakeEngine::updateMachine(const MachineKey& machine, const MachineResize& change, Reply<Machine> reply)
{
    m_fake.calls.append(u"updateMachine "_s + machine.machine.value);
    m_fake.change = change;
    answerMachine(machine, MachinePhase::Running, reply);
}

void FakeEngine::fetchUsage(const AccountId& account, const UsageQuery& query,
                            Reply<QVector<MachineUsage>> reply)
{
    m_fake.calls.append(u"fetchUsage "_s + account.value);
    m_fake.usageQuery = query;
    answer<QVector<MachineUsage>>(reply, m_fake.usage);
}

void FakeEngine::provisionMachine(const ProvisionOrder& order, Reply<ProvisionNews> reply)
{
    m_fake.calls.append(u"provisionMachine %1 %2"_s.arg(order.account.value, order.name));
    m_fake.order = order;
    ProvisionNews last;
    for (ProvisionNews news : std::as_const(m_fake.provisionSteps)) {
        news.key = order.key;
        news.account = order.account;
        last = news;
        QMetaObject::invokeMethod(
            this, [this, news] { Q_EMIT provisioned(news); }, Qt::QueuedConnection);
    }
    answer<ProvisionNews>(reply, last);
}

void FakeEngine::cancelProvision(const QString& key, Reply<void> reply)
{
    m_fake.calls.append(u"cancelProvision "_s + key);
    answer<void>(reply, {});
}

void FakeEngine::fetchRates(const AccountId& account, Reply<UsageRates> reply)
{
    answer<UsageRates>(reply, m_fake.rates.value(account));
}

void FakeEngine::saveRates(const AccountId& account, const UsageRates& rates, Reply<void> reply)
{
    m_fake.calls.append(u"saveRates "_s + account.value);
    if (!m_fake.refusal)
        m_fake.rates.insert(account, rates);
    answer<void>(reply, {});
}

void FakeEngine::fetchExecutions(const MachineKey& machine, Reply<QVector<Execution>> reply)
{
    m_fake.calls.append(u"fetchExecutions "_s + machine.machine.value);
    answer<QVector<Execution>>(reply, m_fake.executions);
}

void FakeEngine::renameMachine(const MachineKey& machine, const QString& name, Reply<void> reply)
{
    m_fake.calls.append(u"renameMachine %1 %2"_s.arg(machine.machine.value, name));
    answer<void>(reply, {});
}

void FakeEngine::saveSchedule(const Schedule& schedule, Reply<Schedule> reply)
{
    m_fake.calls.append(u"saveSchedule "_s + schedule.id.value);
    m_fake.savedSchedule = schedule;
    answer<Schedule>(reply, schedule);
}

void FakeEngine::removeSchedule(const ScheduleId& schedule, Reply<void> reply)
{
    m_fake.calls.append(u"removeSchedule "_s + schedule.value);
    answer<void>(reply, {});
}

void FakeEngine::setScheduleEnabled(const ScheduleId& schedule, bool enabled, Reply<void> reply)
{
    m_fake.calls.append(u"setScheduleEnabled %1 %2"_s.arg(schedule.value).arg(enabled ? 1 : 0));
    answer<void>(reply, {});
}

void FakeEngine::pauseSchedule(const ScheduleId& schedule, std::optional<calendar::Instant>,
                               const QString& note, Reply<void> reply)
{
    m_fake.calls.append(u"pauseSchedule "_s + schedule.value + u' ' + note);
    answer<void>(reply, {});
}

void FakeEngine::resumeSchedule(const ScheduleId& schedule, Reply<void> reply)
{
    m_fake.calls.append(u"resumeSchedule "_s + schedule.value);
    answer<void>(reply, {});
}

void FakeEngine::planBackfill(const ScheduleId& schedule, calendar::Instant, calendar::Instant,
                              Reply<QVector<calendar::Instant>> reply)
{
    m_fake.calls.append(u"planBackfill "_s + schedule.value);
    answer<QVector<calendar::Instant>>(reply, m_fake.backfillPlan);
}

void FakeEngine::backfill(const ScheduleId& schedule, calendar::Instant, calendar::Instant,
                          Reply<QVector<Run>> reply)
{
    m_fake.calls.append(u"backfill "_s + schedule.value);
    answer<QVector<Run>>(reply, m_fake.backfilled);
}

void FakeEngine::explain(const ScheduleId& schedule, calendar::Instant at, Reply<Explanation> reply)
{
    m_fake.calls.append(u"explain "_s + schedule.value);
    Explanation told = m_fake.explanation;
    told.at = at;
    answer<Explanation>(reply, told);
}

void FakeEngine::runNow(const ScheduleId& schedule, Reply<Run> reply)
{
    m_fake.calls.append(u"runNow "_s + schedule.value);
    answer<Run>(reply, m_fake.runNowSteps.value(0));
    for (const Run& run : std::as_const(m_fake.runNowSteps)) {
        Changes changes;
        changes.runs = {run};
        tell(changes);
    }
}

void FakeEngine::cancelRun(const RunId& run, Reply<void> reply)
{
    m_fake.calls.append(u"cancelRun "_s + run.value);
    answer<void>(reply, {});
}

void FakeEngine::fetchRuns(const RunQuery& query, Reply<QVector<Run>> reply)
{
    m_fake.calls.append(u"fetchRuns"_s);
    m_fake.lastQuery = query;
    answer<QVector<Run>>(reply, m_fake.world.runs + m_fake.olderRuns);
}

void FakeEngine::fetchRun(const QString& idOrPrefix, Reply<Run> reply)
{
    m_fake.calls.append(u"fetchRun "_s + idOrPrefix);
    if (idOrPrefix.size() < 4) {
        answer<Run>(reply, fail(ErrorCode::InvalidArgument, idOrPrefix));
        return;
    }
    Result<Run> found = fail(ErrorCode::NotFound, idOrPrefix);
    for (const Run& run : m_fake.world.runs + m_fake.olderRuns) {
        if (run.id.value.startsWith(idOrPrefix))
            found = run;
    }
    answer<Run>(reply, found);
}

void FakeEngine::fetchOutput(const RunId& run, Reply<RunOutput> reply)
{
    m_fake.calls.append(u"fetchOutput "_s + run.value);
    answer<RunOutput>(reply, m_fake.output);
}

void FakeEngine::pause(std::optional<calendar::Instant> until, const QString& note, Reply<void> reply)
{
    m_fake.calls.append(u"pause %1 %2"_s.arg(until ? toRfc3339(*until) : u"-"_s, note));
    answer<void>(reply, {});
}

void FakeEngine::resume(Reply<void> reply)
{
    m_fake.calls.append(u"resume"_s);
    answer<void>(reply, {});
}

void FakeEngine::outputLimits(Reply<OutputLimits> reply)
{
    answer<OutputLimits>(reply, m_fake.limits);
}

void FakeEngine::setOutputLimits(const OutputLimits& limits, Reply<int> reply)
{
    m_fake.limits = limits;
    answer<int>(reply, m_fake.pruned);
}

void FakeEngine::parallelRuns(Reply<int> reply)
{
    answer<int>(reply, m_fake.parallelRuns);
}

void FakeEngine::setParallelRuns(int most, Reply<void> reply)
{
    m_fake.parallelRuns = most;
    answer<void>(reply, {});
}

void FakeEngine::followRunner(Reply<void> known)
{
    m_fake.calls.append(u"followRunner"_s);
    answer<void>(known, {});
}

void FakeEngine::takeOver(Reply<void> reply)
{
    m_fake.calls.append(u"takeOver"_s);
    answer<void>(reply, {});
}

void FakeEngine::acceptClock(Reply<void> reply)
{
    m_fake.calls.append(u"acceptClock"_s);
    answer<void>(reply, {});
}

void FakeEngine::answerCatchUp(CatchUpAnswer chosen, Reply<void> reply)
{
    m_fake.calls.append(u"answerCatchUp %1"_s.arg(static_cast<int>(chosen)));
    answer<void>(reply, {});
}

} // namespace reveille::test
