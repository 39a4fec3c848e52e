#pragma once

#include "core/calendar/Expression.h"
#include "core/calendar/dialect/Dialect.h"

#include <string>
#include <string_view>
#include <vector>

namespace reveille::calendar {

/// Values per field from which a line is written. Empty: any. Days and last days are never both set.
struct EventParts
{
    std::uint8_t weekdays = kEveryWeekday;
    std::vector<int> years;
    std::string yearText; ///< written in place of `years` if not empty
    std::vector<int> months;
    std::vector<int> days;
    std::vector<int> lastDays; ///< 1 is the last day of the month
    std::vector<int> hours;
    std::vector<int> minutes;
    std::vector<int> seconds = {0};
};

/// The calendar event, compactly: "Mon..Fri 09:00".
[[nodiscard]] std::string eventText(const EventParts& parts);

/// The week of the month that a weekday's nth occurrence falls in, as days: 1 is the 1st to 7th, -1 the last
/// seven. False if days cannot be told so (a fifth from the end).
[[nodiscard]] bool limitToWeek(EventParts& parts, int nth);

/// The weekday (Monday to Friday) nearest to a day of the month but in the same month, as up to three lines;
/// empty for days from the 28th on, whose nearest weekday depends on the month. Day -1 is the last day.
[[nodiscard]] std::vector<EventParts> nearestWorkday(const EventParts& parts, int day);

/// Times of day that recur every so many seconds of a day, which must divide it, from `phase` on: one element
/// of `parts` for each second and minute of the hour that occurs. Empty if more than kMostDialectLines are
/// needed.
[[nodiscard]] std::vector<EventParts> everySoOften(const EventParts& parts, std::int64_t seconds,
                                                   std::int64_t phase);

/// Times of day (seconds), grouped so that each line has one minute and second.
[[nodiscard]] std::vector<EventParts> atTimes(const EventParts& parts,
                                              const std::vector<std::int64_t>& times);

/// @name Text
/// @{
[[nodiscard]] std::string lowered(std::string_view text);
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;
/// Digits only, up to six of them; -1 otherwise.
[[nodiscard]] int smallNumber(std::string_view text) noexcept;
/// 0 (Monday) to 6 for a full or three-letter English name, lower case; -1 otherwise.
[[nodiscard]] int weekdayNamed(std::string_view word) noexcept;
/// 1 to 12; 0 otherwise.
[[nodiscard]] int monthNamed(std::string_view word) noexcept;
/// @}

/// Writes the lines; refuses too many.
[[nodiscard]] Translated translationOf(Dialect dialect, const std::vector<EventParts>& parts,
                                       std::optional<TimeZone> zone, std::vector<std::string> losses);

[[nodiscard]] inline tl::unexpected<DialectError> refuse(Dialect dialect, std::size_t column,
                                                         std::size_t length, std::string message)
{
    return tl::make_unexpected(DialectError{dialect, column, length, std::move(message)});
}

} // namespace reveille::calendar
