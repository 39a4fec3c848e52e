#pragma once

#include "core/calendar/TimeZone.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reveille::calendar {

/// The windows of constant offset of one zone from 1969 to 2200, in seconds, with an index that finds the
/// window of an instant without a search. The first window reaches back and the last one forward without end.
struct TimeZone::Table
{
    struct Window
    {
        std::int64_t begin;      ///< UTC seconds; the end is the next window's begin
        std::int64_t localBegin; ///< what the wall clock shows then
        std::int64_t localEnd;   ///< wall clock at the end, exclusive
        std::int64_t seenUntil;  ///< wall times before this were shown in an earlier window already
        std::int32_t offset;     ///< east of Greenwich
        bool daylight;           ///< tm_isdst of the database
    };

    /// A wall time on the time line of one zone.
    struct Place
    {
        bool exists;
        std::int64_t at;        ///< exists: the instant. In a gap: the first wall second after it
        std::int64_t gapBegin;  ///< in a gap: the first wall second that is skipped
        std::size_t window = 0; ///< the window it is in, or the one after the gap
    };

    std::string name;
    std::vector<Window> windows; ///< closed by a sentinel that begins at the end of time
    std::vector<std::uint16_t> index;

    /// What every search reads of a window, in microseconds and apart, so that it shares cache lines.
    struct Span
    {
        std::int64_t begin;
        std::int64_t offset;
        std::int64_t localEnd;
    };
    std::vector<Span> spans;
    /// The clock never changes: one window.
    bool isFixed = true;

    static constexpr int kBucketShift = 43; ///< 2^43 µs are 102 days: hardly ever more than one transition
    static constexpr std::int64_t kFar = std::int64_t{1} << 42;
    static constexpr std::int64_t kLargestOffset = 26 * 3600;

    /// The window of an instant in microseconds. Not in seconds: the division would have to be waited for.
    [[nodiscard]] std::size_t windowOf(std::int64_t micros) const noexcept
    {
        const std::int64_t bucket = micros >> kBucketShift;
        const auto last = static_cast<std::int64_t>(index.size()) - 1;
        std::size_t i = index[static_cast<std::size_t>(bucket < 0 ? 0 : bucket > last ? last : bucket)];
        while (spans[i + 1].begin <= micros)
            ++i;
        return i;
    }
    [[nodiscard]] std::size_t windowAt(std::int64_t second) const noexcept
    {
        return windowOf(second * 1'000'000);
    }

    /// The earliest instant in window `from` or later whose wall clock shows `wall`.
    [[nodiscard]] Place place(std::int64_t wall, std::size_t from) const noexcept;

    /// Appends the sentinel and makes the index. `windows` holds begin, offset and daylight.
    void finish();
};

/// The table of a zone of the system's database, read once and kept for the life of the process; nullptr if
/// there is no such zone. Lock-free once the zone is known.
[[nodiscard]] const TimeZone::Table* internZone(std::string_view name);
[[nodiscard]] const TimeZone::Table* utcTable();

inline constexpr std::string_view kZoneDirectory = "/usr/share/zoneinfo/";
/// A tz file name as systemd accepts it, for which such a file exists.
[[nodiscard]] bool isZoneFile(std::string_view name);

} // namespace reveille::calendar
