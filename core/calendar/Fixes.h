#pragma once

#include "core/calendar/Parser.h"

#include <optional>
#include <string>
#include <string_view>

namespace reveille::calendar {

/// What was most likely meant by a refused text.
struct Fix
{
    /// A whole expression; it always parses.
    std::optional<std::string> text;
    /// A sentence that says more than the class of the refusal does; empty if there is none.
    std::string message;
};

[[nodiscard]] Fix findFix(std::string_view text, const Refusal& refusal);

/// The zone that a last word such as "PST", "europe/berlin" or "+01:00" most likely means, and a sentence
/// about it.
struct ZoneGuess
{
    std::optional<std::string> name;
    std::string message;
};
[[nodiscard]] ZoneGuess guessZone(std::string_view word);

} // namespace reveille::calendar
