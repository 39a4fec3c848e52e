#include "core/calendar/subset/ProviderSubset.h"

#include "core/calendar/Civil.h"
#include "tests/unit/calendar_language/Vectors.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QTest>

using namespace reveille::calendar;
using namespace Qt::StringLiterals;
using Verdict = SubsetFit::Verdict;

namespace {

const Instant kNow(std::chrono::microseconds(wallMicros({2026, 1, 1, 0, 0, 0, 0})));

SubsetFit fit(const std::vector<std::string>& lines, const TimeZone& zone = TimeZone::utc(), int years = 10)
{
    const auto table = Timetable::parse(lines, zone);
    return table ? fitTo(ProviderSubset::unikraft(), *table, kNow, years) : SubsetFit();
}

QStringList textOf(const std::vector<std::string>& lines)
{
    QStringList texts;
    for (const std::string& line : lines)
        texts.append(QString::fromStdString(line));
    return texts;
}

/// What the provider's page shows: six fields, lists, ranges, bounded steps, nothing else.
bool isDocumented(const QString& line)
{
    static const QRegularExpression kShape(
        u"^([A-Z][a-z]{2}([.,]+[A-Z][a-z]{2})* )?"
        "(\\*|[0-9,./]+)-(\\*|[0-9,./]+)-(\\*|[0-9,./]+) (\\*|[0-9,./]+):(\\*|[0-9,./]+):(\\*|[0-9,./]+)$"_s);
    static const QRegularExpression kOpenStep(u"(^|[-,: ])[0-9]+/"_s);
    static const QRegularExpression kFraction(u"[0-9]\\.[0-9]"_s);
    return kShape.match(line).hasMatch() && !kOpenStep.match(line).hasMatch() &&
           !kFraction.match(line).hasMatch();
}

} // namespace

Q_DECLARE_METATYPE(Verdict)

/// What a provider with a part of the grammar and no zones can be given.
class SubsetTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fits_data();
    void fits();
    void refusals_data();
    void refusals();
    void unionsCountTheirLines();
    void whatIsSentIsProved();
};

void SubsetTest::fits_data()
{
    QTest::addColumn<Verdict>("verdict");
    QTest::addColumn<QStringList>("lines");
    const auto row = [](const char* text, Verdict verdict, const QStringList& lines) {
        QTest::newRow(text) << verdict << lines;
    };
    row("*-*-* 09:00:00", Verdict::AsIs, {u"*-*-* 09:00:00"_s});
    row("Mon-Fri 09:00", Verdict::AsIs, {u"Mon..Fri *-*-* 09:00:00"_s});
    row("daily", Verdict::AsIs, {u"*-*-* 00:00:00"_s});
    row("09:00 UTC", Verdict::AsIs, {u"*-*-* 09:00:00"_s});
    row("*:0/15", Verdict::Translated, {u"*-*-* *:00..45/15:00"_s});
    row("*-*-1/7 *:0/7:0/7", Verdict::Translated, {u"*-*-01..29/7 *:00..56/7:00..56/7"_s});
    row("26-12-25 9:00", Verdict::AsIs, {u"2026-12-25 09:00:00"_s});
    row("@1900000000", Verdict::Translated, {u"2030-03-17 17:46:40"_s});
    row("2026-07-01 09:00 Europe/Berlin", Verdict::Translated, {u"2026-07-01 07:00:00"_s});
    row("09:00 Asia/Kolkata", Verdict::Translated, {u"*-*-* 03:30:00"_s});
    row("Mon 03:00 Asia/Kolkata", Verdict::Translated, {u"Sun *-*-* 21:30:00"_s});
    row("Sun 22:00 America/Bogota", Verdict::Translated, {u"Mon *-*-* 03:00:00"_s});
    row("*:0/15 Asia/Kolkata", Verdict::Translated, {u"*-*-* *:00..45/15:00"_s});
    row("*-*-15 03:00 Asia/Tokyo", Verdict::Translated, {u"*-*-14 18:00:00"_s});
    row("09:00 Etc/GMT-1", Verdict::Translated, {u"*-*-* 08:00:00"_s});
    row("*-*~1 23:00", Verdict::Translated,
        {u"*-01..07/2,08..12/2-31 23:00:00"_s, u"*-04,06,09,11-30 23:00:00"_s,
         u"1972..2096/4,2104..2196/4-02-29 23:00:00"_s,
         u"1970..2198/4,1971..2199/4,1973..2197/4-02-28 23:00:00"_s});
    row("*-04~1", Verdict::Translated, {u"*-04-30 00:00:00"_s});
    row("Mon *-05~7/1", Verdict::Translated, {u"Mon *-05-25..31 00:00:00"_s});
}

void SubsetTest::fits()
{
    QFETCH(Verdict, verdict);
    QFETCH(QStringList, lines);
    const SubsetFit found = fit({QTest::currentDataTag()});
    QVERIFY2(found.why.empty(), found.why.c_str());
    QCOMPARE(textOf(found.lines), lines);
    QCOMPARE(found.verdict, verdict);
    QCOMPARE(found.notes.empty(), verdict == Verdict::AsIs);
}

void SubsetTest::refusals_data()
{
    QTest::addColumn<QString>("why");
    QTest::addColumn<QString>("firstDifference");
    QTest::newRow("*:*:0/0.5") << u"Fractions"_s << QString();
    QTest::newRow("*-02-30") << u"no run"_s << QString();
    QTest::newRow("2020-*-*") << u"no run"_s << QString();
    // Pinned to winter time, the first day of summer time is the first to differ.
    QTest::newRow("09:00 Europe/Berlin") << u"2026-03-29"_s << u"2026-03-29T07:00:00"_s;
    QTest::newRow("*:0/15 Europe/Berlin") << u"clocks change"_s << u"2026-10-25T01:00:00"_s;
    QTest::newRow("*-*-01 03:00 Asia/Tokyo") << u"another month"_s << QString();
}

void SubsetTest::refusals()
{
    QFETCH(QString, why);
    QFETCH(QString, firstDifference);
    const SubsetFit found = fit({QTest::currentDataTag()});
    QCOMPARE(found.verdict, Verdict::Refused);
    QVERIFY2(QString::fromStdString(found.why).contains(why), found.why.c_str());
    QCOMPARE(found.differences.empty(), firstDifference.isEmpty());
    // What comes closest is there to be offered with its differences.
    QCOMPARE(found.lines.empty(), firstDifference.isEmpty());
    if (!found.differences.empty()) {
        const auto seconds = found.differences.front().at.time_since_epoch().count() / 1'000'000;
        QCOMPARE(QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(u"yyyy-MM-ddTHH:mm:ss"_s),
                 firstDifference);
    }
}

void SubsetTest::unionsCountTheirLines()
{
    QCOMPARE(textOf(fit({"09:00", "17:30"}).lines), (QStringList{u"*-*-* 09:00:00"_s, u"*-*-* 17:30:00"_s}));
    QCOMPARE(fit({"*-*~1 09:00", "*-*~1 17:30"}).lines.size(), std::size_t{8});
    const SubsetFit tooMany = fit({"*-*~1 09:00", "*-*~1 17:30", "12:00"});
    QCOMPARE(tooMany.verdict, Verdict::Refused);
    QVERIFY2(QString::fromStdString(tooMany.why).contains(u"needs 9 expressions"_s), tooMany.why.c_str());
    QCOMPARE(fit({"daily", "00:00"}).lines.size(), std::size_t{1});
}

/// Of all valid texts, what is not refused is in the documented part and elapses the same, asked another way
/// than by the comparison itself.
void SubsetTest::whatIsSentIsProved()
{
    const auto lima = TimeZone::load("America/Lima");
    QVERIFY(lima);
    int sent = 0;
    for (const QString& text : vectorTexts(QStringLiteral(REVEILLE_TEST_DATA), true)) {
        const auto table = Timetable::parse({text.toStdString()}, *lima);
        if (!table)
            continue;
        const SubsetFit found = fitTo(ProviderSubset::unikraft(), *table, kNow, 2);
        if (found.verdict == Verdict::Refused) {
            QVERIFY2(!found.why.empty(), qPrintable(text));
            continue;
        }
        ++sent;
        for (const QString& line : textOf(found.lines))
            QVERIFY2(isDocumented(line), qPrintable(text + u" -> "_s + line));
        const auto utc = Timetable::parse(found.lines, TimeZone::utc());
        QVERIFY(utc);
        auto at = std::optional(kNow);
        for (int i = 0; i < 40 && at && *at < kNow + std::chrono::hours(24 * 729); ++i) {
            const auto next = table->next(*at);
            QVERIFY2(!next || *next > kNow + std::chrono::hours(24 * 729) || utc->next(*at) == next,
                     qPrintable(text));
            at = next;
        }
    }
    QVERIFY(sent > 300);
}

QTEST_GUILESS_MAIN(SubsetTest)
#include "SubsetTest.moc"
