#pragma once

#include "core/calendar/Instant.h"
#include "core/calendar/ParseError.h"
#include "core/calendar/TimeZone.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace reveille::calendar {

class MatchSet;
struct Shorthand;

/// One systemd calendar event (systemd.time(7), "Calendar Events"): an immutable value, cheap to copy,
/// thread-safe.
///
/// next() follows the documented rule: the earliest instant strictly after the base whose wall-clock time in
/// the event's zone matches all fields; a wall time that a gap skips does not elapse, one that an overlap
/// repeats elapses once, on its first pass; nothing after 2199-12-31 23:59:59.999999. It does not reproduce
/// systemd's lost elapses.
class CalendarEvent
{
public:
    /// Reads an expression; on refusal says where and why, with a fix where one exists. At most 4096 bytes.
    [[nodiscard]] static tl::expected<CalendarEvent, ParseError> parse(std::string_view text);

    /// The text exactly as it was given to parse().
    [[nodiscard]] const std::string& text() const noexcept;
    /// systemd's normal form, byte for byte (`systemd-analyze calendar`).
    [[nodiscard]] std::string toText() const;

    /// The zone written in the expression, if any ("UTC" counts).
    [[nodiscard]] const std::optional<TimeZone>& zone() const noexcept;

    /// The first elapse strictly after `after`, or nothing if there is none. `zone` is used when the text
    /// names none.
    [[nodiscard]] std::optional<Instant> next(Instant after, const TimeZone& zone) const
    {
        return optionalOf(nextMicros(after, zone));
    }
    /// The last elapse strictly before `before`, or nothing. previous() and next() walk the same set.
    [[nodiscard]] std::optional<Instant> previous(Instant before, const TimeZone& zone) const
    {
        return optionalOf(previousMicros(before, zone));
    }

    /// Elapses in the half-open interval (after, until], by arithmetic: as fast for a year as for a day.
    [[nodiscard]] std::size_t countIn(Instant after, Instant until, const TimeZone& zone) const;

    /// What the expression means, as bits per component (MatchSet.h).
    [[nodiscard]] const MatchSet& matches() const noexcept;

    struct Data;
    [[nodiscard]] const Data& data() const noexcept { return *m_data; }

private:
    // The searches answer in a register and the optional is made in the caller: made behind a call it goes
    // through memory in two pieces, which costs as much as half a search.
    static constexpr std::int64_t kNever = INT64_MIN;
    [[nodiscard]] std::int64_t nextMicros(Instant after, const TimeZone& zone) const noexcept;
    [[nodiscard]] std::int64_t previousMicros(Instant before, const TimeZone& zone) const noexcept;
    [[nodiscard]] static std::optional<Instant> optionalOf(std::int64_t micros) noexcept
    {
        if (micros == kNever)
            return std::nullopt;
        return Instant(std::chrono::microseconds(micros));
    }

    [[nodiscard]] static tl::expected<CalendarEvent, ParseError> read(std::string_view text);
    [[nodiscard]] static const std::shared_ptr<const Data>& ready(const Shorthand& word);

    explicit CalendarEvent(std::shared_ptr<const Data> data) noexcept : m_data(std::move(data)) {}
    std::shared_ptr<const Data> m_data;
};

} // namespace reveille::calendar
