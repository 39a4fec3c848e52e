#include "core/text/RunCsv.h"

#include <QTest>

using namespace reveille;
using namespace std::chrono;
using namespace Qt::StringLiterals;

class RunCsvTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fields_data();
    void fields();
    void aTable();
    void aHostileTable();
};

void RunCsvTest::fields_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("field");
    const auto row = [](const char* name, const QString& text, const QString& field) {
        QTest::newRow(name) << text << field;
    };
    row("plain", u"nightly"_s, u"nightly"_s);
    row("empty", {}, {});
    row("comma", u"a,b"_s, u"\"a,b\""_s);
    row("quote", u"say \"x\""_s, u"\"say \"\"x\"\"\""_s);
    row("line", u"a\nb"_s, u"\"a\nb\""_s);
    row("formula", u"=1+1"_s, u"'=1+1"_s);
    row("formula with a comma", u"=HYPERLINK(\"x\",1)"_s, u"\"'=HYPERLINK(\"\"x\"\",1)\""_s);
    row("plus", u"+cmd|' /C calc'!A0"_s, u"'+cmd|' /C calc'!A0"_s);
    row("minus", u"-2+3"_s, u"'-2+3"_s);
    row("at", u"@SUM(A1)"_s, u"'@SUM(A1)"_s);
    row("tab", u"\t=1"_s, u"'\t=1"_s);
    row("carriage return", u"\r=1"_s, u"\"'\r=1\""_s);
    row("a number is one", u"-5"_s, u"-5"_s);
    row("so is this", u"+1.5"_s, u"+1.5"_s);
    row("in the middle it means nothing", u"a=b"_s, u"a=b"_s);
}

void RunCsvTest::fields()
{
    QFETCH(QString, text);
    QFETCH(QString, field);
    QCOMPARE(csvField(text), field);
}

void RunCsvTest::aTable()
{
    Run run;
    run.id = {u"run-1"_s};
    run.scheduleName = u"nightly, all"_s;
    run.machine = {{u"account-1"_s}, {u"dm-1"_s}};
    run.scheduledAt = calendar::Instant(seconds(1'772'438'400)); // 2026-03-02 08:00:00 UTC
    run.startedAt = run.scheduledAt + milliseconds(1250);
    run.endedAt = run.scheduledAt + milliseconds(3500);
    run.exitCode = 7;
    run.awake = seconds(9);
    run.outcome = Outcome::Failed;
    run.state = RunState::Closed;
    run.stdoutBytes = 12;
    const QList<QByteArray> lines = runsCsv({run}).split('\n');
    QCOMPARE(lines.size(), 3); // each with its end
    QVERIFY(lines[0].startsWith("id,schedule,account_id,machine,kind,scheduled_at,"));
    QCOMPARE(lines[1],
             QByteArray("run-1,\"nightly, all\",account-1,dm-1,scheduled,2026-03-02T08:00:00Z,1,1,failed,,"
                        "2026-03-02T08:00:01.25Z,2026-03-02T08:00:03.5Z,2.250,7,,9.000,12,0,"
                        "Failed with exit code 7\r"));
    QCOMPARE(runsCsv({}).count('\n'), 1); // titles also where there is nothing
}

void RunCsvTest::aHostileTable()
{
    Run run;
    run.scheduleName = u"=cmd|'/C calc'!A0"_s;
    run.reason = u"@evil"_s;
    run.machine.machine.value = u"-1+1"_s;
    run.detail = u"=detail"_s;
    run.requestBody = "{\"env\":{\"A\":\"hidden\"}}";
    const QByteArray csv = runsCsv({run});
    for (const QByteArray& cell : csv.split(',')) {
        QVERIFY2(!cell.startsWith('=') && !cell.startsWith('@') && !cell.startsWith("-1+"), cell.constData());
    }
    QVERIFY(!csv.contains("hidden"));
}

QTEST_GUILESS_MAIN(RunCsvTest)
#include "RunCsvTest.moc"
