#pragma once

#include "core/model/Result.h"

#include <QByteArray>
#include <QStringList>

namespace reveille {

/// The days of a calendar file, for leaving them out of a schedule.
struct AllDayEvents
{
    QStringList dates; ///< "2026-12-25", ascending, each once
    int timed = 0;     ///< events with a time of day: not whole days, so left out
    int repeating = 0; ///< events with a rule of repetition: only their first days are in `dates`
};

/// Reads the all-day events of an iCalendar file (RFC 5545): DTSTART;VALUE=DATE, and DTEND, which is not part
/// of the event any more. InvalidArgument, named after `name`, for what is none, and beyond 1 MiB, 366 days
/// in one event or 3660 days together.
[[nodiscard]] Result<AllDayEvents> allDayEvents(const QByteArray& file, const QString& name);

} // namespace reveille
