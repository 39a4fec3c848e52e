#include "core/runner/AdvanceAction.h"

#include "core/model/Words.h"
#include "core/runner/AdvanceStep.h"
#include "core/runner/RunReasons.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reveille {

using calendar::Instant;
using namespace std::chrono;

namespace {

constexpr auto kBodyStart = "action:";
constexpr int kNameDigits = 8;
constexpr int kLeastTries = 8;
constexpr minutes kPatience{2};
constexpr seconds kClocksDiffer{2};

class ActionStep
{
public:
    ActionStep(const Run& run, const RunMemory& memory, const RunContext& context, Instant now)
        : m_context(context), m_now(now)
    {
        m_result.run = run;
        m_result.memory = memory;
    }

    void operator()(const event::Begin&);
    void operator()(const event::MachineRead& read);
    void operator()(const event::Submitted& sent);
    void operator()(const event::ExecutionsListed& listed);
    void operator()(const event::WaitOver&);
    void operator()(const event::CancelAsked& asked);
    template <typename Other> void operator()(const Other&) {}

    [[nodiscard]] RunStepResult take() { return std::move(m_result); }

private:
    Run& run() { return m_result.run; }
    RunMemory& memory() { return m_result.memory; }
    [[nodiscard]] ScheduleAction action() const { return m_context.action; }

    [[nodiscard]] Instant since(RunState state) const;
    [[nodiscard]] bool isReached(const Machine& machine) const;
    [[nodiscard]] bool pastDeadline() const;

    void enter(RunState state);
    void act(RunEffect effect) { m_result.effect = std::move(effect); }
    void close(Outcome outcome, const char* why = "", const QString& detail = {});
    void send();
    void look();
    void failing(const Error& error);

    const RunContext& m_context;
    Instant m_now;
    RunStepResult m_result;
};

Instant ActionStep::since(RunState state) const
{
    const auto& steps = m_result.run.steps;
    const auto at = std::ranges::find(steps, state, &RunStep::state);
    return at == steps.cend() ? m_result.run.scheduledAt : at->at;
}

bool ActionStep::isReached(const Machine& machine) const
{
    const MachinePhase phase = machine.phase;
    switch (action()) {
    case ScheduleAction::Start:
        // One that sleeps by itself when idle may have done so before anybody looked.
        return phase == MachinePhase::Running ||
               (m_result.run.state > RunState::Waking && machine.history.startedAt &&
                *machine.history.startedAt >= since(RunState::Submitting) - kClocksDiffer);
    case ScheduleAction::Stop:
        return phase == MachinePhase::Stopped || (phase == MachinePhase::Sleeping && !m_context.machinesStop);
    case ScheduleAction::Suspend:
        return phase == MachinePhase::Sleeping || phase == MachinePhase::Stopped;
    case ScheduleAction::Delete:
        return phase == MachinePhase::Deleting || phase == MachinePhase::Deleted;
    default:
        return false;
    }
}

bool ActionStep::pastDeadline() const
{
    if (m_result.run.kind == RunKind::Scheduled)
        return m_now > since(RunState::Due) + m_context.startDeadline;
    const auto& first = m_result.memory.failingSince;
    return first && m_result.memory.tries >= kLeastTries && m_now > *first + kPatience;
}

void ActionStep::enter(RunState state)
{
    run().state = state;
    run().steps.append(RunStep{state, m_now, {}});
    memory().tries = 0;
    memory().failingSince.reset();
}

void ActionStep::close(Outcome outcome, const char* why, const QString& detail)
{
    run().outcome = outcome;
    run().reason = QString::fromLatin1(why);
    if (!detail.isEmpty())
        run().detail = detail;
    run().endedAt = m_now;
    run().closedAt = m_now;
    enter(RunState::Closed);
}

void ActionStep::send()
{
    memory().inDoubt = false;
    act(effect::SendExecution{});
}

void ActionStep::look()
{
    if (action() == ScheduleAction::Checkpoint)
        act(effect::ListExecutions{});
    else
        act(effect::ReadMachine{});
}

void ActionStep::failing(const Error& error)
{
    const bool mayPass = isTransient(error) || error.code == ErrorCode::InvalidState;
    const char* why = refusalReason(error, mayPass ? reason::kNoAnswer : reason::kActionRefused);
    if (mayPass && !pastDeadline()) {
        if (memory().tries == 0)
            memory().failingSince = m_now;
        act(effect::Wait{backOff(memory().tries++, error)});
        return;
    }
    const bool isMissed = run().state <= RunState::Waking && mayPass && run().kind == RunKind::Scheduled;
    close(isMissed ? Outcome::MissedLate : Outcome::Failed, why, error.detail);
}

void ActionStep::operator()(const event::Begin&)
{
    if (run().steps.isEmpty())
        run().steps.append(RunStep{run().state, m_now, {}});
    switch (run().state) {
    case RunState::Due:
        if (pastDeadline()) {
            close(Outcome::MissedLate, reason::kStartDeadlinePassed);
            return;
        }
        enter(RunState::Waking);
        act(effect::ReadMachine{});
        return;
    case RunState::Waking:
        act(effect::ReadMachine{});
        return;
    case RunState::Submitting:
        // The journal says "about to be sent": whether it was is looked at, not guessed.
        memory().inDoubt = true;
        look();
        return;
    default:
        look();
        return;
    }
}

void ActionStep::operator()(const event::MachineRead& read)
{
    const RunState state = run().state;
    const bool isGone = !read.answer && read.answer.error().code == ErrorCode::NotFound;
    if (isGone && action() == ScheduleAction::Delete) {
        close(Outcome::Succeeded);
        return;
    }
    if (!read.answer) {
        failing(read.answer.error());
        return;
    }
    const Machine& machine = *read.answer;
    if (isReached(machine)) {
        if (!run().priorPhase)
            run().priorPhase = machine.phase;
        close(Outcome::Succeeded);
        return;
    }
    switch (state) {
    case RunState::Waking:
        run().priorPhase = machine.phase;
        if (action() == ScheduleAction::Delete && machine.rules.deleteLocked) {
            close(Outcome::Failed, reason::kDeleteLocked);
            return;
        }
        run().requestBody = actionBody(action());
        enter(RunState::Submitting);
        run().startedAt = m_now;
        send();
        return;
    case RunState::Submitting:
        send();
        return;
    case RunState::Running:
        if (m_now > since(RunState::Running) + m_context.limits.wake) {
            close(Outcome::Failed, reason::kStateNotReached, machine.rawPhase);
            return;
        }
        act(effect::Wait{std::clamp(duration_cast<milliseconds>(m_now - since(RunState::Running)) / 4,
                                    milliseconds(100), milliseconds(2000))});
        return;
    default:
        return;
    }
}

void ActionStep::operator()(const event::Submitted& sent)
{
    if (run().state != RunState::Submitting)
        return;
    if (sent.answer) {
        if (action() == ScheduleAction::Checkpoint) {
            close(Outcome::Succeeded, "", sent.answer->id.value);
            return;
        }
        enter(RunState::Running);
        look();
        return;
    }
    const Error& error = sent.answer.error();
    const bool isDone = (action() == ScheduleAction::Delete && error.code == ErrorCode::NotFound) ||
                        (action() == ScheduleAction::Checkpoint && error.code == ErrorCode::AlreadyExists);
    if (isDone) {
        close(Outcome::Succeeded);
        return;
    }
    memory().inDoubt = isTransient(error);
    failing(error);
}

void ActionStep::operator()(const event::ExecutionsListed& listed)
{
    if (!listed.answer) {
        failing(listed.answer.error());
        return;
    }
    const QString name = checkpointNameOf(run());
    if (std::ranges::any_of(*listed.answer, [&](const Execution& made) { return made.id.value == name; }))
        close(Outcome::Succeeded, "", name);
    else
        send();
}

void ActionStep::operator()(const event::WaitOver&)
{
    if (run().state == RunState::Submitting && !memory().inDoubt)
        send();
    else if (run().state == RunState::Waking)
        act(effect::ReadMachine{});
    else
        look();
}

void ActionStep::operator()(const event::CancelAsked& asked)
{
    // What may have been sent cannot be called back; a schedule that is gone still wants to know.
    if (run().state > RunState::Waking && (asked.scheduleRemoved || asked.replaced))
        return;
    close(Outcome::Cancelled, asked.scheduleRemoved ? reason::kScheduleRemoved
                              : asked.replaced      ? reason::kReplaced
                                                    : reason::kCancelledByPerson);
}

} // namespace

QByteArray actionBody(ScheduleAction action)
{
    return kBodyStart + toWord(action).toLatin1();
}

std::optional<ScheduleAction> actionOfBody(const QByteArray& body)
{
    if (!body.startsWith(kBodyStart))
        return std::nullopt;
    return fromWord<ScheduleAction>(QString::fromLatin1(body.mid(qsizetype(qstrlen(kBodyStart)))));
}

QString checkpointNameOf(const Run& run)
{
    return u"reveille-"_s + QString::fromLatin1(run.firingId.toHex().first(kNameDigits));
}

RunStepResult advanceAction(const Run& run, const RunMemory& memory, const RunEvent& event,
                            const RunContext& context, Instant now)
{
    ActionStep step(run, memory, context, now);
    if (run.state != RunState::Closed)
        std::visit(step, event);
    return step.take();
}

} // namespace reveille
