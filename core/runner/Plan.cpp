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

/// The newest occurrences of (after, until], ascending, and what lies before them as a count with its ends.
struct Due
{
    std::vector<Instant> listed;
    std::size_t olderCount = 0;
    Instant olderFirst{};
    Instant olderLast{};
};

Due dueIn(const calendar::Timetable& timetable, Instant after, Instant until)
{
    Due due;
    Instant before = until + microseconds(1);
    while (due.listed.size() < kListedOccurrences) {
        const auto at = timetable.previous(before);
        if (!at || *at <= after)
            break;
        due.listed.push_back(*at);
        before = *at;
    }
    std::ranges::reverse(due.listed);
    if (due.listed.size() == kListedOccurrences) {
        const auto first = timetable.next(after);
        const auto last = timetable.previous(before);
        if (first && last && *first<before&& * last> after) {
            due.olderFirst = *first;
            due.olderLast = *last;
            due.olderCount = timetable.countIn(after, *last);
        }
    }
    return due;
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

    if (due.olderCount > 0) {
        Decision older = covers(pause, due.olderFirst)
                             ? record(due.olderFirst, Outcome::SkippedPaused, reason::kPaused)
                             : record(due.olderFirst, Outcome::MissedNotRunning, reason::kNotRunning);
        older.occurrences = static_cast<qint64>(due.olderCount);
        if (due.olderCount > 1)
            older.lastScheduledAt = due.olderLast;
        result.decisions.append(older);
    }

    const Instant latest = due.listed.back();
    const seconds deadline = startDeadline(policy, *state.timetable, latest);
    const seconds reach =
        policy.onMiss == OnMissPolicy::Latest ? std::max(policy.missWindow, deadline) : deadline;
    const bool startsLatest = !covers(pause, latest) && now - latest <= reach;

    for (const Instant at : due.listed) {
        if (covers(pause, at))
            result.decisions.append(record(at, Outcome::SkippedPaused, reason::kPaused));
        else if (now - at > reach)
            result.decisions.append(record(at, Outcome::MissedNotRunning, reason::kNotRunning));
        else if (at != latest)
            result.decisions.append(record(at, Outcome::Coalesced, reason::kNewerOccurrence));
    }
    if (!startsLatest)
        return result;

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
