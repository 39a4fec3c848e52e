#pragma once

#include "core/calendar/TimeZone.h"

#include <QString>

namespace reveille::ui {

/// The moment and the place from which times are told. Taken anew on each tick; a value, so that what is
/// computed from it is pure.
struct TimeView
{
    calendar::Instant now{};
    calendar::TimeZone local;
};

/// "Mon 23 Nov 02:00" in a zone; seconds when there are any, the year when it is not the present one.
[[nodiscard]] QString dateTimeText(calendar::Instant at, const calendar::TimeZone& zone,
                                   calendar::Instant now);
/// The same to the second and with the zone's name, for tool tips: "Mon 23 Nov 2026 02:00:00 Europe/Berlin".
[[nodiscard]] QString exactTimeText(calendar::Instant at, const calendar::TimeZone& zone);
/// "02:00:07.250" on the zone's clock, for the steps of a run.
[[nodiscard]] QString clockText(calendar::Instant at, const calendar::TimeZone& zone);
/// "00:03:58", or with days "2 d 00:03:58"; what is left is rounded up, and never negative.
[[nodiscard]] QString countdownText(calendar::Instant at, calendar::Instant now);
/// What the person's own clock says at an instant that is told in another zone: "01:00 here", with the
/// weekday where it is another day there. Empty where both clocks agree.
[[nodiscard]] QString hereText(calendar::Instant at, const calendar::TimeZone& zone, const TimeView& view);
/// "Berlin" of "Europe/Berlin"; "UTC" of "UTC".
[[nodiscard]] QString zonePlace(const QString& zone);
/// Short distance for narrow places: "in 4 min", "in 16 h", "in 3 days".
[[nodiscard]] QString shortRelativeText(calendar::Instant at, calendar::Instant now);

} // namespace reveille::ui
