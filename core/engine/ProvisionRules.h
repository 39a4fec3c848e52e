#pragma once

#include "core/engine/ProvisionStep.h"

#include <algorithm>

namespace reveille {

/// Between two looks at what is under way.
inline constexpr std::chrono::milliseconds kShortestProvisionPause{200};
inline constexpr std::chrono::milliseconds kLongestProvisionPause{std::chrono::seconds(3)};

[[nodiscard]] std::chrono::milliseconds
provisionBackOff(int tries, const std::optional<std::chrono::milliseconds>& hint);

/// The rules behind advanceProvision(), one function per event. Lives for one step; not for use elsewhere.
class ProvisionRules
{
public:
    ProvisionRules(ProvisionState& state, calendar::Instant now) : m_state(state), m_now(now) {}

    void on(const provision::Began&) { act(ProvisionAct::CreateMachine); }
    void on(const provision::CancelAsked&);
    void on(const provision::WaitOver&) { act(m_state.afterWait); }
    void on(const provision::MachineCreated& event);
    void on(const provision::MachineRead& event);
    void on(const provision::CommandRead& event);
    void on(const provision::OutputRead& event);
    void on(const provision::EndAnswered& event);
    void on(const provision::SleepAnswered& event);
    void on(const provision::RemoveAnswered& event);

private:
    ProvisionNews& news() { return m_state.news; }
    void act(ProvisionAct next) { m_state.act = next; }
    void waitFor(std::chrono::milliseconds wait, ProvisionAct then);
    void retry(const Error& error, ProvisionAct then);
    void enter(ProvisionStage stage);
    [[nodiscard]] std::chrono::milliseconds inStage() const
    {
        return std::chrono::duration_cast<std::chrono::milliseconds>(m_now - m_state.news.since);
    }
    /// Soon at first, less often later.
    [[nodiscard]] std::chrono::milliseconds pollPause() const
    {
        return std::clamp(inStage() / 8, kShortestProvisionPause, kLongestProvisionPause);
    }
    void finish();
    void remove();
    void machineSeen(const Machine& machine);
    void machineRuns();
    void notRunning(const Error& error);
    void commandSeen(const Execution& execution);
    void commandEnded(const Execution& execution);
    void commandFailed(const Error& error);
    void judge(const Execution& execution);
    void commandIsOver();
    void goToSleep();

    ProvisionState& m_state;
    calendar::Instant m_now;
};

} // namespace reveille
