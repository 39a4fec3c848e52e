#include "core/runner/FailurePause.h"
#include "core/runner/NewRun.h"
#include "core/runner/Runner.h"

#include <algorithm>

namespace reveille {

using calendar::Instant;
using namespace std::chrono;

namespace {

/// Later than this and nobody was there to fire it: the clock is looked at once a minute in any case.
constexpr seconds kMissedAfter{90};
constexpr int kMostCaughtUp = 1000;
constexpr minutes kStormWindow{1};
/// Between the failures there may be skipped ones.
constexpr int kRunsSearched = 1000;

/// The schedule with the person's answer in place of its own policy.
Schedule answered(Schedule schedule, CatchUpAnswer answer)
{
    SchedulePolicy& policy = schedule.policy;
    switch (answer) {
    case CatchUpAnswer::AsPlanned:
        break;
    case CatchUpAnswer::All:
        policy.onMiss = OnMissPolicy::All;
        policy.missLimit = kMostCaughtUp;
        policy.missWindow = hours(24 * 366 * 10);
        break;
    case CatchUpAnswer::Latest:
        policy.onMiss = OnMissPolicy::Latest;
        policy.missWindow = hours(24 * 366 * 10);
        break;
    case CatchUpAnswer::Skip:
        policy.onMiss = OnMissPolicy::Skip;
        policy.startDeadline = seconds(0);
        break;
    }
    return schedule;
}

} // namespace

SchedulePlan Runner::planFor(const Armed& armed, const Schedule& schedule, Instant now) const
{
    const ScheduleId id = schedule.id;
    ScheduleState state{&schedule,
                        &armed.occurrences,
                        armed.decidedUntil,
                        m_driver.openCount(id),
                        m_driver.queuedCount(id),
                        armed.progress};
    state.startsLeft = m_options.startsPerMinute - static_cast<int>(armed.starts.size());
    return plan(state, now, m_pause);
}

int Runner::startsLeft(Armed& armed, Instant now)
{
    std::erase_if(armed.starts, [now](Instant at) { return at <= now - kStormWindow || at > now; });
    return m_options.startsPerMinute - static_cast<int>(armed.starts.size());
}

void Runner::decide(Armed& armed, Instant now)
{
    if (startsLeft(armed, now) <= 0) {
        // What is due stays undecided until the minute is over; its own policies judge it then.
        arm(armed, armed.starts.front() + kStormWindow);
        return;
    }
    const SchedulePlan decided = planFor(armed, armed.schedule, now);
    if (!keepBack(armed, decided, now))
        carryOut(armed, decided, now);
}

bool Runner::keepBack(Armed& armed, const SchedulePlan& decided, Instant now)
{
    if (!m_catchUp.keepsBack() || decided.decisions.isEmpty() ||
        now - armed.occurrences.startOf(decided.decisions.constFirst().scheduledAt) <= kMissedAfter)
        return false;
    CatchUp::Item item{armed.schedule.id, armed.schedule.name, 0, 0};
    for (const Decision& decision : decided.decisions) {
        const bool starts = decision.what == Decision::What::Start;
        item.toRun += starts ? 1 : 0;
        if (starts || decision.outcome == Outcome::Coalesced || decision.outcome == Outcome::MissedNotRunning)
            item.missed += decision.occurrences;
    }
    if (item.missed == 0)
        return false;
    arm(armed, std::nullopt);
    m_catchUp.add(item, armed.schedule.machine.account);
    return true;
}

void Runner::catchUp(const QVector<ScheduleId>& schedules, CatchUpAnswer answer)
{
    milliseconds wait{0};
    for (const ScheduleId& id : schedules) {
        m_alarm.after(wait, [this, id, answer] {
            const auto it = m_schedules.find(id);
            if (!m_started || it == m_schedules.end())
                return;
            const Instant now = m_clock.now();
            if (m_journal.failure() || m_guard.holds()) {
                arm(it->second, now);
                return;
            }
            (void)startsLeft(it->second, now);
            carryOut(it->second, planFor(it->second, answered(it->second.schedule, answer), now), now);
            evaluate();
        });
        wait += m_options.stagger;
    }
}

void Runner::carryOut(Armed& armed, const SchedulePlan& decided, Instant now)
{
    const ScheduleId id = armed.schedule.id;
    armed.decidedUntil = decided.decidedUntil;
    m_journal.decided(id, decided.decidedUntil);
    if (!(armed.progress == decided.progress)) {
        armed.progress = decided.progress;
        m_journal.put(id, armed.progress);
    }
    for (const Decision& decision : decided.decisions) {
        Run run = scheduledRun(armed.schedule, decision.scheduledAt, now);
        if (decision.what == Decision::What::Start) {
            if (decision.replacesOpen)
                m_driver.replaceOpen(id);
            armed.starts.push_back(now);
            m_journal.put(run);
            beginRun(armed, run);
            continue;
        }
        run.state = RunState::Closed;
        run.outcome = decision.outcome;
        run.reason = decision.reason;
        run.occurrences = decision.occurrences;
        run.lastScheduledAt = decision.lastScheduledAt;
        run.closedAt = now;
        m_journal.put(run);
        m_journal.then([this, run] { Q_EMIT runClosed(run); });
    }
    arm(armed, decided.lookAt);
}

void Runner::countOutcome(const Run& run)
{
    const auto it = m_schedules.find(run.schedule);
    if (it == m_schedules.end() || run.kind != RunKind::Scheduled)
        return;
    Armed& armed = it->second;
    const int before = armed.progress.failuresInRow;
    armed.progress.failuresInRow = failuresAfter(before, run.outcome);
    if (armed.progress.failuresInRow != before)
        m_journal.put(run.schedule, armed.progress);
    const int most = armed.schedule.policy.pauseAfterFailures;
    if (most <= 0 || armed.progress.failuresInRow < most || armed.progress.failuresInRow == before)
        return;
    m_journal.then([this, run] { pauseFailing(run); });
}

void Runner::pauseWhatFailed()
{
    for (auto& [id, armed] : m_schedules) {
        const int most = armed.schedule.policy.pauseAfterFailures;
        if (most <= 0 || armed.progress.failuresInRow < most || armed.schedule.pause ||
            !armed.schedule.enabled)
            continue;
        const auto runs = m_store.runs(id, std::nullopt, kRunsSearched);
        if (!runs)
            continue;
        const auto failed = std::ranges::find_if(*runs, [](const Run& run) {
            return run.kind == RunKind::Scheduled && failuresAfter(0, run.outcome) > 0;
        });
        if (failed == runs->cend())
            continue;
        Schedule paused = armed.schedule;
        // Since then, as it would have been without the crash: what has passed meanwhile was paused.
        paused.pause = Pause{failed->closedAt.value_or(m_clock.now()), std::nullopt,
                             failurePauseNote(armed.progress.failuresInRow, failed->id)};
        if (!m_store.saveSchedule(paused))
            continue;
        armed.schedule = paused;
        Q_EMIT schedulePaused(paused, *failed);
    }
}

void Runner::pauseFailing(const Run& run)
{
    const auto it = m_schedules.find(run.schedule);
    if (it == m_schedules.end() || it->second.schedule.pause)
        return;
    Schedule paused = it->second.schedule;
    paused.pause =
        Pause{m_clock.now(), std::nullopt, failurePauseNote(it->second.progress.failuresInRow, run.id)};
    if (!beforeEdit() || !m_store.saveSchedule(paused) || !reload())
        return;
    Q_EMIT schedulePaused(paused, run);
}

} // namespace reveille
