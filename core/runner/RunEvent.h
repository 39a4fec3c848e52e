#pragma once

#include "core/model/Execution.h"
#include "core/model/Machine.h"
#include "core/model/Result.h"

#include <chrono>
#include <optional>
#include <variant>

#include <QString>
#include <QVector>

namespace reveille {

/// What can happen to an open run. Answers carry what the provider said; everything else comes from the
/// runner itself.
namespace event {

struct Begin
{}; ///< a new run, or an open one found in the journal at start: go on from its state
struct MachineGranted
{}; ///< it is this run's turn on its machine
struct MachineRead
{
    Result<Machine> answer;
};
struct WakeAnswered
{
    Result<Machine> answer;
};
struct Submitted
{
    Result<Execution> answer;
};
struct ExecutionsListed
{
    Result<QVector<Execution>> answer;
};
struct ExecutionRead
{
    Result<Execution> answer;
};
struct OutputRead
{
    Result<ExecutionOutput> answer;
};
struct ExecutionCancelled
{
    Result<Execution> answer;
};
struct WaitOver
{}; ///< the wait asked for has passed
struct CancelAsked
{
    bool scheduleRemoved = false; ///< not the run itself was meant, but what it belongs to
    bool replaced = false;        ///< the next occurrence takes its place
};                                ///< the person wants it to end
/// The machine is going to sleep again, is needed by another run, or is left as it was found.
struct MachineReleased
{
    bool wokenByUs = false;
};

} // namespace event

using RunEvent =
    std::variant<event::Begin, event::MachineGranted, event::MachineRead, event::WakeAnswered,
                 event::Submitted, event::ExecutionsListed, event::ExecutionRead, event::OutputRead,
                 event::ExecutionCancelled, event::WaitOver, event::CancelAsked, event::MachineReleased>;

/// What the runner is to do next for a run, after the run's new state is on disk. At most one of these is
/// under way for a run at a time; asking for another ends the one before.
namespace effect {

struct AcquireMachine
{};
struct ReadMachine
{};
struct SendWake
{
    QString key;
};
struct SendExecution
{}; ///< with the run's own journalled key and body
struct ListExecutions
{};
struct ReadExecution
{};
struct ReadOutput
{};
struct CancelExecution
{
    QString key;
};
struct Wait
{
    std::chrono::milliseconds duration{0};
};
struct ReleaseMachine
{};

} // namespace effect

using RunEffect =
    std::variant<effect::AcquireMachine, effect::ReadMachine, effect::SendWake, effect::SendExecution,
                 effect::ListExecutions, effect::ReadExecution, effect::ReadOutput, effect::CancelExecution,
                 effect::Wait, effect::ReleaseMachine>;

} // namespace reveille
