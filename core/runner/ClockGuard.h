#pragma once

#include "core/calendar/Instant.h"
#include "core/model/ClockTrouble.h"

#include <chrono>
#include <optional>

namespace reveille {

/// Compares what the wall clock shows with the time that has passed since boot, which nobody can set. A
/// computer that slept is no trouble: both have moved on. Pure bookkeeping.
class ClockGuard
{
public:
    void look(calendar::Instant wall, std::chrono::microseconds sinceBoot);
    /// The journal knows of this instant; tells a clock that was set back while nobody looked at it.
    void remember(calendar::Instant known);
    /// The person says that the clock is right as it is.
    void accept(calendar::Instant wall, std::chrono::microseconds sinceBoot);

    /// Nothing may be decided: an instant of this clock may be wrong by years.
    [[nodiscard]] bool holds() const;
    [[nodiscard]] const std::optional<ClockTrouble>& trouble() const { return m_trouble; }

private:
    struct Reading
    {
        calendar::Instant wall{};
        std::chrono::microseconds sinceBoot{};
    };
    std::optional<Reading> m_trusted;
    calendar::Instant m_highest{}; ///< the latest trusted instant
    std::optional<ClockTrouble> m_trouble;
};

} // namespace reveille
