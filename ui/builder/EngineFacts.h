#pragma once

#include "core/calendar/Timetable.h"
#include "core/model/Schedule.h"
#include "ui/text/TimeView.h"

#include <QString>
#include <QStringList>

namespace reveille::ui {

/// Who fires a schedule, and what is really sent for it.
struct EngineFacts
{
    QString says;        ///< one or two sentences
    QStringList sent;    ///< the lines in UTC; what comes closest where the provider cannot fire it
    QStringList notes;   ///< how they were made from the person's own
    QStringList differs; ///< the first runs that `sent` would leave out or add
    bool possible = true;

    friend bool operator==(const EngineFacts&, const EngineFacts&) = default;
};

/// Bounded for any timetable, but for FiredBy::Provider it may take tens of milliseconds: ten years of runs
/// are compared.
[[nodiscard]] EngineFacts engineFacts(FiredBy firedBy, const calendar::Timetable& timetable,
                                      const TimeView& view);

} // namespace reveille::ui
