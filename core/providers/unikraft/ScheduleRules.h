#pragma once

#include "core/calendar/Instant.h"
#include "core/model/ProviderSchedule.h"
#include "core/model/Result.h"

#include <QString>
#include <QVector>

namespace reveille::unikraft {

// What the platform demands of schedules, checked before anything is sent. Pure. Errors name the schedule
// as `subject` ("nightly: name") or, for calendar events, carry the text with place and fix (Parse).

/// Lower-case letters, digits and hyphens, at most 31, not at the ends a hyphen.
[[nodiscard]] Result<void> checkScheduleName(const QString& name);

/// A calendar event that reads the same in UTC for everybody: no zone, no days from the month's end, no
/// fractions. Where another text means the same, it is the fix.
[[nodiscard]] Result<void> checkScheduleWhen(const QString& when, calendar::Instant now);

/// The whole schedule: also that a command to run is there. Actions this version does not know are the
/// platform's business.
[[nodiscard]] Result<void> checkProviderSchedule(const ProviderSchedule& schedule, calendar::Instant now);

/// The list that an edit of `current` leads to, with what this version does not know kept. What is there
/// already and asked for unchanged is not checked: the platform has accepted it once. Names that are to be
/// removed and are not there are passed over.
[[nodiscard]] Result<QVector<ProviderSchedule>> listAfterEdit(const QVector<ProviderSchedule>& current,
                                                              const ProviderScheduleEdit& edit,
                                                              calendar::Instant now);

/// Both lists ask for the same, whatever their order. Arguments count only where a command is run, as the
/// platform drops them elsewhere; a calendar event may come back in another spelling.
[[nodiscard]] bool asksTheSame(const QVector<ProviderSchedule>& a, const QVector<ProviderSchedule>& b);

} // namespace reveille::unikraft
