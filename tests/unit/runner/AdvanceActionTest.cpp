#include "core/runner/AdvanceAction.h"
#include "core/model/Words.h"
#include "core/runner/FiringId.h"
#include "core/runner/RunReasons.h"

#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using calendar::Instant;

namespace {

const Instant kNow = Instant(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)) + 9h;

Machine machine(MachinePhase phase, bool locked = false)
{
    Machine machine;
    machine.phase = phase;
    machine.rules.deleteLocked = locked;
    return machine;
}

QString effectName(const RunStepResult& step)
{
    if (!step.effect)
        return toWord(step.run.outcome) + u' ' + step.run.reason;
    if (std::holds_alternative<effect::ReadMachine>(*step.effect))
        return u"look"_s;
    if (std::holds_alternative<effect::SendExecution>(*step.effect))
        return u"send"_s;
    if (std::holds_alternative<effect::ListExecutions>(*step.effect))
        return u"list"_s;
    return std::holds_alternative<effect::Wait>(*step.effect) ? u"wait"_s : u"?"_s;
}

QVector<Execution> checkpoints(const QString& name)
{
    Execution made;
    made.id.value = name;
    return {made};
}

struct Beat
{
    RunEvent event;
    QString expected;
    std::chrono::seconds later{0};
};
using Beats = QVector<Beat>;

} // namespace

Q_DECLARE_METATYPE(Beats)

/// Starts, stops, deletions and checkpoints as runs, from the decision to the outcome.
class AdvanceActionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void storiesGoAsTheyShould_data();
    void storiesGoAsTheyShould();
    void bodiesNameTheAction();
    void everyEventHasAnAnswer();
};

void AdvanceActionTest::storiesGoAsTheyShould_data()
{
    QTest::addColumn<ScheduleAction>("action");
    QTest::addColumn<RunState>("from");
    QTest::addColumn<Beats>("beats");
    using event::Begin;
    using event::ExecutionsListed;
    using event::MachineRead;
    using event::Submitted;
    using event::WaitOver;
    const MachineRead stopped{machine(MachinePhase::Stopped)};
    const MachineRead running{machine(MachinePhase::Running)};
    const MachineRead waking{machine(MachinePhase::Waking)};
    const MachineRead gone{fail(ErrorCode::NotFound)};
    const MachineRead silent{fail(ErrorCode::ConnectionLost)};
    const Submitted accepted{Execution{}};
    const Submitted lost{fail(ErrorCode::ConnectionLost)};
    const Submitted refused{fail(ErrorCode::QuotaExceeded)};
    const QString done = u"succeeded "_s;

    QTest::newRow("start") << ScheduleAction::Start << RunState::Due
                           << Beats{{Begin{}, u"look"_s}, {stopped, u"send"_s},    {accepted, u"look"_s},
                                    {waking, u"wait"_s},  {WaitOver{}, u"look"_s}, {running, done}};
    QTest::newRow("runs already") << ScheduleAction::Start << RunState::Due
                                  << Beats{{Begin{}, u"look"_s}, {running, done}};
    QTest::newRow("lost answer, it arrived") << ScheduleAction::Start << RunState::Due
                                             << Beats{{Begin{}, u"look"_s},
                                                      {stopped, u"send"_s},
                                                      {lost, u"wait"_s},
                                                      {WaitOver{}, u"look"_s},
                                                      {running, done}};
    QTest::newRow("lost answer, it did not arrive")
        << ScheduleAction::Start << RunState::Due
        << Beats{{Begin{}, u"look"_s}, {stopped, u"send"_s},  {lost, u"wait"_s}, {WaitOver{}, u"look"_s},
                 {stopped, u"send"_s}, {accepted, u"look"_s}, {running, done}};
    QTest::newRow("crashed, done") << ScheduleAction::Start << RunState::Submitting
                                   << Beats{{Begin{}, u"look"_s}, {running, done}};
    QTest::newRow("crashed, not done")
        << ScheduleAction::Stop << RunState::Submitting
        << Beats{{Begin{}, u"look"_s}, {running, u"send"_s}, {accepted, u"look"_s}, {stopped, done}};
    QTest::newRow("refused") << ScheduleAction::Start << RunState::Due
                             << Beats{{Begin{}, u"look"_s},
                                      {stopped, u"send"_s},
                                      {refused, u"failed action-refused"_s}};
    QTest::newRow("does not follow") << ScheduleAction::Start << RunState::Due
                                     << Beats{{Begin{}, u"look"_s},
                                              {stopped, u"send"_s},
                                              {accepted, u"look"_s},
                                              {stopped, u"failed state-not-reached"_s, 300s}};
    QTest::newRow("too late") << ScheduleAction::Start << RunState::Due
                              << Beats{{Begin{}, u"missed-late start-deadline-passed"_s, 7200s}};
    QTest::newRow("nobody answers") << ScheduleAction::Stop << RunState::Due
                                    << Beats{{Begin{}, u"look"_s},
                                             {silent, u"wait"_s},
                                             {WaitOver{}, u"look"_s},
                                             {silent, u"missed-late no-answer"_s, 7200s}};
    QTest::newRow("delete") << ScheduleAction::Delete << RunState::Due
                            << Beats{{Begin{}, u"look"_s},
                                     {stopped, u"send"_s},
                                     {accepted, u"look"_s},
                                     {gone, done}};
    QTest::newRow("deleted already") << ScheduleAction::Delete << RunState::Due
                                     << Beats{{Begin{}, u"look"_s}, {gone, done}};
    QTest::newRow("delete lock") << ScheduleAction::Delete << RunState::Due
                                 << Beats{{Begin{}, u"look"_s},
                                          {MachineRead{machine(MachinePhase::Running, true)},
                                           u"failed delete-locked"_s}};
    QTest::newRow("start of what is gone")
        << ScheduleAction::Start << RunState::Due
        << Beats{{Begin{}, u"look"_s}, {gone, u"failed machine-not-found"_s}};
    QTest::newRow("checkpoint") << ScheduleAction::Checkpoint << RunState::Due
                                << Beats{{Begin{}, u"look"_s}, {running, u"send"_s}, {accepted, done}};
    QTest::newRow("checkpoint, crashed, made")
        << ScheduleAction::Checkpoint << RunState::Submitting
        << Beats{{Begin{}, u"list"_s}, {ExecutionsListed{checkpoints(u"reveille-61616161"_s)}, done}};
    QTest::newRow("checkpoint, crashed, not made")
        << ScheduleAction::Checkpoint << RunState::Submitting
        << Beats{{Begin{}, u"list"_s},
                 {ExecutionsListed{checkpoints(u"reveille-00000000"_s)}, u"send"_s},
                 {accepted, done}};
    QTest::newRow("cancelled before")
        << ScheduleAction::Start << RunState::Due
        << Beats{{Begin{}, u"look"_s}, {event::CancelAsked{}, u"cancelled cancelled-by-person"_s}};
}

void AdvanceActionTest::storiesGoAsTheyShould()
{
    QFETCH(ScheduleAction, action);
    QFETCH(RunState, from);
    QFETCH(Beats, beats);
    Run run;
    run.firingId = QByteArray(16, 'a');
    run.scheduledAt = kNow;
    run.steps = {{RunState::Due, kNow, {}}};
    if (from != RunState::Due)
        run.steps.append(RunStep{from, kNow, {}});
    run.state = from;
    RunMemory memory;
    RunContext context;
    context.action = action;
    context.machinesStop = true;
    Instant now = kNow;
    for (const Beat& beat : beats) {
        now += beat.later;
        const RunStepResult step = advance(run, memory, beat.event, context, now);
        QCOMPARE(effectName(step), beat.expected);
        // Whatever is sent has been journalled as such before.
        if (step.effect && std::holds_alternative<effect::SendExecution>(*step.effect)) {
            QCOMPARE(step.run.state, RunState::Submitting);
            if (from == RunState::Due)
                QCOMPARE(step.run.requestBody, actionBody(action));
        }
        run = step.run;
        memory = step.memory;
    }
    QVERIFY(!run.isOpen());
    QVERIFY(run.closedAt.has_value());
}

void AdvanceActionTest::bodiesNameTheAction()
{
    for (const auto action : {ScheduleAction::Start, ScheduleAction::Stop, ScheduleAction::Suspend,
                              ScheduleAction::Delete, ScheduleAction::Checkpoint})
        QVERIFY(actionOfBody(actionBody(action)) == action);
    QVERIFY(!actionOfBody("{\"command\":[\"true\"]}").has_value());
    QVERIFY(!actionOfBody({}).has_value());
}

void AdvanceActionTest::everyEventHasAnAnswer()
{
    const QVector<RunEvent> events{event::Begin{},
                                   event::MachineGranted{},
                                   event::MachineRead{machine(MachinePhase::Failed)},
                                   event::WakeAnswered{machine(MachinePhase::Running)},
                                   event::Submitted{fail(ErrorCode::ServerError)},
                                   event::ExecutionsListed{QVector<Execution>()},
                                   event::ExecutionRead{Execution{}},
                                   event::OutputRead{ExecutionOutput{}},
                                   event::ExecutionCancelled{Execution{}},
                                   event::WaitOver{},
                                   event::CancelAsked{},
                                   event::MachineReleased{}};
    for (int state = 0; state <= static_cast<int>(RunState::Closed); ++state) {
        for (const RunEvent& event : events) {
            Run run;
            run.firingId = QByteArray(16, 'a');
            run.scheduledAt = kNow;
            run.state = static_cast<RunState>(state);
            RunContext context;
            context.action = ScheduleAction::Stop;
            const RunStepResult step = advance(run, {}, event, context, kNow);
            QVERIFY(step.run.state >= run.state);
            QVERIFY(step.run.isOpen() == (step.run.outcome == Outcome::None) || !run.isOpen());
            QVERIFY(!step.wakesMachine);
        }
    }
}

QTEST_GUILESS_MAIN(AdvanceActionTest)
#include "AdvanceActionTest.moc"
