#pragma once

#include "core/calendar/Instant.h"
#include "core/calendar/TimeZone.h"
#include "core/model/Result.h"

#include <QString>

namespace reveille::cli {

/// Reads a point in time: RFC 3339, "now", a date or a date with a time ("2026-11-22", "2026-11-22 09:00") on
/// the zone's clock, or a time of day ("18:00"): the next such one after `now`. InvalidArgument otherwise.
[[nodiscard]] Result<calendar::Instant> timeFromArgument(const QString& text, const calendar::TimeZone& zone,
                                                         calendar::Instant now);

/// "Mon 2026-11-23 09:00:00", with a fraction where there is one.
[[nodiscard]] QString wallText(calendar::Instant at, const calendar::TimeZone& zone);
/// "+01:00", "+00:00"; seconds where an old zone has them.
[[nodiscard]] QString offsetText(calendar::Instant at, const calendar::TimeZone& zone);
/// RFC 3339 with the zone's offset: "2026-11-23T09:00:00+01:00".
[[nodiscard]] QString rfc3339In(calendar::Instant at, const calendar::TimeZone& zone);

[[nodiscard]] QString zoneName(const calendar::TimeZone& zone);
/// UnknownZone for a name that the system does not know.
[[nodiscard]] Result<calendar::TimeZone> zoneFromArgument(const QString& name);

/// MiB from "1024", "512M", "1G", "1GiB"; GiB from the same with `unit` = "G". InvalidArgument otherwise.
enum class SizeUnit
{
    MiB,
    GiB
};
[[nodiscard]] Result<qint64> sizeFromArgument(const QString& text, SizeUnit unit);

} // namespace reveille::cli
