#pragma once

#include "core/calendar/CalendarEvent.h"
#include "core/calendar/TimeZone.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace reveille::calendar {

/// What a line of a batch leaves out.
struct BatchDefaults
{
    TimeZone zone;
    Instant base{};
    std::size_t count = 5;
};

/// Answers questions about calendar events, one JSON object a line, in order:
///
///   {"expr": text, "tz": name, "base_usec": number, "count": number}
///
/// `tz` is the zone of an expression that names none, `base_usec` (microseconds since 1970, UTC) what the
/// elapses come after; both, and `count` (0 to 10,000), may be left out or null. Other members are ignored.
///
///   {"valid":true,"normalized":text,"next":[microseconds, …]}
///   {"valid":false,"error":{"code":…,"column":…,"length":…,"message":…,"fix":text or null}}
///
/// `next` is shorter than asked for where the series ends. `code` is className() of the refusal, or
/// "unknown-zone", or "bad-input" for a line that is no such question; column and length count characters of
/// the expression, with "bad-input" those of the line. Every line gets its answer, an empty one too. A last
/// line without its end counts. Not thread-safe.
class Batch
{
public:
    /// Takes a piece of the output; false to stop.
    using Sink = std::function<bool(std::string_view)>;

    static constexpr std::size_t kMostElapses = 10'000;
    /// Longer lines are answered as bad input and never held.
    static constexpr std::size_t kLongestLine = std::size_t{1} << 20;

    Batch(BatchDefaults defaults, Sink sink);

    /// Takes in the next piece of the input, and hands the sink the answers to all lines complete by then.
    /// False once the sink said to stop.
    bool feed(std::string_view piece);
    /// The input is at its end.
    bool finish();

private:
    struct Question;
    [[nodiscard]] bool understand(std::string_view line, Question& question);
    void answer(std::string_view line);
    void answerPart(std::string_view line);
    void refuseInput(std::string_view line, std::size_t column, std::string_view message);
    void refuse(std::string_view code, std::size_t column, std::size_t length, std::string_view message,
                const std::string* fix);
    bool flush();

    BatchDefaults m_defaults;
    Sink m_sink;
    std::string m_begun; ///< a line whose end has not come yet
    bool m_tooLong = false;
    bool m_open = true;
    std::string m_out;
    // Kept for their memory.
    std::string m_expression;
    std::string m_zone;
    std::string m_name;
};

} // namespace reveille::calendar
