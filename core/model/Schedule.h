#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Ids.h"

#include <chrono>
#include <optional>

#include <QMap>
#include <QMetaType>
#include <QString>
#include <QStringList>

namespace reveille {

enum class ScheduleAction
{
    Exec,
    Start,
    Stop,
    Suspend,
    Delete,
    Checkpoint
};
enum class FiredBy
{
    Reveille,
    Provider
};

/// What to do when an occurrence comes while the one before still runs.
enum class OverlapPolicy
{
    Skip,
    QueueOne
};
/// What to do with occurrences that passed while nobody could fire them.
enum class OnMissPolicy
{
    Skip,
    Latest
};

/// How Reveille treats the occurrences of a schedule that it fires itself. Every default is visible to the
/// person.
struct SchedulePolicy
{
    OverlapPolicy overlap = OverlapPolicy::Skip;
    OnMissPolicy onMiss = OnMissPolicy::Latest;
    /// Missed occurrences older than this are not caught up.
    std::chrono::seconds missWindow{std::chrono::hours(24)};
    /// How late a start may be; nothing: half the period, at least 60 s, at most 1 h.
    std::optional<std::chrono::seconds> startDeadline;
    /// Tries again after a failure of the platform (never after the command itself ran).
    int infrastructureRetries = 3;

    friend bool operator==(const SchedulePolicy&, const SchedulePolicy&) = default;
};

struct Schedule
{
    ScheduleId id;
    QString name; ///< unique over all schedules, without regard to case
    MachineKey machine;
    QStringList when; ///< one or more calendar events; their union
    QString zone;     ///< IANA name, for lines that name none; never empty
    ScheduleAction action = ScheduleAction::Exec;
    FiredBy firedBy = FiredBy::Reveille;
    QStringList argv;
    QString cwd;
    QMap<QString, QString> env;
    std::chrono::milliseconds timeout{std::chrono::minutes(10)};
    bool enabled = true;
    SchedulePolicy policy;
    calendar::Instant createdAt{};
    /// When `when`, `zone`, `machine` or `enabled` last changed: no occurrence at or before it belongs to
    /// this schedule.
    calendar::Instant effectiveFrom{};

    friend bool operator==(const Schedule&, const Schedule&) = default;
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::Schedule)
