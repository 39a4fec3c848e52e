#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <cctz/time_zone.h>

/// A second reading of systemd's normal form, as plain as can be and sharing nothing with the engine: values
/// are tried one by one against lists of numbers, time is walked step by step, and zones are asked of cctz
/// directly.
class Oracle
{
public:
    explicit Oracle(const std::string& normalForm);

    [[nodiscard]] bool matches(const cctz::civil_second& wall) const;
    /// The rule of the calendar event, word for word, by walking from `after` to `until` (Unix seconds) in
    /// steps of `step` seconds: the first instant later than `after` whose wall clock is not before the one
    /// at `after` and matches.
    [[nodiscard]] std::optional<std::int64_t> next(std::int64_t after, std::int64_t until, int step,
                                                   const cctz::time_zone& zone) const;

private:
    struct Values
    {
        bool any = false;
        std::vector<int> list;
        [[nodiscard]] bool has(int value) const;
    };
    [[nodiscard]] static Values read(const std::string& text, int last, bool fromEnd = false);

    std::vector<bool> m_weekdays;
    bool m_fromEnd = false;
    Values m_year;
    Values m_month;
    Values m_day;
    Values m_hour;
    Values m_minute;
    Values m_second;
};
