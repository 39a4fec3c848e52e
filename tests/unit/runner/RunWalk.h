#pragma once

#include "core/runner/Advance.h"

#include <chrono>

#include <QString>

/// Walks one run through advance() and says each step in words.
class RunWalk
{
public:
    explicit RunWalk(reveille::RunKind kind = reveille::RunKind::Scheduled);

    /// Time passes, the event happens; the answer is the new state and the effect asked for: "waking wake",
    /// "running wait 100ms", or the state alone.
    QString on(const reveille::RunEvent& event, std::chrono::milliseconds later = {});
    /// The program ends and starts again: only what is in the journal is left.
    void restart() { memory = {}; }

    reveille::Run run;
    reveille::RunMemory memory;
    reveille::RunContext context;
    reveille::calendar::Instant now;
    reveille::RunStepResult last;
    int bodiesMade = 0;
};

[[nodiscard]] QString textOf(const reveille::RunEffect& effect);

/// Events by their shortest names.
namespace on {

[[nodiscard]] reveille::Error error(reveille::ErrorCode code);
[[nodiscard]] reveille::RunEvent begin();
[[nodiscard]] reveille::RunEvent granted();
[[nodiscard]] reveille::RunEvent waitOver();
[[nodiscard]] reveille::RunEvent cancel();
[[nodiscard]] reveille::RunEvent released(bool wokenByUs = true);
[[nodiscard]] reveille::RunEvent machine(reveille::MachinePhase phase);
[[nodiscard]] reveille::RunEvent machine(reveille::ErrorCode code);
[[nodiscard]] reveille::RunEvent woke(reveille::MachinePhase phase);
[[nodiscard]] reveille::RunEvent woke(reveille::ErrorCode code);
[[nodiscard]] reveille::RunEvent submitted(const reveille::Execution& execution);
[[nodiscard]] reveille::RunEvent submitted(reveille::ErrorCode code);
[[nodiscard]] reveille::RunEvent listed(const QVector<reveille::Execution>& executions);
[[nodiscard]] reveille::RunEvent listed(reveille::ErrorCode code);
[[nodiscard]] reveille::RunEvent read(const reveille::Execution& execution);
[[nodiscard]] reveille::RunEvent read(reveille::ErrorCode code);
[[nodiscard]] reveille::RunEvent cancelled(const reveille::Execution& execution);
[[nodiscard]] reveille::RunEvent cancelled(reveille::ErrorCode code);
[[nodiscard]] reveille::RunEvent output(const QByteArray& text);
[[nodiscard]] reveille::RunEvent output(reveille::ErrorCode code);

} // namespace on

/// Executions as a provider tells them.
namespace told {

[[nodiscard]] reveille::Execution queued();
[[nodiscard]] reveille::Execution running();
[[nodiscard]] reveille::Execution exited(int code);
/// It failed before the command ran.
[[nodiscard]] reveille::Execution refused();
/// It failed after the command had started, nobody knows how far it came.
[[nodiscard]] reveille::Execution interrupted();
[[nodiscard]] reveille::Execution killed(int signal);
/// Overran its time-out; `started` or never begun.
[[nodiscard]] reveille::Execution expired(bool started);
[[nodiscard]] reveille::Execution cancelled();
/// Carries the marker of this attempt.
[[nodiscard]] reveille::Execution marked(reveille::Execution execution, const reveille::Run& run);

} // namespace told
