#pragma once

#include "core/calendar/Instant.h"

#include <optional>

#include <QString>

namespace reveille {

/// Firing stopped by the person, of one schedule or of all, until a time or until resumed.
struct Pause
{
    calendar::Instant since{};
    std::optional<calendar::Instant> until;
    QString note;

    /// Does it cover this instant?
    [[nodiscard]] bool covers(calendar::Instant at) const { return at >= since && (!until || at < *until); }
    friend bool operator==(const Pause&, const Pause&) = default;
};

} // namespace reveille
