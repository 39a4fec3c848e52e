#include "core/calendar/dialect/Dialect.h"

#include "core/calendar/Civil.h"
#include "core/calendar/Timetable.h"

#include <functional>

#include <QRandomGenerator>
#include <QTest>

using namespace reveille::calendar;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t kMinute = 60 * kMicrosPerSecond;

/// A date with what rules ask about it.
struct Day
{
    CivilDay date;
    int weekday; ///< 0 is Monday
    int fromEnd; ///< 1 is the last
};

Day dayOf(std::int32_t number)
{
    const CivilDay date = civilFromDays(number);
    return {date, weekdayOf(number), daysInMonth(date.year, date.month) - date.day + 1};
}

/// All minutes from 2026 to 2028 (a leap year among them) that a rule lets through, found without any
/// cleverness: every day is asked, then every minute of it.
std::vector<Instant> bruteForce(const std::function<bool(const Day&)>& day,
                                const std::function<bool(int hour, int minute)>& time)
{
    std::vector<int> minutes;
    for (int minute = 0; minute < 24 * 60; ++minute) {
        if (time(minute / 60, minute % 60))
            minutes.push_back(minute);
    }
    std::vector<Instant> found;
    for (std::int32_t number = daysFromCivil(2026, 1, 1); number < daysFromCivil(2029, 1, 1); ++number) {
        if (!day(dayOf(number)))
            continue;
        for (const int minute : minutes)
            found.emplace_back(std::chrono::microseconds(number * kMicrosPerDay + minute * kMinute));
    }
    return found;
}

std::vector<Instant> elapses(const Translation& translation)
{
    const auto table = Timetable::parse(translation.lines, TimeZone::utc());
    std::vector<Instant> found;
    if (!table)
        return found;
    const Instant begin(std::chrono::microseconds(daysFromCivil(2026, 1, 1) * kMicrosPerDay));
    const Instant end(std::chrono::microseconds(daysFromCivil(2029, 1, 1) * kMicrosPerDay));
    for (auto at = table->next(begin - std::chrono::microseconds(1)); at && *at < end; at = table->next(*at))
        found.push_back(*at);
    return found;
}

QStringList linesOf(const Translation& translation)
{
    QStringList lines;
    for (const std::string& line : translation.lines)
        lines.append(QString::fromStdString(line));
    return lines;
}

/// One cron field in the plainest possible reading: numbers, ranges, steps and lists.
bool cronMatches(const std::string& field, int value, int from, int to)
{
    const QString text = QString::fromStdString(field);
    for (const QString& item : text.split(u',')) {
        const int step = item.contains(u'/') ? item.section(u'/', 1).toInt() : 1;
        const QString range = item.section(u'/', 0, 0);
        int first = from;
        int last = to;
        if (range != "*"_L1) {
            first = range.section(u'-', 0, 0).toInt();
            last = range.contains(u'-') ? range.section(u'-', 1).toInt() : item.contains(u'/') ? to : first;
        }
        if (value >= first && value <= last && (value - first) % step == 0)
            return true;
    }
    return false;
}

/// A random field that cron accepts.
std::string randomField(QRandomGenerator& random, int from, int to)
{
    const auto number = [&](int low, int high) { return random.bounded(low, high + 1); };
    switch (number(0, 5)) {
    case 0:
    case 1:
        return "*";
    case 2:
        return std::to_string(number(from, to));
    case 3: {
        const int first = number(from, to);
        return std::to_string(first) + '-' + std::to_string(number(first, to));
    }
    case 4:
        return "*/" + std::to_string(number(1, to));
    default: {
        const int first = number(from, to);
        return std::to_string(first) + '-' + std::to_string(number(first, to)) + '/' +
               std::to_string(number(1, 9)) + ',' + std::to_string(number(from, to));
    }
    }
}

using DayRule = std::function<bool(const Day&)>;
using TimeRule = std::function<bool(int, int)>;

bool everyDay(const Day&)
{
    return true;
}

TimeRule at(int hour, int minute)
{
    return [=](int h, int m) { return h == hour && m == minute; };
}

DayRule onWeekday(int weekday)
{
    return [=](const Day& d) { return d.weekday == weekday; };
}

/// The weekday nearest to a day of the month, within the month, by looking at it.
bool isNearestWorkday(const Day& d, int wanted)
{
    const int length = d.date.day + d.fromEnd - 1;
    const int target = wanted < 0 ? length : wanted;
    const int weekday = (d.weekday + 70 + target - d.date.day) % 7;
    int nearest = target;
    if (weekday == 5)
        nearest = target > 1 ? target - 1 : target + 2;
    else if (weekday == 6)
        nearest = target < length ? target + 1 : target - 2;
    return d.date.day == nearest;
}

} // namespace

Q_DECLARE_METATYPE(DayRule)
Q_DECLARE_METATYPE(TimeRule)

/// Other ways to write schedules, translated and compared with what they mean, elapse by elapse.
class DialectTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void meaning_data();
    void meaning();
    void randomCrons();
};

void DialectTest::meaning_data()
{
    QTest::addColumn<DayRule>("day");
    QTest::addColumn<TimeRule>("time");
    const auto row = [](const char* text, const DayRule& day, const TimeRule& time) {
        QTest::newRow(text) << day << time;
    };
    const DayRule workday = [](const Day& d) { return d.weekday < 5; };
    const DayRule weekend = [](const Day& d) { return d.weekday >= 5; };
    const DayRule firstOfMonth = [](const Day& d) { return d.date.day == 1; };
    const DayRule lastOfMonth = [](const Day& d) { return d.fromEnd == 1; };
    const DayRule lastFriday = [](const Day& d) { return d.weekday == 4 && d.fromEnd <= 7; };
    const DayRule secondTuesday = [](const Day& d) { return d.weekday == 1 && (d.date.day + 6) / 7 == 2; };
    const DayRule christmas = [](const Day& d) { return d.date.month == 12 && d.date.day == 25; };
    const TimeRule quarters = [](int, int m) { return m % 15 == 0; };

    // Plain words.
    row("every weekday at 9", workday, at(9, 0));
    row("Weekdays at 9:30am", workday, at(9, 30));
    row("last Friday 18:00", lastFriday, at(18, 0));
    row("last friday of the month at 6pm", lastFriday, at(18, 0));
    row("every 15 minutes between 8 and 18", everyDay,
        [](int h, int m) { return h >= 8 && h < 18 && m % 15 == 0; });
    row("every 15 minutes", everyDay, quarters);
    row("daily at 2am", everyDay, at(2, 0));
    row("twice a day", everyDay, [](int h, int m) { return h % 12 == 0 && m == 0; });
    row(
        "every monday and thursday at noon", [](const Day& d) { return d.weekday == 0 || d.weekday == 3; },
        at(12, 0));
    row("first of the month", firstOfMonth, at(0, 0));
    row("every hour", everyDay, [](int, int m) { return m == 0; });
    row("hourly at :15", everyDay, [](int, int m) { return m == 15; });
    row("every 6 hours", everyDay, [](int h, int m) { return h % 6 == 0 && m == 0; });
    row("weekends at 10:30", weekend, at(10, 30));
    row("last day of the month at 23:00", lastOfMonth, at(23, 0));
    row("every sunday at midnight", onWeekday(6), at(0, 0));
    row("monday to friday at 9 am", workday, at(9, 0));
    row("second tuesday of the month at 8:00", secondTuesday, at(8, 0));
    row("every december 25 at 9:00", christmas, at(9, 0));
    row("25 December at 9:00", christmas, at(9, 0));
    row(
        "1st and 15th of the month at noon", [](const Day& d) { return d.date.day == 1 || d.date.day == 15; },
        at(12, 0));
    row("every 90 minutes", everyDay, [](int h, int m) { return (h * 60 + m) % 90 == 0; });
    row("at 9 and 17:30", everyDay, [](int h, int m) { return (h == 9 && m == 0) || (h == 17 && m == 30); });
    row("every hour between 9 and 17 on weekdays", workday,
        [](int h, int m) { return h >= 9 && h <= 17 && m == 0; });
    row(
        "friday the 13th at 9", [](const Day& d) { return d.weekday == 4 && d.date.day == 13; }, at(9, 0));
    row(
        "from june to august every day at 7",
        [](const Day& d) { return d.date.month >= 6 && d.date.month <= 8; }, at(7, 0));
    row(
        "first weekday of the month at 9:00", [](const Day& d) { return isNearestWorkday(d, 1); }, at(9, 0));
    row(
        "last weekday of the month at 17:00", [](const Day& d) { return isNearestWorkday(d, -1); },
        at(17, 0));

    // Cron.
    row(
        "0 9 13 * 5", [](const Day& d) { return d.date.day == 13 || d.weekday == 4; }, at(9, 0));
    row(
        "0 9 */2 * 1", [](const Day& d) { return d.date.day % 2 == 1 && d.weekday == 0; }, at(9, 0));
    row(
        "0 9 * JAN,MAR FRI-MON",
        [](const Day& d) {
            return (d.date.month == 1 || d.date.month == 3) && (d.weekday >= 4 || d.weekday == 0);
        },
        at(9, 0));
    row("*/7 22-2 * * *", everyDay, [](int h, int m) { return (h >= 22 || h <= 2) && m % 7 == 0; });
    row("0 9 * * 7", onWeekday(6), at(9, 0));
    row("0 9 * * 0", onWeekday(6), at(9, 0));
    row(
        "0 9 * * 5-7", [](const Day& d) { return d.weekday >= 4; }, at(9, 0));
    row("@weekly", onWeekday(6), at(0, 0));
    row("@monthly", firstOfMonth, at(0, 0));
    row("0 0 12 * * ?", everyDay, at(12, 0));
    row("0 15 10 ? * 6L", lastFriday, at(10, 15));
    row("0 15 10 ? * 3#2", secondTuesday, at(10, 15));
    row("0 15 10 ? * 2-6", workday, at(10, 15));
    row("0 15 10 L * ?", lastOfMonth, at(10, 15));
    row(
        "0 15 10 L-3 * ?", [](const Day& d) { return d.fromEnd == 4; }, at(10, 15));
    row(
        "0 15 10 LW * ?", [](const Day& d) { return isNearestWorkday(d, -1); }, at(10, 15));
    row(
        "0 15 10 15W * ?", [](const Day& d) { return isNearestWorkday(d, 15); }, at(10, 15));
    row(
        "0 15 10 1W * ?", [](const Day& d) { return isNearestWorkday(d, 1); }, at(10, 15));
    row(
        "0 15 10 27W * ?", [](const Day& d) { return isNearestWorkday(d, 27); }, at(10, 15));
    row(
        "0 0 9 ? * MON 2027-2028", [](const Day& d) { return d.weekday == 0 && d.date.year >= 2027; },
        at(9, 0));
    row(
        "0 9 * * MON 2027", [](const Day& d) { return d.weekday == 0 && d.date.year == 2027; }, at(9, 0));

    // EventBridge and rates.
    row("cron(0 9 ? * MON-FRI *)", workday, at(9, 0));
    row("cron(0 9 ? * 2-6 *)", workday, at(9, 0));
    row("cron(0/15 * * * ? *)", everyDay, quarters);
    row(
        "cron(0 18 ? * 6L 2027)",
        [](const Day& d) { return d.weekday == 4 && d.fromEnd <= 7 && d.date.year == 2027; }, at(18, 0));
    row("rate(45 minutes)", everyDay, [](int h, int m) { return (h * 60 + m) % 45 == 0; });
    row("rate(1 day)", everyDay, at(0, 0));
    row("@every 1h30m", everyDay, [](int h, int m) { return (h * 60 + m) % 90 == 0; });

    // Recurrence rules.
    row(
        "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;BYHOUR=9;BYMINUTE=0",
        [](const Day& d) { return d.weekday == 0 || d.weekday == 2; }, at(9, 0));
    row("FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=18", lastFriday, at(18, 0));
    row("FREQ=MONTHLY;BYDAY=2TU;BYHOUR=8", secondTuesday, at(8, 0));
    row(
        "FREQ=MONTHLY;BYMONTHDAY=-1,1;BYHOUR=23",
        [](const Day& d) { return d.fromEnd == 1 || d.date.day == 1; }, at(23, 0));
    row(
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;BYHOUR=9",
        [](const Day& d) { return d.weekday == 4 && d.date.day == 13; }, at(9, 0));
    row("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25;BYHOUR=9", christmas, at(9, 0));
    row(
        "FREQ=YEARLY;BYDAY=1MO;BYHOUR=9",
        [](const Day& d) { return d.date.month == 1 && d.weekday == 0 && d.date.day <= 7; }, at(9, 0));
    row("FREQ=HOURLY;INTERVAL=6", everyDay, [](int h, int m) { return h % 6 == 0 && m == 0; });
    row(
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;BYHOUR=9",
        [](const Day& d) { return isNearestWorkday(d, -1); }, at(9, 0));
    row(
        "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1;BYHOUR=6",
        [](const Day& d) { return d.date.month % 3 == 1 && d.date.day == 1; }, at(6, 0));
    row("DTSTART:20260106T081500Z\nRRULE:FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", secondTuesday, at(8, 15));

    // ISO 8601.
    row("R/2026-01-01T09:00:00Z/P1D", everyDay, at(9, 0));
    row("R/2026-01-07T09:00:00/P1W", onWeekday(2), at(9, 0));
    row(
        "R/2026-01-15T09:00:00+02:00/P1M", [](const Day& d) { return d.date.day == 15; }, at(7, 0));
    row("R/2026-01-01T00:10:00Z/PT15M", everyDay, [](int, int m) { return m % 15 == 10; });
    row(
        "R/2026-02-01T06:00Z/P3M", [](const Day& d) { return d.date.month % 3 == 2 && d.date.day == 1; },
        at(6, 0));
}

void DialectTest::meaning()
{
    QFETCH(DayRule, day);
    QFETCH(TimeRule, time);
    const auto translation = translate(QTest::currentDataTag());
    QVERIFY2(translation, translation ? "" : translation.error().message.c_str());
    const auto wanted = bruteForce(day, time);
    QVERIFY(!wanted.empty());
    const auto found = elapses(*translation);
    QVERIFY2(found == wanted, qPrintable(u"%1: %2 elapses, not %3"_s.arg(linesOf(*translation).join(u" | "_s))
                                             .arg(found.size())
                                             .arg(wanted.size())));
}

/// Day of month and day of week are alternatives unless one begins with a star.
void DialectTest::randomCrons()
{
    QRandomGenerator random(20260101);
    int compared = 0;
    for (int i = 0; i < 100; ++i) {
        const std::string minute = randomField(random, 0, 59);
        const std::string hour = randomField(random, 0, 23);
        const std::string day = randomField(random, 1, 31);
        const std::string month = randomField(random, 1, 12);
        const std::string weekday = randomField(random, 0, 6);
        if (minute.front() == '*' && hour.front() == '*')
            continue; // hundreds of thousands of elapses prove no more
        const std::string text = minute + ' ' + hour + ' ' + day + ' ' + month + ' ' + weekday;
        const auto translation = translate(text, Dialect::Cron);
        const bool both = day.front() == '*' || weekday.front() == '*';
        const auto wanted = bruteForce(
            [&](const Day& d) {
                const bool dom = cronMatches(day, d.date.day, 1, 31);
                const bool dow = cronMatches(weekday, (d.weekday + 1) % 7, 0, 6);
                return cronMatches(month, d.date.month, 1, 12) && (both ? dom && dow : dom || dow);
            },
            [&](int h, int m) { return cronMatches(hour, h, 0, 23) && cronMatches(minute, m, 0, 59); });
        QVERIFY2(translation, text.c_str());
        QVERIFY2(elapses(*translation) == wanted, text.c_str());
        ++compared;
    }
    QVERIFY(compared > 50);
}

QTEST_GUILESS_MAIN(DialectTest)
#include "DialectTest.moc"
