#pragma once

#include "core/calendar/Timetable.h"
#include "core/model/SchedulePolicy.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace reveille {

/// A timetable with a schedule's own answer to clock changes: a wall time that a gap skips may elapse when
/// the gap ends, one that a fold repeats on its second pass or on both. With the defaults it is the timetable
/// itself. Immutable, cheap to copy.
class DstTimetable
{
public:
    DstTimetable(calendar::Timetable timetable, GapPolicy gap, FoldPolicy fold);

    [[nodiscard]] const calendar::Timetable& timetable() const noexcept { return m_timetable; }

    /// As calendar::Timetable.
    [[nodiscard]] std::optional<calendar::Instant> next(calendar::Instant after) const;
    [[nodiscard]] std::optional<calendar::Instant> previous(calendar::Instant before) const;
    [[nodiscard]] std::size_t countIn(calendar::Instant after, calendar::Instant until) const;

private:
    /// One clock change that skips or repeats wall times of a line.
    struct Change
    {
        calendar::Instant at{};
        std::chrono::seconds length{};      ///< of what is skipped or repeated
        std::chrono::seconds offsetAfter{}; ///< of the wall clock from UTC
        bool gap = false;
    };
    using Changes = std::vector<Change>;

    [[nodiscard]] Changes changesOf(const calendar::CalendarEvent& line) const;
    [[nodiscard]] std::optional<calendar::Instant> nextOf(std::size_t line, calendar::Instant after) const;
    [[nodiscard]] std::optional<calendar::Instant> previousOf(std::size_t line,
                                                              calendar::Instant before) const;

    calendar::Timetable m_timetable;
    GapPolicy m_gap;
    FoldPolicy m_fold;
    std::vector<Changes> m_changes; ///< ascending, one list for each line; empty when nothing is repaired
};

} // namespace reveille
