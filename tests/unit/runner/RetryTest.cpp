#include "core/runner/RunReasons.h"
#include "tests/unit/runner/RunStory.h"
#include "tests/unit/runner/RunWalk.h"

#include <QTest>

using namespace reveille;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// Further tries of whole runs, after the platform refused one and after the command failed.
class RetryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waits();
    void commandIsRepeatedAsOftenAsAllowed();
    void commandIsNotRepeatedByDefault();
    void overrunIsRepeatedToo();
    void cancelledOneIsNotRepeated();
    void nothingIsTriedPastTheNextOccurrence();
    void refusalIsNotTriedPastTheStartDeadline();
    void repetitionHasAStartDeadlineOfItsOwn();
    void repetitionsAreCountedAcrossARestart();
    void bothKindsAreCountedApart();
    void whatAFailedTryPrintedIsKept();
    void outputThatCannotBeReadDelaysNothingForLong();
    void aTryThatStaysInDoubtIsRepeatedOnlyIfSafe();

private:
    /// A run at the point where its execution is being watched.
    static void untilRunning(RunWalk& walk)
    {
        for (const Beat& beat : beats::untilRunning())
            QCOMPARE(walk.on(beat.event, beat.later), beat.expected);
    }
    static void onceMore(RunWalk& walk, std::chrono::milliseconds wait)
    {
        QCOMPARE(walk.on(on::waitOver(), wait), u"waking read-machine"_s);
        QCOMPARE(walk.on(on::machine(MachinePhase::Running)), u"submitting submit"_s);
        QCOMPARE(walk.on(on::submitted(told::queued())), u"running wait 100ms"_s);
    }
};

void RetryTest::waits()
{
    QCOMPARE(retryWait(0, {}, 1.0), 5000ms);
    QCOMPARE(retryWait(1, {}, 1.0), 10000ms);
    QCOMPARE(retryWait(3, {}, 0.5), 20000ms);
    QCOMPARE(retryWait(9, {}, 1.0), 600000ms);
    QCOMPARE(retryWait(0, {}, 0.0), 100ms);
    QCOMPARE(retryWait(0, 7000ms, 0.1), 7000ms);
    QCOMPARE(retryWait(0, std::chrono::milliseconds(24h), 1.0), 600000ms);
}

void RetryTest::commandIsRepeatedAsOftenAsAllowed()
{
    RunWalk walk;
    walk.context.commandRetries = 2;
    untilRunning(walk);
    QCOMPARE(walk.on(on::read(told::exited(3))), u"running read-output"_s);
    QCOMPARE(walk.on(on::output("no\n")), u"waking wait 5000ms"_s);
    QCOMPARE(walk.run.attempt, 2);
    QVERIFY(!walk.run.exitCode && !walk.run.endedAt);
    onceMore(walk, 5s);
    QCOMPARE(walk.run.requestBody, QByteArray("body 2 of attempt 2"));
    QCOMPARE(walk.on(on::read(told::exited(3))), u"running read-output"_s);
    QCOMPARE(walk.on(on::output("no\n")), u"waking wait 10000ms"_s);
    onceMore(walk, 10s);
    QCOMPARE(walk.on(on::read(told::exited(3))), u"collecting read-output"_s);
    QCOMPARE(walk.run.outcome, Outcome::Failed);
    QCOMPARE(walk.run.exitCode, 3);
    QCOMPARE(walk.run.attempt, 3);
}

void RetryTest::commandIsNotRepeatedByDefault()
{
    RunWalk walk;
    untilRunning(walk);
    QCOMPARE(walk.on(on::read(told::exited(3))), u"collecting read-output"_s);
}

void RetryTest::overrunIsRepeatedToo()
{
    RunWalk walk;
    walk.context.commandRetries = 1;
    untilRunning(walk);
    QCOMPARE(walk.on(on::read(told::expired(true))), u"running read-output"_s);
    QCOMPARE(walk.on(on::output("no\n")), u"waking wait 5000ms"_s);
    onceMore(walk, 5s);
    QCOMPARE(walk.on(on::read(told::expired(true))), u"collecting read-output"_s);
    QCOMPARE(walk.run.outcome, Outcome::TimedOut);
}

void RetryTest::cancelledOneIsNotRepeated()
{
    RunWalk walk;
    walk.context.commandRetries = 5;
    untilRunning(walk);
    QCOMPARE(walk.on(on::cancel()), u"running read"_s);
    QCOMPARE(walk.on(on::read(told::exited(3))), u"collecting read-output"_s);
    QCOMPARE(walk.run.attempt, 1);
}

void RetryTest::nothingIsTriedPastTheNextOccurrence()
{
    RunWalk walk;
    walk.context.commandRetries = 5;
    walk.context.retryBefore = walk.now + 12s;
    untilRunning(walk);
    QCOMPARE(walk.on(on::read(told::exited(3))), u"running read-output"_s);
    QCOMPARE(walk.on(on::output("no\n")), u"waking wait 5000ms"_s);
    onceMore(walk, 5s);
    QCOMPARE(walk.on(on::read(told::exited(3))), u"collecting read-output"_s);
    QCOMPARE(walk.run.outcome, Outcome::Failed);

    RunWalk refused;
    refused.context.retryBefore = refused.now + 3s;
    untilRunning(refused);
    QCOMPARE(refused.on(on::read(told::refused())), u"releasing release"_s);
}

void RetryTest::refusalIsNotTriedPastTheStartDeadline()
{
    RunWalk walk;
    walk.context.startDeadline = 4s;
    untilRunning(walk);
    QCOMPARE(walk.on(on::read(told::refused())), u"releasing release"_s);
    QCOMPARE(walk.run.reason, QLatin1String(reason::kExecutionRefused));
}

void RetryTest::repetitionHasAStartDeadlineOfItsOwn()
{
    RunWalk walk;
    walk.context.startDeadline = 60s;
    walk.context.commandRetries = 1;
    untilRunning(walk);
    // The command itself ran for longer than any start may be late.
    QCOMPARE(walk.on(on::read(told::exited(3)), 5min), u"running read-output"_s);
    QCOMPARE(walk.on(on::output("no\n")), u"waking wait 5000ms"_s);
    onceMore(walk, 5s);
}

void RetryTest::repetitionsAreCountedAcrossARestart()
{
    RunWalk walk;
    walk.context.commandRetries = 1;
    untilRunning(walk);
    QCOMPARE(walk.on(on::read(told::exited(3))), u"running read-output"_s);
    QCOMPARE(walk.on(on::output("no\n")), u"waking wait 5000ms"_s);
    walk.restart();
    QCOMPARE(walk.on(on::begin()), u"waking acquire"_s);
    QCOMPARE(walk.on(on::granted()), u"waking read-machine"_s);
    QCOMPARE(walk.on(on::machine(MachinePhase::Running)), u"submitting submit"_s);
    QCOMPARE(walk.on(on::submitted(told::queued())), u"running wait 100ms"_s);
    QCOMPARE(walk.on(on::read(told::exited(3))), u"collecting read-output"_s);
    QCOMPARE(walk.run.attempt, 2);
}

void RetryTest::bothKindsAreCountedApart()
{
    RunWalk walk;
    walk.context.infrastructureRetries = 1;
    walk.context.commandRetries = 1;
    untilRunning(walk);
    QCOMPARE(walk.on(on::read(told::exited(3))), u"running read-output"_s);
    QCOMPARE(walk.on(on::output("no\n")), u"waking wait 5000ms"_s);
    onceMore(walk, 5s);
    QCOMPARE(walk.on(on::read(told::refused())), u"waking wait 5000ms"_s);
    onceMore(walk, 5s);
    QCOMPARE(walk.on(on::read(told::refused())), u"releasing release"_s);
    QCOMPARE(walk.run.attempt, 3);
    QCOMPARE(walk.run.outcome, Outcome::Failed);
}

void RetryTest::whatAFailedTryPrintedIsKept()
{
    RunWalk walk;
    walk.context.commandRetries = 1;
    untilRunning(walk);
    QCOMPARE(walk.on(on::read(told::exited(3))), u"running read-output"_s);
    QVERIFY(!walk.last.failedAttempt);
    // A crash before the answer: the execution is read again, and then its output.
    walk.restart();
    QCOMPARE(walk.on(on::begin()), u"running acquire"_s);
    QCOMPARE(walk.on(on::granted()), u"running read"_s);
    QCOMPARE(walk.on(on::read(told::exited(3))), u"running read-output"_s);
    QCOMPARE(walk.on(on::output("no\n")), u"waking wait 5000ms"_s);
    QVERIFY(walk.last.failedAttempt.has_value());
    QVERIFY(!walk.last.output);
    const RunAttempt kept = *walk.last.failedAttempt;
    QCOMPARE(kept.run, walk.run.id);
    QCOMPARE(kept.attempt, 1);
    QCOMPARE(kept.outcome, Outcome::Failed);
    QCOMPARE(kept.reason, QLatin1String(reason::kCommandFailed));
    QCOMPARE(kept.exitCode, 3);
    QCOMPARE(kept.stdoutText, QByteArray("no\n"));
    QVERIFY(kept.startedAt && kept.endedAt);
    QCOMPARE(walk.run.attempt, 2);
    // A cancellation while it is read ends the run instead.
    onceMore(walk, 5s);
    walk.context.commandRetries = 2;
    QCOMPARE(walk.on(on::read(told::exited(3))), u"running read-output"_s);
    QCOMPARE(walk.on(on::cancel()), u"running read"_s);
    QCOMPARE(walk.on(on::read(told::exited(3))), u"collecting read-output"_s);
}

void RetryTest::outputThatCannotBeReadDelaysNothingForLong()
{
    RunWalk walk;
    walk.context.commandRetries = 1;
    untilRunning(walk);
    QCOMPARE(walk.on(on::read(told::exited(3))), u"running read-output"_s);
    for (const int wait : {1000, 2000, 4000, 8000, 16000}) {
        QCOMPARE(walk.on(on::output(ErrorCode::ConnectionLost)), u"running wait %1ms"_s.arg(wait));
        QCOMPARE(walk.on(on::waitOver(), std::chrono::milliseconds(wait)), u"running read"_s);
        QCOMPARE(walk.on(on::read(told::exited(3))), u"running read-output"_s);
    }
    QCOMPARE(walk.on(on::output(ErrorCode::ConnectionLost)), u"waking wait 5000ms"_s);
    QVERIFY(walk.last.failedAttempt.has_value());
    QVERIFY(walk.last.failedAttempt->stdoutText.isEmpty());

    RunWalk gone;
    gone.context.commandRetries = 1;
    untilRunning(gone);
    QCOMPARE(gone.on(on::read(told::exited(3))), u"running read-output"_s);
    QCOMPARE(gone.on(on::output(ErrorCode::NotFound)), u"waking wait 5000ms"_s);
}

void RetryTest::aTryThatStaysInDoubtIsRepeatedOnlyIfSafe()
{
    const auto inDoubt = [](RunWalk& walk) {
        for (const Beat& beat : beats::untilSubmitting())
            QCOMPARE(walk.on(beat.event, beat.later), beat.expected);
        QCOMPARE(walk.on(on::submitted(ErrorCode::ConnectionLost)), u"submitting wait 500ms"_s);
        QCOMPARE(walk.on(on::waitOver(), 500ms), u"submitting list"_s);
        for (const Beat& beat :
             beats::again(60, on::listed(ErrorCode::NetworkDown), u"submitting"_s, u"list"_s).mid(2))
            QCOMPARE(walk.on(beat.event, beat.later), beat.expected);
    };
    RunWalk safe;
    safe.context.commandRetries = 1;
    inDoubt(safe);
    QCOMPARE(safe.on(on::listed(ErrorCode::NetworkDown), 10min), u"waking wait 5000ms"_s);
    QCOMPARE(safe.run.attempt, 2);
    QVERIFY(safe.run.idempotencyKey.isEmpty());
    onceMore(safe, 5s);
    QVERIFY(safe.run.idempotencyKey.endsWith(u"-2"_s));

    RunWalk once;
    inDoubt(once);
    QCOMPARE(once.on(on::listed(ErrorCode::NetworkDown), 10min), u"releasing release"_s);
    QCOMPARE(once.run.outcome, Outcome::Unknown);

    RunWalk unwanted;
    unwanted.context.commandRetries = 1;
    inDoubt(unwanted);
    unwanted.on(on::cancel());
    QCOMPARE(unwanted.on(on::listed(ErrorCode::NetworkDown), 10min), u"releasing release"_s);
    QCOMPARE(unwanted.run.outcome, Outcome::Unknown);
}

QTEST_APPLESS_MAIN(RetryTest)
#include "RetryTest.moc"
