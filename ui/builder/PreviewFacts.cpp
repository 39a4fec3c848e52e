#include "ui/builder/PreviewFacts.h"

#include "core/calendar/Civil.h"
#include "core/text/DurationText.h"

#include <algorithm>

#include <QCoreApplication>
#include <QLocale>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono;
using calendar::Instant;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("PreviewFacts", text);
}

/// The last instant before a day begins on the zone's clock.
Instant beforeDay(const calendar::TimeZone& zone, int year, int month, int day)
{
    return zone.resolve({year, month, day, 0, 0, 0, 0}).first - microseconds(1);
}

/// More elapses than these in a year are counted by the hour instead of being listed.
constexpr std::size_t kMostListed = 2'000;

QString tipOf(Instant at, const calendar::TimeZone& zone, const TimeView& view)
{
    QStringList lines{exactTimeText(at, zone)};
    for (const QString& other :
         {exactTimeText(at, view.local), exactTimeText(at, calendar::TimeZone::utc())}) {
        if (!lines.contains(other))
            lines += other;
    }
    return lines.join(u'\n');
}

} // namespace

YearRuns yearRuns(const calendar::Timetable& timetable, int year)
{
    YearRuns found;
    found.year = year;
    const calendar::TimeZone& zone = timetable.zone();
    Instant from = beforeDay(zone, year, 1, 1);
    auto change = zone.nextTransition(from);
    for (int month = 1; month <= 12; ++month) {
        auto& row = found.runs[static_cast<std::size_t>(month - 1)];
        row.fill(YearRuns::kNoSuchDay);
        const int length = calendar::daysInMonth(year, month);
        for (int day = 1; day <= length; ++day) {
            const auto cell = static_cast<std::size_t>(day - 1);
            const bool last = day == length;
            const Instant until = last && month == 12 ? beforeDay(zone, year + 1, 1, 1)
                                  : last              ? beforeDay(zone, year, month + 1, 1)
                                                      : beforeDay(zone, year, month, day + 1);
            const auto count = timetable.countIn(from, until, YearRuns::kMostPerDay);
            row[cell] = static_cast<int>(count);
            found.total += static_cast<qint64>(count);
            found.days += count > 0 ? 1 : 0;
            if (change && change->at <= until) {
                found.clockChange[static_cast<std::size_t>(month - 1)][cell] = true;
                change = zone.nextTransition(until);
            }
            from = until;
        }
    }
    return found;
}

WeekRuns weekRuns(const calendar::Timetable& timetable, Instant from)
{
    WeekRuns found;
    const calendar::TimeZone& zone = timetable.zone();
    const Instant until = from + days(365);
    const auto add = [&found, &zone](Instant at, int count) {
        const calendar::CivilTime civil = zone.toCivil(at);
        const auto weekday = static_cast<std::size_t>(
            calendar::weekdayOf(calendar::daysFromCivil(civil.year, civil.month, civil.day)));
        int& cell = found.runs[weekday][static_cast<std::size_t>(civil.hour)];
        cell += count;
        found.most = std::max(found.most, cell);
    };
    if (timetable.countIn(from, until, kMostListed + 1) <= kMostListed) {
        for (const Instant at : timetable.upcoming(from, kMostListed)) {
            if (at > until)
                break;
            add(at, 1);
        }
        return found;
    }
    // Hours begin on the hour in nearly every zone; elsewhere a cell is off by the odd minutes.
    const Instant hour = floor<hours>(from);
    for (int i = 0; i < 28 * 24; ++i) {
        const Instant begin = hour + hours(i);
        const auto count = timetable.countIn(begin - microseconds(1), begin + hours(1) - microseconds(1),
                                             YearRuns::kMostPerDay);
        if (count > 0)
            add(begin, static_cast<int>(count));
    }
    return found;
}

QString spanText(microseconds span)
{
    const auto whole = duration_cast<seconds>(span).count();
    if (span < seconds(1))
        return say(QT_TRANSLATE_NOOP("PreviewFacts", "%1 ms")).arg(duration_cast<milliseconds>(span).count());
    // A year of days says more as years, hours below three days more as hours.
    if (whole >= 2 * 365 * 86'400LL)
        return say(QT_TRANSLATE_NOOP("PreviewFacts", "%1 years")).arg(whole / (365 * 86'400LL));
    if (whole >= 72 * 3600)
        return say(QT_TRANSLATE_NOOP("PreviewFacts", "%1 days")).arg(whole / 86'400);
    QStringList parts;
    if (const auto value = whole / 3600; value != 0)
        parts += say(QT_TRANSLATE_NOOP("PreviewFacts", "%1 h")).arg(value);
    if (const auto value = whole / 60 % 60; value != 0)
        parts += say(QT_TRANSLATE_NOOP("PreviewFacts", "%1 min")).arg(value);
    if (const auto value = whole % 60; value != 0 && parts.size() < 2)
        parts += say(QT_TRANSLATE_NOOP("PreviewFacts", "%1 s")).arg(value);
    return parts.join(u' ');
}

QVector<RunLine> runLines(const calendar::Timetable& timetable, const TimeView& view,
                          const calendar::TimeZone& shownIn, std::size_t before, std::size_t after)
{
    QVector<RunLine> lines;
    std::vector<Instant> past;
    Instant at = view.now + microseconds(1);
    while (past.size() <= before) {
        const auto earlier = timetable.previous(at);
        if (!earlier)
            break;
        past.push_back(*earlier);
        at = *earlier;
    }
    for (std::size_t i = std::min(past.size(), before); i-- > 0;) {
        RunLine line;
        line.at = past[i];
        line.when = dateTimeText(line.at, shownIn, view.now);
        line.gap = relativeTimeText(line.at, view.now);
        line.tip = tipOf(line.at, timetable.zone(), view);
        line.past = true;
        lines.append(line);
    }
    std::optional<Instant> last;
    for (const Instant next : timetable.upcoming(view.now, after)) {
        RunLine line;
        line.at = next;
        line.when = dateTimeText(next, shownIn, view.now);
        line.gap = last ? say(QT_TRANSLATE_NOOP("PreviewFacts", "%1 later")).arg(spanText(next - *last))
                        : shortRelativeText(next, view.now);
        line.tip = tipOf(next, timetable.zone(), view);
        last = next;
        lines.append(line);
    }
    return lines;
}

QVector<RunLine> pastLines(const calendar::Timetable& timetable, const TimeView& view,
                           const calendar::TimeZone& shownIn, std::size_t most)
{
    QVector<RunLine> lines;
    Instant at = view.now + microseconds(1);
    std::optional<Instant> later;
    while (static_cast<std::size_t>(lines.size()) < most) {
        const auto earlier = timetable.previous(at);
        if (!earlier)
            break;
        RunLine line;
        line.at = *earlier;
        line.when = dateTimeText(line.at, shownIn, view.now);
        line.gap = later
                       ? say(QT_TRANSLATE_NOOP("PreviewFacts", "%1 earlier")).arg(spanText(*later - line.at))
                       : relativeTimeText(line.at, view.now);
        line.tip = tipOf(line.at, timetable.zone(), view);
        line.past = true;
        lines.append(line);
        later = at = *earlier;
    }
    return lines;
}

QVector<RunLine> runsOfDay(const calendar::Timetable& timetable, const TimeView& view, int year, int month,
                           int day, std::size_t most)
{
    QVector<RunLine> lines;
    const Instant from = beforeDay(timetable.zone(), year, month, day);
    std::optional<Instant> last;
    for (const Instant at : timetable.upcoming(from, most)) {
        const calendar::CivilTime civil = timetable.zone().toCivil(at);
        if (civil.year != year || civil.month != month || civil.day != day)
            break;
        RunLine line;
        line.at = at;
        line.when = dateTimeText(at, timetable.zone(), view.now);
        if (last)
            line.gap = say(QT_TRANSLATE_NOOP("PreviewFacts", "%1 later")).arg(spanText(at - *last));
        line.tip = tipOf(at, timetable.zone(), view);
        line.past = at <= view.now;
        last = at;
        lines.append(line);
    }
    return lines;
}

QString rateText(const calendar::Rate& rate)
{
    const auto count = [](std::size_t number) { return QLocale().toString(static_cast<qint64>(number)); };
    if (rate.inYear == 0)
        return say(QT_TRANSLATE_NOOP("PreviewFacts", "none in the next 365 days"));
    // The unit that tells all: an hour like each other, else a day like each other, else the week.
    if (rate.inHour >= 2 && rate.inDay == 24 * rate.inHour)
        return say(QT_TRANSLATE_NOOP("PreviewFacts", "%1 runs an hour, %2 a day"))
            .arg(count(rate.inHour), count(rate.inDay));
    if (rate.inDay >= 2 && rate.inWeek == 7 * rate.inDay)
        return say(QT_TRANSLATE_NOOP("PreviewFacts", "%1 runs a day, %2 a year"))
            .arg(count(rate.inDay), count(rate.inYear));
    if (rate.inWeek >= 2)
        return say(QT_TRANSLATE_NOOP("PreviewFacts", "%1 runs a week, %2 a year"))
            .arg(count(rate.inWeek), count(rate.inYear));
    return rate.inYear == 1
               ? say(QT_TRANSLATE_NOOP("PreviewFacts", "1 run in the next 365 days"))
               : say(QT_TRANSLATE_NOOP("PreviewFacts", "%1 runs a year")).arg(count(rate.inYear));
}

QString gapText(const calendar::Rate& rate)
{
    if (!rate.shortestGap || !rate.longestGap)
        return {};
    const QString shortest = spanText(*rate.shortestGap);
    const QString longest = spanText(*rate.longestGap);
    return shortest == longest
               ? say(QT_TRANSLATE_NOOP("PreviewFacts", "always %1 apart")).arg(shortest)
               : say(QT_TRANSLATE_NOOP("PreviewFacts", "%1 to %2 apart")).arg(shortest, longest);
}

} // namespace reveille::ui
