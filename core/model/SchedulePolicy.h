#pragma once

#include "core/calendar/Instant.h"

#include <chrono>
#include <optional>

#include <QJsonObject>
#include <QStringList>

namespace reveille {

/// What to do when an occurrence comes while a run of the same schedule is still open.
enum class OverlapPolicy
{
    Skip,     ///< the new one is skipped
    QueueOne, ///< one waits, further ones are skipped
    QueueAll, ///< up to SchedulePolicy::overlapLimit wait, in order
    Replace,  ///< the open one is cancelled
    Allow,    ///< up to SchedulePolicy::overlapLimit run at once
};

/// What to do with occurrences that passed while nobody could fire them.
enum class OnMissPolicy
{
    Skip,   ///< none is caught up
    Latest, ///< the latest one, the others are merged into it
    All,    ///< each of them, at most SchedulePolicy::missLimit, oldest first
};

/// What becomes of a machine after the last run on it.
enum class SleepAfter
{
    Restore, ///< as it was found: asleep again only if we woke it
    Always,  ///< asleep, whoever woke it
    Never,   ///< left to autosleep
};

/// What to do about a wall time that a clock change skips.
enum class GapPolicy
{
    Skip,     ///< it does not elapse (systemd's rule)
    EndOfGap, ///< it elapses once, when the gap ends
};

/// Which pass of a wall time that a clock change repeats elapses.
enum class FoldPolicy
{
    First, ///< the first (systemd's rule)
    Second,
    Both,
};

/// How Reveille treats the occurrences of a schedule that it fires itself. Every default is visible to the
/// person.
struct SchedulePolicy
{
    OverlapPolicy overlap = OverlapPolicy::Skip;
    int overlapLimit = 2;           ///< QueueAll: waiting, at most 100; Allow: open at once
    bool parallelOnMachine = false; ///< may run beside other schedules' runs on its machine

    OnMissPolicy onMiss = OnMissPolicy::Latest;
    int missLimit = 10; ///< All only; at most 1000
    /// Missed occurrences older than this are not caught up.
    std::chrono::seconds missWindow{std::chrono::hours(24)};
    /// How late a start may be; nothing: half the period, at least 60 s, at most 1 h.
    std::optional<std::chrono::seconds> startDeadline;
    /// Each occurrence is put off by its own share of this, the same on every computer and after every
    /// restart.
    std::chrono::seconds jitter{0};
    /// Each occurrence is put off by the same share: the schedule's own, not the occurrence's.
    bool fixedJitter = false;

    /// Tries again after a failure of the platform (never after the command itself ran).
    int infrastructureRetries = 3;
    /// Tries again after the command failed or timed out. The command must be safe to repeat.
    int commandRetries = 0;
    int pauseAfterFailures = 0; ///< failures in a row after which the schedule pauses itself; 0: never

    std::optional<calendar::Instant> until; ///< no occurrence after this
    std::optional<qint64> runLimit;         ///< starts of occurrences; runs by hand do not count
    int skipNext = 0;                       ///< occurrences from now on that are skipped
    QStringList excludedDates;              ///< "2026-12-25", in the schedule's zone, sorted

    SleepAfter sleepAfter = SleepAfter::Restore;
    GapPolicy gap = GapPolicy::Skip;
    FoldPolicy fold = FoldPolicy::First;

    friend bool operator==(const SchedulePolicy&, const SchedulePolicy&) = default;
};

/// One form for the database and for --json: words as in Words.h, seconds as "…_s", only what differs from
/// the default is left out by toJson(policy, Brief).
enum class JsonDetail
{
    Brief,
    Full
};
[[nodiscard]] QJsonObject toJson(const SchedulePolicy& policy, JsonDetail detail);
/// What is missing has its default; nothing for a word or a number that is none.
[[nodiscard]] std::optional<SchedulePolicy> policyFromJson(const QJsonObject& json);

} // namespace reveille
