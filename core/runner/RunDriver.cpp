#include "core/runner/RunDriver.h"

#include "core/runner/ActionCall.h"
#include "core/runner/AdvanceAction.h"
#include "core/runner/FiringId.h"
#include "core/runner/RunEnvironment.h"

#include <algorithm>
#include <utility>

#include <QCryptographicHash>
#include <QtEndian>

namespace reveille {

using namespace std::chrono;

namespace {

/// A run whose schedule is gone has no time-out of its own left to read: only the platform ends it.
constexpr hours kTimeoutUnknown{24 * 30};

/// A different part of the wait for each firing and attempt, and the same one after a crash.
double retryShareOf(const Run& run)
{
    const QByteArray hash = QCryptographicHash::hash(idempotencyKeyOf(run.firingId, run.attempt).toLatin1(),
                                                     QCryptographicHash::Sha256);
    return (qFromBigEndian<quint16>(hash.constData()) + 1.0) / 65536.0;
}

MachineUse useOf(const Run& run, const std::optional<Schedule>& schedule)
{
    MachineUse use;
    use.schedule = run.schedule;
    use.yields = run.kind == RunKind::Backfill;
    if (!schedule)
        return use;
    const SchedulePolicy& policy = schedule->policy;
    if (policy.overlap == OverlapPolicy::Allow && run.kind != RunKind::Backfill)
        use.ownAtOnce = std::max(1, policy.overlapLimit);
    use.besideOthers = policy.parallelOnMachine && run.kind != RunKind::Backfill;
    use.sleepAfter = policy.sleepAfter;
    return use;
}

} // namespace

RunDriver::RunDriver(const Clock& clock, Alarm& alarm, Journal& journal, MachineDesk& desk,
                     ProviderLookup provider, QObject* parent)
    : QObject(parent),
      m_clock(clock),
      m_alarm(alarm),
      m_journal(journal),
      m_desk(desk),
      m_provider(std::move(provider))
{
    connect(&m_desk, &MachineDesk::granted, this, &RunDriver::admit);
    connect(&m_desk, &MachineDesk::released, this,
            [this](const RunId& id, bool wokenByUs) { handle(id, event::MachineReleased{wokenByUs}); });
}

void RunDriver::add(const Run& run, const std::optional<Schedule>& schedule, const RunTerms& terms)
{
    if (!run.isOpen() || m_runs.contains(run.id))
        return;
    OpenRun& open = m_runs[run.id];
    open.run = run;
    // A run by hand never uses up an occurrence, so it does not count as the run before one either.
    if (run.kind == RunKind::Scheduled)
        m_scheduled[run.schedule].append(run.id);
    open.context.startDeadline = terms.startDeadline;
    open.context.retryBefore = terms.retryBefore;
    open.context.retryShare = retryShareOf;
    open.use = useOf(run, schedule);
    open.context.timeout = schedule ? schedule->timeout : milliseconds(kTimeoutUnknown);
    open.context.infrastructureRetries = schedule ? schedule->policy.infrastructureRetries : 0;
    open.context.commandRetries = schedule ? schedule->policy.commandRetries : 0;
    open.context.action =
        schedule ? schedule->action : actionOfBody(run.requestBody).value_or(ScheduleAction::Exec);
    // An execution that is under way stays one, whatever the schedule has become since.
    if (run.state >= RunState::Submitting)
        open.context.action = actionOfBody(run.requestBody).value_or(ScheduleAction::Exec);
    if (Provider* provider = m_provider(run.machine.account))
        open.context.machinesStop = provider->instanceControl(run.machine.machine) != nullptr;
    open.context.makeBody = [this, schedule](const Run& current, calendar::Instant now) {
        Provider* provider = m_provider(current.machine.account);
        return provider && schedule ? provider->executionBody(executionSpecFor(*schedule, current, now))
                                    : QByteArray();
    };
    handle(run.id, event::Begin{});
    if (!schedule && run.state < RunState::Submitting)
        handle(run.id, event::CancelAsked{.scheduleRemoved = true});
}

void RunDriver::cancel(const RunId& run)
{
    handle(run, event::CancelAsked{});
}

void RunDriver::scheduleRemoved(const ScheduleId& schedule)
{
    QVector<RunId> early;
    for (const auto& [id, open] : m_runs) {
        if (open.run.schedule == schedule && open.run.state < RunState::Submitting)
            early.append(id);
    }
    for (const RunId& id : std::as_const(early))
        handle(id, event::CancelAsked{.scheduleRemoved = true});
}

void RunDriver::replaceOpen(const ScheduleId& schedule)
{
    for (const RunId& id : m_scheduled.value(schedule))
        handle(id, event::CancelAsked{.replaced = true});
}

bool RunDriver::has(const RunId& run) const
{
    return m_runs.contains(run);
}

int RunDriver::openCount(const ScheduleId& schedule) const
{
    // Once the outcome stands only the machine is still seen to; the next run does not overlap with that.
    return countScheduled(schedule, [](const Run& run) { return run.outcome == Outcome::None; });
}

int RunDriver::queuedCount(const ScheduleId& schedule) const
{
    return countScheduled(schedule, [](const Run& run) { return run.state == RunState::Due; });
}

template <typename Matches> int RunDriver::countScheduled(const ScheduleId& schedule, Matches matches) const
{
    const auto ids = m_scheduled.constFind(schedule);
    if (ids == m_scheduled.cend())
        return 0;
    return static_cast<int>(
        std::ranges::count_if(*ids, [&](const RunId& id) { return matches(m_runs.at(id).run); }));
}

void RunDriver::forget(const RunId& id)
{
    const auto it = m_runs.find(id);
    if (it == m_runs.end())
        return;
    const Run run = it->second.run;
    m_runs.erase(it);
    leave(id);
    if (const auto ids = m_scheduled.find(run.schedule); ids != m_scheduled.end()) {
        ids->removeAll(id);
        if (ids->isEmpty())
            m_scheduled.erase(ids);
    }
    Q_EMIT closed(run);
}

void RunDriver::stop()
{
    for (auto& [id, open] : m_runs) {
        if (open.wait != 0)
            m_alarm.cancel(open.wait);
    }
    m_runs.clear();
    m_atWork.clear();
    m_waiting.clear();
    m_queue.clear();
    m_scheduled.clear();
}

void RunDriver::admit(const RunId& id)
{
    const OpenRun* open = find(id);
    if (!open)
        return;
    // What a restart found under way goes on, whatever the limit.
    if (open->run.state == RunState::Due && (m_held || m_atWork.size() >= m_parallel)) {
        if (!m_waiting.contains(id)) {
            m_waiting.insert(id);
            m_queue.push_back(id);
        }
        return;
    }
    m_atWork.insert(id);
    handle(id, event::MachineGranted{});
}

void RunDriver::leave(const RunId& id)
{
    m_atWork.remove(id);
    m_waiting.remove(id);
    admitWaiting();
}

void RunDriver::admitWaiting()
{
    while (!m_held && !m_queue.empty() && m_atWork.size() < m_parallel) {
        const RunId first = m_queue.front();
        m_queue.pop_front();
        if (m_waiting.remove(first))
            admit(first);
    }
}

void RunDriver::setParallelRuns(int most)
{
    m_parallel = most;
    admitWaiting();
}

void RunDriver::setHeld(bool held)
{
    m_held = held;
    admitWaiting();
}

RunDriver::OpenRun* RunDriver::find(const RunId& id)
{
    const auto it = m_runs.find(id);
    return it == m_runs.end() ? nullptr : &it->second;
}

void RunDriver::handle(const RunId& id, const RunEvent& event)
{
    OpenRun* open = find(id);
    if (!open)
        return;
    if (const auto* read = std::get_if<event::MachineRead>(&event); read && read->answer) {
        Machine seen = *read->answer;
        seen.key = open->run.machine;
        Q_EMIT machineSeen(seen);
    }
    RunStepResult step = advance(open->run, open->memory, event, open->context, m_clock.now());
    const bool changed = !(step.run == open->run);
    if (changed && m_skewOf) {
        if (const auto skew = m_skewOf(step.run.machine.account))
            step.run.clockSkew = skew;
    }
    open->run = std::move(step.run);
    open->memory = step.memory;

    if (step.output) {
        filter(*step.output);
        m_journal.put(id, *step.output);
    }
    if (step.failedAttempt) {
        filter(*step.failedAttempt);
        m_journal.put(*step.failedAttempt);
    }
    if (changed)
        m_journal.put(open->run);
    if (step.wakesMachine)
        m_desk.woken(open->run.machine, open->run.priorPhase.value_or(MachinePhase::Sleeping));
    if (step.effect) {
        ++open->turn;
        open->call.reset();
        if (open->wait != 0)
            m_alarm.cancel(std::exchange(open->wait, 0));
        m_journal.then([this, id, turn = open->turn, effect = *step.effect] {
            const OpenRun* current = find(id);
            if (current && current->turn == turn)
                perform(id, effect);
        });
    }
    if (open->run.isOpen())
        return;
    Q_EMIT closing(open->run);
    m_journal.then([this, id] { forget(id); });
}

template <typename E, typename T> Reply<T> RunDriver::answerTo(const RunId& id, quint64 turn)
{
    return [this, id, turn](Result<T> answer) {
        const OpenRun* open = find(id);
        if (open && open->turn == turn)
            handle(id, E{std::move(answer)});
    };
}

void RunDriver::perform(const RunId& id, const RunEffect& effect)
{
    OpenRun* open = find(id);
    if (!open)
        return;
    const MachineKey machine = open->run.machine;
    if (std::holds_alternative<effect::AcquireMachine>(effect)) {
        m_desk.acquire(id, machine, open->run.state >= RunState::Waking, open->use);
        return;
    }
    if (std::holds_alternative<effect::ReleaseMachine>(effect)) {
        m_desk.release(id, machine);
        return;
    }
    if (const auto* wait = std::get_if<effect::Wait>(&effect)) {
        open->wait = m_alarm.after(wait->duration, [this, id] {
            if (OpenRun* waiting = find(id)) {
                waiting->wait = 0;
                handle(id, event::WaitOver{});
            }
        });
        return;
    }
    Provider* provider = m_provider(machine.account);
    const quint64 turn = open->turn;
    struct Caller
    {
        RunDriver& driver;
        Provider& provider;
        const RunId& id;
        const Run& run;
        quint64 turn;

        Call operator()(const effect::ReadMachine&)
        {
            return provider.getMachine(run.machine.machine,
                                       driver.answerTo<event::MachineRead, Machine>(id, turn));
        }
        Call operator()(const effect::SendWake& wake)
        {
            return provider.wake(run.machine.machine, wake.key,
                                 driver.answerTo<event::WakeAnswered, Machine>(id, turn));
        }
        Call operator()(const effect::SendExecution&)
        {
            return provider.startExecution(run.machine.machine, run.requestBody, run.idempotencyKey,
                                           driver.answerTo<event::Submitted, Execution>(id, turn));
        }
        Call operator()(const effect::ListExecutions&)
        {
            return provider.listExecutions(
                run.machine.machine, driver.answerTo<event::ExecutionsListed, QVector<Execution>>(id, turn));
        }
        Call operator()(const effect::ReadExecution&)
        {
            return provider.getExecution(run.machine.machine, run.execution,
                                         driver.answerTo<event::ExecutionRead, Execution>(id, turn));
        }
        Call operator()(const effect::ReadOutput&)
        {
            return provider.getOutput(run.machine.machine, run.execution,
                                      driver.answerTo<event::OutputRead, ExecutionOutput>(id, turn));
        }
        Call operator()(const effect::CancelExecution& cancel)
        {
            return provider.cancelExecution(run.machine.machine, run.execution, cancel.key,
                                            driver.answerTo<event::ExecutionCancelled, Execution>(id, turn));
        }
        Call operator()(const effect::AcquireMachine&) { return {}; }
        Call operator()(const effect::ReleaseMachine&) { return {}; }
        Call operator()(const effect::Wait&) { return {}; }
    };
    if (!provider) {
        answerNoProvider(id, effect);
        return;
    }
    if (open->context.action != ScheduleAction::Exec &&
        !std::holds_alternative<effect::ReadMachine>(effect)) {
        open->call = performAction(*provider, *open, effect);
        return;
    }
    Call call = std::visit(Caller{*this, *provider, id, open->run, turn}, effect);
    // The lookup again: a provider may have been asked to end everything meanwhile.
    if (OpenRun* current = find(id); current && current->turn == turn)
        current->call = std::move(call);
}

Call RunDriver::performAction(Provider& provider, const OpenRun& open, const RunEffect& effect)
{
    const RunId id = open.run.id;
    if (std::holds_alternative<effect::ListExecutions>(effect))
        return checkpointsOf(provider, open.run,
                             answerTo<event::ExecutionsListed, QVector<Execution>>(id, open.turn));
    return callAction(provider, open.run, open.context.action,
                      answerTo<event::Submitted, Execution>(id, open.turn));
}

void RunDriver::answerNoProvider(const RunId& id, const RunEffect& effect)
{
    const auto gone = fail(ErrorCode::NotFound);
    if (std::holds_alternative<effect::ReadMachine>(effect))
        handle(id, event::MachineRead{gone});
    else if (std::holds_alternative<effect::SendWake>(effect))
        handle(id, event::WakeAnswered{gone});
    else if (std::holds_alternative<effect::SendExecution>(effect))
        handle(id, event::Submitted{gone});
    else if (std::holds_alternative<effect::ListExecutions>(effect))
        handle(id, event::ExecutionsListed{gone});
    else if (std::holds_alternative<effect::ReadExecution>(effect))
        handle(id, event::ExecutionRead{gone});
    else if (std::holds_alternative<effect::CancelExecution>(effect))
        handle(id, event::ExecutionCancelled{gone});
    else if (std::holds_alternative<effect::ReadOutput>(effect))
        handle(id, event::OutputRead{gone});
}

} // namespace reveille
