#pragma once

#include "core/model/Machine.h"
#include "core/model/Result.h"
#include "core/model/Schedule.h"

#include <optional>

#include <QString>
#include <QVector>

namespace reveille {

// A schedule as a person has it and as the provider gets it. Pure.

/// What the provider keeps at most on one machine, and how long a name may be.
inline constexpr qsizetype kMostProviderSchedules = 8;
inline constexpr qsizetype kLongestProviderName = 31;

/// Lower-case letters, digits and inner hyphens (the provider's rule is a DNS label of at most 31). The error
/// carries a name that would do in Error::fix.
[[nodiscard]] Result<void> checkProviderName(const QString& name);

/// What is to be sent.
struct ProviderForm
{
    /// The first has the schedule's own name; together they elapse as the schedule does, and no two of them
    /// at the same instant.
    QVector<ProviderSchedule> entries;
    /// It reads the same only until then, when the clocks of the schedule's zone change: it is to be sent
    /// again in the form that is right then.
    std::optional<calendar::Instant> rightUntil;
};

/// The form that is right at `now`. A provider reads one calendar event in UTC for each entry of its list;
/// what needs several gets several. InvalidArgument (subject "when") with the reason and what comes closest
/// for what needs more than a machine has places for, or would be fired twice at one instant. Where `before`
/// was sent for the same lines and zone and neither depends on the clocks of a zone, its spelling is kept.
[[nodiscard]] Result<ProviderForm>
providerFormOf(const Schedule& schedule, const std::optional<Schedule>& before, calendar::Instant now);

/// What Reveille makes of a schedule that it finds at the provider: enabled, in UTC, agreed on as it is.
/// Nothing for an action that this version does not know: it stays the provider's alone.
[[nodiscard]] std::optional<Schedule> adoptedSchedule(const MachineKey& machine,
                                                      const ProviderSchedule& there, calendar::Instant now);

/// What is there of a schedule and does the same thing, the first entry that is left setting the tone.
[[nodiscard]] QVector<ProviderSchedule> theirVersion(const Machine& machine, const ProviderSide& side);

/// `schedule` as the version `theirs` has it: its lines in UTC, its action and arguments. At least one entry.
[[nodiscard]] Schedule withTheirs(Schedule schedule, const QVector<ProviderSchedule>& theirs);

/// The provider's word for an action; empty for those that it does not carry out by itself.
[[nodiscard]] QString providerAction(ScheduleAction action);

} // namespace reveille
