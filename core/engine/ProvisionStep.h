#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Execution.h"
#include "core/model/Provision.h"
#include "core/model/Result.h"

#include <chrono>
#include <optional>
#include <variant>

namespace reveille {

/// How long an order has patience.
struct ProvisionLimits
{
    /// A machine that was ordered without an answer is ordered again, under the same key.
    std::chrono::milliseconds create{std::chrono::minutes(3)};
    std::chrono::milliseconds start{std::chrono::minutes(10)};
    std::chrono::milliseconds submit{std::chrono::minutes(3)};
    /// Beyond the command's own time-out, and for answers about it.
    std::chrono::milliseconds guard{std::chrono::minutes(3)};
    /// Longer than the hold window of a cloud that has one.
    std::chrono::milliseconds sleep{std::chrono::minutes(10)};
    std::chrono::milliseconds remove{std::chrono::minutes(2)};
    int refusals = 8; ///< of the platform, before the command has begun
};

/// What is asked of the world next; one thing at a time.
enum class ProvisionAct
{
    CreateMachine,
    ReadMachine,
    StartCommand,
    ReadCommand,
    ReadOutput,
    EndCommand,
    SleepMachine,
    RemoveMachine,
    Wait,   ///< and say when it is over, or when the order is not wanted any more
    Finish, ///< nothing: it is over
};

/// An order on its way. Everything that decides is here; the next decision is advanceProvision()'s.
struct ProvisionState
{
    ProvisionOrder order;
    ProvisionNews news; ///< its texts are what the last step added, as they came
    ProvisionLimits limits;
    ProvisionAct act = ProvisionAct::CreateMachine;       ///< under way
    ProvisionAct afterWait = ProvisionAct::CreateMachine; ///< Wait only
    std::chrono::milliseconds wait{0};                    ///< Wait only
    ExecutionId execution;
    int attempt = 1; ///< of the command; each has an idempotency key of its own
    int tries = 0;   ///< of the act, since it last succeeded
    bool cancelWanted = false;
    bool timedOut = false; ///< the command was ended by us because its time was over
    std::optional<calendar::Instant> endAskedAt;
    int endTries = 0; ///< of ending the command; what is read in between does not begin them anew
    bool commandOver = false;
    std::optional<calendar::Instant> commandStartedAt; ///< on the machine
    std::optional<calendar::Instant> commandEndedAt;
    /// Read of the command's output so far; -1: as told by the cloud, unknown.
    qint64 stdoutRead = 0;
    qint64 stderrRead = 0;
    qint64 stdoutBytes = 0;
    qint64 stderrBytes = 0;
};

namespace provision {

struct Began
{};
struct CancelAsked
{};
struct WaitOver
{};
struct MachineCreated
{
    Result<Machine> answer;
};
struct MachineRead
{
    Result<Machine> answer;
};
struct CommandRead ///< also the answer to its start
{
    Result<Execution> answer;
};
struct OutputRead
{
    Result<ExecutionOutput> answer;
};
struct EndAnswered
{
    Result<Execution> answer;
};
struct SleepAnswered
{
    Result<Machine> answer;
};
struct RemoveAnswered
{
    Result<void> answer;
};

using Event = std::variant<Began, CancelAsked, WaitOver, MachineCreated, MachineRead, CommandRead, OutputRead,
                           EndAnswered, SleepAnswered, RemoveAnswered>;

} // namespace provision

[[nodiscard]] ProvisionState newProvision(const ProvisionOrder& order, calendar::Instant now);

/// What becomes of an order by an event. Pure. A failed command keeps its machine, which sleeps afterwards; a
/// machine that never ran is removed.
[[nodiscard]] ProvisionState advanceProvision(ProvisionState state, const provision::Event& event,
                                              calendar::Instant now);

} // namespace reveille
