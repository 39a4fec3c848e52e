#pragma once

#include "core/calendar/CalendarEvent.h"
#include "core/calendar/Expression.h"
#include "core/calendar/MatchSet.h"

#include <string>

namespace reveille::calendar {

/// What a CalendarEvent shares among its copies: the text, what it says, and what that means.
struct CalendarEvent::Data
{
    /// Not defaulted: that would have all of it cleared before the members set themselves.
    Data() {} // NOLINT(modernize-use-equals-default)

    std::string text;
    Expression expression;
    MatchSet matches;
};

} // namespace reveille::calendar
