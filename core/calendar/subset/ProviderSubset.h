#pragma once

#include "core/calendar/Timetable.h"
#include "core/calendar/subset/Differences.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace reveille::calendar {

/// What a provider that runs schedules itself is documented to take. Everything is sent in UTC and in
/// systemd's normal form with bounded steps, which every reading of systemd.time(7) gets right.
struct ProviderSubset
{
    std::string name;
    std::size_t mostLines = SIZE_MAX; ///< expressions one machine may have
    bool daysFromEnd = false;         ///< `~` before the day
    bool fractions = false;           ///< of a second

    /// Unikraft Cloud: `[weekday] [[year-]month-day] [hour:minute[:second]]` with `*`, `5`, `1..5`, `1..5/2`
    /// and `1,2,5`; at most eight schedules per instance.
    [[nodiscard]] static ProviderSubset unikraft();
};

struct SubsetFit
{
    enum class Verdict : std::uint8_t
    {
        AsIs,       ///< the same lines, in normal form
        Translated, ///< other lines, the same elapses
        Refused
    };
    Verdict verdict = Verdict::Refused;
    /// What to send. If refused because of a zone: what comes closest, at the offset of `from`; else empty.
    std::vector<std::string> lines;
    /// What was rewritten and how far it was proved: English sentences.
    std::vector<std::string> notes;
    /// Why it is refused.
    std::string why;
    /// The first elapses that `lines` would add or leave out.
    std::vector<Difference> differences;
};

/// Translates and then proves: elapses are compared from `from` on for `years` years. Bounded for any
/// timetable.
[[nodiscard]] SubsetFit fitTo(const ProviderSubset& subset, const Timetable& timetable, Instant from,
                              int years = 10);

} // namespace reveille::calendar
