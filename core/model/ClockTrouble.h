#pragma once

#include "core/calendar/Instant.h"

namespace reveille {

/// What is wrong with the computer's clock, seen from the time that has passed since it was last looked at.
struct ClockTrouble
{
    enum class Kind
    {
        WentBack, ///< shown only: nothing is fired again, and firing goes on when the clock has caught up
        TooFar, ///< set by more than a day, either way: nothing fires until the person says that it is right
        BeforeUse, ///< before 2024, as with a dead battery: nothing fires until it is set
    };
    Kind kind = Kind::WentBack;
    calendar::Instant expected{}; ///< what it should show
    calendar::Instant shown{};

    friend bool operator==(const ClockTrouble&, const ClockTrouble&) = default;
};

} // namespace reveille
