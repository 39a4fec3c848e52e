#include "core/runner/Plan.h"

#include "core/runner/RunReasons.h"

#include <algorithm>

namespace reveille {

using calendar::Instant;
using namespace std::chrono;

namespace {

/// More than this and the oldest are recorded as one stretch: the history stays readable and a start after a
/// year stays quick.
constexpr std::size_t kListedOccurrences = 100;

Decision record(Instant at, Outcome outcome, const char* why)
{
    Decision decision;
    decision.scheduledAt = at;
    decision.outcome = outcome;
    decision.reason = QString::fromLatin1(why);
    return decision;
}

bool covers(const std::optional<Pause>& pause, Instant at)
{
    return pause && at >= pause->since && (!pause->until || at < *pause->until);
}

/// What an occurrence that is not started is recorded as.
struct Fates
{
    std::optional<Pause> pause;
    Instant reachedFrom{}; ///< the oldest instant that may still be caught up
    bool superseded = false;

    [[nodiscard]] Decision of(Instant at) const
    {
        if (covers(pause, at))
            return record(at, Outcome::SkippedPaused, reason::kPaused);
        if (at >= reachedFrom && superseded)
            return record(at, Outcome::Coalesced, reason::kNewerOccurrence);
        return record(at, Outcome::MissedNotRunning, reason::kNotRunning);
    }

    /// Where of() may change its answer, ascending.
    [[nodiscard]] std::vector<Instant> changes() const
    {
        std::vector<Instant> at{reachedFrom};
        if (pause) {
            at.push_back(pause->since);
            if (pause->until)
                at.push_back(*pause->until);
        }
        std::ranges::sort(at);
        return at;
    }
};

/// The newest occurrences of (after, until], ascending, and the end of those before them, which are too many
/// to list.
struct Due
{
    std::vector<Instant> listed;
    std::optional<Instant> olderLast;
};

Due dueIn(const calendar::Timetable& timetable, Instant after, Instant until)
{
    Due due;
    Instant before = until + microseconds(1);
    while (const auto at = timetable.previous(before)) {
        if (*at <= after)
            break;
        if (due.listed.size() == kListedOccurrences) {
            due.olderLast = at;
            break;
        }
        due.listed.push_back(*at);
        before = *at;
    }
    std::ranges::reverse(due.listed);
    return due;
}

/// Counts the occurrences of (after, last] instead of listing them: one record for each stretch of one fate.
QVector<Decision> recordStretches(const calendar::Timetable& timetable, Instant after, Instant last,
                                  const Fates& fates)
{
    std::vector<Instant> ends;
    for (const Instant change : fates.changes()) {
        if (change - microseconds(1) > after && change - microseconds(1) < last)
            ends.push_back(change - microseconds(1));
    }
    ends.push_back(last);

    QVector<Decision> decisions;
    for (const Instant end : ends) {
        const auto count = static_cast<qint64>(timetable.countIn(after, end));
        const auto first = timetable.next(after);
        const auto final = timetable.previous(end + microseconds(1));
        after = end;
        if (count == 0 || !first || !final)
            continue;
        Decision decision = fates.of(*first);
        decision.occurrences = count;
        if (count > 1)
            decision.lastScheduledAt = final;
        decisions.append(decision);
    }
    return decisions;
}

} // namespace

seconds startDeadline(const SchedulePolicy& policy, const calendar::Timetable& timetable, Instant scheduledAt)
{
    if (policy.startDeadline)
        return *policy.startDeadline;
    constexpr seconds kShortest{60};
    constexpr seconds kLongest{hours(1)};
    const auto following = timetable.next(scheduledAt);
    if (!following)
        return kLongest;
    return std::clamp(duration_cast<seconds>((*following - scheduledAt) / 2), kShortest, kLongest);
}

SchedulePlan plan(const ScheduleState& state, Instant now, const std::optional<Pause>& pause)
{
    const Schedule& schedule = *state.schedule;
    const SchedulePolicy& policy = schedule.policy;
    const Instant after = std::max(state.decidedUntil, schedule.effectiveFrom);

    SchedulePlan result;
    // A clock that went back must not re-open instants that are decided already.
    result.decidedUntil = std::max(after, now);
    if (!schedule.enabled || schedule.firedBy != FiredBy::Reveille)
        return result;
    result.next = state.timetable->next(result.decidedUntil);
    if (now <= after)
        return result;

    const Due due = dueIn(*state.timetable, after, now);
    if (due.listed.empty())
        return result;

    const Instant latest = due.listed.back();
    const seconds deadline = startDeadline(policy, *state.timetable, latest);
    const seconds reach =
        policy.onMiss == OnMissPolicy::Latest ? std::max(policy.missWindow, deadline) : deadline;
    const bool inReach = now - latest <= reach;
    // While paused nothing starts, not even what was due before.
    const bool paused = covers(pause, latest) || (covers(pause, now) && inReach);
    const Fates fates{pause, now - reach, inReach && !paused};

    if (due.olderLast)
        result.decisions = recordStretches(*state.timetable, after, *due.olderLast, fates);
    for (const Instant at : due.listed) {
        if (at != latest)
            result.decisions.append(fates.of(at));
    }
    if (paused) {
        result.decisions.append(record(latest, Outcome::SkippedPaused, reason::kPaused));
        return result;
    }
    if (!inReach) {
        result.decisions.append(fates.of(latest));
        return result;
    }

    const bool queues = policy.overlap == OverlapPolicy::QueueOne && state.queuedRuns == 0;
    if (state.openRuns > 0 && !queues) {
        result.decisions.append(record(latest, Outcome::SkippedOverlap, reason::kPreviousRunOpen));
        return result;
    }
    Decision start;
    start.what = Decision::What::Start;
    start.scheduledAt = latest;
    result.decisions.append(start);
    return result;
}

} // namespace reveille
