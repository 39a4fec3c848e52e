#include "tests/support/CliRunner.h"
#include "tests/system/cli/CliBed.h"

#include <csignal>
#include <memory>

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kSecret = "canary-Zk7q/\"9\\vault";
/// The same as it would stand in JSON.
const QByteArray kSecretInJson = "canary-Zk7q/\\\"9\\\\vault";
const QByteArray kSecretBase64 = kSecret.toBase64();

bool tellsTheSecret(const QByteArray& bytes)
{
    return bytes.contains(kSecret) || bytes.contains(kSecretInJson) || bytes.contains(kSecretBase64) ||
           bytes.contains(kSecret.toPercentEncoding());
}

/// The files below a directory that tell it, but for the one place where it is kept.
QStringList filesThatTell(const QString& directory, const QByteArray& also, const QStringList& allowed)
{
    QStringList found;
    QDirIterator files(directory, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        const bool isAllowed = std::any_of(allowed.begin(), allowed.end(), [&](const QString& place) {
            return file.fileName().startsWith(place);
        });
        if (isAllowed || !file.open(QFile::ReadOnly))
            continue;
        const QByteArray content = file.readAll();
        if (tellsTheSecret(content) || content.contains(also))
            found.append(file.fileName());
    }
    return found;
}

QByteArray procFile(qint64 pid, const char* name)
{
    QFile file(u"/proc/%1/%2"_s.arg(pid).arg(QLatin1String(name)));
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// A distinctive secret and a distinctive key go through whole runs in which much goes wrong; afterwards
/// they are found nowhere but where they are kept, and on the machine that they were for.
class CanaryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_home = std::make_unique<TempHome>(); }
    void cleanup() { m_home.reset(); }
    void nothingTells();
    void noCoreFile();

private:
    std::unique_ptr<TempHome> m_home;
};

void CanaryTest::nothingTells()
{
    const QString cloudHome = m_home->path() + u"/cloud"_s;
    const Cloud cloud =
        startCloud(cloudHome, u"200"_s,
                   {u"--fault"_s, u"drop-start,times=2"_s, u"--fault"_s, u"truncate:30,path=/output$"_s,
                    u"--fault"_s, u"server-error,method=POST,skip=3"_s, u"--fault"_s,
                    u"status:422,path=/executions$,method=POST,skip=6"_s});
    QVERIFY(!cloud.endpoint.isEmpty());
    QVERIFY(CliRunner::run({u"account"_s, u"list"_s}).exitCode == 0); // makes the data directory
    const auto set =
        CliRunner::run({u"secret"_s, u"set"_s, u"VAULT"_s, u"--allow-key-file"_s}, kSecret + '\n');
    QVERIFY2(set.exitCode == 0, set.err.constData());
    // printf, because sh's echo reads backslashes.
    const QString script = u"printf 'out=%s\\n' \"$VAULT\"; printf 'err=%s\\n' \"$VAULT\" >&2; "
                           "printf %s \"$VAULT\" | base64 -w0; printf '%s\\n' \"$VAULT\" > kept"_s;
    const QString machine =
        furnish(cloud, {u"*:*:*"_s}, {u"sh"_s, u"-c"_s, script}, {u"--env"_s, u"VAULT=secret:VAULT"_s});
    QVERIFY(!machine.isEmpty());
    const QByteArray key = cloud.key.toUtf8();

    const auto runner = CliRunner::start({u"run"_s}, {{u"QT_LOGGING_RULES"_s, u"reveille.*=true"_s}});
    const auto executed = [&] { return truthOf(cloud.truth, u"execution_ended"_s).size(); };
    QTRY_VERIFY_WITH_TIMEOUT(executed() >= 4, 30'000);
    const QByteArray arguments = procFile(runner->processId(), "cmdline");
    QVERIFY(arguments.contains("reveillectl") && !tellsTheSecret(arguments) && !arguments.contains(key));
    QVERIFY(!tellsTheSecret(procFile(runner->processId(), "environ")));
    QVERIFY(endedAfter(*runner, SIGTERM) >= 0);

    // It did arrive.
    QFile kept(cloudHome + u"/sandbox/machines/%1/home/kept"_s.arg(machine));
    QVERIFY(kept.open(QFile::ReadOnly));
    QCOMPARE(kept.readAll(), kSecret + '\n');
    // The runs are recorded, with the name in the place of the value.
    const QJsonArray runs = allRuns();
    QVERIFY(runs.size() >= 4);

    QByteArray said = runner->readAllStandardOutput() + runner->readAllStandardError();
    bool masked = false;
    for (const QJsonValue run : runs) {
        const QString id = run[u"id"_s].toString();
        const auto out = CliRunner::run({u"output"_s, id});
        const auto err = CliRunner::run({u"output"_s, id, u"--stderr"_s});
        masked = masked || out.out.contains("out=[redacted]");
        said += out.out + out.err + err.out + err.err;
    }
    QVERIFY(masked);
    for (const QStringList& command :
         {QStringList{u"runs"_s, u"--json"_s}, QStringList{u"runs"_s, u"--csv"_s, u"-"_s},
          QStringList{u"schedule"_s, u"show"_s, u"job"_s, u"--json"_s}, QStringList{u"secret"_s, u"list"_s},
          QStringList{u"account"_s, u"list"_s, u"--json"_s},
          QStringList{u"account"_s, u"test"_s, u"cloud"_s}}) {
        const auto told = CliRunner::run(command);
        said += told.out + told.err;
    }
    QVERIFY(said.contains("VAULT"));
    QVERIFY(!tellsTheSecret(said));
    QVERIFY(!said.contains(key));

    // On disk: only where the secret is kept, and nowhere the key.
    const QString data = m_home->dataDirectory();
    QCOMPARE(filesThatTell(data, key, {data + u"/keys/"_s}), QStringList());
    // The cloud keeps its own key, and the machine's files are the machine's.
    QCOMPARE(filesThatTell(cloudHome, key,
                           {cloudHome + u"/sandbox/key"_s, cloudHome + u"/sandbox/machines/"_s,
                            cloudHome + u"/sandbox/owner"_s, cloudHome + u"/sandbox/endpoint"_s}),
             QStringList());
}

/// A process that holds a key ends in the way that makes a core file, where one would be written.
void CanaryTest::noCoreFile()
{
    const Cloud cloud = startCloud(m_home->path() + u"/crashing"_s, u"200"_s, {});
    QVERIFY(!cloud.endpoint.isEmpty());
    QVERIFY(!furnish(cloud, {u"*:*:*"_s}, {u"true"_s}).isEmpty());
    const auto runner = CliRunner::start({u"run"_s});
    QTRY_VERIFY_WITH_TIMEOUT(!truthOf(cloud.truth, u"execution_ended"_s).isEmpty(), 30'000);
    // By then it has asked for work with its key.
    const QByteArray limits = procFile(runner->processId(), "limits");
    QVERIFY2(QRegularExpression(u"Max core file size +0 +0 "_s).match(QString::fromLatin1(limits)).hasMatch(),
             limits.constData());
    QVERIFY(::kill(static_cast<pid_t>(runner->processId()), SIGABRT) == 0);
    QVERIFY(runner->waitForFinished(10'000));
    QCOMPARE(runner->exitStatus(), QProcess::CrashExit);
    QDirIterator cores(runner->workingDirectory().isEmpty() ? QDir::currentPath()
                                                            : runner->workingDirectory(),
                       {u"core"_s, u"core.*"_s}, QDir::Files);
    QVERIFY(!cores.hasNext());
    QCOMPARE(
        filesThatTell(m_home->dataDirectory(), cloud.key.toUtf8(), {m_home->dataDirectory() + u"/keys/"_s}),
        QStringList());
}

QTEST_GUILESS_MAIN(CanaryTest)
#include "CanaryTest.moc"
