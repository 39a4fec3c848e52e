#pragma once

#include "core/calendar/Instant.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reveille::calendar {

/// An IANA time zone as a flat table of transitions up to 2200. A pointer-sized value: all copies share one
/// immutable table, read from the system's database once per process and kept. Thread-safe; load() may be
/// called from any thread.
class TimeZone
{
public:
    /// What one wall-clock reading means: in a gap it never happens, in an overlap it happens twice.
    struct Resolution
    {
        enum class Kind
        {
            Unique,
            Skipped,
            Repeated
        };
        Kind kind = Kind::Unique;
        /// Unique: the instant. Repeated: the first pass. Skipped: the instant of the jump itself.
        Instant first{};
        /// Repeated: the second pass. Otherwise equal to first.
        Instant second{};
    };

    /// One change of the offset from UTC.
    struct Transition
    {
        Instant at{};
        std::chrono::seconds offsetBefore{};
        std::chrono::seconds offsetAfter{};
    };

    /// The zone of that exact tz database name ("Europe/Berlin"), or nothing if the system has no such zone.
    [[nodiscard]] static std::optional<TimeZone> load(std::string_view name);
    [[nodiscard]] static TimeZone utc();
    /// The zone the computer is set to (TZ, else /etc/localtime); UTC when that cannot be told. Re-read on
    /// each call.
    [[nodiscard]] static TimeZone local();
    /// All names of the system's database, sorted; without posix/, right/ and the like.
    [[nodiscard]] static std::vector<std::string> names();

    TimeZone(); // UTC

    [[nodiscard]] const std::string& name() const noexcept;
    [[nodiscard]] bool isUtc() const noexcept;
    [[nodiscard]] std::chrono::seconds offsetAt(Instant at) const noexcept;
    [[nodiscard]] CivilTime toCivil(Instant at) const noexcept;
    [[nodiscard]] Resolution resolve(const CivilTime& civil) const noexcept;
    /// The first change of offset strictly after `at`; nothing after 2200.
    [[nodiscard]] std::optional<Transition> nextTransition(Instant at) const noexcept;

    friend bool operator==(const TimeZone& a, const TimeZone& b) noexcept { return a.m_table == b.m_table; }

    struct Table;
    /// For the engine itself: the windows between transitions (ZoneTable.h).
    [[nodiscard]] const Table& table() const noexcept { return *m_table; }

private:
    explicit TimeZone(const Table* table) noexcept : m_table(table) {}
    const Table* m_table;
};

} // namespace reveille::calendar
