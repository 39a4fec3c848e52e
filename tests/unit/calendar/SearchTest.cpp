#include "core/calendar/CalendarEvent.h"
#include "core/calendar/Civil.h"
#include "core/calendar/Fractions.h"
#include "core/calendar/MatchSet.h"
#include "core/calendar/MonthTable.h"
#include "core/calendar/Shorthand.h"
#include "tests/unit/calendar/RandomEvents.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

using namespace reveille::calendar;
using std::chrono::microseconds;

namespace {

constexpr std::array kZones = {"UTC",
                               "Asia/Kolkata",
                               "America/New_York",
                               "Europe/Dublin",
                               "Pacific/Apia",
                               "Australia/Lord_Howe",
                               "Asia/Kathmandu",
                               "Africa/Casablanca",
                               "Pacific/Chatham"};
constexpr std::int64_t kEnd = 7'258'118'400 * kMicrosPerSecond; // 2200-01-01

/// All times of day a set lets through, in microseconds, ascending. Fractions are tried one by one, so their
/// steps must be long.
std::vector<std::int64_t> timesOf(const MatchSet& set)
{
    std::vector<std::int64_t> seconds;
    if (set.hasFractions()) {
        for (const Item& item : set.fractions) {
            const std::int32_t last = item.stop >= 0  ? item.stop
                                      : item.step > 0 ? kMinuteMicros - 1
                                                      : item.start;
            for (std::int32_t v = item.start; v <= last; v += std::max(item.step, 1))
                seconds.push_back(v);
        }
        std::sort(seconds.begin(), seconds.end());
    } else {
        for (const int second : set.values(Field::Second))
            seconds.push_back(second * kMicrosPerSecond);
    }
    std::vector<std::int64_t> times;
    for (const int hour : set.values(Field::Hour)) {
        for (const int minute : set.values(Field::Minute)) {
            for (const std::int64_t second : seconds)
                times.push_back((hour * 60 + minute) * std::int64_t{kMinuteMicros} + second);
        }
    }
    return times;
}

bool dateMatches(const MatchSet& set, std::int32_t day)
{
    const CivilDay date = civilFromDays(day);
    const int fromEnd = daysInMonth(date.year, date.month) - date.day;
    return set.hasYear(date.year) && set.has(Field::Month, date.month) && set.has(Field::Day, date.day) &&
           (set.daysFromEnd >> fromEnd & 1U) != 0 && (set.weekdays >> weekdayOf(day) & 1U) != 0;
}

/// The rule of CalendarEvent::next() day by day and time by time, with none of the search's short cuts.
std::optional<Instant> plainNext(const MatchSet& set, Instant after, const TimeZone& zone)
{
    const Instant start = std::max(after + microseconds(1), Instant(microseconds(0)));
    const std::int64_t wall = wallMicros(zone.toCivil(start));
    const std::vector<std::int64_t> times = timesOf(set);
    const auto firstDay = static_cast<std::int32_t>(floorDiv(wall, kMicrosPerDay));
    for (std::int32_t day = firstDay; day * kMicrosPerDay < kEnd; ++day) {
        if (!dateMatches(set, day))
            continue;
        const std::int64_t midnight = day * kMicrosPerDay;
        for (auto time = std::lower_bound(times.begin(), times.end(), wall - midnight); time != times.end();
             ++time) {
            const TimeZone::Resolution at = zone.resolve(civilOfWall(midnight + *time));
            if (at.kind == TimeZone::Resolution::Kind::Skipped)
                continue;
            if (at.first >= start)
                return at.first;
            if (at.second >= start)
                return at.second;
        }
    }
    return std::nullopt;
}

/// Texts whose matches lie on the wanted grain.
std::string textOf(Grain grain, RandomEvents& random)
{
    const auto number = [&](int from, int to) { return std::to_string(random.between(from, to)); };
    std::string text;
    if (random.upTo(2) == 0)
        text += random.weekdays() + ' ';
    if (random.upTo(2) > 0)
        text += random.date() + ' ';
    switch (grain) {
    case Grain::Day:
        return text + number(0, 23) + ':' + number(0, 59) + ':' + number(0, 58) +
               (random.upTo(1) == 0 ? "." + number(1, 9) : "");
    case Grain::Hour:
        return text + (random.upTo(1) == 0 ? "*" : number(0, 9) + ',' + number(10, 23)) + ':' +
               number(0, 59) + ':' + number(0, 58) + (random.upTo(3) == 0 ? ".75" : "");
    case Grain::Minute:
        return text + (random.upTo(1) == 0 ? "*" : number(0, 9) + "/3") + ':' + number(0, 20) + '/' +
               number(1, 30) + ':' + number(0, 58) + (random.upTo(3) == 0 ? ".000001" : "");
    case Grain::Second:
        return text + "*:" + (random.upTo(1) == 0 ? "*" : number(0, 59)) + ':' + number(0, 20) + '/' +
               number(1, 30);
    case Grain::Micro:
        break;
    }
    return text + number(0, 23) + ':' + number(0, 59) + ':' + number(0, 29) + '.' + number(0, 9) + '/' +
           number(1, 28) + '.' + number(1, 9) + (random.upTo(1) == 0 ? ",0.000001" : "");
}

/// Near a clock change, near a New Year, near either end, or anywhere.
Instant somewhere(RandomEvents& random, const TimeZone& zone)
{
    const Instant any(microseconds(random.between(0, kEnd)));
    const microseconds near(random.between(-90'000, 90'000) * 100'000);
    switch (random.upTo(7)) {
    case 0:
    case 1:
        if (const auto change = zone.nextTransition(any))
            return change->at + near;
        return any;
    case 2:
        return Instant(microseconds(wallMicros({zone.toCivil(any).year, 1, 1}))) + near;
    case 3:
        return random.upTo(1) == 0 ? Instant(near) : Instant(microseconds(kEnd)) + near;
    default:
        return any;
    }
}

} // namespace

class SearchTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyGrainFollowsThePlainRule_data();
    void everyGrainFollowsThePlainRule();
    void theGrainIsTheCoarsest_data();
    void theGrainIsTheCoarsest();
    void shorthandsMeanTheirNormalForm();
    void everyDayHasItsMonth();
    void evenFractionsAreFractions();
    void yearsAreThoseWithAMatch();
    void nothingMatchesAfterTheEnd();
};

void SearchTest::everyGrainFollowsThePlainRule_data()
{
    QTest::addColumn<int>("grain");
    QTest::addRow("day") << static_cast<int>(Grain::Day);
    QTest::addRow("hour") << static_cast<int>(Grain::Hour);
    QTest::addRow("minute") << static_cast<int>(Grain::Minute);
    QTest::addRow("second") << static_cast<int>(Grain::Second);
    QTest::addRow("micro") << static_cast<int>(Grain::Micro);
}

void SearchTest::everyGrainFollowsThePlainRule()
{
    QFETCH(int, grain);
    RandomEvents random(static_cast<std::uint32_t>(4711 + grain));
    int ofGrain = 0;
    int found = 0;
    for (int i = 0; i < 700; ++i) {
        const auto event = CalendarEvent::parse(textOf(static_cast<Grain>(grain), random));
        if (!event)
            continue; // a list may still hold what no range allows
        ofGrain += event->matches().grain() == static_cast<Grain>(grain) ? 1 : 0;
        const TimeZone zone = TimeZone::load(kZones[static_cast<std::size_t>(i) % kZones.size()]).value();
        Instant base = somewhere(random, zone);
        for (int step = 0; step < 3; ++step) {
            const auto wanted = plainNext(event->matches(), base, zone);
            const auto next = event->next(base, zone);
            QVERIFY2(next == wanted, qPrintable(QStringLiteral("%1 in %2 after %3: by the rule %4, found %5")
                                                    .arg(QString::fromStdString(event->text()),
                                                         QString::fromStdString(zone.name()))
                                                    .arg(base.time_since_epoch().count())
                                                    .arg(wanted ? wanted->time_since_epoch().count() : -1)
                                                    .arg(next ? next->time_since_epoch().count() : -1)));
            if (!next)
                break;
            ++found;
            base = *next;
        }
    }
    QVERIFY(ofGrain > 300);
    QVERIFY(found > 500);
}

void SearchTest::theGrainIsTheCoarsest_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("grain");
    QTest::addColumn<qint64>("phase");
    const auto row = [](const char* text, Grain grain, std::int64_t phase) {
        QTest::addRow("%s", text) << QByteArray(text) << static_cast<int>(grain) << qint64{phase};
    };
    row("daily", Grain::Day, 0);
    row("Mon..Fri 09:00", Grain::Day, 9 * 3'600'000'000LL);
    row("06:07:08.5", Grain::Day, 22'028'500'000LL);
    row("hourly", Grain::Hour, 0);
    row("06,18:30:15", Grain::Hour, 1'815'000'000LL);
    row("minutely", Grain::Minute, 0);
    row("*:0/15:30.25", Grain::Minute, 30'250'000);
    row("06:00,30", Grain::Minute, 0);
    row("*:*:0/10", Grain::Second, 0);
    row("*:*:0/0.25", Grain::Micro, 0);
    row("*:*:0,0.5", Grain::Micro, 0);
}

void SearchTest::theGrainIsTheCoarsest()
{
    QFETCH(QByteArray, text);
    QFETCH(int, grain);
    QFETCH(qint64, phase);
    const CalendarEvent event = CalendarEvent::parse(text.toStdString()).value();
    QCOMPARE(static_cast<int>(event.matches().grain()), grain);
    QCOMPARE(qint64{event.matches().phase()}, phase);
}

/// A shorthand's bits are copied instead of made anew.
void SearchTest::shorthandsMeanTheirNormalForm()
{
    const TimeZone given = TimeZone::load("Pacific/Chatham").value();
    RandomEvents random(13);
    for (const Shorthand& word : kShorthands) {
        for (const char* zone : {"", " UTC", " America/New_York"}) {
            std::string capital(word.name);
            capital.front() = static_cast<char>(capital.front() - 'a' + 'A');
            const auto plain = CalendarEvent::parse(std::string(word.name) + zone).value();
            const auto shouted = CalendarEvent::parse(capital + zone).value();
            const auto spelt = CalendarEvent::parse(std::string(word.normalForm) + zone).value();
            QCOMPARE(plain.toText(), spelt.toText());
            QCOMPARE(plain.text(), std::string(word.name) + zone);
            QCOMPARE(shouted.text(), capital + zone);
            QVERIFY(plain.zone() == spelt.zone());
            for (int i = 0; i < 50; ++i) {
                const Instant base = somewhere(random, given);
                QCOMPARE(plain.next(base, given), spelt.next(base, given));
                QCOMPARE(shouted.next(base, given), spelt.next(base, given));
                QCOMPARE(plain.previous(base, given), spelt.previous(base, given));
            }
        }
    }
}

void SearchTest::everyDayHasItsMonth()
{
    const std::int32_t end = daysFromCivil(2200, 1, 1);
    for (std::int32_t day = daysFromCivil(1969, 1, 1); day < end; ++day) {
        const CivilDay date = civilFromDays(day);
        const MonthRow& row = *monthOfDay(day + kWeekdayEpoch);
        QCOMPARE(row.year + 1969, date.year);
        QCOMPARE(row.month + 1, date.month);
        QCOMPARE(row.first, day + kWeekdayEpoch - (date.day - 1));
        QCOMPARE(31 - row.missing, daysInMonth(date.year, date.month));
        QCOMPARE(int{row.weekday}, weekdayOf(day - (date.day - 1)));
        QCOMPARE((day + kWeekdayEpoch) % 7, weekdayOf(day));
    }
}

void SearchTest::evenFractionsAreFractions()
{
    RandomEvents random(27);
    for (int i = 0; i < 20'000; ++i) {
        Item item;
        item.start = static_cast<std::int32_t>(random.between(0, kMinuteMicros - 2));
        const auto most = static_cast<int>(kMinuteMicros - 1 - item.start);
        // Short steps as often as long ones.
        item.step = i % 9 == 0
                        ? 0
                        : static_cast<std::int32_t>(random.between(1, std::max(1, most >> random.upTo(25))));
        if (item.step > 0 && i % 4 == 0)
            item.stop = static_cast<std::int32_t>(
                item.start + random.between(1, std::max(1, most / item.step)) * item.step);
        if (item.stop >= kMinuteMicros)
            continue;
        const EvenFraction even(item);
        const std::array items = {item};
        std::vector<std::int64_t> from = {0, kMinuteMicros - 1, item.start, lastOf(item)};
        for (int n = 0; n < 8; ++n) {
            const std::int64_t some =
                item.step > 0 ? item.start + random.between(0, most / item.step) * item.step : item.start;
            from.insert(from.end(), {some - 1, some, some + 1, random.between(0, kMinuteMicros - 1)});
        }
        for (const std::int64_t micros : from) {
            if (micros < 0 || micros >= kMinuteMicros)
                continue;
            const auto at = static_cast<std::int32_t>(micros);
            QVERIFY2(even.next(at) == nextFraction(items, at), qPrintable(QStringLiteral("%1..%2/%3 from %4")
                                                                              .arg(item.start)
                                                                              .arg(item.stop)
                                                                              .arg(item.step)
                                                                              .arg(at)));
        }
    }
}

void SearchTest::yearsAreThoseWithAMatch()
{
    RandomEvents random(1969);
    int none = 0;
    for (int i = 0; i < 150; ++i) {
        // Rare dates: few days of few months on few weekdays, from either end of the month.
        MatchSet set = CalendarEvent::parse("daily").value().matches();
        set.months = static_cast<std::uint16_t>(1U << random.upTo(11) | 1U << random.upTo(11));
        set.weekdays = static_cast<std::uint8_t>(i % 3 == 0 ? kEveryWeekday : 1U << random.upTo(6));
        if (i % 2 == 0)
            set.days = 1U << random.between(27, 30) | 1U << random.between(27, 30);
        if (i % 2 == 1 || i % 5 == 0)
            set.daysFromEnd = 1U << random.upTo(6);
        set.refresh();
        bool ever = false;
        for (int year = MatchSet::kYearBase; year <= kLastYear; ++year) {
            bool matches = false;
            const std::int32_t end = daysFromCivil(year + 1, 1, 1);
            for (std::int32_t day = daysFromCivil(year, 1, 1); day < end && !matches; ++day)
                matches = dateMatches(set, day);
            ever = ever || matches;
            QCOMPARE(MatchSet::bitOf(set.matchingYears(), year), matches);
        }
        QCOMPARE(set.everMatches(), ever);
        none += ever ? 0 : 1;
    }
    QVERIFY(none > 5);
}

void SearchTest::nothingMatchesAfterTheEnd()
{
    RandomEvents random(2199);
    int ending = 0;
    for (int i = 0; i < 2000; ++i) {
        const auto event = CalendarEvent::parse(random.event(i % 2 == 0));
        if (!event)
            continue;
        const std::int64_t end = event->matches().end();
        for (const char* name : {"UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Apia"}) {
            const TimeZone zone = TimeZone::load(name).value();
            const auto last = event->previous(Instant::max(), zone);
            QCOMPARE(last.has_value(), event->matches().everMatches());
            if (!last) {
                QCOMPARE(end, INT64_MIN);
                QVERIFY(!event->next(Instant::min(), zone));
                continue;
            }
            QVERIFY2(last->time_since_epoch().count() < end, event->text().c_str());
            QCOMPARE(event->next(*last - microseconds(1), zone), last);
            QVERIFY2(!event->next(*last, zone), event->text().c_str());
            ++ending;
        }
    }
    QVERIFY(ending > 1000);
}

QTEST_APPLESS_MAIN(SearchTest)
#include "SearchTest.moc"
