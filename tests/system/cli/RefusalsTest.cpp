#include "tests/support/CliRunner.h"
#include "tests/system/cli/CliBed.h"

#include <functional>
#include <memory>

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include <QDir>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTcpServer>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 20'000;

/// Runs reveillectl as somebody whom permissions bind: root loses the capabilities to ignore them.
CliRunner::Ended runBound(const QStringList& arguments)
{
    QProcess process;
    process.setChildProcessModifier([] {
        ::prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE);
        ::prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH);
    });
    process.start(QStringLiteral(REVEILLE_BIN "/reveillectl"), arguments);
    const bool ended = process.waitForFinished(kPatience) && process.exitStatus() == QProcess::NormalExit;
    return {ended ? process.exitCode() : -1, process.readAllStandardOutput(), process.readAllStandardError()};
}

/// A port on loopback where nobody listens.
quint16 closedPort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 0;
}

} // namespace

/// What may be wrong outside: each ends with its own exit code, a sentence that says what is wrong, and one
/// that says what to do.
class RefusalsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_home = std::make_unique<TempHome>(); }
    void cleanup();
    void refuses_data();
    void refuses();

private:
    QString data() const { return m_home->dataDirectory(); }
    QString database() const { return data() + u"/reveille.db"_s; }
    void makeData() const { QCOMPARE(CliRunner::run({u"schedule"_s, u"list"_s}).exitCode, 0); }
    void addAccount(const QString& endpoint) const;
    void sql(const QString& statement) const;

    void directoryMayNotBeWritten() const;
    void parentMayNotBeWritten() const;
    void othersMayEnter() const;
    void isNoDirectory() const;
    void isDamaged() const;
    void isNewer() const;
    void keyIsWrong();
    void variableIsUnset();
    void connectionIsRefused() const;
    void nothing() const {}

    std::unique_ptr<TempHome> m_home;
    Cloud m_cloud;
};

void RefusalsTest::cleanup()
{
    qunsetenv("CLOUD_KEY");
    ::chmod(QFile::encodeName(data()).constData(), 0700);
    ::chmod(QFile::encodeName(m_home->path()).constData(), 0700);
    m_cloud = {};
    m_home.reset();
}

void RefusalsTest::addAccount(const QString& endpoint) const
{
    qputenv("CLOUD_KEY", "some-key");
    QCOMPARE(CliRunner::run({u"account"_s, u"add"_s, u"cloud"_s, u"--provider"_s, u"dedalus"_s,
                             u"--endpoint"_s, endpoint, u"--key-env"_s, u"CLOUD_KEY"_s})
                 .exitCode,
             0);
}

void RefusalsTest::sql(const QString& statement) const
{
    {
        QSqlDatabase connection = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"test"_s);
        connection.setDatabaseName(database());
        QVERIFY(connection.open());
        QVERIFY(QSqlQuery(connection).exec(statement));
    }
    QSqlDatabase::removeDatabase(u"test"_s);
}

void RefusalsTest::directoryMayNotBeWritten() const
{
    makeData();
    QCOMPARE(::chmod(QFile::encodeName(data()).constData(), 0500), 0);
    // The log that the last change has left is part of the database: without it only reading is left.
    for (const char* end : {"-wal", "-shm"})
        QFile::remove(database() + QLatin1String(end));
    QCOMPARE(::chmod(QFile::encodeName(database()).constData(), 0400), 0);
}

void RefusalsTest::parentMayNotBeWritten() const
{
    QCOMPARE(::chmod(QFile::encodeName(m_home->path()).constData(), 0500), 0);
}

void RefusalsTest::othersMayEnter() const
{
    makeData();
    QCOMPARE(::chmod(QFile::encodeName(data()).constData(), 0755), 0);
}

void RefusalsTest::isNoDirectory() const
{
    QFile file(data());
    QVERIFY(file.open(QIODevice::WriteOnly));
}

void RefusalsTest::isDamaged() const
{
    QVERIFY(QDir().mkpath(data()));
    QCOMPARE(::chmod(QFile::encodeName(data()).constData(), 0700), 0);
    QFile file(database());
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    file.write(QByteArray(8192, 'x'));
}

void RefusalsTest::isNewer() const
{
    makeData();
    sql(u"PRAGMA user_version = 9999"_s);
}

void RefusalsTest::keyIsWrong()
{
    m_cloud = startCloud(m_home->path() + u"/cloud"_s);
    QVERIFY(!m_cloud.endpoint.isEmpty());
    addAccount(m_cloud.endpoint);
}

void RefusalsTest::variableIsUnset()
{
    keyIsWrong();
    qunsetenv("CLOUD_KEY");
}

void RefusalsTest::connectionIsRefused() const
{
    addAccount(u"http://127.0.0.1:%1"_s.arg(closedPort()));
}

void RefusalsTest::refuses_data()
{
    QTest::addColumn<std::function<void()>>("prepare");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<QByteArray>("advice");
    const auto row = [this](const char* name, auto prepare, const QStringList& arguments, int code,
                            const char* what, const char* advice) {
        QTest::newRow(name) << std::function<void()>([this, prepare] { std::invoke(prepare, this); })
                            << arguments << code << QByteArray(what) << QByteArray(advice);
    };
    const QStringList list{u"schedule"_s, u"list"_s};
    const QStringList test{u"account"_s, u"test"_s, u"cloud"_s};
    row("read-only directory", &RefusalsTest::directoryMayNotBeWritten,
        {u"account"_s, u"add"_s, u"s"_s, u"--provider"_s, u"sandbox"_s}, 7, "may not be", "chmod");
    row("read-only directory, running", &RefusalsTest::directoryMayNotBeWritten, {u"run"_s}, 7, "may not be",
        "chmod");
    row("no directory can be made", &RefusalsTest::parentMayNotBeWritten, list, 7, "may not be", "chmod");
    row("others may enter", &RefusalsTest::othersMayEnter, list, 7, "may not be", "chmod 700");
    row("no directory", &RefusalsTest::isNoDirectory, list, 7, "reveille", "data directory");
    row("damaged", &RefusalsTest::isDamaged, list, 7, "is damaged", "reveillectl repair");
    row("damaged, running", &RefusalsTest::isDamaged, {u"run"_s}, 7, "is damaged", "reveillectl repair");
    row("newer", &RefusalsTest::isNewer, list, 7, "newer version", "Update Reveille");
    row("wrong key", &RefusalsTest::keyIsWrong, test, 4, "does not accept the API key", "API key anew");
    row("unset variable", &RefusalsTest::variableIsUnset, test, 9, "CLOUD_KEY", "Set the variable");
    row("nobody listens", &RefusalsTest::connectionIsRefused, test, 5, "refused the connection",
        "Check the address");
    row("not encrypted", &RefusalsTest::nothing,
        {u"account"_s, u"add"_s, u"x"_s, u"--provider"_s, u"dedalus"_s, u"--endpoint"_s,
         u"http://example.com/"_s, u"--key-env"_s, u"K"_s},
        5, "not encrypted", "https://");
    row("bad expression", &RefusalsTest::nothing, {u"next"_s, u"Mon 25:00"_s}, 8, "\n      ^^\n", "“");
    row("unknown zone", &RefusalsTest::nothing, {u"next"_s, u"daily"_s, u"--zone"_s, u"Europe/Berlim"_s}, 8,
        "Europe/Berlim", "tz database");
    row("no such schedule", &RefusalsTest::nothing, {u"schedule"_s, u"show"_s, u"nightly"_s}, 3,
        "no schedule \"nightly\"", "\n");
}

void RefusalsTest::refuses()
{
    QFETCH(std::function<void()>, prepare);
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QByteArray, what);
    QFETCH(QByteArray, advice);
    prepare();
    if (QTest::currentTestFailed())
        return;
    const auto refused = runBound(arguments);
    QVERIFY2(refused.err.contains(what), refused.err.constData());
    QVERIFY2(refused.err.contains(advice), refused.err.constData());
    QCOMPARE(refused.exitCode, code);
    QVERIFY2(refused.out.isEmpty(), refused.out.constData());
}

QTEST_GUILESS_MAIN(RefusalsTest)
#include "RefusalsTest.moc"
