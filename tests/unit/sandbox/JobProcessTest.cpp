#include "core/sandbox/JobProcess.h"

#include <chrono>
#include <optional>

#include <QFile>
#include <QTest>

#include <csignal>
#include <unistd.h>

using namespace reveille::sandbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int kHandlerRan = 77;

void endAtOnce(int)
{
    ::_exit(kHandlerRan);
}

/// The only child this process has at the moment.
pid_t onlyChild()
{
    QFile file(u"/proc/self/task/%1/children"_s.arg(::getpid()));
    return file.open(QFile::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
}

} // namespace

class JobProcessTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsAsTheCommandEnded_data();
    void endsAsTheCommandEnded();
    void theGuardRunsNoHandlerOfTheSandbox();
};

void JobProcessTest::endsAsTheCommandEnded_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<int>("signal");
    QTest::newRow("0") << u"true"_s << 0 << -1;
    QTest::newRow("3") << u"exit 3"_s << 3 << -1;
    QTest::newRow("by SIGTERM") << u"kill -TERM $$"_s << -1 << SIGTERM;
    QTest::newRow("by SIGUSR1") << u"kill -USR1 $$"_s << -1 << SIGUSR1;
    QTest::newRow("by SIGKILL") << u"kill -KILL $$"_s << -1 << SIGKILL;
}

void JobProcessTest::endsAsTheCommandEnded()
{
    QFETCH(QString, script);
    QFETCH(int, exitCode);
    QFETCH(int, signal);
    JobProcess job;
    std::optional<JobEnd> end;
    connect(&job, &JobProcess::ended, this, [&](const JobEnd& e) { end = e; });
    job.start({u"/bin/sh"_s, {u"-c"_s, script}, u"/"_s, {}, {}});
    QTRY_VERIFY(end.has_value());
    QCOMPARE(end->exitCode.value_or(-1), exitCode);
    QCOMPARE(end->signal.value_or(-1), signal);
}

/// A guard is a fork of the program the sandbox is in: a signal that is still pending as the guard ends must
/// not run that program's handlers, which would shut down the program itself.
void JobProcessTest::theGuardRunsNoHandlerOfTheSandbox()
{
    const auto before = std::signal(SIGTERM, endAtOnce);
    JobProcess job;
    std::optional<JobEnd> end;
    connect(&job, &JobProcess::ended, this, [&](const JobEnd& e) { end = e; });
    QByteArray out;
    connect(&job, &JobProcess::output, this, [&](Stream, const QByteArray& bytes) { out += bytes; });
    job.start({u"/bin/sh"_s, {u"-c"_s, u"echo up; sleep 60"_s}, u"/"_s, {}, {}});
    QTRY_COMPARE(out, QByteArray("up\n"));

    const pid_t guard = onlyChild();
    QVERIFY(guard > 0);
    // Stopped, it finds both signals at once, and the kill is handled first.
    ::kill(guard, SIGSTOP);
    job.terminate(1min);
    job.kill();
    ::kill(guard, SIGCONT);
    QTRY_VERIFY(end.has_value());
    std::signal(SIGTERM, before);
    QVERIFY(end->exitCode != kHandlerRan);
    QCOMPARE(end->signal.value_or(-1), SIGKILL);
}

QTEST_GUILESS_MAIN(JobProcessTest)
#include "JobProcessTest.moc"
