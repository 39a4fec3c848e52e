#include "core/calendar/ZoneTable.h"

#include <algorithm>

namespace reveille::calendar {

void TimeZone::Table::finish()
{
    constexpr std::int64_t kEnd =
        (7'258'118'400 + 30 * 86'400) * std::int64_t{1'000'000}; // a month into 2200
    std::int64_t seen = -kFar;
    for (std::size_t i = 0; i < windows.size(); ++i) {
        Window& w = windows[i];
        const std::int64_t end = i + 1 < windows.size() ? windows[i + 1].begin : kFar;
        w.localBegin = w.begin == -kFar ? -kFar : w.begin + w.offset;
        w.localEnd = end == kFar ? kFar : end + w.offset;
        w.seenUntil = seen;
        seen = std::max(seen, w.localEnd);
    }
    isFixed = windows.size() == 1;
    windows.push_back({kFar, kFar, kFar, kFar, 0, false});
    spans.reserve(windows.size());
    for (const Window& w : windows)
        spans.push_back({w.begin * 1'000'000, w.offset * std::int64_t{1'000'000}, w.localEnd * 1'000'000});
    std::size_t window = 0;
    for (std::int64_t bucket = 0; bucket << kBucketShift < kEnd; ++bucket) {
        while (spans[window + 1].begin <= bucket << kBucketShift)
            ++window;
        // Bucket 0 also serves everything before 1970.
        index.push_back(bucket == 0 ? std::uint16_t{0} : static_cast<std::uint16_t>(window));
    }
}

TimeZone::Table::Place TimeZone::Table::place(std::int64_t wall, std::size_t from) const noexcept
{
    std::size_t i = std::max(from, windowAt(wall - kLargestOffset));
    std::int64_t shown = windows[i].seenUntil;
    for (; windows[i].begin <= wall + kLargestOffset; ++i) {
        const Window& w = windows[i];
        if (wall < w.localBegin)
            return {false, w.localBegin, shown, i};
        if (wall < w.localEnd)
            return {true, wall - w.offset, 0, i};
        shown = std::max(shown, w.localEnd);
    }
    return {false, windows[i].localBegin, shown, i};
}

} // namespace reveille::calendar
