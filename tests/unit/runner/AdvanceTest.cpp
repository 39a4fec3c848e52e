#include "core/runner/RunReasons.h"
#include "tests/unit/runner/RunStory.h"

#include <QTest>

using namespace beats;
using namespace reveille;
using namespace std::chrono;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// What a run carries along the way.
class AdvanceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void marksTheSubmissionAndFindsIt();
    void resendsTheSameBytes();
    void newAttemptHasItsOwnKey();
    void keepsWhatTheExecutionTold();
    void awakeCountsFromTheFirstWake();
    void journalsTheWishToCancel();
    void backsOff();
};

void AdvanceTest::marksTheSubmissionAndFindsIt()
{
    RunWalk walk;
    for (const Beat& beat : untilSubmitting())
        walk.on(beat.event);
    QCOMPARE(walk.run.idempotencyKey, QString::fromLatin1(walk.run.firingId.toHex()) + u"-1"_s);
    QCOMPARE(walk.run.requestBody, QByteArray("body 1 of attempt 1"));
    walk.restart();
    walk.on(on::begin());
    walk.on(on::granted());
    // Somebody else's executions, and one of the same firing's other attempt, are not ours.
    Run other = walk.run;
    other.attempt = 2;
    QCOMPARE(walk.on(on::listed({told::running(), told::marked(told::running(), other)})),
             u"submitting submit"_s);
}

void AdvanceTest::resendsTheSameBytes()
{
    RunWalk walk;
    for (const Beat& beat : untilSubmitting())
        walk.on(beat.event);
    const QString key = walk.run.idempotencyKey;
    const QByteArray body = walk.run.requestBody;
    walk.on(on::submitted(ErrorCode::ConnectionLost));
    walk.on(on::waitOver(), 500ms);
    QCOMPARE(walk.on(on::listed(QVector<Execution>())), u"submitting submit"_s);
    QCOMPARE(walk.run.requestBody, body);
    // Also when the machine has to be woken in between, and over a restart.
    walk.on(on::submitted(ErrorCode::InvalidState));
    walk.restart();
    walk.on(on::begin(), 1min);
    walk.on(on::granted());
    QCOMPARE(walk.on(on::machine(MachinePhase::Running)), u"submitting submit"_s);
    QCOMPARE(walk.run.idempotencyKey, key);
    QCOMPARE(walk.run.requestBody, body);
    QCOMPARE(walk.bodiesMade, 1);
}

void AdvanceTest::newAttemptHasItsOwnKey()
{
    RunWalk walk;
    for (const Beat& beat : untilRunning())
        walk.on(beat.event);
    const QString first = walk.run.idempotencyKey;
    walk.on(on::waitOver());
    walk.on(on::read(told::refused()));
    QVERIFY(walk.run.idempotencyKey.isEmpty() && walk.run.requestBody.isEmpty());
    QVERIFY(walk.run.execution.isEmpty());
    QCOMPARE(walk.run.outcome, Outcome::None);
    walk.on(on::waitOver());
    walk.on(on::machine(MachinePhase::Running));
    QVERIFY(walk.run.idempotencyKey != first);
    QCOMPARE(walk.run.requestBody, QByteArray("body 2 of attempt 2"));
}

void AdvanceTest::keepsWhatTheExecutionTold()
{
    RunWalk walk;
    for (const Beat& beat : untilRunning())
        walk.on(beat.event);
    walk.on(on::waitOver());
    walk.on(on::read(told::exited(3)));
    QCOMPARE(walk.run.exitCode, std::optional(3));
    QCOMPARE(walk.run.lateness(), std::optional<milliseconds>(1s));
    QCOMPARE(walk.run.endedAt.value() - walk.run.startedAt.value(), microseconds(1s));
    walk.on(on::output("some output\n"));
    QVERIFY(walk.last.output.has_value());
    QCOMPARE(walk.last.output->stdoutText, QByteArray("some output\n"));
    QCOMPARE(walk.run.stdoutKept, 12);
    QCOMPARE(walk.run.stdoutBytes, 12);
}

void AdvanceTest::awakeCountsFromTheFirstWake()
{
    for (const bool wokenByUs : {true, false}) {
        RunWalk walk;
        walk.on(on::begin());
        walk.on(on::granted(), 10s);
        walk.on(on::machine(MachinePhase::Running), 2s);
        walk.on(on::submitted(told::exited(0)), 3s);
        walk.on(on::output(QByteArray()), 0s);
        walk.on(on::released(wokenByUs), 4s);
        QCOMPARE(walk.run.awake, wokenByUs ? std::optional<milliseconds>(9s) : std::nullopt);
    }
}

void AdvanceTest::journalsTheWishToCancel()
{
    RunWalk walk;
    for (const Beat& beat : untilSubmitting())
        walk.on(beat.event);
    walk.on(on::cancel());
    QCOMPARE(walk.run.reason, QString::fromLatin1(reason::kCancelledByPerson));
    QCOMPARE(walk.run.outcome, Outcome::None);
    QVERIFY(!walk.last.effect);
}

void AdvanceTest::backsOff()
{
    Error error = on::error(ErrorCode::RateLimited);
    QCOMPARE(backOff(0, error), 500ms);
    QCOMPARE(backOff(3, error), 4s);
    QCOMPARE(backOff(1000, error), 60s);
    error.retry.after = 250ms;
    QCOMPARE(backOff(1000, error), 250ms);
    error.retry.after = 0ms;
    QCOMPARE(backOff(0, error), 20ms);
    error.retry.after = 24h;
    QCOMPARE(backOff(0, error), 60s);
}

QTEST_APPLESS_MAIN(AdvanceTest)
#include "AdvanceTest.moc"
