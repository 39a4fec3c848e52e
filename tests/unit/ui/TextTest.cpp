#include "core/model/TimeText.h"
#include "core/text/CommandLine.h"
#include "tests/support/InventedData.h"
#include "ui/models/ScheduleRow.h"
#include "ui/runs/OutputPane.h"
#include "ui/text/PlainOutput.h"
#include "ui/text/PolicyText.h"
#include "ui/text/StateLook.h"
#include "ui/text/TimeView.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/window/Commands.h"
#include "ui/window/PageHeader.h"
#include "ui/window/StatusStrip.h"

#include <algorithm>

#include <QTest>

using namespace reveille;
using namespace reveille::ui;
using namespace reveille::test;
using namespace Qt::StringLiterals;

class TextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commandLine_data();
    void commandLine();
    void commandTextRoundTrips_data();
    void commandTextRoundTrips();
    void plainOutputShowsWhatWouldHide();
    void countdown_data();
    void countdown();
    void hereIsSaidWhereClocksDiffer_data();
    void hereIsSaidWhereClocksDiffer();
    void tomorrow_data();
    void tomorrow();
    void statusLine();
    void whyAMachineIsAwake();
    void aPausedScheduleSaysSo();
    void everyStateHasShapeAndWord();
    void kept_data();
    void kept();
    void startDeadlineInWords();
    void columnsFillTheRoom();
};

void TextTest::commandLine_data()
{
    using Problem = CommandLine::Problem;
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("argv");
    QTest::addColumn<int>("problem");
    QTest::addColumn<QString>("shell");
    const auto row = [](const char* name, const QString& text, const QStringList& argv,
                        Problem problem = Problem::None, const QString& shell = {}) {
        QTest::addRow("%s", name) << text << argv << static_cast<int>(problem) << shell;
    };
    row("words", u"  a  b c "_s, {u"a"_s, u"b"_s, u"c"_s});
    row("single quotes keep all", uR"('a $b "c\')"_s, {uR"(a $b "c\)"_s});
    row("double quotes", uR"("a \"b\" \n")"_s, {uR"(a "b" \n)"_s});
    row("an empty word", u"a ''"_s, {u"a"_s, u""_s});
    row("joined quotes", u"--x='1 2'3"_s, {u"--x=1 23"_s});
    row("backslash", u"a\\ b"_s, {u"a b"_s});
    row("C quotes", u"$'a\\nb\\u202e'"_s, {u"a\nb\u202e"_s});
    row("a pipe is only a word", u"a | b"_s, {u"a"_s, u"|"_s, u"b"_s}, Problem::None, u"|"_s);
    row("a variable in quotes", u"echo \"$HOME\""_s, {u"echo"_s, u"$HOME"_s}, Problem::None, u"$"_s);
    row("a tilde inside a word is plain", u"a~b"_s, {u"a~b"_s});
    row("nothing", u"   "_s, {}, Problem::Empty);
    row("open quote", u"a 'b"_s, {u"a"_s}, Problem::OpenQuote);
    row("open backslash", u"a \\"_s, {u"a"_s}, Problem::OpenBackslash);
}

void TextTest::commandLine()
{
    QFETCH(QString, text);
    QFETCH(QStringList, argv);
    QFETCH(int, problem);
    QFETCH(QString, shell);
    const CommandLine line = parseCommandLine(text);
    QCOMPARE(line.argv, argv);
    QCOMPARE(static_cast<int>(line.problem), problem);
    QCOMPARE(line.shellSyntax, shell);
}

void TextTest::commandTextRoundTrips_data()
{
    QTest::addColumn<QStringList>("argv");
    QTest::addColumn<bool>("shell");
    QTest::addRow("plain") << QStringList{u"a"_s, u"-b"_s} << false;
    QTest::addRow("blanks and quotes") << QStringList{u"a b"_s, u"it's"_s, u""_s, u"\"$x\""_s} << false;
    QTest::addRow("control characters") << QStringList{u"a\nb\t\u202ec\x1b"_s} << false;
    QTest::addRow("bash") << QStringList{u"bash"_s, u"-c"_s, u"a | b 'c"_s} << true;
    QTest::addRow("another shell keeps its name") << QStringList{u"/bin/sh"_s, u"-c"_s, u"x"_s} << true;
    QTest::addRow("a shell with more words") << QStringList{u"bash"_s, u"-c"_s, u"x"_s, u"y"_s} << false;
}

void TextTest::commandTextRoundTrips()
{
    QFETCH(QStringList, argv);
    QFETCH(bool, shell);
    const CommandText text = commandText(argv);
    QCOMPARE(text.throughShell, shell);
    QCOMPARE(toArgv(text), argv);
}

void TextTest::plainOutputShowsWhatWouldHide()
{
    QCOMPARE(plainOutput("a\r\nb\tc\n"), u"a\nb\tc\n"_s);
    QCOMPARE(plainOutput("\x1b[31mred\x07"), u"red\u2407"_s);
    QCOMPARE(plainOutput("\x1b[1;38:5:9mbold\x1b[m.\x1b[0m"), u"bold."_s);
    QCOMPARE(plainOutput("\x1b[2Jx\x1b[31"), u"\u241b[2Jx\u241b[31"_s);
    QCOMPARE(plainOutput("\x1b[?25m\x1b"), u"\u241b[?25m\u241b"_s);
    QCOMPARE(plainOutput("50%\r100%"), u"50%\u240d100%"_s);
    QCOMPARE(plainOutput("a\xe2\x80\xae"
                         "b"),
             u"a‹U+202E›b"_s);
    QCOMPARE(plainOutput("\xff"), u"\ufffd"_s);
    QCOMPARE(plainOutput("<b>x</b>"), u"<b>x</b>"_s);
}

void TextTest::countdown_data()
{
    QTest::addColumn<int>("milliseconds");
    QTest::addColumn<QString>("text");
    QTest::addRow("minutes") << 238'000 << u"00:03:58"_s;
    QTest::addRow("rounded up") << 1 << u"00:00:01"_s;
    QTest::addRow("past") << -5000 << u"00:00:00"_s;
    QTest::addRow("days") << (2 * 86400 + 61) * 1000 << u"2 d 00:01:01"_s;
}

void TextTest::countdown()
{
    QFETCH(int, milliseconds);
    QFETCH(QString, text);
    QCOMPARE(countdownText(inventedNow() + std::chrono::milliseconds(milliseconds), inventedNow()), text);
}

void TextTest::hereIsSaidWhereClocksDiffer_data()
{
    QTest::addColumn<QString>("at");
    QTest::addColumn<QString>("there");
    QTest::addColumn<QString>("here");
    QTest::addColumn<QString>("text");
    QTest::addRow("the same zone") << u"2026-11-23T01:00:00Z"_s << u"UTC"_s << u"UTC"_s << QString();
    QTest::addRow("another zone with the same clock")
        << u"2026-11-23T01:00:00Z"_s << u"Europe/London"_s << u"UTC"_s << QString();
    QTest::addRow("another hour") << u"2026-11-23T01:00:00Z"_s << u"Europe/Berlin"_s << u"UTC"_s
                                  << u"01:00 here"_s;
    QTest::addRow("another day") << u"2026-11-22T23:30:00Z"_s << u"Europe/Berlin"_s << u"UTC"_s
                                 << u"Sun 23:30 here"_s;
    QTest::addRow("with seconds") << u"2026-11-23T01:00:07Z"_s << u"Europe/Berlin"_s << u"UTC"_s
                                  << u"01:00:07 here"_s;
}

void TextTest::hereIsSaidWhereClocksDiffer()
{
    QFETCH(QString, at);
    QFETCH(QString, there);
    QFETCH(QString, here);
    QFETCH(QString, text);
    const TimeView view{inventedNow(), *calendar::TimeZone::load(here.toStdString())};
    QCOMPARE(hereText(*fromRfc3339(at), *calendar::TimeZone::load(there.toStdString()), view), text);
}

void TextTest::tomorrow_data()
{
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("now");
    QTest::addColumn<QString>("midnight");
    QTest::addRow("UTC") << u"UTC"_s << u"2026-11-22T12:00:00Z"_s << u"2026-11-23T00:00:00Z"_s;
    QTest::addRow("end of the year") << u"UTC"_s << u"2026-12-31T23:59:59Z"_s << u"2027-01-01T00:00:00Z"_s;
    QTest::addRow("Berlin") << u"Europe/Berlin"_s << u"2026-11-22T23:30:00Z"_s << u"2026-11-23T23:00:00Z"_s;
    QTest::addRow("a midnight that does not exist")
        << u"America/Santiago"_s << u"2026-09-05T12:00:00Z"_s << u"2026-09-06T04:00:00Z"_s;
}

void TextTest::tomorrow()
{
    QFETCH(QString, zone);
    QFETCH(QString, now);
    QFETCH(QString, midnight);
    const TimeView view{*fromRfc3339(now), *calendar::TimeZone::load(zone.toStdString())};
    QCOMPARE(toRfc3339(startOfTomorrow(view)), midnight);
}

void TextTest::whyAMachineIsAwake()
{
    EngineState state;
    Changes world = inventedWorld();
    const TimeView view{inventedNow(), calendar::TimeZone::utc()};
    state.apply(world);
    const auto header = [&](qsizetype machine) {
        Scope scope;
        scope.account = world.machines[machine].key.account;
        scope.machine = world.machines[machine].key;
        return headerTexts(state, scope, view);
    };
    QCOMPARE(header(0).awake, QString());
    QCOMPARE(header(1).awake, u"Awake, and not because of Reveille."_s);
    MachineLease lease;
    lease.machine = world.machines[1].key;
    lease.since = inventedNow() - std::chrono::minutes(2);
    lease.wokenByUs = true;
    Changes held;
    held.leases = {lease};
    state.apply(held);
    QCOMPARE(header(1).awake, u"Held for embed-news since Sun 22 Nov 11:58. It sleeps again afterwards."_s);
    lease.wokenByUs = false;
    held.leases = {lease};
    state.apply(held);
    QVERIFY(header(1).awake.endsWith(u"stays awake."_s));
    lease.sleepOwedSince = inventedNow() - std::chrono::minutes(1);
    held.leases = {lease};
    state.apply(held);
    QVERIFY(header(1).awake.startsWith(u"No run needs it since Sun 22 Nov 11:59"_s));
    QCOMPARE(header(1).awakeColor, Color::Dim);
    lease.sleepAttempts = 3;
    lease.note = u"machine is busy"_s;
    held.leases = {lease};
    state.apply(held);
    QVERIFY(header(1).awake.contains(u"tries so far: 3"_s));
    QVERIFY(header(1).awake.endsWith(u"machine is busy"_s));
    QCOMPARE(header(1).awakeColor, Color::Failed);
}

void TextTest::aPausedScheduleSaysSo()
{
    Changes world = inventedWorld();
    Schedule& nightly = world.schedules[0];
    const TimeView view{inventedNow(), calendar::TimeZone::utc()};
    const auto row = [&] {
        EngineState state;
        state.apply(world);
        const QVector<ScheduleRow> rows = ScheduleRows().make(state, view);
        return *std::find_if(rows.begin(), rows.end(),
                             [&](const ScheduleRow& each) { return each.schedule.id == nightly.id; });
    };
    QCOMPARE(row().note, u"fired by Reveille"_s);
    nightly.pause = Pause{inventedNow() - std::chrono::hours(1), std::nullopt, {}};
    QCOMPARE(row().note, u"paused until you resume it"_s);
    QCOMPARE(row().nextText, u"paused"_s);
    nightly.pause->until = inventedNow() + std::chrono::hours(69);
    nightly.pause->note = u"migrating"_s;
    QCOMPARE(row().note, u"paused until Wed 25 Nov 09:00, “migrating”"_s);
    QCOMPARE(row().nextText, u"paused"_s);
    // It fires again by the time it comes.
    nightly.pause->until = inventedNow() + std::chrono::hours(1);
    QCOMPARE(row().nextText, u"in 13 h"_s);
    nightly.pause->until = inventedNow() - std::chrono::minutes(1);
    nightly.policy.skipNext = 2;
    QCOMPARE(row().note, u"skips its next 2 firings"_s);
}

void TextTest::statusLine()
{
    EngineState state;
    state.apply(inventedWorld());
    const TimeView view{inventedNow() + std::chrono::seconds(19), calendar::TimeZone::utc()};
    StatusTexts texts = statusTexts(state, view);
    QCOMPARE(texts.runner, u"Runner on"_s);
    QCOMPARE(texts.next, u"Next: first-hello on first-machine in"_s);
    QCOMPARE(texts.countdown, u"00:00:41"_s);
    QCOMPARE(texts.running, u"1 running"_s);
    QCOMPARE(texts.awake, u"3 machines awake"_s);
    Changes changes;
    changes.status = state.status();
    changes.status->state = RunnerState::Paused;
    changes.status->pause = Pause{inventedNow(), inventedNow() + std::chrono::hours(1), {}};
    changes.status->machinesAwake = 1;
    state.apply(changes);
    texts = statusTexts(state, view);
    QCOMPARE(texts.runner, u"Paused until Sun 22 Nov 13:00"_s);
    QVERIFY(texts.countdown.isEmpty());
    QCOMPARE(texts.awake, u"1 machine awake"_s);
}

void TextTest::everyStateHasShapeAndWord()
{
    for (int phase = 0; phase <= static_cast<int>(MachinePhase::Failed); ++phase)
        QVERIFY2(!lookOf(static_cast<MachinePhase>(phase)).icon.isEmpty(),
                 qPrintable(QString::number(phase)));
    for (int outcome = 0; outcome <= static_cast<int>(Outcome::Unknown); ++outcome) {
        Run run;
        run.outcome = static_cast<Outcome>(outcome);
        run.state = run.outcome == Outcome::None ? RunState::Running : RunState::Closed;
        QVERIFY2(!lookOf(run).icon.isEmpty(), qPrintable(QString::number(outcome)));
        QVERIFY2(!shortOutcomeText(run).isEmpty(), qPrintable(QString::number(outcome)));
    }
}

void TextTest::kept_data()
{
    QTest::addColumn<qint64>("written");
    QTest::addColumn<qint64>("kept");
    QTest::addColumn<QString>("text");
    QTest::addRow("nothing") << qint64(0) << qint64(0) << u""_s;
    QTest::addRow("all of little") << qint64(312) << qint64(312) << u"312 bytes"_s;
    QTest::addRow("a part") << qint64(2048) << qint64(1024) << u"1.0 KiB of 2.0 KiB kept"_s;
}

void TextTest::kept()
{
    QFETCH(qint64, written);
    QFETCH(qint64, kept);
    QFETCH(QString, text);
    QCOMPARE(keptText(written, kept), text);
}

void TextTest::startDeadlineInWords()
{
    using namespace std::chrono;
    const auto deadline = [](seconds period) {
        const calendar::Instant at = inventedNow();
        for (const PolicyLine& line : policyLines(Schedule(), {at, at + period})) {
            if (line.what == u"Start is late")
                return line.then;
        }
        return QString();
    };
    QCOMPARE(deadline(seconds(30)), u"give up after 1 min"_s);
    QCOMPARE(deadline(minutes(30)), u"give up after 15 min"_s);
    QCOMPARE(deadline(hours(24)), u"give up after 1 h"_s);
}

void TextTest::columnsFillTheRoom()
{
    QCOMPARE(fitColumns({{5, 0}, {10, 1}, {10, 2}}, 8, 500), (QVector<int>{40, 180, 280}));
    QCOMPARE(fitColumns({{5, 0}, {10, 1}, {10, 2}}, 8, 100), (QVector<int>{40, 80, 80}));
    QCOMPARE(fitColumns({{0, 1}, {0, 1}, {0, 1}}, 8, 100), (QVector<int>{33, 33, 34}));
}

QTEST_MAIN(TextTest)
#include "TextTest.moc"
