#include "core/sandbox/SandboxHost.h"
#include "tests/contract/sandbox/ApiClient.h"
#include "tests/support/LiveClock.h"
#include "tests/support/SandboxFixture.h"

#include <cerrno>
#include <csignal>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

constexpr double kSpeed = 1000;

bool isGone(qint64 pid)
{
    return ::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH;
}

QJsonObject endpointOf(const QString& dir)
{
    QFile file(dir + u"/endpoint.json"_s);
    return file.open(QFile::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

/// The whole test program again, as an owner of `dir` that can be killed.
class OtherOwner
{
public:
    explicit OtherOwner(const QString& dir)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedChannels);
        m_process.start(QCoreApplication::applicationFilePath(), {u"--own"_s, dir});
    }
    ~OtherOwner()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    void kill() { m_process.kill(); }
    [[nodiscard]] bool isRunning() const { return m_process.state() == QProcess::Running; }

private:
    QProcess m_process;
};

} // namespace

class PersistenceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void machinesSurvive();
    void transitionsGoOn_data();
    void transitionsGoOn();
    void endedExecutionsSurvive();
    void openExecutionsAreInterrupted();
    void stopEndsWhatRuns();
    void seedsAreMadeOnce();
    void unreadableDirectories();
    void hostOwnsAndAttaches();
    void attachWaitsForTheAddress();
    void killedOwnerLeavesNothing();
};

void PersistenceTest::machinesSurvive()
{
    SandboxFixture fixture;
    ApiClient api(fixture.endpoint(), fixture.key());
    const QString id = api.runningMachine();
    const QByteArray before = api.get(u"/v1/machines"_s).body;
    fixture.restart();
    ApiClient after(fixture.endpoint(), fixture.key());
    QCOMPARE(after.get(u"/v1/machines"_s).body, before);
    QCOMPARE(after.phaseOf(id), u"running"_s);
    // And new ones are newer than the old ones.
    const QString fresh = after.post(u"/v1/machines"_s, QJsonObject()).text("machine_id");
    QCOMPARE(after.get(u"/v1/machines"_s).items().at(0)[u"machine_id"_s].toString(), fresh);
}

void PersistenceTest::transitionsGoOn_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<QString>("between");
    QTest::addColumn<QString>("end");
    QTest::addRow("create") << u"create"_s << u"accepted"_s << u"running"_s;
    QTest::addRow("wake") << u"wake"_s << u"starting"_s << u"running"_s;
    QTest::addRow("destroy") << u"destroy"_s << u"destroying"_s << u"destroyed"_s;
}

void PersistenceTest::transitionsGoOn()
{
    QFETCH(QString, action);
    QFETCH(QString, between);
    QFETCH(QString, end);
    QTemporaryDir dir;
    const LiveClock clock;
    SandboxOptions options = SandboxFixture::defaults();
    options.dataDir = dir.filePath(u"data"_s);
    options.speed = 0.01; // stays in between
    QString id;
    {
        Sandbox slow(clock, options);
        QVERIFY(slow.start().has_value());
        ApiClient api(slow.endpoint(), slow.key());
        id = api.get(u"/v1/machines"_s).items().at(0)[u"machine_id"_s].toString();
        QCOMPARE(api.call("PATCH", u"/v1/machines/"_s + id, R"({"autosleep":"never"})").status, 200);
        if (action == u"create")
            id = api.post(u"/v1/machines"_s, {{u"autosleep"_s, u"never"_s}}).text("machine_id");
        else if (action == u"wake")
            QCOMPARE(api.post(u"/v1/machines/%1/wake"_s.arg(id)).status, 202);
        else
            QCOMPARE(api.call("DELETE", u"/v1/machines/"_s + id).status, 202);
        QCOMPARE(api.phaseOf(id), between);
    }
    options.speed = 100;
    Sandbox fast(clock, options);
    QVERIFY(fast.start().has_value());
    ApiClient api(fast.endpoint(), fast.key());
    QTRY_COMPARE(api.phaseOf(id), end);
}

void PersistenceTest::endedExecutionsSurvive()
{
    SandboxFixture fixture;
    ApiClient api(fixture.endpoint(), fixture.key());
    const QString machine = api.runningMachine();
    const QString id = api.execute(machine, shell(u"echo out; echo err >&2; exit 5"_s));
    const QJsonObject ended = api.ended(machine, id);
    const QString path = u"/v1/machines/%1/executions/%2"_s.arg(machine, id);
    const QByteArray output = api.get(path + u"/output"_s).body;
    const QByteArray events = api.get(path + u"/events"_s).body;
    fixture.restart();
    ApiClient after(fixture.endpoint(), fixture.key());
    QCOMPARE(after.get(path).json, ended);
    QCOMPARE(after.get(path + u"/output"_s).body, output);
    QCOMPARE(after.get(path + u"/events"_s).body, events);
}

void PersistenceTest::openExecutionsAreInterrupted()
{
    SandboxFixture fixture;
    ApiClient api(fixture.endpoint(), fixture.key());
    const QString machine = api.runningMachine();
    const QString id = api.execute(machine, shell(u"echo begun; sleep 1000"_s));
    QTRY_COMPARE(api.outputOf(machine, id)[u"stdout"_s].toString(), u"begun\n"_s);
    fixture.restart();
    ApiClient after(fixture.endpoint(), fixture.key());
    const Answer ended = after.get(u"/v1/machines/%1/executions/%2"_s.arg(machine, id));
    QCOMPARE(ended.text("status"), u"failed"_s);
    QCOMPARE(ended.text("error_code"), u"execution_runner_interrupted"_s);
    QVERIFY(!ended.json.contains(u"exit_code"_s));
    QVERIFY(ended.json.contains(u"started_at"_s));
    QCOMPARE(after.phaseOf(machine), u"running"_s);
    QCOMPARE(fixture.truth(u"execution_ended"_s).constLast()[u"error_code"_s].toString(),
             u"execution_runner_interrupted"_s);
}

void PersistenceTest::stopEndsWhatRuns()
{
    SandboxFixture fixture;
    ApiClient api(fixture.endpoint(), fixture.key());
    const QString machine = api.runningMachine();
    QVERIFY(!api.execute(machine, shell(u"echo $$ > pid; setsid sleep 1000 & echo $! > child; wait"_s))
                 .isEmpty());
    const QString home =
        QFileInfo(fixture.sandbox().truthPath()).path() + u"/machines/%1/home"_s.arg(machine);
    const auto read = [&](const QString& name) {
        QFile file(home + u'/' + name);
        return file.open(QFile::ReadOnly) ? file.readAll().toLongLong() : 0;
    };
    QTRY_VERIFY(read(u"child"_s) > 0);
    fixture.sandbox().stop();
    QVERIFY(!fixture.sandbox().isRunning());
    QVERIFY(fixture.sandbox().endpoint().isEmpty());
    QVERIFY(isGone(read(u"pid"_s)));
    QVERIFY(isGone(read(u"child"_s)));
}

void PersistenceTest::seedsAreMadeOnce()
{
    SandboxFixture fixture;
    ApiClient api(fixture.endpoint(), fixture.key());
    const QJsonArray seeds = api.get(u"/v1/machines"_s).items();
    QCOMPARE(seeds.size(), 2);
    for (const QJsonValue& seed : seeds) {
        QCOMPARE(seed[u"phase"_s].toString(), u"sleeping"_s);
        QCOMPARE(api.call("DELETE", u"/v1/machines/"_s + seed[u"machine_id"_s].toString()).status, 202);
    }
    QTRY_COMPARE(api.get(u"/v1/machines"_s).items().size(), 0);
    fixture.restart();
    ApiClient after(fixture.endpoint(), fixture.key());
    QCOMPARE(after.get(u"/v1/machines"_s).items().size(), 0);
}

void PersistenceTest::unreadableDirectories()
{
    const LiveClock clock;
    QTemporaryDir dir;
    QFile file(dir.filePath(u"file"_s));
    QVERIFY(file.open(QFile::WriteOnly));
    SandboxOptions options;
    options.dataDir = dir.filePath(u"file"_s);
    QVERIFY(!Sandbox(clock, options).start().has_value());
    options.dataDir = QString();
    QCOMPARE(Sandbox(clock, options).start().error().code, ErrorCode::InvalidArgument);
    options.dataDir = dir.filePath(u"data"_s);
    options.speed = 0;
    QCOMPARE(Sandbox(clock, options).start().error().code, ErrorCode::InvalidArgument);
    // What is not a machine is left alone.
    options.speed = 1;
    QVERIFY(QDir(dir.path()).mkpath(u"data/machines/mine"_s));
    Sandbox sandbox(clock, options);
    QVERIFY(sandbox.start().has_value());
    ApiClient api(sandbox.endpoint(), sandbox.key());
    QCOMPARE(api.get(u"/v1/machines"_s).items().size(), 0);
    QVERIFY(QDir(dir.filePath(u"data/machines/mine"_s)).exists());
}

void PersistenceTest::hostOwnsAndAttaches()
{
    const LiveClock clock;
    QTemporaryDir parent;
    const QString dir = parent.filePath(u"deep/sandbox"_s);
    auto owner = SandboxHost::open(clock, dir, kSpeed);
    QVERIFY(owner.has_value());
    QVERIFY((*owner)->isOwner());
    QCOMPARE(QFileInfo(dir).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QCOMPARE(QFileInfo(dir + u"/endpoint.json"_s).permissions() & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
    const QJsonObject written = endpointOf(dir);
    QCOMPARE(written[u"endpoint"_s].toString(), (*owner)->endpoint().toString());
    QCOMPARE(written[u"key"_s].toString(), (*owner)->key());
    QCOMPARE(written[u"pid"_s].toInteger(), QCoreApplication::applicationPid());

    auto guest = SandboxHost::open(clock, dir, kSpeed);
    QVERIFY(guest.has_value());
    QVERIFY(!(*guest)->isOwner());
    QCOMPARE((*guest)->endpoint(), (*owner)->endpoint());
    QCOMPARE((*guest)->key(), (*owner)->key());
    QCOMPARE((*guest)->unikraft().metros.keys(), QStringList({u"fra"_s, u"sin"_s}));
    QCOMPARE((*guest)->unikraft().metros, (*owner)->unikraft().metros);
    QCOMPARE((*guest)->unikraft().controlPlane, (*owner)->unikraft().controlPlane);
    QCOMPARE((*guest)->unikraft().token, (*owner)->unikraft().token);
    ApiClient api((*guest)->endpoint(), (*guest)->key());
    const QByteArray machines = api.get(u"/v1/machines"_s).body;
    QCOMPARE(api.get(u"/v1/machines"_s).items().size(), 2);

    guest->reset();
    QVERIFY(!endpointOf(dir).isEmpty()); // a guest's end is nobody's end
    owner->reset();
    QVERIFY(endpointOf(dir).isEmpty());
    auto next = SandboxHost::open(clock, dir, kSpeed);
    QVERIFY(next.has_value());
    QVERIFY((*next)->isOwner());
    ApiClient again((*next)->endpoint(), (*next)->key());
    QCOMPARE(again.get(u"/v1/machines"_s).body, machines);
}

void PersistenceTest::attachWaitsForTheAddress()
{
    const LiveClock clock;
    QTemporaryDir parent;
    const QString dir = parent.filePath(u"sandbox"_s);
    auto owner = SandboxHost::open(clock, dir, kSpeed);
    QVERIFY(owner.has_value());
    QVERIFY(QFile::remove(dir + u"/endpoint.json"_s));
    const auto early = SandboxHost::open(clock, dir, kSpeed);
    QVERIFY(!early.has_value());
    QCOMPARE(early.error().code, ErrorCode::Unavailable);
    QVERIFY(early.error().retry.retryable && early.error().retry.after.has_value());
}

void PersistenceTest::killedOwnerLeavesNothing()
{
    const LiveClock clock;
    QTemporaryDir parent;
    const QString dir = parent.filePath(u"sandbox"_s);
    OtherOwner owner(dir);
    QTRY_VERIFY(!endpointOf(dir).isEmpty());
    const auto guest = SandboxHost::open(clock, dir, kSpeed);
    QVERIFY(guest.has_value() && !(*guest)->isOwner());
    ApiClient api((*guest)->endpoint(), (*guest)->key());
    const QString machine = api.runningMachine();
    const QString path = u"/v1/machines/%1/executions"_s.arg(machine);
    const QJsonObject order = shell(u"trap '' TERM HUP INT; echo ran >> log; sleep 1000 & echo $! > a; "
                                    "setsid sh -c 'echo $$ > b; sleep 1000' & echo $$ > c; wait"_s);
    const Headers key{{"Idempotency-Key", "run-1"}};
    const QString id = api.post(path, order, key).text("execution_id");
    const QString home = dir + u"/machines/%1/home"_s.arg(machine);
    const auto read = [&](const QString& name) {
        QFile file(home + u'/' + name);
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    };
    QVector<qint64> pids;
    for (const QString& name : {u"a"_s, u"b"_s, u"c"_s}) {
        QTRY_VERIFY(read(name).endsWith('\n'));
        pids.append(read(name).toLongLong());
        QVERIFY(!isGone(pids.constLast()));
    }

    owner.kill();
    QTRY_VERIFY(!owner.isRunning());
    for (const qint64 pid : pids)
        QTRY_VERIFY(isGone(pid));

    const auto next = SandboxHost::open(clock, dir, kSpeed);
    QVERIFY(next.has_value() && (*next)->isOwner());
    QCOMPARE((*next)->key(), (*guest)->key());
    ApiClient after((*next)->endpoint(), (*next)->key());
    const Answer ended = after.get(path + u'/' + id);
    QCOMPARE(ended.text("error_code"), u"execution_runner_interrupted"_s);
    // Resent, it is the same execution and does not run again.
    QCOMPARE(after.post(path, order, key).text("execution_id"), id);
    QCOMPARE(after.get(path).items().size(), 1);
    QCOMPARE(read(u"log"_s), QByteArray("ran\n"));
}

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    if (app.arguments().value(1) == u"--own") {
        const LiveClock clock;
        const auto host = SandboxHost::open(clock, app.arguments().value(2), kSpeed);
        return host.has_value() ? QCoreApplication::exec() : 1;
    }
    PersistenceTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "PersistenceTest.moc"
