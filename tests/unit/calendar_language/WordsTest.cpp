#include "core/calendar/words/Words.h"

#include "core/calendar/Civil.h"
#include "tests/unit/calendar_language/Vectors.h"

#include <QTest>

using namespace reveille::calendar;
using namespace Qt::StringLiterals;

namespace {

constexpr Instant kNow{std::chrono::seconds(1'795'000'000)}; // 2026-11-18

const Phrase* find(const Phrases& phrases, Phrase::Kind kind)
{
    const auto at =
        std::find_if(phrases.begin(), phrases.end(), [&](const Phrase& p) { return p.kind == kind; });
    return at == phrases.end() ? nullptr : &*at;
}

/// May the elapses pause after `at` in spite of "every …"? At the end of the window said, or of the day if
/// only some days are.
bool mayPause(const Phrases& phrases, Instant at, Instant next)
{
    const std::int64_t a = at.time_since_epoch().count();
    const std::int64_t b = next.time_since_epoch().count();
    if (const Phrase* window = find(phrases, Phrase::Kind::FromTo))
        return a % kMicrosPerDay == window->numbers[1] && b % kMicrosPerDay == window->numbers[0];
    if (find(phrases, Phrase::Kind::DuringHours))
        return a / 3'600'000'000 != b / 3'600'000'000;
    if (find(phrases, Phrase::Kind::DuringMinutes))
        return a / 60'000'000 != b / 60'000'000;
    const bool someDays =
        phrases.front().kind != Phrase::Kind::Every && phrases.front().kind != Phrase::Kind::EveryDay;
    const bool someYears = find(phrases, Phrase::Kind::Years) != nullptr;
    return (someDays || someYears) && a / kMicrosPerDay != b / kMicrosPerDay;
}

} // namespace

/// What calendar events are called in English.
class WordsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void one_data();
    void one();
    void several_data();
    void several();
    void sameMeaningSameWords_data();
    void sameMeaningSameWords();
    void vectorsAreDescribedTruly();
};

void WordsTest::one_data()
{
    QTest::addColumn<QString>("words");
    const auto row = [](const char* text, const char* words) {
        QTest::newRow(text) << QString::fromUtf8(words);
    };
    row("Mon *-*~7/1 18:00", "the last Monday of every month at 18:00");
    row("Mon *-*-1..7", "the first Monday of every month at 00:00");
    row("Mon,Wed *-*-1..7,15..21 10:00",
        "the first and third Monday and the first and third Wednesday of every month at 10:00");
    row("Sun *-*-29..31 09:00", "the fifth Sunday of every month that has one at 09:00");
    row("Mon..Fri 09:30", "every weekday at 09:30");
    row("Sat,Sun 10:30", "every Saturday and Sunday at 10:30");
    row("Mon..Sat 09:00", "every day except Sunday at 09:00");
    row("*:0/15", "every 15 minutes");
    row("*:5/15", "every 15 minutes, at :05, :20, :35 and :50 of every hour");
    row("*:0/15:30", "every 15 minutes, at second 30");
    row("*-*~1 23:00", "on the last day of every month at 23:00");
    row("*-*-* 02:00 Europe/Berlin", "every day at 02:00 in Berlin");
    row("*-*-* 02:00 America/New_York", "every day at 02:00 in New York");
    row("daily UTC", "every day at 00:00 UTC");
    row("hourly UTC", "every hour (UTC)");
    row("*:15", "every hour at :15");
    row("*:0,50", "at :00 and :50 of every hour (gaps of 50 and 10 minutes)");
    row("*:0/50", "at :00 and :50 of every hour (gaps of 50 and 10 minutes)");
    row("*:0/7", "at :00, :07, :14, … :56 of every hour (gaps of 7 and 4 minutes)");
    row("0/5:00", "every day at 00:00, 05:00, 10:00, 15:00 and 20:00 (gaps of 5 and 4 hours)");
    row("0/6:00", "every 6 hours, at 00:00, 06:00, 12:00 and 18:00");
    row("8..18:0/15", "every day, every 15 minutes from 08:00 to 18:45");
    row("Mon..Fri 8..18/2:00", "every weekday, every 2 hours from 08:00 to 18:00");
    row("08,10,13:00,30", "every day at 08:00, 08:30, 10:00, 10:30, 13:00 and 13:30");
    row("12:00,13:00", "every day at 12:00 and 12:13");
    row("12:00..13:00", "every day, every minute from 12:00 to 12:13");
    row("12:00/2", "every day, every 2 minutes from 12:00 to 12:58");
    row("*:*:0/0.25", "every 0.25 seconds");
    row("*:*:0/0.7", "86 times a minute");
    row("*:*:0..59", "every second");
    row("*:*:0/7", "at seconds 0, 7, 14, … 56 of every minute (gaps of 7 and 4 seconds)");
    row("*:0/10:0/10", "every 10 seconds in the minutes :00, :10, :20, :30, :40 and :50 of every hour");
    row("Fri *-*-13", "on the 13th of every month, only if it is a Friday, at 00:00");
    row("Mon..Fri *-*-1..3 09:00", "on the 1st to 3rd of every month, only if it is a weekday, at 09:00");
    row("*-*-31", "on the 31st of every month that has it at 00:00");
    row("*-*-29..31", "on the 29th to 31st of every month that has them at 00:00");
    row("*-*-28..31 12:00", "on the 28th to 31st of every month, as far as it has them, at 12:00");
    row("*-*~01..07 03:00", "on the last 7 days of every month at 03:00");
    row("*-*~3,1 12:00", "on the third to last and last day of every month at 12:00");
    row("quarterly", "on the 1st of January, April, July and October at 00:00");
    row("*-06..08-* 09:00", "every day from June to August at 09:00");
    row("*-12-25", "every 25 December at 00:00");
    row("*-02-29", "every 29 February (leap years only) at 00:00");
    row("2026..2028-01-15 06:00", "every 15 January at 06:00 from 2026 to 2028");
    row("2026-12-25 09:00", "once, on Friday 25 December 2026 at 09:00");
    row("@1900000000", "once, on Sunday 17 March 2030 at 17:46:40 UTC");
    row("*-02-30", "never: 30 February does not exist");
    row("*-04,06-31", "never: 31 April and 31 June do not exist");
    row("2027-02-29", "never: 2027 has no 29 February");
    row("2026..2027-02-29", "never: none of these years is a leap year");
    row("Thu 2027-01-01", "never: 2027-01-01 is a Friday, not a Thursday");
    row("2020-*-*", "never again: the year 2020 is past");
    row("2024-01-02 03:00", "never again: 2024-01-02 03:00 is past");
    row("2026-03-29 02:30 Europe/Berlin",
        "never: 2026-03-29 02:30 does not exist in Berlin, where the clocks go forward over it");
}

void WordsTest::one()
{
    QFETCH(QString, words);
    const auto event = CalendarEvent::parse(QTest::currentDataTag());
    QVERIFY(event);
    QCOMPARE(QString::fromStdString(english(describe(*event, {kNow, {}}))), words);
}

void WordsTest::several_data()
{
    QTest::addColumn<QStringList>("lines");
    QTest::addColumn<QString>("words");
    const auto row = [](const QStringList& lines, const char* words) {
        QTest::newRow(words) << lines << QString::fromUtf8(words);
    };
    row({u"Mon..Fri 09:30"_s, u"Mon..Fri 17:30"_s}, "every weekday at 09:30 and 17:30 in Berlin");
    row({u"Mon 09:00"_s, u"Thu 09:00"_s}, "every Monday and Thursday at 09:00 in Berlin");
    row({u"*:00"_s, u"*:30"_s}, "every 30 minutes in Berlin");
    row({u"*:00"_s, u"*:25"_s}, "at :00 and :25 of every hour (gaps of 25 and 35 minutes) in Berlin");
    row({u"Mon..Fri 09:00"_s, u"Sat 11:00"_s},
        "every weekday at 09:00; and every Saturday at 11:00 in Berlin");
    row({u"daily UTC"_s, u"12:00"_s}, "every day at 00:00 UTC; and every day at 12:00 in Berlin");
    row({u"12:00"_s, u"12:00"_s}, "every day at 12:00 in Berlin");
    row({u"12:00"_s, u"*-02-30"_s}, "every day at 12:00 in Berlin; and never: 30 February does not exist");
}

void WordsTest::several()
{
    QFETCH(QStringList, lines);
    QFETCH(QString, words);
    std::vector<std::string> texts;
    for (const QString& line : lines)
        texts.push_back(line.toStdString());
    const auto table = Timetable::parse(texts, *TimeZone::load("Europe/Berlin"));
    QVERIFY(table);
    QCOMPARE(QString::fromStdString(english(describe(*table, {kNow, {}}))), words);
}

void WordsTest::sameMeaningSameWords_data()
{
    QTest::addColumn<QString>("other");
    const auto row = [](const char* text, const char* other) {
        QTest::newRow(text) << QString::fromUtf8(other);
    };
    row("daily", "Mon..Sun *-*-* 0:0:0");
    row("*:0/15", "*-*-* *:45,30,15,0");
    row("Mon *-*~7/1", "Monday *-*~1..7 00:00");
    row("*:*:0/0.25", "*:*:0/0.5,0.25/0.5");
    row("*:*:0/0.5", "*:*:0/1,0.5/1");
    row("1970..2199-01-01", "yearly");
    row("*:*:*", "*:*:0..59");
    row("@1900000000", "2030-03-17 17:46:40 UTC");
}

void WordsTest::sameMeaningSameWords()
{
    QFETCH(QString, other);
    const auto a = CalendarEvent::parse(QTest::currentDataTag());
    const auto b = CalendarEvent::parse(other.toStdString());
    QVERIFY(a);
    QVERIFY(b);
    QCOMPARE(english(describe(*a)), english(describe(*b)));
    QVERIFY(describe(*a) == describe(*b));
}

/// No word is missing and no interval is claimed that the elapses themselves disprove; the normal form, being
/// another text of the same meaning, has the same words.
void WordsTest::vectorsAreDescribedTruly()
{
    const QStringList texts = vectorTexts(QStringLiteral(REVEILLE_TEST_DATA), true);
    QVERIFY(texts.size() > 1500);
    int claims = 0;
    for (const QString& text : texts) {
        const auto event = CalendarEvent::parse(text.toStdString());
        if (!event)
            continue; // what the engine refuses on purpose is the engine's own test
        const Phrases phrases = describe(*event);
        const std::string words = english(phrases);
        QVERIFY2(!words.empty(), qPrintable(text));
        const auto again = CalendarEvent::parse(event->toText());
        QVERIFY(again);
        QCOMPARE(english(describe(*again)), words);

        const Phrase* const every = find(phrases, Phrase::Kind::Every);
        if (every == nullptr)
            continue;
        ++claims;
        // On a clock that never changes; a zone's own changes are reported apart.
        std::int64_t at = wallMicros({2026, 1, 1, 0, 0, 0, 0}) - 1;
        const auto utc = TimeZone::utc();
        const std::size_t comma = event->toText().rfind(' ');
        const std::string plain = event->zone() ? event->toText().substr(0, comma) : event->toText();
        const auto onUtc = CalendarEvent::parse(plain);
        QVERIFY(onUtc);
        Instant last{};
        for (int i = 0; i < 200; ++i) {
            const auto next = onUtc->next(Instant(std::chrono::microseconds(at)), utc);
            if (!next)
                break;
            if (i > 0) {
                const std::int64_t gap = (*next - last).count();
                QVERIFY2(
                    gap == every->numbers.front() ||
                        (gap > every->numbers.front() && mayPause(phrases, last, *next)),
                    qPrintable(
                        u"%1: %2, yet a gap of %3 µs"_s.arg(text, QString::fromStdString(words)).arg(gap)));
            }
            last = *next;
            at = next->time_since_epoch().count();
        }
    }
    QVERIFY2(claims > 100, "the vectors hold hardly any interval");
}

QTEST_GUILESS_MAIN(WordsTest)
#include "WordsTest.moc"
