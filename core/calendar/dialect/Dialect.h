#pragma once

#include "core/calendar/TimeZone.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace reveille::calendar {

/// Ways to write a schedule that people paste.
enum class Dialect : std::uint8_t
{
    Calendar,    ///< a calendar event already
    Cron,        ///< 5 fields; 6 with seconds or with years; 7 as Quartz; @daily and the like; CRON_TZ=
    Rate,        ///< rate(5 minutes), @every 1h30m
    EventBridge, ///< cron(0 9 ? * MON-FRI *)
    RRule,       ///< RFC 5545, with or without DTSTART
    IsoRepeat,   ///< R/2026-01-01T09:00:00Z/P1D
    Words        ///< "last Friday 18:00"
};

struct Translation
{
    Dialect dialect = Dialect::Calendar;
    /// Calendar events whose union is what was written. Each parses; none names a zone.
    std::vector<std::string> lines;
    /// The zone they are to be read in, if the text says or implies one.
    std::optional<TimeZone> zone;
    /// What the text says and the lines do not, or what had to be assumed: English sentences.
    std::vector<std::string> losses;
};

struct DialectError
{
    Dialect dialect = Dialect::Calendar;
    std::size_t column = 0; ///< bytes
    std::size_t length = 0;
    std::string message; ///< one or two plain English sentences
};

using Translated = tl::expected<Translation, DialectError>;

inline constexpr std::size_t kMostDialectBytes = 4096;
/// More lines than anyone reads are refused rather than made.
inline constexpr std::size_t kMostDialectLines = 16;

/// Which dialect a text is in, by its shape; nothing if it looks like none. It may still be refused.
[[nodiscard]] std::optional<Dialect> detect(std::string_view text);

/// Either the same elapses, with everything that is not so among the losses, or a refusal that says why.
[[nodiscard]] Translated translate(std::string_view text, Dialect dialect);
/// In the dialect detected.
[[nodiscard]] Translated translate(std::string_view text);

/// "cron", "EventBridge cron", "rate", …
[[nodiscard]] const char* dialectName(Dialect dialect) noexcept;

} // namespace reveille::calendar
