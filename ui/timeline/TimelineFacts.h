#pragma once

#include "ui/models/Filters.h"
#include "ui/state/EngineState.h"
#include "ui/text/StateLook.h"
#include "ui/text/TimeView.h"

#include <chrono>
#include <optional>
#include <utility>

#include <QString>
#include <QVector>

namespace reveille::ui {

/// One thing on a lane: a run that was or is, or an occurrence to come.
struct TimelineMark
{
    calendar::Instant from{};
    calendar::Instant until{}; ///< an occurrence to come: the instant itself
    bool due = false;
    StateLook look; ///< of a run
    QString text;   ///< what it is, with its exact time
    ScheduleId schedule;
    std::optional<RunId> run;

    friend bool operator==(const TimelineMark& a, const TimelineMark& b)
    {
        return a.from == b.from && a.until == b.until && a.due == b.due && a.schedule == b.schedule &&
               a.run == b.run && a.text == b.text;
    }
};

struct TimelineLane
{
    MachineKey machine;
    QString name;
    StateLook look;
    QVector<TimelineMark> marks; ///< ascending
    /// Where runs of two schedules are likely to meet, going by how long they took.
    using Span = std::pair<calendar::Instant, calendar::Instant>;
    QVector<Span> clashes;
    /// When the machine was awake for runs, as far as that is known: merged, ascending.
    QVector<Span> awake;
    QString clashText; ///< of the first
    /// From here on there are more occurrences than are shown.
    std::optional<calendar::Instant> moreFrom;

    friend bool operator==(const TimelineLane& a, const TimelineLane& b)
    {
        return a.machine == b.machine && a.name == b.name && a.look.icon == b.look.icon &&
               a.marks == b.marks && a.clashes == b.clashes && a.awake == b.awake && a.moreFrom == b.moreFrom;
    }
};

/// The lanes of a scope's machines with what was and what is to come in [from, until]. Bounded for any
/// schedules: at most kMostDue occurrences of each.
[[nodiscard]] QVector<TimelineLane> timelineLanes(const EngineState& state, const Scope& scope,
                                                  calendar::Instant from, calendar::Instant until,
                                                  const TimeView& view);
inline constexpr std::size_t kMostDue = 400;

/// A clock of the person that goes forward or back.
struct ClockChange
{
    calendar::Instant at{};
    std::chrono::seconds by{};
};
/// Those in (from, until].
[[nodiscard]] QVector<ClockChange> clockChanges(const calendar::TimeZone& zone, calendar::Instant from,
                                                calendar::Instant until);

} // namespace reveille::ui
