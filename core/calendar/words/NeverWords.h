#pragma once

#include "core/calendar/MatchSet.h"
#include "core/calendar/TimeZone.h"
#include "core/calendar/words/Phrase.h"

#include <optional>

namespace reveille::calendar {

/// Why a set does not elapse (any more), as a Never or NeverAgain phrase; nothing if it does.
[[nodiscard]] std::optional<Phrase> neverPhrase(const MatchSet& set, const TimeZone& zone,
                                                std::optional<Instant> now);

} // namespace reveille::calendar
