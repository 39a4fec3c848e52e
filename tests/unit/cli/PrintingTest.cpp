#include "app/cli/ErrorReport.h"
#include "app/cli/Lookup.h"
#include "app/cli/TablePrinter.h"
#include "app/cli/TimeInput.h"
#include "core/engine/ScheduleCheck.h"
#include "core/model/TimeText.h"
#include "tests/unit/cli/CliBench.h"

#include <QTest>

using namespace reveille;
using namespace reveille::cli;
using namespace reveille::test;
using namespace Qt::StringLiterals;

/// The small pure parts: tables, places in expressions, times, sizes, names.
class PrintingTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tableAligns();
    void tableKeepsTheTerminalSafe();
    void caretStandsUnderTheMistake_data();
    void caretStandsUnderTheMistake();
    void times_data();
    void times();
    void timesRefused_data();
    void timesRefused();
    void wallClocks();
    void sizes_data();
    void sizes();
    void machinesByName();
    void onlyAccountNeedsNoName();
};

void PrintingTest::tableAligns()
{
    TablePrinter table({u"Name"_s, u"N"_s, u"Last"_s});
    table.align(1, TablePrinter::Align::Right);
    table.addRow({u"日本"_s, u"7"_s, u"x"_s});
    table.addRow({u"e\u0301a"_s, u"123"_s, {}});
    QCOMPARE(table.text(), u"Name    N  Last\n日本    7  x\ne\u0301a    123"_s);
}

void PrintingTest::tableKeepsTheTerminalSafe()
{
    TablePrinter table({u"Name"_s});
    table.addRow({u"a\x1b[31mred\nnext\u202Eback"_s});
    QVERIFY(!table.text().contains(u'\x1b'));
    QVERIFY(!table.text().contains(QChar(0x202E)));
    QCOMPARE(table.text().count(u'\n'), 1);
}

void PrintingTest::caretStandsUnderTheMistake_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("under");
    QTest::newRow("hour") << u"Mon 25:00"_s << u"25"_s;
    QTest::newRow("not the first") << u"Mon,Fri 2026-13-01"_s << u"13"_s;
}

void PrintingTest::caretStandsUnderTheMistake()
{
    QFETCH(QString, expression);
    QFETCH(QString, under);
    const auto checked = checkExpression(expression);
    QVERIFY(!checked.has_value());
    const QStringList lines = errorReport(checked.error()).split(u'\n');
    QVERIFY(lines.size() >= 4);
    QCOMPARE(lines.at(1), QString(u"  "_s + expression));
    const QString& carets = lines.at(2);
    QCOMPARE(carets.size(), lines.at(1).indexOf(under) + under.size());
    QCOMPARE(carets.trimmed(), QString(under.size(), u'^'));
}

void PrintingTest::times_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("utc");
    QTest::newRow("now") << u"now"_s << u"2026-03-02T08:00:00Z"_s;
    QTest::newRow("utc") << u"2026-11-22T09:00:00Z"_s << u"2026-11-22T09:00:00Z"_s;
    QTest::newRow("offset") << u"2026-11-22T09:00:00+02:00"_s << u"2026-11-22T07:00:00Z"_s;
    QTest::newRow("date") << u"2026-07-01"_s << u"2026-06-30T22:00:00Z"_s;
    QTest::newRow("wall clock") << u"2026-07-01 09:30"_s << u"2026-07-01T07:30:00Z"_s;
    QTest::newRow("wall clock with T") << u"2026-01-01T09:30:15"_s << u"2026-01-01T08:30:15Z"_s;
    QTest::newRow("in a gap") << u"2026-03-29 02:30"_s << u"2026-03-29T01:00:00Z"_s;
    QTest::newRow("later today") << u"18:00"_s << u"2026-03-02T17:00:00Z"_s;
    QTest::newRow("tomorrow") << u"7:15"_s << u"2026-03-03T06:15:00Z"_s;
}

void PrintingTest::times()
{
    QFETCH(QString, text);
    QFETCH(QString, utc);
    const auto berlin = calendar::TimeZone::load("Europe/Berlin");
    QVERIFY(berlin.has_value());
    const auto read = timeFromArgument(text, *berlin, FakeClock().now());
    QVERIFY(read.has_value());
    QCOMPARE(toRfc3339(*read), utc);
}

void PrintingTest::timesRefused_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "tomorrow", "25:00", "2026-02-30", "2026-01-01 24:00", "09", "2026-1-1"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void PrintingTest::timesRefused()
{
    QFETCH(QString, text);
    const auto read = timeFromArgument(text, calendar::TimeZone::utc(), FakeClock().now());
    QVERIFY(!read.has_value());
    QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
}

void PrintingTest::wallClocks()
{
    const auto kolkata = calendar::TimeZone::load("Asia/Kolkata").value_or(calendar::TimeZone::utc());
    const auto at = FakeClock().now() + std::chrono::milliseconds(250);
    QCOMPARE(wallText(at, kolkata), u"Mon 2026-03-02 13:30:00.25"_s);
    QCOMPARE(offsetText(at, kolkata), u"+05:30"_s);
    QCOMPARE(rfc3339In(FakeClock().now(), kolkata), u"2026-03-02T13:30:00+05:30"_s);
    const auto newYork = calendar::TimeZone::load("America/New_York").value_or(calendar::TimeZone::utc());
    QCOMPARE(rfc3339In(FakeClock().now(), newYork), u"2026-03-02T03:00:00-05:00"_s);
}

void PrintingTest::sizes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("gib");
    QTest::addColumn<qint64>("size");
    QTest::newRow("MiB") << u"1024"_s << false << qint64(1024);
    QTest::newRow("M") << u"512M"_s << false << qint64(512);
    QTest::newRow("GiB as MiB") << u"2GiB"_s << false << qint64(2048);
    QTest::newRow("GiB") << u"10"_s << true << qint64(10);
    QTest::newRow("T") << u"1T"_s << true << qint64(1024);
    QTest::newRow("M as GiB") << u"2048M"_s << true << qint64(2);
    QTest::newRow("no whole GiB") << u"100M"_s << true << qint64(-1);
    QTest::newRow("words") << u"much"_s << false << qint64(-1);
    QTest::newRow("negative") << u"-1"_s << false << qint64(-1);
}

void PrintingTest::sizes()
{
    QFETCH(QString, text);
    QFETCH(bool, gib);
    QFETCH(qint64, size);
    QCOMPARE(sizeFromArgument(text, gib ? SizeUnit::GiB : SizeUnit::MiB).value_or(-1), size);
}

void PrintingTest::machinesByName()
{
    World world;
    world.accounts = {CliBench::account(u"a1"_s, u"Work"_s), CliBench::account(u"a2"_s, u"Home"_s)};
    world.machines = {CliBench::machine(u"dm-1"_s, u"Builder"_s, u"a1"_s),
                      CliBench::machine(u"dm-2"_s, u"builder"_s, u"a2"_s),
                      CliBench::machine(u"dm-3"_s, u"dm-1"_s, u"a2"_s)};
    QCOMPARE(findMachine(world, u"dm-2"_s, {}).value().name, u"builder"_s);
    // An id goes before a name that looks like it.
    QCOMPARE(findMachine(world, u"dm-1"_s, {}).value().name, u"Builder"_s);
    QCOMPARE(findMachine(world, u"builder"_s, {}).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(findMachine(world, u"BUILDER"_s, u"home"_s).value().key.machine.value, u"dm-2"_s);
    QCOMPARE(findMachine(world, u"dm-1"_s, u"home"_s).value().key.machine.value, u"dm-3"_s);
    QCOMPARE(findMachine(world, u"dm-9"_s, {}).error().code, ErrorCode::NotFound);
    QCOMPARE(findMachine(world, u"dm-1"_s, u"nobody"_s).error().code, ErrorCode::NotFound);
    QCOMPARE(findMachine(world, {}, {}).error().code, ErrorCode::NotFound);
}

void PrintingTest::onlyAccountNeedsNoName()
{
    World world;
    QCOMPARE(pickAccount(world, {}).error().code, ErrorCode::NotFound);
    world.accounts = {CliBench::account(u"a1"_s, u"Work"_s)};
    QCOMPARE(pickAccount(world, {}).value().name, u"Work"_s);
    world.accounts.append(CliBench::account(u"a2"_s, u"Home"_s));
    QCOMPARE(pickAccount(world, {}).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(pickAccount(world, u"home"_s).value().id.value, u"a2"_s);
}

QTEST_GUILESS_MAIN(PrintingTest)
#include "PrintingTest.moc"
