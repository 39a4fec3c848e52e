#pragma once

#include "core/model/Result.h"
#include "core/model/Schedule.h"
#include "core/runner/DstTimetable.h"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace reveille {

/// When a schedule elapses by its expressions and its policies: clock changes as the policy wants them,
/// nothing after its end, and which of the occurrences fall on excluded dates. What plan(), previews and
/// backfills walk. Immutable, cheap to copy; does not know when the schedule was created, paused or disabled.
class Occurrences
{
public:
    /// UnknownZone or Parse for a schedule that cannot be read.
    [[nodiscard]] static Result<Occurrences> of(const Schedule& schedule);
    explicit Occurrences(calendar::Timetable timetable, const SchedulePolicy& policy = {},
                         ScheduleId schedule = {});

    [[nodiscard]] std::optional<calendar::Instant> next(calendar::Instant after) const;
    [[nodiscard]] std::optional<calendar::Instant> previous(calendar::Instant before) const;
    /// In the half-open interval (after, until], counted without listing.
    [[nodiscard]] std::size_t countIn(calendar::Instant after, calendar::Instant until) const;
    /// Up to `count` occurrences strictly after `after`, ascending; excluded ones among them.
    [[nodiscard]] std::vector<calendar::Instant> upcoming(calendar::Instant after, std::size_t count) const;

    /// The same but for these, ascending: they have their record already and are nobody's any more.
    [[nodiscard]] Occurrences without(std::vector<calendar::Instant> decided) const;

    [[nodiscard]] bool isElapse(calendar::Instant at) const;
    /// On a date that the policy excludes, in the schedule's zone.
    [[nodiscard]] bool isExcluded(calendar::Instant at) const { return endOfExclusion(at).has_value(); }
    /// The end of that date; nothing for an instant that is not excluded.
    [[nodiscard]] std::optional<calendar::Instant> endOfExclusion(calendar::Instant at) const;
    /// The excluded dates as half-open spans, ascending.
    using Span = std::pair<calendar::Instant, calendar::Instant>;
    [[nodiscard]] const std::vector<Span>& excluded() const { return m_excluded; }

    /// When an occurrence starts: the instant itself and its share of the jitter, a hash of the firing's id
    /// (of the schedule's alone where the jitter is fixed): the same on every computer, and never past the
    /// next occurrence.
    [[nodiscard]] calendar::Instant startOf(calendar::Instant at) const;
    [[nodiscard]] const calendar::TimeZone& zone() const { return m_table.timetable().zone(); }

private:
    DstTimetable m_table;
    std::optional<calendar::Instant> m_until;
    std::chrono::seconds m_jitter;
    bool m_fixedJitter;
    ScheduleId m_schedule;
    std::vector<Span> m_excluded;
    std::vector<calendar::Instant> m_decided; ///< ascending
};

} // namespace reveille
