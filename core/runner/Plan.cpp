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
constexpr microseconds kTick{1};

Decision record(Instant at, Outcome outcome, const char* why)
{
    Decision decision;
    decision.scheduledAt = at;
    decision.outcome = outcome;
    decision.reason = QString::fromLatin1(why);
    return decision;
}

/// The pause of everything and the schedule's own.
struct Pauses
{
    std::optional<Pause> all;
    std::optional<Pause> own;

    [[nodiscard]] bool cover(Instant at) const { return endOf(at).has_value(); }
    /// When the pause that covers an instant ends, Instant::max() if it does not; nothing if none does.
    [[nodiscard]] std::optional<Instant> endOf(Instant at) const
    {
        std::optional<Instant> end;
        for (const auto& pause : {all, own}) {
            if (pause && pause->covers(at))
                end = std::max(end, std::optional(pause->until.value_or(Instant::max())));
        }
        return end;
    }
};

/// What an occurrence that is not started is recorded as.
struct Fates
{
    const Occurrences& occurrences;
    Pauses pauses;
    Instant skippedUntil{}; ///< what the person skips of the next ones ends here
    Instant reachedFrom{};  ///< the oldest instant that may still be caught up
    bool superseded = false;
    bool all = false; ///< each one in reach would be caught up, were they not too many

    /// Neither excluded, paused nor skipped.
    [[nodiscard]] bool isLive(Instant at) const
    {
        return !occurrences.isExcluded(at) && !pauses.cover(at) && at > skippedUntil;
    }

    [[nodiscard]] Decision of(Instant at) const
    {
        if (occurrences.isExcluded(at))
            return record(at, Outcome::SkippedExcluded, reason::kExcluded);
        if (pauses.cover(at))
            return record(at, Outcome::SkippedPaused, reason::kPaused);
        if (at <= skippedUntil)
            return record(at, Outcome::SkippedByUser, reason::kSkippedByPerson);
        if (at >= reachedFrom && superseded)
            return all ? record(at, Outcome::MissedNotRunning, reason::kMissLimit)
                       : record(at, Outcome::Coalesced, reason::kNewerOccurrence);
        return record(at, Outcome::MissedNotRunning, reason::kNotRunning);
    }

    /// Where of() may change its answer, ascending.
    [[nodiscard]] std::vector<Instant> changes() const
    {
        std::vector<Instant> at{reachedFrom, skippedUntil + kTick};
        for (const auto& pause : {pauses.all, pauses.own}) {
            if (pause) {
                at.push_back(pause->since);
                if (pause->until)
                    at.push_back(*pause->until);
            }
        }
        for (const auto& [begin, end] : occurrences.excluded()) {
            at.push_back(begin);
            at.push_back(end);
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

Due dueIn(const Occurrences& occurrences, Instant after, Instant until, std::size_t most)
{
    Due due;
    Instant before = until + kTick;
    while (const auto at = occurrences.previous(before)) {
        if (*at <= after)
            break;
        if (due.listed.size() == most) {
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
QVector<Decision> recordStretches(Instant after, Instant last, const Fates& fates)
{
    std::vector<Instant> ends;
    for (const Instant change : fates.changes()) {
        if (change - kTick > after && change - kTick < last)
            ends.push_back(change - kTick);
    }
    ends.push_back(last);

    QVector<Decision> decisions;
    for (const Instant end : ends) {
        const auto count = static_cast<qint64>(fates.occurrences.countIn(after, end));
        const auto first = fates.occurrences.next(after);
        const auto final = fates.occurrences.previous(end + kTick);
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

/// Counts the occurrences of (after, until] that SchedulePolicy::skipNext takes; the last of them is
/// `skippedUntil`. Excluded and paused ones do not use it up.
int skipAhead(const Occurrences& occurrences, const Pauses& pauses, int toSkip, Instant after, Instant until,
              Instant& skippedUntil)
{
    int skipped = 0;
    while (skipped < toSkip) {
        const auto at = occurrences.next(after);
        if (!at || *at > until)
            break;
        after = *at;
        if (const auto end = pauses.endOf(*at)) {
            if (*end == Instant::max())
                break;
            after = std::max(after, *end - kTick);
            continue;
        }
        if (occurrences.isExcluded(*at))
            continue;
        skippedUntil = *at;
        ++skipped;
    }
    return skipped;
}

/// What is due may have to wait for its share of the jitter; only the newest can, for none waits past the
/// next.
Instant horizonOf(const Occurrences& occurrences, Instant after, Instant now)
{
    const auto last = occurrences.previous(now + kTick);
    return last && *last > after && occurrences.startOf(*last) > now ? *last - kTick : now;
}

/// May anything be started beside, behind or instead of what is open?
bool admits(const SchedulePolicy& policy, const ScheduleState& state)
{
    if (state.openRuns == 0)
        return true;
    switch (policy.overlap) {
    case OverlapPolicy::Skip:
        return false;
    case OverlapPolicy::QueueOne:
        return state.queuedRuns == 0;
    case OverlapPolicy::QueueAll:
        return state.queuedRuns < policy.overlapLimit;
    case OverlapPolicy::Replace:
        return true;
    case OverlapPolicy::Allow:
        return state.openRuns < policy.overlapLimit;
    }
    return false;
}

/// The decisions about the listed occurrences, all of which are due.
class ListedPlan
{
public:
    ListedPlan(const ScheduleState& state, Fates& fates, Instant now)
        : m_state(state), m_policy(state.schedule->policy), m_fates(fates), m_now(now)
    {}

    void choose(const std::vector<Instant>& listed, seconds deadline);
    /// Everything up to here has its decision; later ones exceed what may be started at once.
    [[nodiscard]] std::optional<Instant> cutAt() const { return m_cutAt; }
    void decide(const std::vector<Instant>& listed, SchedulePlan& result) const;

private:
    [[nodiscard]] bool inReach(Instant at) const { return m_now - startOf(at) <= m_reach; }
    [[nodiscard]] Instant startOf(Instant at) const { return m_fates.occurrences.startOf(at); }
    [[nodiscard]] Decision started(Instant at, bool isFirst) const;

    const ScheduleState& m_state;
    const SchedulePolicy& m_policy;
    Fates& m_fates;
    Instant m_now;
    seconds m_deadline{0};
    seconds m_reach{0};
    bool m_pausedNow = false; ///< nothing starts, not even what was due before the pause
    std::vector<Instant> m_starts;
    std::optional<Instant> m_cutAt;
};

void ListedPlan::choose(const std::vector<Instant>& listed, seconds deadline)
{
    m_deadline = deadline;
    m_reach = m_policy.onMiss == OnMissPolicy::Skip ? deadline : std::max(m_policy.missWindow, deadline);
    const Instant latest = listed.back();
    m_pausedNow = m_fates.pauses.cover(m_now) && inReach(latest);
    m_fates.reachedFrom = m_now - m_reach;
    m_fates.all = m_policy.onMiss == OnMissPolicy::All;
    if (m_pausedNow || m_fates.pauses.cover(latest))
        return;
    const auto most = static_cast<std::size_t>(m_fates.all ? std::max(1, m_policy.missLimit) : 1);
    for (auto at = listed.rbegin(); at != listed.rend() && m_starts.size() < most; ++at) {
        if (m_fates.isLive(*at) && inReach(*at))
            m_starts.push_back(*at);
    }
    std::ranges::reverse(m_starts);
    m_fates.superseded = !m_starts.empty();
    const auto left = static_cast<std::size_t>(std::max(0, m_state.startsLeft));
    if (m_starts.size() > left) {
        m_cutAt = m_starts[left] - kTick;
        m_starts.resize(left);
    }
}

Decision ListedPlan::started(Instant at, bool isFirst) const
{
    Decision start;
    start.what = Decision::What::Start;
    start.scheduledAt = at;
    start.catchesUp = m_starts.size() > 1 || m_now - startOf(at) > m_deadline;
    start.replacesOpen = isFirst && m_policy.overlap == OverlapPolicy::Replace && m_state.openRuns > 0;
    return start;
}

void ListedPlan::decide(const std::vector<Instant>& listed, SchedulePlan& result) const
{
    const bool admitted = admits(m_policy, m_state);
    // Several that are caught up together go one after the other, so only what was open before can be in
    // their way; a queue has its bound all the same.
    int room = static_cast<int>(m_starts.size());
    if (m_policy.overlap == OverlapPolicy::QueueAll)
        room = m_policy.overlapLimit - m_state.queuedRuns + (m_state.openRuns == 0 ? 1 : 0);
    for (const Instant at : listed) {
        if (m_cutAt && at > *m_cutAt)
            return;
        if (!std::ranges::binary_search(m_starts, at)) {
            Decision decision = m_fates.of(at);
            const bool missed = decision.outcome == Outcome::MissedNotRunning;
            if (m_pausedNow && missed && at == listed.back())
                decision = record(at, Outcome::SkippedPaused, reason::kPaused);
            result.decisions.append(decision);
        } else if (!admitted) {
            result.decisions.append(record(at, Outcome::SkippedOverlap, reason::kPreviousRunOpen));
        } else if (room <= 0) {
            result.decisions.append(record(at, Outcome::SkippedOverlap, reason::kQueueFull));
        } else if (hasEnded(m_policy, result.progress)) {
            result.decisions.append(record(at, Outcome::SkippedByUser, reason::kRunLimit));
        } else {
            result.decisions.append(started(at, room == static_cast<int>(m_starts.size())));
            ++result.progress.starts;
            --room;
        }
    }
}

} // namespace

seconds startDeadline(const SchedulePolicy& policy, const Occurrences& occurrences, Instant scheduledAt)
{
    if (policy.startDeadline)
        return *policy.startDeadline;
    constexpr seconds kShortest{60};
    constexpr seconds kLongest{hours(1)};
    const auto following = occurrences.next(scheduledAt);
    if (!following)
        return kLongest;
    return std::clamp(duration_cast<seconds>((*following - scheduledAt) / 2), kShortest, kLongest);
}

bool hasEnded(const SchedulePolicy& policy, const ScheduleProgress& progress)
{
    return policy.runLimit && progress.starts >= *policy.runLimit;
}

SchedulePlan plan(const ScheduleState& state, Instant now, const std::optional<Pause>& pause)
{
    const Schedule& schedule = *state.schedule;
    const SchedulePolicy& policy = schedule.policy;
    const Occurrences& occurrences = *state.occurrences;
    const Instant after = std::max(state.decidedUntil, schedule.effectiveFrom);

    SchedulePlan result;
    result.progress = state.progress;
    // A clock that went back must not re-open instants that are decided already.
    result.decidedUntil = std::max(after, now);
    if (!schedule.enabled || schedule.firedBy != FiredBy::Reveille || hasEnded(policy, state.progress))
        return result;
    result.decidedUntil = std::max(after, horizonOf(occurrences, after, now));

    const std::size_t most = policy.onMiss == OnMissPolicy::All
                                 ? std::max(kListedOccurrences, static_cast<std::size_t>(policy.missLimit))
                                 : kListedOccurrences;
    const Due due = dueIn(occurrences, after, result.decidedUntil, most);
    if (!due.listed.empty()) {
        Fates fates{occurrences, Pauses{pause, schedule.pause}};
        result.progress.skipped +=
            skipAhead(occurrences, fates.pauses, policy.skipNext - state.progress.skipped, after,
                      result.decidedUntil, fates.skippedUntil);
        ListedPlan listed(state, fates, now);
        listed.choose(due.listed, startDeadline(policy, occurrences, due.listed.back()));
        if (due.olderLast)
            result.decisions = recordStretches(after, *due.olderLast, fates);
        listed.decide(due.listed, result);
        if (listed.cutAt())
            result.decidedUntil = *listed.cutAt();
    }
    if (hasEnded(policy, result.progress)) {
        result.decidedUntil = std::max(after, now);
        return result;
    }
    result.next = occurrences.next(result.decidedUntil);
    if (result.next)
        result.lookAt = occurrences.startOf(*result.next);
    return result;
}

} // namespace reveille
