#include "core/runner/NewRun.h"

#include "core/runner/FiringId.h"

#include <QUuid>

namespace reveille {

Run scheduledRun(const Schedule& schedule, calendar::Instant at, calendar::Instant now)
{
    Run run;
    run.id.value = QUuid::createUuid().toString(QUuid::WithoutBraces);
    run.schedule = schedule.id;
    run.scheduleName = schedule.name;
    run.machine = schedule.machine;
    run.scheduledAt = at;
    run.firingId = firingIdOf(schedule.id, at);
    run.steps.append(RunStep{RunState::Due, now, {}});
    return run;
}

Run manualRun(const Schedule& schedule, calendar::Instant now)
{
    Run run = scheduledRun(schedule, now, now);
    run.kind = RunKind::Manual;
    run.firingId = randomFiringId();
    return run;
}

Run backfillRun(const Schedule& schedule, calendar::Instant at, calendar::Instant now)
{
    Run run = scheduledRun(schedule, at, now);
    run.kind = RunKind::Backfill;
    run.firingId = randomFiringId();
    return run;
}

} // namespace reveille
