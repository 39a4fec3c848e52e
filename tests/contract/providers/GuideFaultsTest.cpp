#include "core/http/Redactor.h"
#include "core/model/TimeText.h"
#include "core/runner/RunReasons.h"
#include "core/sandbox/SandboxFault.h"
#include "core/text/CommandLint.h"
#include "tests/contract/providers/RunnerAtCloud.h"

#include <algorithm>
#include <memory>

#include <QDirIterator>
#include <QFile>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using Kind = SandboxFault::Kind;

/// What the short loop goes wrong about that everybody writes first (wake, start, poll until succeeded or
/// failed, sleep): one slot for each fault, through the whole runner, held against the cloud's own record.
class GuideFaultsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void fault1_aJobThatTimesOutDoesNotHang_data();
    void fault1_aJobThatTimesOutDoesNotHang();
    void fault2_aFailedCommandIsNotGreen_data();
    void fault2_aFailedCommandIsNotGreen();
    void fault3_theMachineIsPutToSleepAfterAFailedJob_data();
    void fault3_theMachineIsPutToSleepAfterAFailedJob();
    void fault4_aMachineIsNotPutToSleepUnderAnothersJob();
    void fault4_aMachineThatWasAwakeIsLeftAwake();
    void fault5_aLostAnswerDoesNotRunTheJobTwice_data();
    void fault5_aLostAnswerDoesNotRunTheJobTwice();
    void fault6_longJobsDoNotPileUp();
    void fault7_aLongJobIsNotAskedAfterTwiceASecond();
    void fault8_cutOutputIsToldFromWholeOutput();
    void fault9_aPipeThatHidesAFailureIsWarnedAbout();
    void fault10_theDateIsTheScheduledOne();
    void fault11_secretsAreNotStoredWithTheOutput();

private:
    void fault(Kind kind, const QString& path = {}, const std::function<void(SandboxFault&)>& change = {});
    [[nodiscard]] QByteArray printedBy(const Run& run);
    [[nodiscard]] bool endedAsleep(const MachineId& machine);

    std::unique_ptr<RunnerAtCloud> m_world;
    MachineId m_machine;
};

void GuideFaultsTest::init()
{
    m_world = std::make_unique<RunnerAtCloud>();
    m_machine = m_world->cloud().sleepingMachine();
    QVERIFY(!m_machine.isEmpty());
    QVERIFY(m_world->start());
}

void GuideFaultsTest::fault(Kind kind, const QString& path, const std::function<void(SandboxFault&)>& change)
{
    SandboxFault fault;
    fault.kind = kind;
    fault.path = path;
    if (change)
        change(fault);
    m_world->cloud().fixture().sandbox().addFault(fault);
}

QByteArray GuideFaultsTest::printedBy(const Run& run)
{
    return m_world->store().output(run.id).value_or(RunOutput{}).stdoutText;
}

bool GuideFaultsTest::endedAsleep(const MachineId& machine)
{
    const QVector<QJsonObject> asleep = m_world->truth(machine, u"asleep"_s);
    const QVector<QJsonObject> running = m_world->truth(machine, u"running"_s);
    return !asleep.isEmpty() && asleep.last()[u"t"_s].toDouble() > running.last()[u"t"_s].toDouble() &&
           m_world->cloud().phaseOf(machine) == MachinePhase::Sleeping;
}

void GuideFaultsTest::fault1_aJobThatTimesOutDoesNotHang_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("status");
    QTest::addColumn<int>("outcome");
    QTest::newRow("expired") << int(Kind::Expire) << u"expired"_s << int(Outcome::TimedOut);
    QTest::newRow("cancelled") << int(Kind::Cancel) << u"cancelled"_s << int(Outcome::Cancelled);
}

/// It waited for "succeeded" or "failed" only; two of the four ends are neither.
void GuideFaultsTest::fault1_aJobThatTimesOutDoesNotHang()
{
    QFETCH(int, kind);
    QFETCH(QString, status);
    QFETCH(int, outcome);
    fault(static_cast<Kind>(kind), {}, [](SandboxFault& f) { f.delay = 5ms; });
    const Run run = m_world->runToEnd(m_world->addSchedule(m_machine, u"sleep 60"_s));
    QCOMPARE(int(run.outcome), outcome);
    QVERIFY(!run.isOpen());
    const auto ended = m_world->truth(m_machine, u"execution_ended"_s);
    QCOMPARE(ended.size(), 1);
    QCOMPARE(ended[0][u"status"_s].toString(), status);
    QVERIFY(endedAsleep(m_machine));
}

void GuideFaultsTest::fault2_aFailedCommandIsNotGreen_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<int>("signal");
    QTest::newRow("exit code") << u"exit 3"_s << 3 << -1;
    QTest::newRow("no such program") << u"no-such-program"_s << 127 << -1;
    QTest::newRow("killed") << u"kill -KILL $$"_s << -1 << 9;
}

/// It printed the output and was content.
void GuideFaultsTest::fault2_aFailedCommandIsNotGreen()
{
    QFETCH(QString, script);
    QFETCH(int, exitCode);
    QFETCH(int, signal);
    const Run run = m_world->runToEnd(m_world->addSchedule(m_machine, script));
    QCOMPARE(run.outcome, Outcome::Failed);
    QCOMPARE(run.exitCode.value_or(-1), exitCode);
    QCOMPARE(run.signal.value_or(-1), signal);
    QCOMPARE(run.reason, QLatin1String(reason::kCommandFailed));
    const auto ended = m_world->truth(m_machine, u"execution_ended"_s);
    QCOMPARE(ended.size(), 1);
    QCOMPARE(ended[0][u"status"_s].toString(), u"failed"_s);
    QCOMPARE(ended[0][u"exit_code"_s].toInt(-1), exitCode);
}

void GuideFaultsTest::fault3_theMachineIsPutToSleepAfterAFailedJob_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("script");
    QTest::newRow("the command fails") << -1 << QString() << u"exit 1"_s;
    QTest::newRow("it is refused") << int(Kind::Refuse) << QString() << u"true"_s;
    QTest::newRow("starting it is refused") << int(Kind::Answer) << u"/executions$"_s << u"true"_s;
    QTest::newRow("it times out") << int(Kind::Expire) << QString() << u"sleep 60"_s;
    QTest::newRow("its output is lost") << int(Kind::Answer) << u"/output$"_s << u"echo x"_s;
    QTest::newRow("sleeping is refused at first") << int(Kind::Answer) << u"/sleep$"_s << u"true"_s;
    QTest::newRow("the program crashes") << -2 << QString() << u"sleep 0.3"_s;
}

/// An exception went past its call of sleep().
void GuideFaultsTest::fault3_theMachineIsPutToSleepAfterAFailedJob()
{
    QFETCH(int, kind);
    QFETCH(QString, path);
    QFETCH(QString, script);
    if (kind >= 0)
        fault(static_cast<Kind>(kind), path, [](SandboxFault& f) {
            f.times = 3;
            f.delay = 5ms;
            f.code = u"machine_not_routable"_s;
        });
    const Schedule schedule = m_world->addSchedule(m_machine, script, [](Schedule& s) {
        s.policy.infrastructureRetries = 0;
        s.timeout = 1h;
    });
    QVERIFY(m_world->runner().runNow(schedule.id).has_value());
    if (kind == -2) {
        QVERIFY(comesTrue([&] { return !m_world->truth(m_machine, u"execution_started"_s).isEmpty(); }));
        QVERIFY(m_world->crash());
    }
    QVERIFY(m_world->settles());
    QVERIFY(!m_world->runs().constFirst().isOpen());
    QVERIFY(comesTrue([&] { return endedAsleep(m_machine); }));
}

/// It slept the machine whoever else was using it: whatever ran was ended with it.
void GuideFaultsTest::fault4_aMachineIsNotPutToSleepUnderAnothersJob()
{
    const auto beside = [](Schedule& s) { s.policy.parallelOnMachine = true; };
    const Schedule brief = m_world->addSchedule(m_machine, u"true"_s, beside);
    const Schedule longer = m_world->addSchedule(m_machine, u"sleep 0.4; echo done"_s, beside);
    QVERIFY(m_world->runner().runNow(longer.id).has_value());
    QVERIFY(m_world->runner().runNow(brief.id).has_value());
    QVERIFY(m_world->settles());
    for (const Run& run : m_world->runs())
        QCOMPARE(run.outcome, Outcome::Succeeded);
    for (const QJsonObject& ended : m_world->truth(m_machine, u"execution_ended"_s))
        QCOMPARE(ended[u"status"_s].toString(), u"succeeded"_s);
    QVERIFY(endedAsleep(m_machine));
    QCOMPARE(m_world->truth(m_machine, u"asleep"_s).size(), 2); // the first was before the runs
}

void GuideFaultsTest::fault4_aMachineThatWasAwakeIsLeftAwake()
{
    const MachineId awake = m_world->cloud().runningMachine();
    const Run run = m_world->runToEnd(m_world->addSchedule(awake, u"true"_s));
    QCOMPARE(run.outcome, Outcome::Succeeded);
    QVERIFY(m_world->truth(awake, u"sleep"_s).isEmpty());
    QCOMPARE(m_world->cloud().phaseOf(awake), MachinePhase::Running);
}

void GuideFaultsTest::fault5_aLostAnswerDoesNotRunTheJobTwice_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("crashes");
    QTest::newRow("the answer is lost") << int(Kind::Drop) << false;
    QTest::newRow("the request is lost") << int(Kind::DropRequest) << false;
    QTest::newRow("the answer is cut") << int(Kind::Truncate) << false;
    QTest::newRow("a gateway fails") << int(Kind::Page) << false;
    QTest::newRow("the program crashes before the answer") << int(Kind::Drip) << true;
}

/// Each try had another key, so that a repeated request was another job.
void GuideFaultsTest::fault5_aLostAnswerDoesNotRunTheJobTwice()
{
    QFETCH(int, kind);
    QFETCH(bool, crashes);
    fault(static_cast<Kind>(kind), u"/executions$"_s, [&](SandboxFault& f) {
        f.method = u"POST"_s;
        f.times = crashes ? 1 : 6;
        f.status = 502;
        f.bytes = 1;
        f.delay = 5ms;
    });
    const Schedule schedule = m_world->addSchedule(m_machine, u"echo x >> ran"_s);
    QVERIFY(m_world->runner().runNow(schedule.id).has_value());
    if (crashes) {
        QVERIFY(comesTrue([&] { return !m_world->truth(m_machine, u"execution_created"_s).isEmpty(); }));
        QVERIFY(m_world->crash());
    }
    QVERIFY(m_world->settles());
    QCOMPARE(m_world->runs().constFirst().outcome, Outcome::Succeeded);
    QCOMPARE(m_world->truth(m_machine, u"execution_created"_s).size(), 1);
    QCOMPARE(m_world->truth(m_machine, u"execution_started"_s).size(), 1);
    QCOMPARE(m_world->timesRan(m_machine), 1);
}

/// A job longer than its period met itself.
void GuideFaultsTest::fault6_longJobsDoNotPileUp()
{
    const Schedule schedule = m_world->addSchedule(m_machine, u"sleep 0.7"_s, [](Schedule& s) {
        s.when = {u"*:*:0/10"_s}; // every 0.2 s of the computer's time
        s.timeout = 1h;
    });
    QVERIFY(comesTrue([&] { return m_world->truth(m_machine, u"execution_ended"_s).size() >= 2; }));
    int open = 0;
    for (const QJsonObject& line : m_world->truth(m_machine)) {
        open += line[u"event"_s] == u"execution_started"_s ? 1 : 0;
        open -= line[u"event"_s] == u"execution_ended"_s ? 1 : 0;
        QVERIFY(open <= 1);
    }
    const auto skipped = std::ranges::count_if(
        m_world->runs(), [](const Run& run) { return run.outcome == Outcome::SkippedOverlap; });
    QVERIFY2(skipped >= 2, qPrintable(QString::number(skipped))); // and each one is on record
    Schedule over = schedule;
    over.enabled = false;
    QVERIFY(m_world->store().saveSchedule(over).has_value());
    QVERIFY(m_world->runner().reload().has_value());
    QVERIFY(m_world->settles());
}

/// It asked every 500 ms for as long as it took.
void GuideFaultsTest::fault7_aLongJobIsNotAskedAfterTwiceASecond()
{
    m_world = std::make_unique<RunnerAtCloud>(DedalusCloud::defaults(), DedalusCloud::quickRetries(), 200);
    m_machine = m_world->cloud().sleepingMachine();
    QVERIFY(m_world->start());
    const Run run = m_world->runToEnd(
        m_world->addSchedule(m_machine, u"sleep 1.5"_s, [](Schedule& s) { s.timeout = 1h; }));
    QCOMPARE(run.outcome, Outcome::Succeeded);
    const auto started = m_world->truth(m_machine, u"execution_started"_s);
    const auto ended = m_world->truth(m_machine, u"execution_ended"_s);
    const double took = (ended[0][u"t"_s].toDouble() - started[0][u"t"_s].toDouble()) / 1e6;
    QVERIFY(took > 290); // in the runner's seconds
    const QString path = u"/executions/"_s + run.execution.value;
    int asked = 0;
    for (const QJsonObject& line : m_world->cloud().fixture().truth(u"request"_s))
        asked += line[u"path"_s].toString().endsWith(path) ? 1 : 0;
    QVERIFY2(asked > 0 && asked < took * 2 / 4, qPrintable(u"%1 in %2 s"_s.arg(asked).arg(took)));
}

/// What the service had cut looked like all there was.
void GuideFaultsTest::fault8_cutOutputIsToldFromWholeOutput()
{
    const Run cut =
        m_world->runToEnd(m_world->addSchedule(m_machine, u"head -c 3000000 /dev/zero | tr '\\0' x"_s));
    QCOMPARE(cut.outcome, Outcome::Succeeded);
    QCOMPARE(cut.stdoutBytes, 3'000'000);
    QVERIFY(cut.stdoutKept > 0 && cut.stdoutKept < cut.stdoutBytes);
    QCOMPARE(printedBy(cut).size(), cut.stdoutKept);
    QCOMPARE(m_world->truth(m_machine, u"execution_ended"_s).last()[u"bytes"_s].toInt(), 3'000'000);

    const Run whole = m_world->runToEnd(m_world->addSchedule(m_machine, u"echo all of it"_s));
    QCOMPARE(printedBy(whole), QByteArray("all of it\n"));
    QCOMPARE(whole.stdoutKept, whole.stdoutBytes);
}

/// Of a pipe only the last command counts: a dump that failed was uploaded, empty, as a good one.
void GuideFaultsTest::fault9_aPipeThatHidesAFailureIsWarnedAbout()
{
    const QStringList hides{u"/bin/bash"_s, u"-c"_s, u"false | gzip > dump.gz"_s};
    const QStringList tells{u"/bin/bash"_s, u"-c"_s, u"set -o pipefail; false | gzip > dump.gz"_s};
    const auto lints = lintCommand(hides);
    QCOMPARE(lints.size(), 1);
    QCOMPARE(lints[0].kind, CommandLint::Kind::PipeWithoutPipefail);
    QVERIFY(lintCommand(tells).isEmpty());

    const auto with = [](const QStringList& argv) { return [argv](Schedule& s) { s.argv = argv; }; };
    QCOMPARE(m_world->runToEnd(m_world->addSchedule(m_machine, {}, with(hides))).outcome, Outcome::Succeeded);
    QCOMPARE(m_world->runToEnd(m_world->addSchedule(m_machine, {}, with(tells))).outcome, Outcome::Failed);
}

/// $(date) is that of the moment: what is caught up after midnight wrote the wrong day.
void GuideFaultsTest::fault10_theDateIsTheScheduledOne()
{
    // The clock begins at midnight in Los Angeles; this was due half a minute before.
    m_world->addSchedule(m_machine, u"echo $REVEILLE_SCHEDULED_AT $REVEILLE_SCHEDULED_DATE"_s,
                         [](Schedule& s) {
                             s.when = {u"2026-03-01 23:59:30"_s};
                             s.zone = u"America/Los_Angeles"_s;
                             s.effectiveFrom -= 1h;
                             s.policy.startDeadline = 1h;
                         });
    QVERIFY(comesTrue([&] { return !m_world->runs().isEmpty() && m_world->isSettled(); }));
    const QVector<Run> runs = m_world->runs();
    QCOMPARE(runs.size(), 1);
    QCOMPARE(runs[0].outcome, Outcome::Succeeded);
    QVERIFY(runs[0].startedAt > *fromRfc3339(u"2026-03-02T08:00:00Z"_s));
    QCOMPARE(printedBy(runs[0]), QByteArray("2026-03-02T07:59:30Z 2026-03-01\n"));
}

/// Output was copied into the log as it came.
void GuideFaultsTest::fault11_secretsAreNotStoredWithTheOutput()
{
    const QByteArray canary = "canary-5f1c/7+Zq\"8";
    Redactor redactor;
    redactor.addSecret(QString::fromUtf8(canary));
    m_world->outputFilter = [&](const QByteArray& bytes) { return redactor.redact(bytes); };
    QVERIFY(m_world->crash()); // the next program has the filter
    QVERIFY(m_world->cloud().wake(m_machine).has_value());
    QVERIFY(m_world->cloud()
                .run(m_machine, u"printf %s '%1' > key"_s.arg(QString::fromUtf8(canary)))
                .has_value());

    const Run run = m_world->runToEnd(
        m_world->addSchedule(m_machine, u"cat key; echo; base64 < key; echo the end; cat key >&2"_s));
    QCOMPARE(run.outcome, Outcome::Succeeded);
    const QByteArray printed = printedBy(run);
    QVERIFY2(printed.startsWith(kRedacted) && printed.endsWith("the end\n"), printed.constData());
    QDirIterator files(m_world->directory(), QDir::Files, QDirIterator::Subdirectories);
    int looked = 0;
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QFile::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY2(!bytes.contains(canary) && !bytes.contains(canary.toBase64()), qPrintable(file.fileName()));
        ++looked;
    }
    QVERIFY(looked > 0);
}

QTEST_GUILESS_MAIN(GuideFaultsTest)
#include "GuideFaultsTest.moc"
