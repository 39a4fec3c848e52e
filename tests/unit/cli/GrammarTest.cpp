#include "tests/unit/cli/CliBench.h"

#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

/// What the command line understands, and how it says that it does not.
class GrammarTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mistakes_data();
    void mistakes();
    void keyIsNeverAnArgument_data();
    void keyIsNeverAnArgument();
    void helpListsExitCodes();
    void helpOfEverySubcommand_data();
    void helpOfEverySubcommand();
    void version();
    void optionsStandBeforeAndAfter_data();
    void optionsStandBeforeAndAfter();
    void namesMayLookLikeCommands();
};

void GrammarTest::mistakes_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* name, const QStringList& arguments, const QString& said) {
        QTest::newRow(name) << arguments << said;
    };
    row("nothing", {}, u"subcommand"_s);
    row("unknown command", {u"frobnicate"_s}, u"no command \"reveillectl frobnicate\""_s);
    row("unknown command of a group", {u"machine"_s, u"frob"_s, u"--json"_s},
        u"\"reveillectl machine frob\""_s);
    row("unknown option", {u"runs"_s, u"--frob"_s}, u"--frob"_s);
    row("group alone", {u"schedule"_s}, u"reveillectl schedule --help"_s);
    row("name missing", {u"run-now"_s}, u"NAME"_s);
    row("value missing", {u"runs"_s, u"--limit"_s}, u"--limit"_s);
    row("no number", {u"runs"_s, u"--limit"_s, u"many"_s}, u"--limit"_s);
    row("limit of nothing", {u"runs"_s, u"--limit"_s, u"0"_s}, u"--limit"_s);
    row("command missing", {u"schedule"_s, u"add"_s, u"a"_s, u"--machine"_s, u"m"_s, u"--when"_s, u"daily"_s},
        u"\"--\""_s);
    row("command empty",
        {u"schedule"_s, u"add"_s, u"a"_s, u"--machine"_s, u"m"_s, u"--when"_s, u"daily"_s, u"--"_s},
        u"\"--\""_s);
    row("expression missing", {u"schedule"_s, u"add"_s, u"a"_s, u"--machine"_s, u"m"_s, u"--"_s, u"true"_s},
        u"--when"_s);
    row("command where none goes", {u"runs"_s, u"--"_s, u"true"_s}, u"\"--\""_s);
    row("both ends of a pause", {u"pause"_s, u"--for"_s, u"1h"_s, u"--until"_s, u"18:00"_s}, u"--for"_s);
    row("no expression", {u"next"_s}, u"EXPR"_s);
}

void GrammarTest::mistakes()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, said);
    CliBench bench;
    QCOMPARE(bench.run(arguments), 2);
    QVERIFY2(bench.errText().contains(said), qPrintable(bench.errText()));
    QVERIFY2(bench.errText().contains(u"--help"_s), qPrintable(bench.errText()));
    QVERIFY(bench.out().isEmpty());
    QVERIFY(bench.fake.calls.isEmpty());
}

void GrammarTest::keyIsNeverAnArgument_data()
{
    QTest::addColumn<QStringList>("arguments");
    const QStringList add{u"account"_s, u"add"_s, u"work"_s, u"--provider"_s, u"dedalus"_s};
    QTest::newRow("apart") << add + QStringList{u"--key"_s, u"canary-1234"_s};
    QTest::newRow("together") << add + QStringList{u"--key=canary-1234"_s};
    QTest::newRow("another name") << add + QStringList{u"--api-key"_s, u"canary-1234"_s};
    QTest::newRow("elsewhere") << QStringList{u"account"_s, u"test"_s, u"work"_s, u"--key"_s,
                                              u"canary-1234"_s};
}

void GrammarTest::keyIsNeverAnArgument()
{
    QFETCH(QStringList, arguments);
    CliBench bench;
    QCOMPARE(bench.run(arguments), 2);
    QVERIFY2(bench.errText().contains(u"--key-stdin"_s), qPrintable(bench.errText()));
    QVERIFY(!bench.errText().contains(u"canary"_s));
    QVERIFY(bench.fake.calls.isEmpty());
}

void GrammarTest::helpListsExitCodes()
{
    CliBench bench;
    QCOMPARE(bench.run({u"--help"_s}), 0);
    QVERIFY(bench.errText().isEmpty());
    for (const auto text : {u"Exit codes:", u"10  run-now", u"  8  a calendar", u"--json", u"--data"})
        QVERIFY2(bench.outText().contains(text), qPrintable(bench.outText()));
}

void GrammarTest::helpOfEverySubcommand_data()
{
    QTest::addColumn<QString>("command");
    for (const char* command : {"sandbox",          "account add",
                                "account list",     "account test",
                                "account remove",   "machine list",
                                "machine show",     "machine wake",
                                "machine sleep",    "machine create",
                                "machine delete",   "machine rename",
                                "schedule add",     "schedule list",
                                "schedule show",    "schedule edit",
                                "schedule remove",  "schedule enable",
                                "schedule disable", "run",
                                "run-now",          "runs",
                                "output",           "pause",
                                "resume",           "next"})
        QTest::newRow(command) << QString::fromLatin1(command);
}

void GrammarTest::helpOfEverySubcommand()
{
    QFETCH(QString, command);
    CliBench bench;
    QCOMPARE(bench.run(command.split(u' ') + QStringList{u"--help"_s}), 0);
    QVERIFY2(bench.outText().contains(u"Usage: reveillectl "_s + command), qPrintable(bench.outText()));
    QVERIFY(bench.errText().isEmpty());
}

void GrammarTest::version()
{
    CliBench bench;
    QCOMPARE(bench.run({u"--version"_s}), 0);
    QCOMPARE(bench.outText(), QString(u"reveillectl "_s + QLatin1String(REVEILLE_VERSION) + u'\n'));
}

void GrammarTest::optionsStandBeforeAndAfter_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("before") << QStringList{u"--json"_s, u"schedule"_s, u"list"_s};
    QTest::newRow("between") << QStringList{u"schedule"_s, u"--json"_s, u"list"_s};
    QTest::newRow("after") << QStringList{u"schedule"_s, u"list"_s, u"--json"_s};
    QTest::newRow("with data") << QStringList{u"schedule"_s, u"list"_s, u"--data"_s, u"/x"_s, u"--json"_s};
}

void GrammarTest::optionsStandBeforeAndAfter()
{
    QFETCH(QStringList, arguments);
    CliBench bench;
    QCOMPARE(bench.run(arguments), 0);
    QCOMPARE(bench.out(), QByteArray("[]\n"));
}

void GrammarTest::namesMayLookLikeCommands()
{
    CliBench bench;
    bench.fake.world.schedules = {CliBench::schedule(u"schedule-1"_s, u"run"_s, u"dm-1"_s)};
    QCOMPARE(bench.run({u"schedule"_s, u"disable"_s, u"run"_s}), 0);
    QCOMPARE(bench.fake.calls, QStringList{u"setScheduleEnabled schedule-1 0"_s});
}

QTEST_GUILESS_MAIN(GrammarTest)
#include "GrammarTest.moc"
