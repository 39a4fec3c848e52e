#include "core/calendar/lint/Lint.h"

#include "core/calendar/SyntaxTree.h"
#include "core/calendar/dialect/Dialect.h"
#include "core/calendar/lint/ClockChanges.h"
#include "core/calendar/lint/SetLints.h"
#include "core/calendar/lint/TextLints.h"
#include "core/calendar/words/EnglishText.h"

#include <algorithm>
#include <array>

namespace reveille::calendar {
namespace {

struct Named
{
    LintCode code;
    const char* name;
};
constexpr std::array<Named, 24> kNames = {{{LintCode::Refused, "refused"},
                                           {LintCode::TimesInList, "times-in-list"},
                                           {LintCode::TimesInRange, "times-in-range"},
                                           {LintCode::StepOfMinutes, "step-of-minutes"},
                                           {LintCode::MonthAndDay, "month-and-day"},
                                           {LintCode::ShortYear, "short-year"},
                                           {LintCode::DaysFromEnd, "days-from-end"},
                                           {LintCode::EverySecondSpelt, "every-second-spelt"},
                                           {LintCode::WeekdayContradictsDate, "weekday-contradicts-date"},
                                           {LintCode::NeverElapses, "never-elapses"},
                                           {LintCode::Past, "past"},
                                           {LintCode::UnevenStep, "uneven-step"},
                                           {LintCode::DayMissingInMonths, "day-missing-in-months"},
                                           {LintCode::FarAway, "far-away"},
                                           {LintCode::TooFrequent, "too-frequent"},
                                           {LintCode::OneShot, "one-shot"},
                                           {LintCode::BothMustMatch, "both-must-match"},
                                           {LintCode::DayLost, "day-lost"},
                                           {LintCode::TimesLost, "times-lost"},
                                           {LintCode::MidnightMissing, "midnight-missing"},
                                           {LintCode::SilentHour, "silent-hour"},
                                           {LintCode::FirstPass, "first-pass"},
                                           {LintCode::SystemdDiffers, "systemd-differs"},
                                           {LintCode::NoZone, "no-zone"}}};

/// Where the calendar has no fix, the text may be in another dialect altogether.
std::vector<std::string> fromDialect(std::string_view text, std::string& message)
{
    const auto dialect = detect(text);
    if (!dialect || *dialect == Dialect::Calendar)
        return {};
    const auto translation = translate(text, *dialect);
    if (!translation) {
        message += std::string(" Read as ") + dialectName(*dialect) + ": " + translation.error().message;
        return {};
    }
    std::vector<std::string> lines = translation->lines;
    if (translation->zone) {
        for (std::string& line : lines)
            line += ' ' + translation->zone->name();
    }
    message += std::string(" This can be read as ") + dialectName(*dialect) + '.';
    return lines;
}

Lint refusal(std::string_view text, const ParseError& error)
{
    Lint lint{LintCode::Refused, Severity::Error, 0, error.column, error.length, error.message, {}};
    lint.fix = error.fix ? std::vector<std::string>{*error.fix} : fromDialect(text, lint.message);
    return lint;
}

void append(std::vector<Lint>& to, std::vector<Lint> what, std::size_t line)
{
    for (Lint& lint : what) {
        lint.line = line;
        to.push_back(std::move(lint));
    }
}

void noZone(const SyntaxTree& tree, const TimeZone& zone, std::vector<Lint>& lints)
{
    if (!tree.expression().zone)
        lints.push_back({LintCode::NoZone,
                         Severity::Note,
                         0,
                         0,
                         0,
                         "No zone is written; this is read " + (zone.isUtc() ? "as " : std::string()) +
                             zoneText(zone.name()) + '.',
                         {}});
}

std::vector<Lint> lineLints(std::string_view text, const TimeZone& zone, Instant now)
{
    const auto event = CalendarEvent::parse(text);
    if (!event)
        return {refusal(text, event.error())};
    const auto tree = SyntaxTree::parse(text);
    if (!tree)
        return {refusal(text, tree.error())};
    std::vector<Lint> lints = textLints(*tree);
    append(lints, setLints(*tree, *event, zone, now), 0);
    noZone(*tree, zone, lints);
    return lints;
}

bool isMidnight(const CivilTime& c)
{
    return c.hour == 0 && c.minute == 0 && c.second == 0 && c.microsecond == 0;
}

/// Minute for minute the same in UTC: not "hourly" half an hour from it.
bool minutesAgree(const MatchSet& set, std::chrono::seconds offset)
{
    constexpr int kMinutes = 60;
    const auto shift = static_cast<int>((offset.count() / 60 % kMinutes + kMinutes) % kMinutes);
    for (int minute = 0; minute < kMinutes; ++minute) {
        if (set.has(Field::Minute, minute) != set.has(Field::Minute, (minute + shift) % kMinutes))
            return false;
    }
    return offset.count() % 60 == 0;
}

/// UTC keeps the beat and means the same where only minutes and seconds are restricted.
std::vector<std::string> onUtc(const Timetable& timetable, const TimeZone::Transition& transition)
{
    std::vector<std::string> lines;
    for (const CalendarEvent& line : timetable.lines()) {
        const MatchSet& set = line.matches();
        const bool anyHour = set.weekdaysDecide() && set.weekdays == kEveryWeekday && set.isFull(Field::Hour);
        const auto tree = SyntaxTree::parse(line.text());
        const auto utc = tree ? tree->withZone(TimeZone::utc()) : tree;
        if (!anyHour || !utc || !minutesAgree(set, transition.offsetBefore) ||
            !minutesAgree(set, transition.offsetAfter))
            return {};
        lines.push_back(utc->text());
    }
    return lines;
}

void clockLints(const Timetable& timetable, Instant now, std::vector<Lint>& lints)
{
    for (const ClockChange& change : clockChanges(timetable, now)) {
        const auto add = [&](LintCode code, Severity severity) -> Lint& {
            lints.push_back({code, severity, 0, 0, 0, english(change) + '.', {}});
            return lints.back();
        };
        switch (change.effect) {
        case ClockChange::Effect::Unaffected:
        case ClockChange::Effect::KeepsBeat:
            break;
        case ClockChange::Effect::TimesLost:
            add(LintCode::TimesLost, Severity::Warning);
            break;
        case ClockChange::Effect::DayLost:
            add(isMidnight(change.times.front()) ? LintCode::MidnightMissing : LintCode::DayLost,
                Severity::Warning);
            break;
        case ClockChange::Effect::FirstPassOnly:
            add(LintCode::FirstPass, Severity::Note);
            break;
        case ClockChange::Effect::SilentHour:
            add(LintCode::SilentHour, Severity::Warning).fix = onUtc(timetable, change.transition);
            break;
        }
    }
}

void sort(std::vector<Lint>& lints)
{
    std::stable_sort(lints.begin(), lints.end(),
                     [](const Lint& a, const Lint& b) { return a.severity < b.severity; });
}

} // namespace

std::vector<Lint> lint(std::string_view text, const TimeZone& zone, Instant now)
{
    return lint(std::vector<std::string>{std::string(text)}, zone, now);
}

std::vector<Lint> lint(const std::vector<std::string>& lines, const TimeZone& zone, Instant now)
{
    std::vector<Lint> lints;
    for (std::size_t i = 0; i < lines.size(); ++i)
        append(lints, lineLints(lines[i], zone, now), i);
    // Once is enough.
    const auto isNoZone = [](const Lint& l) { return l.code == LintCode::NoZone; };
    const auto first = std::find_if(lints.begin(), lints.end(), isNoZone);
    if (first != lints.end())
        lints.erase(std::remove_if(first + 1, lints.end(), isNoZone), lints.end());
    if (const auto timetable = Timetable::parse(lines, zone))
        clockLints(*timetable, now, lints);
    else if (lines.empty())
        lints.push_back(refusal({}, timetable.error().error));
    sort(lints);
    return lints;
}

std::vector<Lint> lint(const Timetable& timetable, Instant now)
{
    std::vector<std::string> lines;
    for (const CalendarEvent& line : timetable.lines())
        lines.push_back(line.text());
    return lint(lines, timetable.zone(), now);
}

const char* codeName(LintCode code) noexcept
{
    const auto named =
        std::find_if(kNames.begin(), kNames.end(), [code](const Named& n) { return n.code == code; });
    return named == kNames.end() ? "unknown" : named->name;
}

std::string english(const Lint& lint)
{
    constexpr std::array<const char*, 3> kSeverities = {"error: ", "warning: ", "note: "};
    std::string text = kSeverities[static_cast<std::size_t>(lint.severity)] + lint.message;
    if (!lint.fix.empty()) {
        std::vector<std::string> quoted;
        for (const std::string& line : lint.fix)
            quoted.push_back('"' + line + '"');
        text += " Instead: " + listed(quoted) + '.';
    }
    return text;
}

} // namespace reveille::calendar
