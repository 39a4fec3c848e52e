#include "core/runner/ActionCall.h"

#include "core/model/DeferredReply.h"
#include "core/providers/InstanceControl.h"
#include "core/runner/AdvanceAction.h"
#include "core/runner/FiringId.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

template <typename T> Reply<T> acceptedBy(Reply<Execution> reply)
{
    return [reply = std::move(reply)](const Result<T>& answer) {
        if (answer)
            reply(Execution{});
        else
            reply(tl::unexpected(answer.error()));
    };
}

} // namespace

Call callAction(Provider& provider, const Run& run, ScheduleAction action, Reply<Execution> reply)
{
    const MachineId& machine = run.machine.machine;
    InstanceControl* instances = provider.instanceControl(machine);
    const QString key = idempotencyKeyOf(run.firingId, run.attempt);
    switch (action) {
    case ScheduleAction::Start:
        return instances ? instances->start(machine, acceptedBy<Machine>(std::move(reply)))
                         : provider.wake(machine, key, acceptedBy<Machine>(std::move(reply)));
    case ScheduleAction::Stop:
        return instances ? instances->stop(machine, {}, acceptedBy<Machine>(std::move(reply)))
                         : provider.sleep(machine, key, acceptedBy<Machine>(std::move(reply)));
    case ScheduleAction::Suspend:
        return instances ? instances->suspend(machine, {}, acceptedBy<Machine>(std::move(reply)))
                         : provider.sleep(machine, key, acceptedBy<Machine>(std::move(reply)));
    case ScheduleAction::Delete:
        return provider.deleteMachine(machine, key, acceptedBy<void>(std::move(reply)));
    case ScheduleAction::Checkpoint:
        if (!instances)
            break;
        return instances->makeCheckpoint(machine, checkpointNameOf(run),
                                         [reply = std::move(reply)](const Result<Snapshot>& answer) {
                                             if (!answer) {
                                                 reply(tl::unexpected(answer.error()));
                                                 return;
                                             }
                                             Execution made;
                                             made.id.value = answer->name;
                                             reply(made);
                                         });
    case ScheduleAction::Exec:
        break;
    }
    return deferredReply<Execution>(
        fail(ErrorCode::InvalidArgument, machine.value, u"The cloud of this machine does not offer this."_s),
        std::move(reply));
}

Call checkpointsOf(Provider& provider, const Run& run, Reply<QVector<Execution>> reply)
{
    const MachineId& machine = run.machine.machine;
    InstanceControl* instances = provider.instanceControl(machine);
    if (!instances)
        return deferredReply<QVector<Execution>>(fail(ErrorCode::InvalidArgument, machine.value),
                                                 std::move(reply));
    return instances->checkpointHistory(machine,
                                        [reply = std::move(reply)](const Result<QVector<Snapshot>>& answer) {
                                            if (!answer) {
                                                reply(tl::unexpected(answer.error()));
                                                return;
                                            }
                                            QVector<Execution> made;
                                            for (const Snapshot& snapshot : *answer) {
                                                Execution execution;
                                                execution.id.value = snapshot.name;
                                                made.append(execution);
                                            }
                                            reply(made);
                                        });
}

} // namespace reveille
