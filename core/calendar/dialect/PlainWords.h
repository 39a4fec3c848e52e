#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reveille::calendar {

struct PlainWord
{
    std::string text; ///< lower case, without commas
    std::size_t column = 0;
    std::size_t length = 0;
};

[[nodiscard]] std::vector<PlainWord> plainWords(std::string_view text);

/// Seconds of the day of "9:30", "17:30:15", "9am", "9:30pm", "noon", "midnight"; of "9" only if `bare`.
[[nodiscard]] std::optional<std::int64_t> plainTime(std::string_view word, bool bare);
/// "first", "2nd", "last" (-1), "15th"; 0 otherwise.
[[nodiscard]] int plainOrdinal(std::string_view word);
/// "two", "12"; -1 otherwise.
[[nodiscard]] int plainNumber(std::string_view word);
/// Weekday names with a plural s, "tues", "thurs"; 0 is Monday, -1 otherwise.
[[nodiscard]] int plainWeekday(std::string_view word);
/// Bits of "weekday(s)", "weekend(s)", "mon-fri", a weekday; 0 otherwise.
[[nodiscard]] std::uint8_t plainDays(std::string_view word);
/// Bits of the days from one weekday to another, over Sunday if need be.
[[nodiscard]] std::uint8_t weekdayRange(int from, int to);
/// Seconds of "second(s)", "minute(s)", "min", "hour(s)", "h", "day(s)", "week(s)"; 0 otherwise.
[[nodiscard]] std::int64_t plainUnit(std::string_view word);
/// Words that may stand anywhere and change nothing.
[[nodiscard]] bool isFiller(std::string_view word);

} // namespace reveille::calendar
