#pragma once

#include "core/calendar/Instant.h"
#include "core/calendar/TimeZone.h"

#include <optional>
#include <string_view>

namespace reveille::calendar {

/// A date and time as ISO 8601 and RFC 5545 write it, in the extended or the basic form.
struct DateTime
{
    CivilTime civil;
    std::optional<TimeZone> zone; ///< UTC for `Z` and for offsets, which are already taken off
};

/// 2026-01-01, 2026-01-01T09:00[:00][Z|+02:00], 20260101T090000Z; nothing for anything else.
[[nodiscard]] std::optional<DateTime> readDateTime(std::string_view text);

} // namespace reveille::calendar
