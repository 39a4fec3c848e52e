#include "tests/support/FakeEngineClient.h"

#include <algorithm>
#include <iterator>

namespace reveille::test {

using namespace Qt::StringLiterals;

void FakeEngineClient::push(const Changes& changes)
{
    if (changes.status)
        m_status = *changes.status;
    for (const Machine& machine : changes.machines) {
        if (Machine* known = find(machine.key))
            *known = machine;
        else
            m_machines.append(machine);
    }
    for (const Schedule& schedule : changes.schedules) {
        if (Schedule* known = find(schedule.id))
            *known = schedule;
        else
            m_schedules.append(schedule);
    }
    m_runs += changes.runs;
    Q_EMIT changed(changes);
}

std::optional<Schedule> FakeEngineClient::schedule(const QString& name) const
{
    const auto found = std::find_if(m_schedules.begin(), m_schedules.end(),
                                    [&](const Schedule& schedule) { return schedule.name == name; });
    return found == m_schedules.end() ? std::nullopt : std::optional(*found);
}

Machine* FakeEngineClient::find(const MachineKey& key)
{
    const auto found = std::find_if(m_machines.begin(), m_machines.end(),
                                    [&](const Machine& machine) { return machine.key == key; });
    return found == m_machines.end() ? nullptr : &*found;
}

Schedule* FakeEngineClient::find(const ScheduleId& id)
{
    const auto found = std::find_if(m_schedules.begin(), m_schedules.end(),
                                    [&](const Schedule& schedule) { return schedule.id == id; });
    return found == m_schedules.end() ? nullptr : &*found;
}

void FakeEngineClient::connectToEngine()
{
    QTimer::singleShot(0, this, [this] { push(initial); });
}

void FakeEngineClient::saveAccount(const Account& account, const QString& key, Reply<Account> reply)
{
    calls += u"saveAccount "_s + account.name;
    lastAccount = account;
    lastKey = key;
    answer<Account>(reply, [this, account]() -> Result<Account> {
        Account saved = account;
        if (saved.id.isEmpty())
            saved.id = AccountId{u"account-%1"_s.arg(++m_last)};
        lastAccount = saved;
        Changes changes;
        changes.accounts = {saved};
        changes.accountStatus = {{saved.id, AccountStatus::State::Connected, std::nullopt}};
        push(changes);
        return saved;
    });
}

void FakeEngineClient::removeAccount(const AccountId& account, Reply<void> reply)
{
    calls += u"removeAccount "_s + account.value;
    answer<void>(reply, [this, account]() -> Result<void> {
        Changes changes;
        changes.accountsRemoved = {account};
        push(changes);
        return {};
    });
}

void FakeEngineClient::testAccount(const Account& account, const QString& key, Reply<void> reply)
{
    calls += u"testAccount "_s + account.name;
    lastAccount = account;
    lastKey = key;
    answer<void>(reply, [] { return Result<void>(); });
}

void FakeEngineClient::refreshMachines(Reply<void> reply)
{
    calls += u"refreshMachines"_s;
    answer<void>(reply, [] { return Result<void>(); });
}

void FakeEngineClient::createMachine(const AccountId& account, const MachineSpec& spec, const QString& name,
                                     Reply<Machine> reply)
{
    calls += u"createMachine "_s + name;
    answer<Machine>(reply, [this, account, spec, name]() -> Result<Machine> {
        Machine machine;
        machine.key = {account, MachineId{u"dm-%1"_s.arg(++m_last)}};
        machine.name = name;
        machine.phase = MachinePhase::Creating;
        machine.vcpu = spec.vcpu;
        machine.memoryMib = spec.memoryMib;
        Changes changes;
        changes.machines = {machine};
        push(changes);
        return machine;
    });
}

void FakeEngineClient::deleteMachine(const MachineKey& machine, Reply<void> reply)
{
    calls += u"deleteMachine "_s + machine.machine.value;
    answer<void>(reply, [this, machine]() -> Result<void> {
        m_machines.removeIf([&](const Machine& known) { return known.key == machine; });
        Changes changes;
        changes.machinesRemoved = {machine};
        push(changes);
        return {};
    });
}

Result<Machine> FakeEngineClient::setPhase(const MachineKey& key, MachinePhase phase)
{
    return changeMachine(key, [&](Machine& machine) { machine.phase = phase; });
}

Result<Machine> FakeEngineClient::changeMachine(const MachineKey& key,
                                                const std::function<void(Machine&)>& change)
{
    Machine* machine = find(key);
    if (machine == nullptr)
        return fail(ErrorCode::NotFound, key.machine.value);
    change(*machine);
    Changes changes;
    changes.machines = {*machine};
    push(changes);
    return *find(key);
}

void FakeEngineClient::wakeMachine(const MachineKey& machine, Reply<Machine> reply)
{
    calls += u"wakeMachine "_s + machine.machine.value;
    answer<Machine>(reply, [this, machine] { return setPhase(machine, MachinePhase::Running); });
}

void FakeEngineClient::sleepMachine(const MachineKey& machine, Reply<Machine> reply)
{
    calls += u"sleepMachine "_s + machine.machine.value;
    answer<Machine>(reply, [this, machine] { return setPhase(machine, MachinePhase::Sleeping); });
}

void FakeEngineClient::renameMachine(const MachineKey& machine, const QString& name, Reply<void> reply)
{
    calls += u"renameMachine "_s + name;
    answer<void>(reply, [this, machine, name]() -> Result<void> {
        Machine* known = find(machine);
        if (known == nullptr)
            return fail(ErrorCode::NotFound, machine.machine.value);
        known->name = name;
        Changes changes;
        changes.machines = {*known};
        push(changes);
        return {};
    });
}

void FakeEngineClient::saveSchedule(const Schedule& schedule, Reply<Schedule> reply)
{
    calls += u"saveSchedule "_s + schedule.name;
    answer<Schedule>(reply, [this, schedule]() -> Result<Schedule> {
        Schedule saved = schedule;
        if (saved.id.isEmpty())
            saved.id = ScheduleId{u"schedule-%1"_s.arg(++m_last)};
        Changes changes;
        changes.schedules = {saved};
        push(changes);
        return saved;
    });
}

void FakeEngineClient::removeSchedule(const ScheduleId& schedule, Reply<void> reply)
{
    calls += u"removeSchedule "_s + schedule.value;
    answer<void>(reply, [this, schedule]() -> Result<void> {
        m_schedules.removeIf([&](const Schedule& known) { return known.id == schedule; });
        Changes changes;
        changes.schedulesRemoved = {schedule};
        push(changes);
        return {};
    });
}

void FakeEngineClient::setScheduleEnabled(const ScheduleId& schedule, bool enabled, Reply<void> reply)
{
    calls += (enabled ? u"enable "_s : u"disable "_s) + schedule.value;
    answer<void>(reply, [this, schedule, enabled]() -> Result<void> {
        Schedule* known = find(schedule);
        if (known == nullptr)
            return fail(ErrorCode::NotFound, schedule.value);
        known->enabled = enabled;
        Changes changes;
        changes.schedules = {*known};
        push(changes);
        return {};
    });
}

Result<void> FakeEngineClient::setPause(const ScheduleId& schedule, const std::optional<Pause>& pause)
{
    Schedule* known = find(schedule);
    if (known == nullptr)
        return fail(ErrorCode::NotFound, schedule.value);
    known->pause = pause;
    Changes changes;
    changes.schedules = {*known};
    push(changes);
    return {};
}

void FakeEngineClient::pauseSchedule(const ScheduleId& schedule, std::optional<calendar::Instant> until,
                                     const QString& note, Reply<void> reply)
{
    calls += u"pauseSchedule "_s + schedule.value;
    answer<void>(reply, [this, schedule, until, note] {
        return setPause(schedule, Pause{noon, until, note});
    });
}

void FakeEngineClient::resumeSchedule(const ScheduleId& schedule, Reply<void> reply)
{
    calls += u"resumeSchedule "_s + schedule.value;
    answer<void>(reply, [this, schedule] { return setPause(schedule, std::nullopt); });
}

void FakeEngineClient::planBackfill(const ScheduleId& schedule, calendar::Instant, calendar::Instant,
                                    Reply<QVector<calendar::Instant>> reply)
{
    calls += u"planBackfill "_s + schedule.value;
    answer<QVector<calendar::Instant>>(
        reply, [this]() -> Result<QVector<calendar::Instant>> { return backfillPlan; });
}

void FakeEngineClient::backfill(const ScheduleId& schedule, calendar::Instant, calendar::Instant,
                                Reply<QVector<Run>> reply)
{
    calls += u"backfill "_s + schedule.value;
    answer<QVector<Run>>(reply, [this, schedule]() -> Result<QVector<Run>> {
        const Schedule* known = find(schedule);
        if (known == nullptr)
            return fail(ErrorCode::NotFound, schedule.value);
        Changes changes;
        for (const calendar::Instant at : std::as_const(backfillPlan)) {
            Run run;
            run.id = RunId{u"run-%1"_s.arg(++m_last)};
            run.schedule = schedule;
            run.scheduleName = known->name;
            run.machine = known->machine;
            run.kind = RunKind::Backfill;
            run.scheduledAt = at;
            run.steps = {{RunState::Due, noon, {}}};
            changes.runs.append(run);
        }
        push(changes);
        return changes.runs;
    });
}

void FakeEngineClient::explain(const ScheduleId& schedule, calendar::Instant at, Reply<Explanation> reply)
{
    calls += u"explain "_s + schedule.value;
    answer<Explanation>(reply, [this, at]() -> Result<Explanation> {
        Explanation told = explanation;
        told.at = at;
        return told;
    });
}

void FakeEngineClient::runNow(const ScheduleId& schedule, Reply<Run> reply)
{
    calls += u"runNow "_s + schedule.value;
    answer<Run>(reply, [this, schedule]() -> Result<Run> {
        const Schedule* known = find(schedule);
        if (known == nullptr)
            return fail(ErrorCode::NotFound, schedule.value);
        Run run;
        run.id = RunId{u"run-%1"_s.arg(++m_last)};
        run.schedule = schedule;
        run.scheduleName = known->name;
        run.machine = known->machine;
        run.kind = RunKind::Manual;
        run.state = RunState::Waking;
        run.scheduledAt = noon;
        run.steps = {{RunState::Due, run.scheduledAt, {}}, {RunState::Waking, run.scheduledAt, {}}};
        Changes changes;
        changes.runs = {run};
        push(changes);
        return run;
    });
}

void FakeEngineClient::cancelRun(const RunId& run, Reply<void> reply)
{
    calls += u"cancelRun "_s + run.value;
    answer<void>(reply, [] { return Result<void>(); });
}

void FakeEngineClient::fetchRuns(const RunQuery& query, Reply<QVector<Run>> reply)
{
    calls += query.output.isEmpty() ? u"fetchRuns"_s : u"fetchRuns "_s + query.output;
    answer<QVector<Run>>(reply, [this, query]() -> Result<QVector<Run>> {
        if (query.output.isEmpty())
            return m_runs;
        QVector<Run> found;
        std::ranges::copy_if(m_runs, std::back_inserter(found),
                             [this](const Run& run) { return printing.contains(run.id); });
        return found;
    });
}

void FakeEngineClient::fetchRun(const QString& idOrPrefix, Reply<Run> reply)
{
    calls += u"fetchRun "_s + idOrPrefix;
    answer<Run>(reply, [this, idOrPrefix]() -> Result<Run> {
        const auto at =
            std::ranges::find_if(m_runs, [&](const Run& run) { return run.id.value.startsWith(idOrPrefix); });
        return at == m_runs.cend() ? Result<Run>(fail(ErrorCode::NotFound, idOrPrefix)) : *at;
    });
}

void FakeEngineClient::fetchOutput(const RunId& run, Reply<RunOutput> reply)
{
    calls += u"fetchOutput "_s + run.value;
    answer<RunOutput>(reply, [this]() -> Result<RunOutput> { return output; });
}

void FakeEngineClient::pause(std::optional<calendar::Instant> until, const QString& note, Reply<void> reply)
{
    calls += u"pause"_s;
    answer<void>(reply, [this, until, note]() -> Result<void> {
        RunnerStatus status = m_status;
        status.state = RunnerState::Paused;
        status.pause = Pause{{}, until, note};
        Changes changes;
        changes.status = status;
        push(changes);
        return {};
    });
}

void FakeEngineClient::resume(Reply<void> reply)
{
    calls += u"resume"_s;
    answer<void>(reply, [this]() -> Result<void> {
        RunnerStatus status = m_status;
        status.state = RunnerState::On;
        status.pause.reset();
        Changes changes;
        changes.status = status;
        push(changes);
        return {};
    });
}

void FakeEngineClient::outputLimits(Reply<OutputLimits> reply)
{
    answer<OutputLimits>(reply, [this] { return Result<OutputLimits>(limits); });
}

void FakeEngineClient::setOutputLimits(const OutputLimits& wanted, Reply<int> reply)
{
    calls += u"setOutputLimits"_s;
    answer<int>(reply, [this, wanted] {
        limits = wanted;
        return Result<int>(0);
    });
}

void FakeEngineClient::parallelRuns(Reply<int> reply)
{
    answer<int>(reply, [this] { return Result<int>(runsAtOnce); });
}

void FakeEngineClient::setParallelRuns(int most, Reply<void> reply)
{
    calls += u"setParallelRuns"_s;
    answer<void>(reply, [this, most] {
        runsAtOnce = most;
        return Result<void>();
    });
}

void FakeEngineClient::followRunner(Reply<void> known)
{
    calls += u"followRunner"_s;
    answer<void>(known, [] { return Result<void>(); });
}

void FakeEngineClient::takeOver(Reply<void> reply)
{
    calls += u"takeOver"_s;
    answer<void>(reply, [this]() -> Result<void> {
        Changes changes;
        changes.status = m_status;
        changes.status->state = RunnerState::On;
        changes.status->elsewhere.reset();
        push(changes);
        return {};
    });
}

void FakeEngineClient::acceptClock(Reply<void> reply)
{
    calls += u"acceptClock"_s;
    answer<void>(reply, [this]() -> Result<void> {
        Changes changes;
        changes.status = m_status;
        changes.status->state = RunnerState::On;
        changes.status->clock.reset();
        push(changes);
        return {};
    });
}

void FakeEngineClient::answerCatchUp(CatchUpAnswer chosen, Reply<void> reply)
{
    calls += u"answerCatchUp %1"_s.arg(static_cast<int>(chosen));
    answer<void>(reply, [this]() -> Result<void> {
        if (!m_status.catchUp)
            return fail(ErrorCode::NotFound);
        Changes changes;
        changes.status = m_status;
        changes.status->catchUp.reset();
        push(changes);
        return {};
    });
}

} // namespace reveille::test
