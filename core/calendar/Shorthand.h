#pragma once

#include "core/calendar/Expression.h"

#include <array>
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

inline constexpr std::string_view kHalfYearly = "*-01,07-01 00:00:00";
inline constexpr std::string_view kYearly = "*-01-01 00:00:00";

// "anually" is systemd's own old misspelling, kept for compatibility.
inline constexpr std::array<Shorthand, 13> kShorthands = {{
    {"daily", "*-*-* 00:00:00", false, 0, false, false},
    {"hourly", "*-*-* *:00:00", false, 0, true, false},
    {"minutely", "*-*-* *:*:00", false, 0, true, true},
    {"weekly", "Mon *-*-* 00:00:00", true, 0, false, false},
    {"monthly", "*-*-01 00:00:00", false, 1, false, false},
    {"quarterly", "*-01,04,07,10-01 00:00:00", false, 3, false, false},
    {"yearly", kYearly, false, 12, false, false},
    {"annually", kYearly, false, 12, false, false},
    {"anually", kYearly, false, 12, false, false},
    {"semiannually", kHalfYearly, false, 6, false, false},
    {"semi-annually", kHalfYearly, false, 6, false, false},
    {"biannually", kHalfYearly, false, 6, false, false},
    {"bi-annually", kHalfYearly, false, 6, false, false},
}};

/// The shorthand that the whole of `word` names (any case), or nullptr.
[[nodiscard]] const Shorthand* findShorthand(std::string_view word) noexcept;

} // namespace reveille::calendar
