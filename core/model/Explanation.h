#pragma once

#include "core/calendar/Instant.h"
#include "core/model/ProviderSchedule.h"
#include "core/model/Run.h"

#include <optional>

#include <QMetaType>
#include <QString>

namespace reveille {

/// What became of one instant of a schedule, or what will, and why.
struct Explanation
{
    enum class Kind
    {
        Recorded,       ///< `run` is the run or record that stands for it
        InFuture,       ///< it will be fired at `startsAt`, unless `reason` says why not
        NotDecided,     ///< its time has come and it has no record yet: nobody has fired since
        NotAnElapse,    ///< the calendar expressions do not name it
        BeforeCreation, ///< the schedule did not exist yet
        BeforeEdit,     ///< it elapses by today's expressions, which were written later
        AfterEnd,       ///< behind SchedulePolicy::until, or the run limit has been used up
        Disabled,       ///< a disabled schedule has no occurrences
        FiredElsewhere, ///< the provider fires this schedule itself
    };
    Kind kind = Kind::NotAnElapse;
    calendar::Instant at{};
    /// Recorded: may also be a backfill of the instant, and may stand for a stretch that covers it.
    std::optional<Run> run;
    std::optional<calendar::Instant> startsAt; ///< InFuture: with its share of the jitter
    QString reason; ///< InFuture only: a word of Run::reason ("excluded", "paused", …), or empty
    /// The nearest occurrences around it by today's expressions.
    std::optional<calendar::Instant> previous;
    std::optional<calendar::Instant> next;
    /// The last time at or before it that the provider was sent other expressions since the clocks changed.
    std::optional<ProviderResend> resend;

    friend bool operator==(const Explanation&, const Explanation&) = default;
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::Explanation)
