#include "core/engine/ProvisionStep.h"

#include "core/engine/ProvisionRules.h"
#include "core/runner/AdvanceStep.h"

#include <algorithm>

namespace reveille {

using calendar::Instant;
using namespace std::chrono;

namespace {

constexpr milliseconds kFirstRetry{500};
constexpr milliseconds kLongestRetry{seconds(30)};
constexpr milliseconds kLongestHint{minutes(6)};

} // namespace

milliseconds provisionBackOff(int tries, const std::optional<milliseconds>& hint)
{
    if (hint)
        return std::clamp(*hint, kShortestProvisionPause, kLongestHint);
    return std::min(kLongestRetry, kFirstRetry * (1 << std::clamp(tries, 0, 5)));
}

void ProvisionRules::waitFor(milliseconds wait, ProvisionAct then)
{
    m_state.wait = wait;
    m_state.afterWait = then;
    act(ProvisionAct::Wait);
}

void ProvisionRules::retry(const Error& error, ProvisionAct then)
{
    waitFor(provisionBackOff(m_state.tries++, error.retry.after), then);
}

void ProvisionRules::enter(ProvisionStage stage)
{
    news().stage = stage;
    news().since = m_now;
    m_state.tries = 0;
}

void ProvisionRules::finish()
{
    enter(ProvisionStage::Over);
    act(ProvisionAct::Finish);
}

void ProvisionRules::remove()
{
    enter(ProvisionStage::Removing);
    act(ProvisionAct::RemoveMachine);
}

// --- The machine ---

void ProvisionRules::on(const provision::CancelAsked&)
{
    if (m_state.cancelWanted || news().isOver())
        return;
    m_state.cancelWanted = true;
    news().cancelled = true;
    if (m_state.act != ProvisionAct::Wait)
        return; // what is under way answers first: only then is it known what there is to undo
    switch (news().stage) {
    case ProvisionStage::Starting:
        remove();
        break;
    case ProvisionStage::SettingUp:
        if (m_state.execution.isEmpty() && m_state.afterWait == ProvisionAct::StartCommand &&
            m_state.tries == 0)
            commandIsOver(); // refused so far, so there is nothing to end
        else
            act(m_state.afterWait);
        break;
    case ProvisionStage::Sleeping:
        finish();
        break;
    default:
        act(m_state.afterWait);
    }
}

void ProvisionRules::on(const provision::MachineCreated& event)
{
    if (!event.answer) {
        // It may exist all the same: the same key tells, also whether there is anything to remove.
        if (isTransient(event.answer.error()) && inStage() < m_state.limits.create) {
            retry(event.answer.error(), ProvisionAct::CreateMachine);
            return;
        }
        news().error = event.answer.error();
        finish();
        return;
    }
    news().machine = *event.answer;
    enter(ProvisionStage::Starting);
    if (m_state.cancelWanted)
        remove();
    else if (m_state.order.setup.isEmpty() && !m_state.order.thenSleep)
        finish();
    else
        machineSeen(*event.answer);
}

void ProvisionRules::on(const provision::MachineRead& event)
{
    if (news().stage == ProvisionStage::Sleeping) {
        on(provision::SleepAnswered{event.answer});
        return;
    }
    if (m_state.cancelWanted) {
        if (event.answer)
            news().machine = *event.answer;
        remove();
        return;
    }
    if (!event.answer) {
        if (isTransient(event.answer.error()) && inStage() < m_state.limits.start)
            retry(event.answer.error(), ProvisionAct::ReadMachine);
        else
            notRunning(event.answer.error());
        return;
    }
    m_state.tries = 0;
    machineSeen(*event.answer);
}

void ProvisionRules::machineSeen(const Machine& machine)
{
    news().machine = machine;
    switch (machine.phase) {
    case MachinePhase::Running:
        machineRuns();
        return;
    case MachinePhase::Sleeping: // by itself already; a command wakes it
        if (m_state.order.setup.isEmpty()) {
            news().asleep = true;
            finish();
        } else {
            machineRuns();
        }
        return;
    case MachinePhase::Failed:
    case MachinePhase::Deleting:
    case MachinePhase::Deleted: {
        Error error;
        error.code = ErrorCode::MachineFailed;
        error.subject = machine.displayName();
        error.detail = machine.reason;
        notRunning(error);
        return;
    }
    default:
        break;
    }
    if (inStage() < m_state.limits.start) {
        waitFor(pollPause(), ProvisionAct::ReadMachine);
        return;
    }
    Error error;
    error.code = ErrorCode::WakeTimedOut;
    error.subject = machine.displayName();
    error.detail = machine.reason;
    notRunning(error);
}

void ProvisionRules::notRunning(const Error& error)
{
    news().error = error;
    if (error.code == ErrorCode::NotFound) {
        news().machine.reset();
        finish();
    } else {
        remove();
    }
}

void ProvisionRules::machineRuns()
{
    if (m_state.order.setup.isEmpty()) {
        commandIsOver();
        return;
    }
    enter(ProvisionStage::SettingUp);
    act(ProvisionAct::StartCommand);
}

void ProvisionRules::on(const provision::RemoveAnswered& event)
{
    if (event.answer || event.answer.error().code == ErrorCode::NotFound) {
        news().machine.reset();
        finish();
        return;
    }
    if (isTransient(event.answer.error()) && inStage() < m_state.limits.remove) {
        retry(event.answer.error(), ProvisionAct::RemoveMachine);
        return;
    }
    // It is left: the person has to know which.
    if (!news().error)
        news().error = event.answer.error();
    finish();
}

// --- Sleep ---

void ProvisionRules::commandIsOver()
{
    m_state.commandOver = true;
    if (m_state.cancelWanted && news().setup == Outcome::None && !m_state.order.setup.isEmpty())
        news().setup = Outcome::Cancelled;
    if (m_state.order.thenSleep)
        goToSleep();
    else
        finish();
}

void ProvisionRules::goToSleep()
{
    enter(ProvisionStage::Sleeping);
    act(ProvisionAct::SleepMachine);
}

void ProvisionRules::on(const provision::SleepAnswered& event)
{
    if (event.answer) {
        news().machine = *event.answer;
        if (event.answer->phase == MachinePhase::Sleeping) {
            news().asleep = true;
            news().sleepError.reset();
            finish();
            return;
        }
        if (inStage() < m_state.limits.sleep) {
            // Accepted and yet awake: asked again, rather than left to bill.
            const bool isAwake = event.answer->phase == MachinePhase::Running && inStage() > seconds(10);
            waitFor(pollPause(), isAwake ? ProvisionAct::SleepMachine : ProvisionAct::ReadMachine);
            return;
        }
        Error error;
        error.code = ErrorCode::TimedOut;
        error.subject = event.answer->displayName();
        news().sleepError = error;
        finish();
        return;
    }
    const Error& error = event.answer.error();
    news().sleepError = error;
    const bool mayGoOn =
        error.code == ErrorCode::HoldWindow || error.code == ErrorCode::InvalidState || isTransient(error);
    if (mayGoOn && inStage() < m_state.limits.sleep)
        retry(error, ProvisionAct::SleepMachine);
    else
        finish();
}

ProvisionState newProvision(const ProvisionOrder& order, Instant now)
{
    ProvisionState state;
    state.order = order;
    state.news.key = order.key;
    state.news.account = order.account;
    state.news.name = order.name;
    state.news.since = now;
    return state;
}

ProvisionState advanceProvision(ProvisionState state, const provision::Event& event, Instant now)
{
    state.news.stdoutText.clear();
    state.news.stderrText.clear();
    ProvisionRules rules(state, now);
    std::visit([&rules](const auto& happened) { rules.on(happened); }, event);
    return state;
}

} // namespace reveille
