#include "core/engine/RunnerLock.h"

#include <array>

#include <QTemporaryDir>
#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace reveille;

class RunnerLockTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isExclusive();
    void isFreeAtOnceThoughAForkedChildLives();
};

void RunnerLockTest::isExclusive()
{
    const QTemporaryDir directory;
    auto first = RunnerLock::take(directory.path());
    QVERIFY(first.has_value());
    const auto second = RunnerLock::take(directory.path());
    QVERIFY(!second.has_value());
    QCOMPARE(second.error().code, ErrorCode::RunnerElsewhere);
    QCOMPARE(second.error().subject, QString::number(QCoreApplication::applicationPid()));
    first->reset();
    QVERIFY(RunnerLock::take(directory.path()).has_value());
}

void RunnerLockTest::isFreeAtOnceThoughAForkedChildLives()
{
    const QTemporaryDir directory;
    auto lock = RunnerLock::take(directory.path());
    QVERIFY(lock.has_value());
    std::array<int, 2> ends{};
    QCOMPARE(::pipe(ends.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[1]);
        char byte = 0;
        // Until the test lets go of its end.
        const auto size = ::read(ends[0], &byte, 1);
        ::_exit(size == 0 ? 0 : 1);
    }
    QVERIFY(child > 0);
    lock->reset();
    const bool freed = RunnerLock::take(directory.path()).has_value();
    ::close(ends[1]);
    ::close(ends[0]);
    QCOMPARE(::waitpid(child, nullptr, 0), child);
    QVERIFY(freed);
}

QTEST_GUILESS_MAIN(RunnerLockTest)
#include "RunnerLockTest.moc"
