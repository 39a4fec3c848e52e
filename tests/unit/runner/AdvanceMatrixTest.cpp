#include "core/model/Words.h"
#include "tests/unit/runner/RunStory.h"

#include <algorithm>
#include <array>
#include <random>

#include <QHash>
#include <QSet>
#include <QTest>

using namespace beats;
using namespace reveille;
using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

constexpr std::array kStates = {RunState::Due,     RunState::Waking,     RunState::Submitting,
                                RunState::Running, RunState::Collecting, RunState::Releasing,
                                RunState::Closed};
constexpr std::array kPhases = {MachinePhase::Unknown,  MachinePhase::Creating,     MachinePhase::Waking,
                                MachinePhase::Running,  MachinePhase::GoingToSleep, MachinePhase::Sleeping,
                                MachinePhase::Deleting, MachinePhase::Deleted,      MachinePhase::Failed};

/// Every event with every kind of answer it can carry.
QVector<RunEvent> everyEvent(const Run& run)
{
    QVector<RunEvent> events = {
        on::begin(),         on::granted(),      on::waitOver(),          on::cancel(),
        on::released(false), on::released(true), event::CancelAsked{true}};
    for (const MachinePhase phase : kPhases) {
        events.append(on::machine(phase));
        events.append(on::woke(phase));
    }
    Execution waking = told::queued();
    waking.status = ExecutionStatus::WakeInProgress;
    Execution strange = told::running();
    strange.status = ExecutionStatus::Unknown;
    for (const Execution& execution : {waking, strange, told::queued(), told::running(), told::exited(0),
                                       told::exited(3), told::refused(), told::interrupted(), told::killed(9),
                                       told::expired(true), told::expired(false), told::cancelled()}) {
        events.append(on::submitted(execution));
        events.append(on::read(execution));
        events.append(on::cancelled(execution));
        events.append(on::listed({told::marked(execution, run)}));
    }
    events.append(on::listed(QVector<Execution>()));
    events.append(on::listed({told::running()}));
    events.append(on::output("text"));
    for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
        const auto error = static_cast<ErrorCode>(code);
        events += QVector<RunEvent>{on::machine(error), on::woke(error), on::submitted(error),
                                    on::listed(error),  on::read(error), on::cancelled(error),
                                    on::output(error)};
    }
    return events;
}

/// A run that has come as far as `state` in the ordinary way.
RunWalk walkTo(RunState state)
{
    RunWalk walk;
    Beats beats;
    switch (state) {
    case RunState::Due:
        break;
    case RunState::Waking:
        beats = untilGranted();
        break;
    case RunState::Submitting:
        beats = untilSubmitting();
        break;
    case RunState::Running:
        beats = untilRunning();
        break;
    case RunState::Collecting:
    case RunState::Releasing:
    case RunState::Closed:
        beats = untilRunning() + Beats{{on::read(told::exited(0)), {}}};
        break;
    }
    if (state >= RunState::Releasing)
        beats += Beats{{on::output("text"), {}}};
    if (state == RunState::Closed)
        beats += releasedAtLast();
    for (const Beat& beat : beats)
        walk.on(beat.event, seconds(1));
    return walk;
}

/// What must hold for any step from `before`; empty when all of it does.
QString violationOf(const Run& before, const RunStepResult& step)
{
    const Run& after = step.run;
    if (before.state == RunState::Closed)
        return after == before && !step.effect ? QString() : u"a closed run changed"_s;
    if (after.id != before.id || after.firingId != before.firingId ||
        after.scheduledAt != before.scheduledAt || after.kind != before.kind)
        return u"the run became another"_s;
    if (after.state < before.state && (after.state != RunState::Waking || before.state > RunState::Running))
        return u"went back from %1 to %2"_s.arg(toWord(before.state), toWord(after.state));
    if (before.outcome != Outcome::None && after.outcome != before.outcome)
        return u"an outcome was changed"_s;
    if ((after.outcome != Outcome::None) != (after.state >= RunState::Collecting))
        return u"state %1 with outcome '%2'"_s.arg(toWord(after.state), toWord(after.outcome));
    if (after.steps.size() < before.steps.size() ||
        !std::equal(before.steps.cbegin(), before.steps.cend(), after.steps.cbegin()))
        return u"steps that were written changed"_s;
    if (after.state != before.state && after.steps.size() == before.steps.size())
        return u"a change of state without a step"_s;
    if (after.attempt < before.attempt || after.attempt > before.attempt + 1)
        return u"attempts jumped"_s;
    if (after.attempt > before.attempt && before.state != RunState::Running &&
        before.state != RunState::Submitting)
        return u"a new attempt from %1"_s.arg(toWord(before.state));
    if (after.state != before.state && after.isOpen() && !step.effect)
        return u"%1 with nothing to wait for"_s.arg(toWord(after.state));
    if (step.wakesMachine != (step.effect && std::holds_alternative<effect::SendWake>(*step.effect)))
        return u"a wake without its lease"_s;
    if (step.effect && std::holds_alternative<effect::SendExecution>(*step.effect) &&
        (after.state != RunState::Submitting || after.idempotencyKey.isEmpty() ||
         after.requestBody.isEmpty()))
        return u"a submission that is not journalled"_s;
    if (after.state == RunState::Running && after.execution.isEmpty())
        return u"running without an execution"_s;
    if (const auto* wait = step.effect ? std::get_if<effect::Wait>(&*step.effect) : nullptr;
        wait && (wait->duration < milliseconds(20) || wait->duration > minutes(1)))
        return u"a wait of %1 ms"_s.arg(qint64(wait->duration.count()));
    if (after.closedAt.has_value() != (after.state == RunState::Closed))
        return u"closed without its time"_s;
    return {};
}

} // namespace

/// Every event in every state, and long walks through all of them.
class AdvanceMatrixTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPairIsAnswered_data();
    void everyPairIsAnswered();
    void staleAnswersChangeNothing();
    void longWalks();
};

void AdvanceMatrixTest::everyPairIsAnswered_data()
{
    QTest::addColumn<RunState>("state");
    for (const RunState state : kStates)
        QTest::newRow(qPrintable(toWord(state))) << state;
}

void AdvanceMatrixTest::everyPairIsAnswered()
{
    QFETCH(const RunState, state);
    const RunWalk start = walkTo(state);
    QCOMPARE(start.run.state, state);
    for (const RunEvent& event : everyEvent(start.run)) {
        for (const milliseconds later : {milliseconds(0), milliseconds(hours(2)), milliseconds(hours(-2))}) {
            for (const bool forgotten : {false, true}) {
                const RunStepResult step = advance(start.run, forgotten ? RunMemory() : start.memory, event,
                                                   start.context, start.now + later);
                const QString violation = violationOf(start.run, step);
                QVERIFY2(violation.isEmpty(),
                         qPrintable(u"event %1: %2"_s.arg(event.index()).arg(violation)));
            }
        }
    }
}

/// An answer to a question of an earlier state must not do anything.
void AdvanceMatrixTest::staleAnswersChangeNothing()
{
    struct Stale
    {
        RunState state;
        QVector<RunEvent> events;
    };
    const QVector<RunEvent> machine = {on::machine(MachinePhase::Sleeping), on::woke(MachinePhase::Running),
                                       on::machine(ErrorCode::NotFound)};
    const QVector<RunEvent> submission = {on::submitted(told::running()), on::submitted(ErrorCode::Internal),
                                          on::listed(ErrorCode::NotFound)};
    const QVector<RunEvent> execution = {on::read(told::exited(3)), on::cancelled(told::cancelled()),
                                         on::read(ErrorCode::NotFound)};
    const QVector<RunEvent> ending = {on::output("late"), on::output(ErrorCode::NotFound), on::released()};
    for (const Stale& stale :
         {Stale{RunState::Due, machine + submission + execution + ending + QVector<RunEvent>{on::waitOver()}},
          Stale{RunState::Waking, submission + execution + ending},
          Stale{RunState::Submitting, machine + execution + ending},
          Stale{RunState::Running, machine + submission + ending},
          Stale{RunState::Collecting, machine + submission + execution + QVector<RunEvent>{on::released()}},
          Stale{RunState::Releasing,
                machine + submission + execution + QVector<RunEvent>{on::waitOver(), on::output("late")}}}) {
        RunWalk walk = walkTo(stale.state);
        const Run before = walk.run;
        for (const RunEvent& event : stale.events) {
            QCOMPARE(walk.on(event), toWord(stale.state));
            QVERIFY(walk.run == before);
        }
    }
}

void AdvanceMatrixTest::longWalks()
{
    std::mt19937 random(7);
    const auto below = [&](qsizetype limit) {
        return std::uniform_int_distribution<qsizetype>(0, limit - 1)(random);
    };
    QHash<int, QVector<RunEvent>> eventsOfAttempt;
    int closed = 0;
    for (int round = 0; round < 300; ++round) {
        RunWalk walk(round % 5 == 0 ? RunKind::Manual : RunKind::Scheduled);
        QSet<int> attemptsWithBody;
        walk.on(on::begin());
        for (int i = 0; i < 300 && walk.run.isOpen(); ++i) {
            if (below(12) == 0) {
                walk.restart();
                walk.on(on::begin());
            }
            QVector<RunEvent>& events = eventsOfAttempt[walk.run.attempt];
            if (events.isEmpty())
                events = everyEvent(walk.run);
            const Run before = walk.run;
            const int bodies = walk.bodiesMade;
            // Most events of everyEvent() are failures of a kind; take the plain ones as often.
            const qsizetype index = below(2) == 0 ? below(events.size()) : below(74);
            walk.on(events.at(index), milliseconds(below(3000)));
            const QString violation = violationOf(before, walk.last);
            QVERIFY2(violation.isEmpty(), qPrintable(violation));
            if (walk.bodiesMade > bodies) {
                QVERIFY2(!attemptsWithBody.contains(walk.run.attempt), "two bodies for one attempt");
                attemptsWithBody.insert(walk.run.attempt);
            }
            QVERIFY(walk.run.attempt <= walk.context.infrastructureRetries + 1);
        }
        closed += walk.run.isOpen() ? 0 : 1;
    }
    QVERIFY2(closed > 250, "most walks come to an end");
}

QTEST_APPLESS_MAIN(AdvanceMatrixTest)
#include "AdvanceMatrixTest.moc"
