#include "core/calendar/lint/Lint.h"

#include "core/calendar/Civil.h"
#include "core/calendar/Explain.h"
#include "tests/unit/calendar_language/Vectors.h"

#include <QTest>

using namespace reveille::calendar;
using namespace Qt::StringLiterals;

namespace {

Instant at(int year, int month, int day)
{
    return Instant(std::chrono::microseconds(wallMicros({year, month, day, 0, 0, 0, 0})));
}

const Instant kNow = at(2026, 1, 1);

const Lint* find(const std::vector<Lint>& lints, const QString& code)
{
    const auto found = std::find_if(lints.begin(), lints.end(), [&](const Lint& lint) {
        return QString::fromLatin1(codeName(lint.code)) == code;
    });
    return found == lints.end() ? nullptr : &*found;
}

QStringList codes(const std::vector<Lint>& lints)
{
    QStringList names;
    for (const Lint& lint : lints)
        names.append(QString::fromLatin1(codeName(lint.code)));
    return names;
}

} // namespace

/// What is said about texts that may not mean what they seem to.
class LintTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void said_data();
    void said();
    void silent_data();
    void silent();
    void refusedTextsAreErrors();
    void refusedTextsAreMended_data();
    void refusedTextsAreMended();
    void everyFixParses();
    void rates_data();
    void rates();
    void explanationHasEverything();
};

void LintTest::said_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<QStringList>("fix");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* text, const char* code, const QStringList& fix = {},
                        const QString& part = {}) {
        QTest::addRow("%s: %s", text, code) << QString::fromLatin1(code) << fix << part;
    };
    row("12:00,13:00", "times-in-list", {u"12,13:00"_s}, u"12:00,13:00"_s);
    row("Mon 09:00,17:30", "times-in-list", {u"Mon 09:00"_s, u"Mon 17:30"_s}, u"09:00,17:30"_s);
    row("12:00..13:00", "times-in-range", {u"12..13:00"_s}, u"12:00..13:00"_s);
    row("12:00/2", "step-of-minutes", {u"12/2:00"_s}, u"12:00/2"_s);
    row("10-15", "month-and-day", {}, u"10"_s);
    row("26-12-25", "short-year", {u"2026-12-25"_s}, u"26"_s);
    row("70-12-25", "short-year", {u"1970-12-25"_s}, u"70"_s);
    row("*-*~01..07", "days-from-end", {u"*-*-01..07"_s}, u"01..07"_s);
    row("*:*:0..59", "every-second-spelt", {u"*:*:*"_s}, u"0..59"_s);
    row("Thu 2027-01-01", "weekday-contradicts-date", {u"2027-01-01"_s}, u"Thu"_s);
    row("*-02-30", "never-elapses", {u"*-02~1"_s}, u"30"_s);
    row("2027-02-29", "never-elapses", {u"2027-02~1"_s}, u"29"_s);
    row("2020-*-*", "past");
    row("2025-12-31 09:00", "past");
    row("*:0/7", "uneven-step", {}, u"0/7"_s);
    row("*:0/45", "uneven-step", {}, u"0/45"_s);
    row("0/5:00", "uneven-step", {}, u"0/5"_s);
    row("*-*-1/2", "uneven-step", {}, u"1/2"_s);
    row("*-*-15/7", "uneven-step", {}, u"15/7"_s);
    row("*-1/5-01", "uneven-step", {}, u"1/5"_s);
    row("*:*:0/0.7", "uneven-step", {}, u"0/0.7"_s);
    row("*-*-31", "day-missing-in-months", {u"*-*~1"_s}, u"31"_s);
    row("*-*-29..31", "day-missing-in-months", {u"*-*~1"_s}, u"29..31"_s);
    row("Mon *-02-29", "far-away");
    row("*:*:0/0.5", "too-frequent", {}, u"0/0.5"_s);
    row("*:*:*", "too-frequent");
    row("2026-12-25 09:00", "one-shot");
    row("@1900000000", "one-shot");
    row("Fri *-*-13", "both-must-match", {}, u"Fri"_s);
    row("Mon *-*-1..7", "both-must-match");
    row("*-*-* 02:30 Europe/Berlin", "day-lost");
    row("*-*-* 02:30 Europe/Berlin", "first-pass");
    row("*-*-* 02,14:30 Europe/Berlin", "times-lost");
    row("*-*-* 00:00 America/Santiago", "midnight-missing");
    row("*:0/15 Europe/Berlin", "silent-hour", {u"*:0/15 UTC"_s});
    row("hourly America/New_York", "silent-hour", {u"hourly UTC"_s});
    // A quarter of an hour off UTC, the same minutes would not be the same times.
    row("hourly Pacific/Chatham", "silent-hour");
    row("*:0/15 Pacific/Chatham", "silent-hour", {u"*:0/15 UTC"_s});
    row("*:0/7", "systemd-differs", {u"*:00..56/7"_s});
    row("09:00", "no-zone");
}

void LintTest::said()
{
    QFETCH(QString, code);
    QFETCH(QStringList, fix);
    QFETCH(QString, part);
    const QString text = QString::fromLatin1(QTest::currentDataTag()).section(u": "_s, 0, -2);
    const auto lints = lint(text.toStdString(), TimeZone::utc(), kNow);
    const Lint* const found = find(lints, code);
    QVERIFY2(found, qPrintable(codes(lints).join(u", "_s)));
    QVERIFY(found->message.size() > 10);
    if (!part.isEmpty())
        QCOMPARE(text.mid(qsizetype(found->column), qsizetype(found->length)), part);
    QStringList fixes;
    for (const std::string& line : found->fix)
        fixes.append(QString::fromStdString(line));
    if (!fix.isEmpty())
        QCOMPARE(fixes, fix);
}

void LintTest::silent_data()
{
    QTest::addColumn<QString>("code");
    const auto row = [](const char* text, const char* code) {
        QTest::addRow("%s: %s", text, code) << QString::fromLatin1(code);
    };
    row("12:00,30", "times-in-list");
    row("12:00,30:15", "times-in-list");
    row("*:00,05:00", "times-in-list");
    row("9..17:00", "times-in-range");
    row("12:0/15", "step-of-minutes");
    row("2026-12-25", "short-year");
    row("Mon *-*~1..7", "days-from-end");
    row("*:0/15", "uneven-step");
    row("0/6:00", "uneven-step");
    row("8/2:00", "uneven-step");
    row("*-02-29", "day-missing-in-months");
    row("*-01,03-31", "day-missing-in-months");
    row("*-*-28..31", "day-missing-in-months");
    row("daily", "far-away");
    row("minutely", "too-frequent");
    row("Mon 09:00", "both-must-match");
    row("daily UTC", "no-zone");
    row("12:00 Europe/Berlin", "times-lost");
    row("12:00 Europe/Berlin", "first-pass");
    row("*:0/15 UTC", "silent-hour");
    row("*:0/15", "systemd-differs");
}

void LintTest::silent()
{
    QFETCH(QString, code);
    const QString text = QString::fromLatin1(QTest::currentDataTag()).section(u": "_s, 0, -2);
    QVERIFY2(!find(lint(text.toStdString(), TimeZone::utc(), kNow), code), qPrintable(text));
}

void LintTest::refusedTextsAreErrors()
{
    for (const QString& text : vectorTexts(QStringLiteral(REVEILLE_TEST_DATA), false)) {
        const auto lints = lint(text.toStdString(), TimeZone::utc(), kNow);
        if (CalendarEvent::parse(text.toStdString()))
            continue; // lists of days from the end that systemd refuses by mistake
        QCOMPARE(lints.size(), std::size_t{1});
        QCOMPARE(lints.front().code, LintCode::Refused);
        QCOMPARE(lints.front().severity, Severity::Error);
        QVERIFY(!lints.front().message.empty());
    }
}

void LintTest::refusedTextsAreMended_data()
{
    QTest::addColumn<QStringList>("fix");
    const auto row = [](const char* text, const QStringList& fix) { QTest::newRow(text) << fix; };
    row("*-Jan-01", {u"*-01-01"_s});
    row("*-February,December-01 09:00", {u"*-02,12-01 09:00"_s});
    row("daily 02:00:00", {u"02:00:00"_s});
    row("Weekly 09:00", {u"Mon 09:00"_s});
    row("12:00,13:00,14:00", {u"12,13,14:00"_s});
    row("2026-11-01..2026-11-05", {u"2026-11-01..05"_s});
    row("*-*~7..1", {u"*-*~1..7"_s});
    row("09.30", {u"09:30"_s});
    row("* 09:00", {u"09:00"_s});
    row("24:00", {u"00:00"_s});
    row("*-*-* */6:00", {u"*-*-* 0/6:00"_s});
    row("22..02:00", {u"22..23,00..02:00"_s});
    row("Fri..Mon", {u"Mon,Fri..Sun"_s});
    row("2026-01-01T09:00", {u"2026-01-01 09:00"_s});
    row("09:00 +02:00", {u"09:00 Etc/GMT-2"_s});
    row("09:00 europe/berlin", {u"09:00 Europe/Berlin"_s});
    row("*-*-29..31 Fri", {u"Fri *-*-29..31"_s});
    // What is no calendar event at all may be another way to write one.
    row("0 9 13 * 5", {u"*-*-13 09:00"_s, u"Fri 09:00"_s});
    row("every weekday at 9", {u"Mon..Fri 09:00"_s});
    row("every day at 9:00 in berlin", {u"09:00 Europe/Berlin"_s});
    row("FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=18", {u"Fri *-*~01..07 18:00"_s});
    row("every other day", {});
}

void LintTest::refusedTextsAreMended()
{
    QFETCH(QStringList, fix);
    const auto lints = lint(QTest::currentDataTag(), TimeZone::utc(), kNow);
    QCOMPARE(lints.size(), std::size_t{1});
    QStringList lines;
    for (const std::string& line : lints.front().fix)
        lines.append(QString::fromStdString(line));
    QCOMPARE(lines, fix);
}

/// A fix that is itself refused would be worse than none; one that says the same again would be no fix.
void LintTest::everyFixParses()
{
    const auto berlin = TimeZone::load("Europe/Berlin");
    QVERIFY(berlin);
    int fixes = 0;
    for (const QString& text : vectorTexts(QStringLiteral(REVEILLE_TEST_DATA), true) +
                                   vectorTexts(QStringLiteral(REVEILLE_TEST_DATA), false)) {
        const auto lints = lint(text.toStdString(), *berlin, kNow);
        QVERIFY(std::is_sorted(lints.begin(), lints.end(),
                               [](const Lint& a, const Lint& b) { return a.severity < b.severity; }));
        for (const Lint& lint : lints) {
            QVERIFY(lint.column + lint.length <= std::size_t(text.toUtf8().size()));
            for (const std::string& line : lint.fix) {
                ++fixes;
                QVERIFY2(CalendarEvent::parse(line),
                         qPrintable(text + u" -> "_s + QString::fromStdString(line)));
                QVERIFY(line != text.toStdString());
            }
        }
    }
    QVERIFY(fixes > 100);
}

void LintTest::rates_data()
{
    QTest::addColumn<quint64>("inDay");
    QTest::addColumn<quint64>("inYear");
    QTest::addColumn<qint64>("shortest");
    QTest::addColumn<qint64>("longest");
    constexpr qint64 kMinute = 60;
    constexpr qint64 kDay = 86'400;
    const auto row = [](const char* text, quint64 inDay, quint64 inYear, qint64 shortest, qint64 longest) {
        QTest::newRow(text) << inDay << inYear << shortest << longest;
    };
    row("*:0/15 UTC", 96, 96 * 365, 15 * kMinute, 15 * kMinute);
    row("*:0/7 UTC", 9 * 24, 9 * 24 * 365, 4 * kMinute, 7 * kMinute);
    row("Mon..Fri 09:00 UTC", 1, 261, kDay, 3 * kDay);
    row("*-*-31 UTC", 0, 7, 31 * kDay, 61 * kDay);
    // Two changes of the clocks: one elapse is lost in spring, one gap is an hour longer in autumn.
    row("02:30 Europe/Berlin", 1, 364, kDay, 47 * 3600);
    row("hourly Europe/Berlin", 24, 24 * 365 - 1, 3600, 7200);
    // The silence of autumn is far beyond the thousands of gaps that are walked.
    row("*:0/15 Europe/Berlin", 96, 96 * 365 - 4, 15 * kMinute, 75 * kMinute);
    row("*-02-29 UTC", 0, 0, 1461 * kDay, 1461 * kDay);
}

void LintTest::rates()
{
    QFETCH(quint64, inDay);
    QFETCH(quint64, inYear);
    QFETCH(qint64, shortest);
    QFETCH(qint64, longest);
    const auto table = Timetable::parse({QTest::currentDataTag()}, TimeZone::utc());
    QVERIFY(table);
    const Rate rate = rateOf(*table, kNow);
    QVERIFY(rate.countsExact);
    QCOMPARE(quint64(rate.inDay), inDay);
    // The elapses themselves are the oracle of the arithmetic.
    quint64 listed = 0;
    for (auto next = table->next(kNow); next && *next <= kNow + std::chrono::hours(24 * 365);
         next = table->next(*next))
        ++listed;
    QCOMPARE(quint64(rate.inYear), listed);
    QCOMPARE(listed, inYear);
    QVERIFY(rate.shortestGap && rate.longestGap);
    QCOMPARE(qint64(rate.shortestGap->count()), shortest * 1'000'000);
    QCOMPARE(qint64(rate.longestGap->count()), longest * 1'000'000);
}

void LintTest::explanationHasEverything()
{
    const auto berlin = TimeZone::load("Europe/Berlin");
    QVERIFY(berlin);
    const Explanation e = explain({"Mon..Fri 09:30", "Mon..Fri 17:30"}, *berlin, kNow);
    QStringList lines;
    for (const std::string& line : english(e))
        lines.append(QString::fromStdString(line));
    QCOMPARE(lines,
             (QStringList{
                 u"every weekday at 09:30 and 17:30 in Berlin"_s,
                 u"522 runs in the next 365 days, 10 in the next 7 days, 2 in the next 24 hours"_s,
                 u"between 8 hours and 2 days 17 hours apart"_s,
                 u"2026-03-29: clocks go forward from 02:00 to 03:00 in Berlin; no run is affected; in UTC "
                 "they come 1 hour earlier from then on"_s,
                 u"2026-10-25: clocks go back from 03:00 to 02:00 in Berlin; no run is affected; in UTC they "
                 "come 1 hour later from then on"_s,
                 u"note: No zone is written; this is read in Berlin."_s,
             }));
    const auto weeks = Timetable::parse({"Mon *-*~7/1 18:00"}, *berlin);
    QVERIFY(weeks);
    QCOMPARE(english(rateOf(*weeks, kNow)).back(), std::string("about 28 to 35 days apart"));
    const Explanation refused = explain({"09:00", "nonsense"}, *berlin, kNow);
    QVERIFY(refused.words.empty());
    QVERIFY(!refused.rate);
    QCOMPARE(refused.lints.front().line, std::size_t{1});
}

QTEST_GUILESS_MAIN(LintTest)
#include "LintTest.moc"
