#include "core/calendar/Explain.h"

#include <algorithm>
#include <array>

namespace reveille::calendar {
namespace {

/// Said by the clock changes themselves already.
bool isAboutClocks(LintCode code)
{
    constexpr std::array<LintCode, 5> kCodes = {LintCode::DayLost, LintCode::TimesLost,
                                                LintCode::MidnightMissing, LintCode::SilentHour,
                                                LintCode::FirstPass};
    return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

} // namespace

Explanation explain(const std::vector<std::string>& lines, const TimeZone& zone, Instant now)
{
    Explanation explanation;
    explanation.lints = lint(lines, zone, now);
    const auto timetable = Timetable::parse(lines, zone);
    if (!timetable)
        return explanation;
    explanation.words = describe(*timetable, {now, {}});
    explanation.rate = rateOf(*timetable, now);
    explanation.clockChanges = clockChanges(*timetable, now);
    return explanation;
}

std::vector<std::string> english(const Explanation& explanation)
{
    std::vector<std::string> lines;
    if (!explanation.words.empty())
        lines.push_back(english(explanation.words));
    if (explanation.rate) {
        for (std::string& line : english(*explanation.rate))
            lines.push_back(std::move(line));
    }
    for (const ClockChange& change : explanation.clockChanges)
        lines.push_back(english(change));
    for (const Lint& lint : explanation.lints) {
        // The fix of a clock lint is worth saying even so.
        if (!isAboutClocks(lint.code) || !lint.fix.empty() || explanation.clockChanges.empty())
            lines.push_back(english(lint));
    }
    return lines;
}

} // namespace reveille::calendar
