#pragma once

#include "core/calendar/CalendarEvent.h"
#include "core/calendar/Instant.h"
#include "core/sandbox/unikraft/Refusal.h"

#include <optional>
#include <vector>

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>
#include <QStringList>

namespace reveille::sandbox::unikraft {

using calendar::Instant;

/// In the order in which operations due at the same instant happen to one instance.
enum class Action
{
    Start,
    Exec,
    Checkpoint,
    Stop,
    Delete,
};

[[nodiscard]] QString wordOf(Action action);

/// One scheduled operation of an instance.
struct ScheduleEntry
{
    QString name;
    QString when; ///< as it was sent
    Action action = Action::Start;
    QStringList args; ///< of exec
    calendar::CalendarEvent event;
    std::optional<Instant> nextAt; ///< nothing: not due again
};

using Schedules = std::vector<ScheduleEntry>;

/// What an instance's schedules must obey.
struct ScheduleRules
{
    static constexpr std::size_t kMost = 8;
    static constexpr qsizetype kLongestName = 31;
    bool zones = false; ///< take expressions that name a time zone
};

/// Reads one schedule as a client sends it. "next_at" is not settable and ignored; args of anything but exec
/// are dropped. An unknown member is Malformed, everything else wrong is Invalid or TooLong.
[[nodiscard]] Outcome<ScheduleEntry> scheduleFromJson(const QJsonValue& value, const ScheduleRules& rules);
/// A whole list: unique names, at most eight.
[[nodiscard]] Outcome<Schedules> schedulesFromJson(const QJsonValue& value, const ScheduleRules& rules);

/// @name The three operations on a list. All or nothing.
/// @{
[[nodiscard]] Outcome<Schedules> withAdded(const Schedules& now, const QJsonValue& value,
                                           const ScheduleRules& rules);
[[nodiscard]] Outcome<Schedules> withSet(const QJsonValue& value, const ScheduleRules& rules);
/// `value`: names.
[[nodiscard]] Outcome<Schedules> withRemoved(const Schedules& now, const QJsonValue& value);
/// @}

/// Every nextAt becomes the first elapse strictly after `after`, in UTC.
void rearm(Schedules& schedules, Instant after);
[[nodiscard]] std::optional<Instant> earliest(const Schedules& schedules);

/// `withNext`: as a client sees it, else as it is kept on disk.
[[nodiscard]] QJsonArray toJson(const Schedules& schedules, bool withNext);

} // namespace reveille::sandbox::unikraft
