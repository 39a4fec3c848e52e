#pragma once

#include "core/calendar/Expression.h"

#include <string_view>

namespace reveille::calendar {

/// One of systemd's words for a whole event (`daily`, `weekly`, …), with what it stands for.
struct Shorthand
{
    std::string_view name;
    std::string_view normalForm;
    bool monday;
    std::uint8_t everyMonths; ///< 0: any month and any day; else the 1st of every so many months from January
    bool everyHour;
    bool everyMinute;

    void expand(Expression& out) const;
};

/// The shorthand that the whole of `word` names (any case), or nullptr.
[[nodiscard]] const Shorthand* findShorthand(std::string_view word) noexcept;

} // namespace reveille::calendar
