#include "tests/unit/cli/CliBench.h"

#include <csignal>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

class RunCommandsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void runsAsJson();
    void openRunHasNoOutcome();
    void runsAsTable();
    void runsFilter();
    void runsAsCsv();
    void outputIsBytes();
    void outputOnATerminalIsHarmless();
    void outputOfAnOlderRun();
    void outputAsJson();
    void showsEachTry();
    void runNowWaits();
    void runNowFails();
    void runNowInterrupted();
    void runNowWithoutWaiting();
    void runPrintsEachFiringOnce();
    void runEndsBySignal_data();
    void runEndsBySignal();
    void runEndsByItself();
    void runWaitsWhileItCannotJournal();
    void runOnTheSandbox();
    void pauses();
    void pauseRefusesThePast();
    void resumes();

private:
    [[nodiscard]] Run openRun(RunState state) const;
    std::unique_ptr<CliBench> m_bench;
};

void RunCommandsTest::init()
{
    m_bench = std::make_unique<CliBench>();
    m_bench->fake.world.accounts = {CliBench::account(u"account-1"_s, u"Work"_s)};
    m_bench->fake.world.schedules = {CliBench::schedule(u"schedule-1"_s, u"nightly"_s, u"dm-1"_s)};
}

Run RunCommandsTest::openRun(RunState state) const
{
    Run run = CliBench::run(u"11112222-aaaa"_s, Outcome::None);
    run.state = state;
    return run;
}

void RunCommandsTest::runsAsJson()
{
    Run run = CliBench::run(u"0123abcd-ef"_s, Outcome::Failed);
    run.startedAt = run.scheduledAt + std::chrono::milliseconds(1500);
    run.endedAt = run.scheduledAt + std::chrono::seconds(61);
    run.exitCode = 7;
    run.attempt = 2;
    run.awake = std::chrono::milliseconds(62'000);
    run.reason = u"command-failed"_s;
    m_bench->fake.world.runs = {run};
    QCOMPARE(m_bench->run({u"runs"_s, u"--json"_s}), 0);
    const QJsonObject object = m_bench->array().at(0).toObject();
    const QJsonObject expected{
        {u"id"_s, u"0123abcd-ef"_s},
        {u"schedule"_s, u"nightly"_s},
        {u"machine"_s, u"dm-1"_s},
        {u"scheduled_at"_s, u"2026-03-01T00:00:00Z"_s},
        {u"started_at"_s, u"2026-03-01T00:00:01.5Z"_s},
        {u"ended_at"_s, u"2026-03-01T00:01:01Z"_s},
        {u"outcome"_s, u"failed"_s},
        {u"exit_code"_s, 7},
        {u"attempt"_s, 2},
        {u"lateness_ms"_s, 1500},
        {u"awake_ms"_s, 62'000},
        {u"reason"_s, u"command-failed"_s},
    };
    for (auto it = expected.begin(); it != expected.end(); ++it)
        QCOMPARE(object.value(it.key()), it.value());
}

void RunCommandsTest::openRunHasNoOutcome()
{
    m_bench->fake.world.runs = {openRun(RunState::Waking)};
    QCOMPARE(m_bench->run({u"--json"_s, u"runs"_s}), 0);
    const QJsonObject object = m_bench->array().at(0).toObject();
    for (const QString& name : {u"outcome"_s, u"exit_code"_s, u"started_at"_s, u"ended_at"_s,
                                u"lateness_ms"_s, u"awake_ms"_s, u"reason"_s}) {
        QVERIFY2(object.contains(name), qPrintable(name));
        QCOMPARE(object.value(name), QJsonValue());
    }
    QCOMPARE(object.value(u"state"_s), u"waking"_s);
}

void RunCommandsTest::runsAsTable()
{
    Run missed = CliBench::run(u"0123abcd-ef"_s, Outcome::MissedNotRunning);
    missed.reason = u"not-running"_s;
    missed.occurrences = 40;
    m_bench->fake.world.runs = {missed};
    QCOMPARE(m_bench->run({u"runs"_s}), 0);
    QVERIFY2(m_bench->outText().contains(u"0123abcd  Sun 2026-03-01 00:00:00  nightly   dm-1"_s),
             qPrintable(m_bench->outText()));
    QVERIFY(m_bench->outText().contains(u"(40 times)"_s));
    m_bench->fake.world.runs.clear();
    QCOMPARE(m_bench->run({u"runs"_s}), 0);
    QCOMPARE(m_bench->out(), QByteArray("No runs.\n"));
}

void RunCommandsTest::runsFilter()
{
    m_bench->fake.machines = {CliBench::machine(u"dm-7"_s, u"builder"_s, u"account-1"_s)};
    QCOMPARE(m_bench->run({u"runs"_s, u"--schedule"_s, u"Nightly"_s, u"--machine"_s, u"builder"_s,
                           u"--limit"_s, u"3"_s}),
             0);
    QCOMPARE(m_bench->fake.lastQuery.schedule->value, u"schedule-1"_s);
    QCOMPARE(m_bench->fake.lastQuery.machine->machine.value, u"dm-7"_s);
    QCOMPARE(m_bench->fake.lastQuery.limit, 3);
    QCOMPARE(m_bench->run({u"runs"_s, u"--schedule"_s, u"hourly"_s}), 3);
    // A machine that is gone still has its runs.
    m_bench->fake.world.runs = {CliBench::run(u"0123abcd-ef"_s, Outcome::Failed)};
    QCOMPARE(m_bench->run({u"runs"_s, u"--machine"_s, u"dm-1"_s}), 0);
    QCOMPARE(m_bench->fake.lastQuery.machine->machine.value, u"dm-1"_s);
}

void RunCommandsTest::runsAsCsv()
{
    Run run = CliBench::run(u"0123abcd-ef"_s, Outcome::Failed);
    run.scheduleName = u"=nightly"_s;
    m_bench->fake.world.runs = {run};
    QCOMPARE(m_bench->run({u"runs"_s, u"--csv"_s, u"-"_s}), 0);
    QVERIFY(m_bench->out().startsWith("id,schedule,"));
    QVERIFY2(m_bench->out().contains("\r\n0123abcd-ef,'=nightly,"), m_bench->out().constData());
    QTemporaryDir home;
    const QString path = home.filePath(u"runs.csv"_s);
    const QByteArray printed = m_bench->out();
    QCOMPARE(m_bench->run({u"runs"_s, u"--csv"_s, path}), 0);
    QFile file(path);
    QVERIFY(file.open(QFile::ReadOnly));
    QCOMPARE(file.readAll(), printed);
    QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QVERIFY(m_bench->out().isEmpty());
    QCOMPARE(m_bench->run({u"runs"_s, u"--csv"_s, home.filePath(u"no/such/place.csv"_s)}), 7);
}

void RunCommandsTest::outputIsBytes()
{
    m_bench->fake.world.runs = {CliBench::run(u"0123abcd-ef"_s, Outcome::Succeeded)};
    m_bench->fake.output.stdoutText = QByteArray("a\0\xff\x1b[31m", 8);
    m_bench->fake.output.stderrText = "warned\n";
    QCOMPARE(m_bench->run({u"output"_s, u"0123"_s}), 0);
    QCOMPARE(m_bench->out(), m_bench->fake.output.stdoutText);
    QCOMPARE(m_bench->run({u"output"_s, u"0123abcd-ef"_s, u"--stderr"_s}), 0);
    QCOMPARE(m_bench->out(), QByteArray("warned\n"));
    QVERIFY(m_bench->errText().isEmpty());
    QCOMPARE(m_bench->run({u"output"_s, u"ffff"_s}), 3);
    QCOMPARE(m_bench->run({u"output"_s, u"0"_s}), 2);
}

void RunCommandsTest::outputOnATerminalIsHarmless()
{
    m_bench->terminal.output = true;
    m_bench->fake.world.runs = {CliBench::run(u"0123abcd-ef"_s, Outcome::Succeeded)};
    m_bench->fake.world.runs[0].stdoutBytes = 100;
    m_bench->fake.world.runs[0].stdoutKept = 12;
    m_bench->fake.output.stdoutText = "\x1b]0;title\a\tx\u202e\u009b31m\xff\n";
    QCOMPARE(m_bench->run({u"output"_s, u"0123"_s}), 0);
    QCOMPARE(m_bench->out(), QByteArray("?]0;title?\tx??31m\ufffd\n"));
    QVERIFY(m_bench->errText().contains(u"100"_s));
}

void RunCommandsTest::outputOfAnOlderRun()
{
    m_bench->fake.olderRuns = {CliBench::run(u"9999abcd-ef"_s, Outcome::Succeeded)};
    QCOMPARE(m_bench->run({u"output"_s, u"9999"_s}), 0);
    QCOMPARE(m_bench->fake.calls.last(), u"fetchOutput 9999abcd-ef"_s);
}

void RunCommandsTest::outputAsJson()
{
    m_bench->fake.world.runs = {CliBench::run(u"0123abcd-ef"_s, Outcome::Succeeded)};
    m_bench->fake.output.stdoutText = "é\n";
    QCOMPARE(m_bench->run({u"output"_s, u"0123"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->object().value(u"stdout"_s), u"é\n"_s);
    QCOMPARE(m_bench->object().value(u"run"_s), u"0123abcd-ef"_s);
}

void RunCommandsTest::showsEachTry()
{
    Run run = CliBench::run(u"0123abcd-ef"_s, Outcome::Succeeded);
    run.attempt = 2;
    run.steps = {RunStep{RunState::Due, run.scheduledAt, {}},
                 RunStep{RunState::Running, run.scheduledAt, {}}};
    m_bench->fake.world.runs = {run};
    m_bench->fake.output.stdoutText = "well\n";
    RunAttempt first;
    first.run = run.id;
    first.reason = u"command-failed"_s;
    first.exitCode = 3;
    first.stdoutText = "half\n";
    first.stderrText = "\x1b[31mbroken\n";
    m_bench->fake.output.earlier = {first};
    QCOMPARE(m_bench->run({u"runs"_s, u"show"_s, u"0123"_s}), 0);
    const QString shown = m_bench->outText();
    QVERIFY2(shown.contains(u"Attempt 1: Failed with exit code 3\n    stdout  half\n    stderr  ?[31mbroken\n"
                            "Attempt 2: Succeeded\n    stdout  well\n"_s),
             qPrintable(shown));
    QCOMPARE(m_bench->run({u"runs"_s, u"show"_s, u"0123"_s, u"--json"_s}), 0);
    const QJsonArray earlier = m_bench->object().value(u"earlier_attempts"_s).toArray();
    QCOMPARE(earlier.size(), 1);
    QCOMPARE(earlier.first().toObject().value(u"stdout"_s).toString(), u"half\n"_s);
    QCOMPARE(earlier.first().toObject().value(u"exit_code"_s).toInt(), 3);
    QCOMPARE(m_bench->object().value(u"steps"_s).toArray().size(), 2);
    QCOMPARE(m_bench->run({u"runs"_s, u"show"_s, u"ffff"_s}), 3);
}

void RunCommandsTest::runNowWaits()
{
    Run closed = openRun(RunState::Closed);
    closed.outcome = Outcome::Succeeded;
    m_bench->fake.runNowSteps = {openRun(RunState::Due), openRun(RunState::Waking),
                                 openRun(RunState::Running), closed};
    QCOMPARE(m_bench->run({u"run-now"_s, u"nightly"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->engineUse, cli::EngineUse::RunOnce);
    QCOMPARE(m_bench->object().value(u"outcome"_s), u"succeeded"_s);
    QCOMPARE(m_bench->run({u"run-now"_s, u"nightly"_s}), 0);
    QVERIFY2(m_bench->outText().contains(u"nightly"_s), qPrintable(m_bench->outText()));
    QCOMPARE(m_bench->errText().count(u'\n'), 3); // due, waking, running
}

void RunCommandsTest::runNowFails()
{
    Run closed = openRun(RunState::Closed);
    closed.outcome = Outcome::Failed;
    closed.exitCode = 7;
    m_bench->fake.runNowSteps = {openRun(RunState::Due), closed};
    QCOMPARE(m_bench->run({u"run-now"_s, u"nightly"_s, u"--json"_s}), 10);
    QCOMPARE(m_bench->object().value(u"exit_code"_s), 7);
    QCOMPARE(m_bench->run({u"run-now"_s, u"hourly"_s}), 3);
}

void RunCommandsTest::runNowInterrupted()
{
    m_bench->fake.runNowSteps = {openRun(RunState::Running)};
    m_bench->start({u"run-now"_s, u"nightly"_s});
    QTRY_VERIFY(!m_bench->errText().isEmpty());
    QCOMPARE(m_bench->exitCode(), -1);
    ::raise(SIGINT);
    QTRY_COMPARE(m_bench->exitCode(), 130);
}

void RunCommandsTest::runNowWithoutWaiting()
{
    m_bench->fake.runNowSteps = {openRun(RunState::Due)};
    QCOMPARE(m_bench->run({u"run-now"_s, u"nightly"_s, u"--no-wait"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->engineUse, cli::EngineUse::Look);
    QCOMPARE(m_bench->object().value(u"state"_s), u"due"_s);
}

void RunCommandsTest::runPrintsEachFiringOnce()
{
    Run missed = CliBench::run(u"9999-1"_s, Outcome::MissedLate);
    missed.closedAt = missed.scheduledAt + std::chrono::hours(24 * 365); // decided while starting
    m_bench->fake.world.runs = {CliBench::run(u"old0-1"_s, Outcome::Succeeded), missed};
    m_bench->start({u"run"_s, u"--json"_s});
    QTRY_VERIFY(!m_bench->errText().isEmpty()); // the runner's state
    QCOMPARE(m_bench->engineUse, cli::EngineUse::Fire);

    Changes changes;
    changes.runs = {openRun(RunState::Running), CliBench::run(u"old0-1"_s, Outcome::Succeeded)};
    m_bench->engine()->tell(changes);
    changes.runs = {CliBench::run(u"11112222-aaaa"_s, Outcome::Succeeded)};
    m_bench->engine()->tell(changes);
    m_bench->engine()->tell(changes);
    changes.runs = {CliBench::run(u"33334444-bbbb"_s, Outcome::SkippedOverlap)};
    m_bench->engine()->tell(changes);
    QTRY_COMPARE(m_bench->out().count('\n'), 3);
    const auto lines = m_bench->out().split('\n');
    QCOMPARE(QJsonDocument::fromJson(lines.at(0)).object().value(u"outcome"_s), u"missed-late"_s);
    QCOMPARE(QJsonDocument::fromJson(lines.at(1)).object().value(u"id"_s), u"11112222-aaaa"_s);
    QCOMPARE(QJsonDocument::fromJson(lines.at(2)).object().value(u"outcome"_s), u"skipped-overlap"_s);
    QCOMPARE(m_bench->exitCode(), -1);
    ::raise(SIGTERM);
    QTRY_COMPARE(m_bench->exitCode(), 0);
}

void RunCommandsTest::runEndsBySignal_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGHUP") << SIGHUP;
}

void RunCommandsTest::runEndsBySignal()
{
    QFETCH(int, signal);
    m_bench->fake.world.runs = {openRun(RunState::Running)};
    m_bench->start({u"run"_s});
    QTRY_VERIFY(!m_bench->errText().isEmpty());
    ::raise(signal);
    QTRY_COMPARE(m_bench->exitCode(), 0);
    QVERIFY(m_bench->errText().contains(u"carried on"_s));
}

void RunCommandsTest::runEndsByItself()
{
    QCOMPARE(m_bench->run({u"run"_s, u"--for"_s, u"50ms"_s}), 0);
    QCOMPARE(m_bench->run({u"run"_s, u"--for"_s, u"soon"_s}), 2);
    QCOMPARE(m_bench->run({u"run"_s, u"--for"_s, u"300d"_s}), 2);
}

void RunCommandsTest::runWaitsWhileItCannotJournal()
{
    m_bench->start({u"run"_s});
    QTRY_VERIFY(!m_bench->errText().isEmpty());
    Error error;
    error.code = ErrorCode::StorageFull;
    error.subject = u"/somewhere"_s;
    Changes changes;
    changes.status = RunnerStatus{};
    changes.status->state = RunnerState::Stopped;
    changes.status->error = error;
    m_bench->engine()->tell(changes);
    QTRY_VERIFY(m_bench->errText().contains(u"/somewhere"_s));
    m_bench->engine()->tell(changes); // said once, not at every attempt
    changes.status->state = RunnerState::On;
    changes.status->error.reset();
    m_bench->engine()->tell(changes);
    QTRY_VERIFY(m_bench->errText().contains(u"The journal can be written again."_s));
    QCOMPARE(m_bench->errText().count(u"/somewhere"_s), 1);
    QCOMPARE(m_bench->exitCode(), -1);
    ::raise(SIGTERM);
    QTRY_COMPARE(m_bench->exitCode(), 0);
}

void RunCommandsTest::runOnTheSandbox()
{
    QCOMPARE(m_bench->run({u"run"_s, u"--sandbox"_s, u"--for"_s, u"100ms"_s}), 0);
    QCOMPARE(m_bench->fake.calls.count(u"saveAccount"_s), 1);
    QVERIFY(m_bench->fake.savedAccount.isBuiltInSandbox());
    m_bench->fake.world.accounts.append(m_bench->fake.savedAccount);
    QCOMPARE(m_bench->run({u"run"_s, u"--sandbox"_s, u"--for"_s, u"100ms"_s}), 0);
    QCOMPARE(m_bench->fake.calls.count(u"saveAccount"_s), 1);
}

void RunCommandsTest::pauses()
{
    QCOMPARE(m_bench->run({u"pause"_s, u"--for"_s, u"2h"_s, u"--note"_s, u"lunch"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->object().value(u"until"_s), u"2026-03-02T10:00:00Z"_s);
    QCOMPARE(m_bench->run({u"pause"_s, u"--until"_s, u"2026-03-05"_s}), 0);
    QCOMPARE(m_bench->run({u"pause"_s}), 0);
    QCOMPARE(m_bench->fake.calls, (QStringList{u"pause 2026-03-02T10:00:00Z lunch"_s,
                                               u"pause 2026-03-05T00:00:00Z "_s, u"pause - "_s}));
}

void RunCommandsTest::pauseRefusesThePast()
{
    QCOMPARE(m_bench->run({u"pause"_s, u"--until"_s, u"2026-03-01"_s}), 2);
    QCOMPARE(m_bench->run({u"pause"_s, u"--for"_s, u"0s"_s}), 2);
    QCOMPARE(m_bench->run({u"pause"_s, u"--until"_s, u"whenever"_s}), 2);
    QVERIFY(m_bench->fake.calls.isEmpty());
}

void RunCommandsTest::resumes()
{
    QCOMPARE(m_bench->run({u"resume"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->object().value(u"paused"_s), false);
    QCOMPARE(m_bench->fake.calls, QStringList{u"resume"_s});
}

QTEST_GUILESS_MAIN(RunCommandsTest)
#include "RunCommandsTest.moc"
