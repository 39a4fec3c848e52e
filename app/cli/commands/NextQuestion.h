#pragma once

#include "core/calendar/Timetable.h"
#include "core/calendar/dialect/Dialect.h"
#include "core/model/Result.h"

#include <string>
#include <vector>

#include <QString>

namespace reveille::cli {

class Session;

/// The options of "next" as they were given.
struct NextOptions
{
    std::vector<std::string> expressions;
    std::string from;
    std::string zone;
    std::string after;
    std::size_t count = 5;
    bool previous = false;
    bool explain = false;
    bool batch = false;
};

/// The names that --from takes.
[[nodiscard]] const std::vector<std::string>& dialectOptions();

/// An expression in another dialect and what became of it. The zone it implies is written into the lines.
struct Reading
{
    std::string text;
    calendar::Translation translation;
};

/// "next" with everything it needs to be answered.
struct NextQuestion
{
    calendar::Timetable timetable;
    std::vector<Reading> readings; ///< empty if the expressions are calendar expressions
    calendar::TimeZone zone;
    calendar::TimeZone local;
    bool zoneGiven = false;
    calendar::Instant after{};
};

/// The zone of --zone, else `otherwise`.
[[nodiscard]] Result<calendar::TimeZone> zoneOf(const NextOptions& options,
                                                const calendar::TimeZone& otherwise);
/// The time of --after, else now.
[[nodiscard]] Result<calendar::Instant> afterOf(const Session& session, const NextOptions& options,
                                                const calendar::TimeZone& zone);

/// Refused expressions are Parse errors with the place; `subject` is the expression.
[[nodiscard]] Result<NextQuestion> understand(const Session& session, const NextOptions& options);

/// For an expression that was refused but is well-formed in another dialect: what it would be and how to say
/// so. Empty otherwise.
[[nodiscard]] QString dialectHint(const QString& expression);

} // namespace reveille::cli
