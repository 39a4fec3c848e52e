#include "core/engine/ScheduleHistory.h"

#include "core/runner/RunReasons.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reveille {

using calendar::Instant;

namespace {

constexpr std::chrono::microseconds kTick{1};

/// The run that tells most: the occurrence's own before a backfill of it.
std::optional<Run> bestOf(const QVector<Run>& runs, bool elapses, Instant at)
{
    const auto standsFor = [&](const Run& run) { return run.scheduledAt == at || elapses; };
    const auto own = std::ranges::find_if(
        runs, [&](const Run& run) { return run.kind == RunKind::Scheduled && standsFor(run); });
    if (own != runs.cend())
        return *own;
    const auto other = std::ranges::find_if(runs, standsFor);
    return other == runs.cend() ? std::nullopt : std::optional(*other);
}

QString futureReason(const ScheduleHistory& history, Instant at, Instant now)
{
    const Schedule& schedule = *history.schedule;
    if (history.occurrences->isExcluded(at))
        return QString::fromLatin1(reason::kExcluded);
    if ((history.pause && history.pause->covers(at)) || (schedule.pause && schedule.pause->covers(at)))
        return QString::fromLatin1(reason::kPaused);
    const int toSkip = schedule.policy.skipNext - history.progress.skipped;
    Instant from = now;
    for (int skipped = 0; skipped < toSkip;) {
        const auto next = history.occurrences->next(from);
        if (!next || *next > at)
            break;
        if (*next == at)
            return QString::fromLatin1(reason::kSkippedByPerson);
        if (!history.occurrences->isExcluded(*next))
            ++skipped;
        from = *next;
    }
    return {};
}

} // namespace

Result<QVector<Instant>> backfillPlan(const Occurrences& occurrences, Instant from, Instant to, Instant now)
{
    if (to < from)
        return fail(ErrorCode::InvalidArgument, u"to"_s,
                    u"The end of the range lies before its beginning."_s);
    to = std::min(to, now);
    QVector<Instant> planned;
    for (auto at = occurrences.next(from - kTick); at && *at <= to; at = occurrences.next(*at)) {
        if (occurrences.isExcluded(*at))
            continue;
        if (planned.size() == kLargestBackfill)
            return fail(ErrorCode::InvalidArgument, u"from"_s,
                        u"The range holds more than %1 occurrences."_s.arg(kLargestBackfill));
        planned.append(*at);
    }
    return planned;
}

Explanation explainInstant(const ScheduleHistory& history, Instant at, Instant now)
{
    using Kind = Explanation::Kind;
    const Schedule& schedule = *history.schedule;
    const Occurrences& occurrences = *history.occurrences;
    Explanation told;
    told.at = at;
    told.previous = occurrences.previous(at);
    told.next = occurrences.next(at);
    const bool afterEnd = schedule.policy.until && at > *schedule.policy.until;
    const bool elapses = occurrences.isElapse(at);
    // A stretch before the last edit was counted by expressions that nobody knows any more.
    told.run = bestOf(history.runs, elapses || at <= schedule.effectiveFrom, at);
    if (told.run)
        told.kind = Kind::Recorded;
    else if (schedule.firedBy == FiredBy::Provider)
        told.kind = Kind::FiredElsewhere;
    else if (afterEnd)
        told.kind = Kind::AfterEnd;
    else if (!elapses)
        told.kind = Kind::NotAnElapse;
    else if (at <= schedule.createdAt)
        told.kind = Kind::BeforeCreation;
    else if (at <= schedule.effectiveFrom)
        told.kind = Kind::BeforeEdit;
    else if (!schedule.enabled)
        told.kind = Kind::Disabled;
    else if (schedule.policy.runLimit && history.progress.starts >= *schedule.policy.runLimit)
        told.kind = Kind::AfterEnd;
    else if (occurrences.startOf(at) <= now)
        told.kind = Kind::NotDecided;
    else {
        told.kind = Kind::InFuture;
        told.startsAt = occurrences.startOf(at);
        told.reason = futureReason(history, at, now);
    }
    if (schedule.provider) {
        for (const ProviderResend& resend : schedule.provider->resends) {
            if (resend.at <= at)
                told.resend = resend;
        }
    }
    return told;
}

} // namespace reveille
