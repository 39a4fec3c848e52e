#include "core/model/PolicyLimits.h"

#include "core/model/TimeText.h"
#include "core/model/Words.h"

#include <algorithm>

#include <QDate>

namespace reveille {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

tl::unexpected<Error> refused(const QString& place, const QString& sentence, const QString& fix)
{
    Error error;
    error.code = ErrorCode::InvalidArgument;
    error.subject = place;
    error.detail = sentence;
    error.fix = fix;
    return tl::unexpected(error);
}

Result<void> checkCount(const QString& name, const QString& word, qint64 value, qint64 least, qint64 most,
                        const QString& sentence)
{
    if (value >= least && value <= most)
        return {};
    const auto spelled = [&word](qint64 number) {
        return word.isEmpty() ? QString::number(number) : word + u':' + QString::number(number);
    };
    return refused(name + u' ' + spelled(value), sentence.arg(least).arg(most),
                   spelled(std::clamp(value, least, most)));
}

Result<void> checkTime(const QString& name, seconds value, seconds least, seconds most,
                       const QString& sentence)
{
    if (value >= least && value <= most)
        return {};
    const auto spelled = [](seconds time) {
        return time.count() < 0 ? u"-"_s + durationToText(-time) : durationToText(time);
    };
    return refused(name + u' ' + spelled(value), sentence.arg(spelled(least), spelled(most)),
                   spelled(std::clamp(value, least, most)));
}

Result<void> checkOverlap(const SchedulePolicy& policy)
{
    const QString word = toWord(policy.overlap);
    if (policy.overlap == OverlapPolicy::QueueAll)
        return checkCount(u"overlap"_s, word, policy.overlapLimit, 1, kMostWaiting,
                          u"From %1 to %2 runs may wait for the one before."_s);
    if (policy.overlap == OverlapPolicy::Allow)
        return checkCount(u"overlap"_s, word, policy.overlapLimit, 1, kMostAtOnce,
                          u"From %1 to %2 runs of a schedule may be open at once."_s);
    return {};
}

Result<void> checkMisses(const SchedulePolicy& policy)
{
    if (policy.onMiss == OnMissPolicy::All) {
        if (auto checked = checkCount(u"on-miss"_s, toWord(policy.onMiss), policy.missLimit, 1, kMostCaughtUp,
                                      u"From %1 to %2 missed runs may be caught up."_s);
            !checked)
            return checked;
    }
    return checkTime(u"miss-window"_s, policy.missWindow, seconds(0), kLongestMissWindow,
                     u"What is caught up may be from %1 to %2 old."_s);
}

Result<void> checkStart(const SchedulePolicy& policy, std::optional<microseconds> shortestGap)
{
    if (policy.startDeadline) {
        if (auto checked = checkTime(u"deadline"_s, *policy.startDeadline, kShortestStartDeadline,
                                     kLongestStartDeadline, u"A start may be from %1 to %2 late."_s);
            !checked)
            return checked;
    }
    const seconds gap = shortestGap ? floor<seconds>(*shortestGap) : seconds(kLongestJitter);
    if (gap < kLongestJitter)
        return checkTime(u"jitter"_s, policy.jitter, seconds(0), gap,
                         u"Starts are spread over %1 to %2: that is the shortest time between two of its "
                         "firings."_s);
    return checkTime(u"jitter"_s, policy.jitter, seconds(0), kLongestJitter,
                     u"Starts are spread over %1 to %2."_s);
}

Result<void> checkFailures(const SchedulePolicy& policy)
{
    const QString tries = u"From %1 to %2 more tries are made."_s;
    if (auto checked = checkCount(u"retry"_s, {}, policy.infrastructureRetries, 0, kMostRetries, tries);
        !checked)
        return checked;
    if (auto checked = checkCount(u"retry-command"_s, {}, policy.commandRetries, 0, kMostRetries, tries);
        !checked)
        return checked;
    return checkCount(u"pause-after"_s, {}, policy.pauseAfterFailures, 0, kMostFailures,
                      u"A schedule pauses after %1 (never) to %2 failures in a row."_s);
}

Result<void> checkEnd(const SchedulePolicy& policy)
{
    if (policy.runLimit) {
        if (auto checked = checkCount(u"limit"_s, {}, *policy.runLimit, 1, kMostFailures,
                                      u"A schedule may have %1 to %2 runs in all."_s);
            !checked)
            return checked;
    }
    if (auto checked = checkCount(u"skip"_s, {}, policy.skipNext, 0, kMostFailures,
                                  u"From %1 to %2 of the next firings may be skipped."_s);
        !checked)
        return checked;
    for (const QString& date : policy.excludedDates) {
        if (!QDate::fromString(date, Qt::ISODate).isValid() || date.size() != 10)
            return refused(u"exclude "_s + date, u"An excluded day is a date like 2026-12-25."_s, {});
    }
    if (policy.excludedDates.size() > kMostExcludedDates)
        return refused(u"exclude"_s, u"At most %1 days may be excluded."_s.arg(kMostExcludedDates), {});
    return {};
}

} // namespace

Result<void> checkPolicy(const SchedulePolicy& policy, std::optional<microseconds> shortestGap)
{
    if (auto checked = checkOverlap(policy); !checked)
        return checked;
    if (auto checked = checkMisses(policy); !checked)
        return checked;
    if (auto checked = checkStart(policy, shortestGap); !checked)
        return checked;
    if (auto checked = checkFailures(policy); !checked)
        return checked;
    return checkEnd(policy);
}

} // namespace reveille
