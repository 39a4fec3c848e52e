#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Ids.h"
#include "core/model/Pause.h"
#include "core/model/ProviderSchedule.h"
#include "core/model/SchedulePolicy.h"

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

struct Schedule
{
    ScheduleId id;
    /// Unique without regard to case: over all schedules that Reveille fires, and per machine over those that
    /// the provider fires.
    QString name;
    MachineKey machine;
    QStringList when; ///< one or more calendar events; their union
    QString zone;     ///< IANA name, for lines that name none; never empty
    ScheduleAction action = ScheduleAction::Exec;
    FiredBy firedBy = FiredBy::Reveille;
    QStringList argv;
    QString cwd;
    QMap<QString, QString> env;
    std::chrono::milliseconds timeout{std::chrono::minutes(10)};
    QString stdinText;
    bool enabled = true;
    /// Stopped by the person, or by itself after failures: a note says why. Disabled is for good, this is for
    /// a while.
    std::optional<Pause> pause;
    QString pingUrl; ///< told of starts and ends in the style of Healthchecks; empty: nobody is told
    SchedulePolicy policy;
    QString note; ///< the person's own words about it
    /// FiredBy::Provider only. `when` and `zone` stay the person's own; what was sent for them is in here.
    std::optional<ProviderSide> provider;
    calendar::Instant createdAt{};
    /// When `when`, `zone`, `machine` or `enabled` last changed: no occurrence at or before it belongs to
    /// this schedule.
    calendar::Instant effectiveFrom{};

    friend bool operator==(const Schedule&, const Schedule&) = default;
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::Schedule)
