#include "core/model/TimeText.h"
#include "tests/support/CliRunner.h"
#include "tests/support/TempHome.h"
#include "tests/system/cli/CliBed.h"

#include <csignal>
#include <memory>

#include <sys/stat.h>

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 20'000;
constexpr qint64 kCleanEnd = 10'000;

} // namespace

/// The real program with a real cloud beside it: what scripts rely on.
class CliSystemTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void sandboxSaysWhereItIs();
    void oneSandboxPerDirectory();
    void sandboxFaultsByName();
    void wholeWay();
    void builtInSandbox();
    void runNowTellsTheOutcome();
    void commandGetsWhatItsScheduleSays();
    void runNowGoesToTheRunner();
    void headlessRunnerEndsCleanly();
    void openRunIsCarriedOn();
    void onlyOneRunner();
    void keyStaysSecret();
    void missingVariableIsASecretError();
    void saysNothingOfLocales();
    void readerMayGo();

private:
    QString data() const { return m_home->dataDirectory(); }

    std::unique_ptr<TempHome> m_home;
};

void CliSystemTest::init()
{
    m_home = std::make_unique<TempHome>();
}

void CliSystemTest::cleanup()
{
    qunsetenv("CLOUD_KEY");
    m_home.reset();
}

void CliSystemTest::sandboxSaysWhereItIs()
{
    const Cloud cloud = startCloud(data());
    QVERIFY(cloud.endpoint.startsWith(u"http://127.0.0.1:"_s));
    QVERIFY(!cloud.key.isEmpty());
    QVERIFY(QFile::exists(cloud.truth));
    QCOMPARE(cloud.unikraft.keys(), QStringList({u"controlplane"_s, u"endpoint"_s, u"metros"_s, u"token"_s}));
    QCOMPARE(cloud.unikraft.value(u"endpoint"_s),
             cloud.unikraft.value(u"metros"_s).toObject().value(u"fra"_s));
    QVERIFY(!cloud.unikraft.value(u"token"_s).toString().isEmpty());
    const qint64 took = endedAfter(*cloud.process, SIGTERM);
    QVERIFY(took >= 0 && took < kCleanEnd);
    QCOMPARE(cloud.process->exitStatus(), QProcess::NormalExit);
    QCOMPARE(cloud.process->exitCode(), 0);
    QVERIFY(cloud.process->readAllStandardOutput().isEmpty());
    // The store accepts the directory that the sandbox has made.
    QCOMPARE(CliRunner::run({u"runs"_s}).exitCode, 0);
}

void CliSystemTest::oneSandboxPerDirectory()
{
    const Cloud cloud = startCloud(data());
    QVERIFY(!cloud.endpoint.isEmpty());
    const auto second = CliRunner::run({u"sandbox"_s});
    QCOMPARE(second.exitCode, 1);
    QVERIFY(second.err.contains(cloud.endpoint.toUtf8()));
    QVERIFY(endedAfter(*cloud.process, SIGINT) >= 0);
    QCOMPARE(cloud.process->exitCode(), 0);
}

void CliSystemTest::sandboxFaultsByName()
{
    const auto nonsense = CliRunner::run({u"sandbox"_s, u"--fault"_s, u"meteor"_s});
    QCOMPARE(nonsense.exitCode, 2);
    QVERIFY(nonsense.err.contains("meteor"));
    const Cloud cloud = startCloud(
        m_home->path() + u"/cloud"_s, u"100"_s,
        {u"--fault"_s, u"beta"_s, u"--fault"_s, u"shape:g1"_s, u"--fault"_s, u"rate-limit:1ms,times=2"_s});
    QVERIFY(!cloud.endpoint.isEmpty());
    const QString machine = furnish(cloud, {u"yearly"_s}, {u"true"_s});
    QVERIFY(!machine.isEmpty()); // the two refusals were waited for
    QVERIFY(truthOf(cloud.truth, u"request"_s).first().value(u"status"_s).toInt() == 429);
    const auto made = CliRunner::run({u"machine"_s, u"create"_s});
    QCOMPARE(made.exitCode, 4);
    QVERIFY2(made.err.contains("private beta"), made.err.constData());
    const auto woken = CliRunner::run({u"machine"_s, u"wake"_s, machine}); // with If-Match
    QVERIFY2(woken.exitCode == 0, woken.err.constData());
    const auto watched = CliRunner::run({u"machine"_s, u"watch"_s, machine, u"--until"_s, u"running"_s});
    QVERIFY2(watched.out.contains("Awake") || watched.out.contains("Running"), watched.out.constData());
}

void CliSystemTest::wholeWay()
{
    const Cloud cloud = startCloud(m_home->path() + u"/cloud"_s);
    const QString machine =
        furnish(cloud, {u"*:*:*"_s}, {u"sh"_s, u"-c"_s, u"echo \"$0\"; echo bad >&2"_s, u"a b"_s});
    QVERIFY(!machine.isEmpty());
    QCOMPARE(CliRunner::run({u"account"_s, u"test"_s, u"cloud"_s}).exitCode, 0);
    QCOMPARE(CliRunner::run({u"machine"_s, u"rename"_s, machine, u"worker"_s}).exitCode, 0);
    QCOMPARE(CliRunner::run({u"machine"_s, u"show"_s, u"worker"_s, u"--json"_s})
                 .json()
                 .object()
                 .value(u"id"_s)
                 .toString(),
             machine);

    const auto ran = CliRunner::run({u"run"_s, u"--for"_s, u"3s"_s, u"--json"_s});
    QCOMPARE(ran.exitCode, 0);
    QVERIFY2(ran.out.contains("\"outcome\":\"succeeded\""), QByteArray(ran.out + ran.err).constData());

    const auto listed =
        CliRunner::run({u"runs"_s, u"--schedule"_s, u"job"_s, u"--limit"_s, u"1000"_s, u"--json"_s});
    QString succeeded;
    for (const auto& value : listed.json().array()) {
        const QJsonObject run = value.toObject();
        if (run.value(u"outcome"_s) == u"succeeded"_s) {
            succeeded = run.value(u"id"_s).toString();
            QCOMPARE(run.value(u"exit_code"_s).toInt(-1), 0);
            QVERIFY(run.value(u"lateness_ms"_s).toInt(-1) >= 0);
            QCOMPARE(run.value(u"machine"_s).toString(), machine);
        }
    }
    QVERIFY(!succeeded.isEmpty());
    QCOMPARE(CliRunner::run({u"output"_s, succeeded.left(8)}).out, QByteArray("a b\n"));
    QCOMPARE(CliRunner::run({u"output"_s, succeeded, u"--stderr"_s}).out, QByteArray("bad\n"));

    QCOMPARE(CliRunner::run({u"schedule"_s, u"remove"_s, u"job"_s}).exitCode, 0);
    QCOMPARE(CliRunner::run({u"account"_s, u"remove"_s, u"cloud"_s}).exitCode, 0);
    QVERIFY(!CliRunner::run({u"runs"_s, u"--json"_s}).json().array().isEmpty());
}

void CliSystemTest::builtInSandbox()
{
    const auto runner = CliRunner::start({u"run"_s, u"--sandbox"_s});
    const auto schedules = [] {
        return CliRunner::run({u"schedule"_s, u"list"_s, u"--json"_s}).json().array();
    };
    QVERIFY(QTest::qWaitFor([&] { return schedules().size() == 6; }, kPatience));
    const auto machines = CliRunner::run({u"machine"_s, u"list"_s, u"--json"_s});
    QCOMPARE(machines.exitCode, 0);
    QCOMPARE(machines.json().array().size(), 4);
    const auto firedByTheProvider = [&] {
        QStringList names;
        for (const QJsonValue schedule : schedules()) {
            if (schedule[u"fired_by"_s] == u"provider"_s)
                names.append(schedule[u"name"_s].toString());
        }
        names.sort();
        return names;
    };
    const QStringList rules{u"evening-stop"_s, u"morning-start"_s, u"nightly-checkpoint"_s};
    QCOMPARE(firedByTheProvider(), rules);
    runner->terminate();
    QVERIFY(runner->waitForFinished(kPatience));
    QCOMPARE(runner->exitCode(), 0);

    // What is there already is left alone.
    QCOMPARE(CliRunner::run({u"run"_s, u"--sandbox"_s, u"--for"_s, u"1s"_s}).exitCode, 0);
    QCOMPARE(schedules().size(), 6);
    QCOMPARE(firedByTheProvider(), rules);
    QCOMPARE(CliRunner::run({u"account"_s, u"list"_s, u"--json"_s}).json().array().size(), 1);
}

void CliSystemTest::runNowTellsTheOutcome()
{
    const Cloud cloud = startCloud(m_home->path() + u"/cloud"_s);
    QVERIFY(!furnish(cloud, {u"yearly"_s}, {u"sh"_s, u"-c"_s, u"exit 7"_s}).isEmpty());
    const auto failed = CliRunner::run({u"run-now"_s, u"job"_s, u"--json"_s});
    QCOMPARE(failed.exitCode, 10);
    QCOMPARE(failed.json().object().value(u"exit_code"_s).toInt(), 7);
    QCOMPARE(failed.json().object().value(u"kind"_s).toString(), u"manual"_s);
    QCOMPARE(CliRunner::run({u"schedule"_s, u"edit"_s, u"job"_s, u"--"_s, u"true"_s}).exitCode, 0);
    QCOMPARE(CliRunner::run({u"run-now"_s, u"job"_s}).exitCode, 0);
    // The machine slept before and sleeps again.
    const auto machines = CliRunner::run({u"machine"_s, u"list"_s, u"--json"_s});
    QCOMPARE(machines.json().array().first().toObject().value(u"awake"_s).toBool(true), false);
}

void CliSystemTest::commandGetsWhatItsScheduleSays()
{
    const Cloud cloud = startCloud(m_home->path() + u"/cloud"_s);
    QFile input(m_home->path() + u"/input"_s);
    QVERIFY(input.open(QIODevice::WriteOnly));
    input.write("one\ntwo\n");
    input.close();
    const QString script = u"cat; echo \"$A\"; env | grep ^REVEILLE_ | grep -v ^REVEILLE_F_ | sort"_s;
    QVERIFY(!furnish(cloud, {u"yearly"_s}, {u"sh"_s, u"-c"_s, script},
                     {u"--stdin"_s, input.fileName(), u"--env"_s, u"A=b c"_s, u"--zone"_s, u"Asia/Tokyo"_s})
                 .isEmpty());
    const auto ran = CliRunner::run({u"run-now"_s, u"job"_s, u"--json"_s});
    QCOMPARE(ran.exitCode, 0);
    const QJsonObject run = ran.json().object();
    const auto at = fromRfc3339(run.value(u"scheduled_at"_s).toString());
    QVERIFY(at.has_value());
    const QString printed =
        QString::fromUtf8(CliRunner::run({u"output"_s, run.value(u"id"_s).toString()}).out);
    QVERIFY2(printed.startsWith(u"one\ntwo\nb c\nREVEILLE_ATTEMPT=1\nREVEILLE_FIRING_ID="_s),
             qPrintable(printed));
    QVERIFY(printed.contains(u"\nREVEILLE_LATENESS_S=0\n"_s));
    QVERIFY(printed.contains(u"\nREVEILLE_SCHEDULED_AT="_s + toRfc3339(*at)));
    // Nine hours ahead, where there is no summer time.
    QVERIFY(printed.endsWith(u"\nREVEILLE_SCHEDULED_DATE="_s +
                             toRfc3339(*at + std::chrono::hours(9)).left(10) + u'\n'));
}

void CliSystemTest::runNowGoesToTheRunner()
{
    const Cloud cloud = startCloud(m_home->path() + u"/cloud"_s);
    QVERIFY(!furnish(cloud, {u"yearly"_s}, {u"true"_s}).isEmpty());
    const auto runner = CliRunner::start({u"run"_s, u"--json"_s});
    QVERIFY(QTest::qWaitFor([&runner] { return !runner->readAllStandardError().isEmpty(); }, kPatience));
    QCOMPARE(CliRunner::run({u"run-now"_s, u"job"_s}).exitCode, 0);
    QVERIFY(QTest::qWaitFor([&runner] { return runner->canReadLine(); }, kPatience));
    QCOMPARE(QJsonDocument::fromJson(runner->readLine()).object().value(u"outcome"_s).toString(),
             u"succeeded"_s);
    QVERIFY(!truthOf(cloud.truth, u"execution_created"_s).isEmpty());
    QVERIFY(endedAfter(*runner, SIGTERM) >= 0);
    QCOMPARE(runner->exitCode(), 0);
}

void CliSystemTest::headlessRunnerEndsCleanly()
{
    const Cloud cloud = startCloud(m_home->path() + u"/cloud"_s);
    QVERIFY(!furnish(cloud, {u"yearly"_s}, {u"true"_s}).isEmpty());
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        const auto runner = CliRunner::start({u"run"_s});
        QVERIFY(QTest::qWaitFor([&runner] { return !runner->readAllStandardError().isEmpty(); }, kPatience));
        const qint64 took = endedAfter(*runner, signal);
        QVERIFY(took >= 0 && took < kCleanEnd);
        QCOMPARE(runner->exitStatus(), QProcess::NormalExit);
        QCOMPARE(runner->exitCode(), 0);
    }
}

void CliSystemTest::openRunIsCarriedOn()
{
    const Cloud cloud = startCloud(m_home->path() + u"/cloud"_s);
    const QString started = m_home->path() + u"/started"_s;
    const QString go = m_home->path() + u"/go"_s;
    // The command ends when the test says so, not after a time.
    const QString script =
        u"echo begun >> '%1'; until [ -e '%2' ]; do sleep 0.05; done; echo done"_s.arg(started, go);
    QVERIFY(!furnish(cloud, {u"yearly"_s}, {u"sh"_s, u"-c"_s, script}).isEmpty());
    const auto waiting = CliRunner::start({u"run-now"_s, u"job"_s});
    QVERIFY(QTest::qWaitFor([&started] { return QFile::exists(started); }, kPatience));
    const qint64 took = endedAfter(*waiting, SIGTERM);
    QVERIFY(took >= 0 && took < kCleanEnd);
    QCOMPARE(waiting->exitCode(), 130);
    QFile(go).open(QIODevice::WriteOnly);

    const auto runner = CliRunner::start({u"run"_s, u"--json"_s});
    QVERIFY(QTest::qWaitFor([&runner] { return runner->canReadLine(); }, kPatience));
    QCOMPARE(QJsonDocument::fromJson(runner->readLine()).object().value(u"outcome"_s).toString(),
             u"succeeded"_s);
    QVERIFY(endedAfter(*runner, SIGTERM) >= 0);
    QFile begun(started);
    QVERIFY(begun.open(QIODevice::ReadOnly));
    QCOMPARE(begun.readAll(), QByteArray("begun\n")); // once
}

void CliSystemTest::onlyOneRunner()
{
    const auto first = CliRunner::start({u"run"_s});
    QVERIFY(QTest::qWaitFor([&first] { return !first->readAllStandardError().isEmpty(); }, kPatience));
    const auto second = CliRunner::run({u"run"_s});
    QCOMPARE(second.exitCode, 11);
    QVERIFY(second.err.contains(QByteArray::number(first->processId())));
    QVERIFY(endedAfter(*first, SIGTERM) >= 0);
    QCOMPARE(CliRunner::run({u"run"_s, u"--for"_s, u"100ms"_s}).exitCode, 0);
}

void CliSystemTest::keyStaysSecret()
{
    const Cloud cloud = startCloud(m_home->path() + u"/cloud"_s);
    const QStringList add{u"account"_s, u"add"_s,        u"cloud"_s,     u"--provider"_s,
                          u"sandbox"_s, u"--endpoint"_s, cloud.endpoint, u"--key-stdin"_s};
    // Tests have no session bus, so there is no keychain.
    const auto refused = CliRunner::run(add, cloud.key.toUtf8() + '\n');
    QCOMPARE(refused.exitCode, 9);
    QVERIFY(refused.err.contains("--allow-key-file"));
    QVERIFY(CliRunner::run({u"account"_s, u"list"_s, u"--json"_s}).json().array().isEmpty());

    const auto kept = CliRunner::run(add + QStringList{u"--allow-key-file"_s}, cloud.key.toUtf8() + '\n');
    QCOMPARE(kept.exitCode, 0);
    for (const QByteArray& said : {refused.out, refused.err, kept.out, kept.err})
        QVERIFY(!said.contains(cloud.key.toUtf8()));
    QCOMPARE(CliRunner::run({u"account"_s, u"test"_s, u"cloud"_s}).exitCode, 0);

    int filesWithKey = 0;
    QDirIterator files(data(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        struct stat status = {};
        QCOMPARE(::stat(QFile::encodeName(file.fileName()).constData(), &status), 0);
        QCOMPARE(status.st_mode & 077U, 0U);
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(cloud.key.toUtf8())) {
            ++filesWithKey;
            QVERIFY2(!file.fileName().contains(u".db"_s), qPrintable(file.fileName()));
        }
    }
    QCOMPARE(filesWithKey, 1);
    QCOMPARE(CliRunner::run({u"account"_s, u"remove"_s, u"cloud"_s}).exitCode, 0);
    QDirIterator after(data(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (after.hasNext()) {
        QFile file(after.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains(cloud.key.toUtf8()), qPrintable(file.fileName()));
    }
}

void CliSystemTest::missingVariableIsASecretError()
{
    const Cloud cloud = startCloud(m_home->path() + u"/cloud"_s);
    QVERIFY(!furnish(cloud, {u"yearly"_s}, {u"true"_s}).isEmpty());
    qunsetenv("CLOUD_KEY");
    const auto tested = CliRunner::run({u"account"_s, u"test"_s, u"cloud"_s});
    QCOMPARE(tested.exitCode, 9);
    QVERIFY(tested.err.contains("CLOUD_KEY"));
    qputenv("CLOUD_KEY", "wrong");
    QCOMPARE(CliRunner::run({u"account"_s, u"test"_s, u"cloud"_s}).exitCode, 4);
    QVERIFY(endedAfter(*cloud.process, SIGTERM) >= 0);
    QCOMPARE(CliRunner::run({u"account"_s, u"test"_s, u"cloud"_s}).exitCode, 5);
}

void CliSystemTest::saysNothingOfLocales()
{
    const QByteArray before = qgetenv("LC_ALL");
    for (const char* locale : {"C", "POSIX", "C.UTF-8"}) {
        qputenv("LC_ALL", locale);
        const auto next = CliRunner::run({u"next"_s, u"daily"_s});
        QCOMPARE(next.exitCode, 0);
        QVERIFY2(next.err.isEmpty(), next.err.constData());
    }
    qputenv("LC_ALL", before);
}

void CliSystemTest::readerMayGo()
{
    QProcess pipeline;
    pipeline.start(u"sh"_s, {u"-c"_s,
                             u"\"$0\" next '*:*:*' --count 10000 --json | head -c 10; "
                             "\"$0\" next '*:*:*' --count 10000 | head -n 1"_s,
                             QStringLiteral(REVEILLE_BIN "/reveillectl")});
    QVERIFY(pipeline.waitForFinished(kPatience));
    QCOMPARE(pipeline.exitCode(), 0);
    QVERIFY(pipeline.readAllStandardError().isEmpty());
}

QTEST_GUILESS_MAIN(CliSystemTest)
#include "CliSystemTest.moc"
