#pragma once

#include "core/calendar/Instant.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reveille::calendar {

/// @name Small pieces of English that words, lints and reports share.
/// @{
/// 0 is Monday.
[[nodiscard]] std::string weekdayName(int weekday);
/// 1 is January.
[[nodiscard]] std::string monthName(int month);
/// "1st", "22nd".
[[nodiscard]] std::string ordinal(std::int64_t number);
/// "a", "a and b", "a, b and c".
[[nodiscard]] std::string listed(const std::vector<std::string>& parts, std::string_view last = "and");
/// "90 seconds", "15 minutes", "6 hours", "2 days", "1 hour 30 minutes"; the two largest units of a length.
[[nodiscard]] std::string duration(std::int64_t micros);
/// "09:00", "09:00:30", "09:00:30.25".
[[nodiscard]] std::string timeOfDay(std::int64_t micros);
/// "30", "30.25".
[[nodiscard]] std::string secondsText(std::int64_t micros);
/// "2027-03-28".
[[nodiscard]] std::string dateText(const CivilTime& civil);
/// "2027-03-28 02:30".
[[nodiscard]] std::string dateTimeText(const CivilTime& civil);
/// "in Berlin", "UTC", "in the zone CET".
[[nodiscard]] std::string zoneText(std::string_view name);
/// Two digits at least.
[[nodiscard]] std::string padded(std::int64_t number, std::size_t width = 2);
/// "1 run", "2 runs".
[[nodiscard]] std::string counted(std::int64_t number, std::string_view one, std::string_view many);
/// @}

} // namespace reveille::calendar
