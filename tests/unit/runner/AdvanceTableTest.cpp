#include "core/model/Words.h"
#include "tests/unit/runner/RunStory.h"

#include <array>

#include <QTest>

using namespace beats;
using namespace reveille;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr std::array kStates = {RunState::Due,     RunState::Waking,     RunState::Submitting,
                                RunState::Running, RunState::Collecting, RunState::Releasing,
                                RunState::Closed};

/// A run that has come as far as `state` in the ordinary way, on a machine that had to be woken.
RunWalk arrivedAt(RunState state)
{
    Beats way;
    if (state >= RunState::Waking)
        way = untilGranted();
    if (state >= RunState::Submitting)
        way += Beats{{on::machine(MachinePhase::Sleeping), {}}, {on::woke(MachinePhase::Running), {}}};
    if (state >= RunState::Running)
        way += Beats{{on::submitted(told::queued()), {}}};
    if (state >= RunState::Collecting)
        way += Beats{{on::read(told::exited(0)), {}}};
    if (state >= RunState::Releasing)
        way += Beats{{on::output("text"), {}}};
    if (state >= RunState::Closed)
        way += releasedAtLast();
    RunWalk walk;
    for (const Beat& beat : way)
        walk.on(beat.event, 1s);
    return walk;
}

} // namespace

/// The state machine as one table: what each event makes of a run in each state. A dash is an answer nobody
/// asked for in that state: nothing changes.
class AdvanceTableTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void table_data();
    void table();
};

void AdvanceTableTest::table_data()
{
    QTest::addColumn<RunEvent>("event");
    QTest::addColumn<QStringList>("answers"); ///< in the order of kStates
    const auto row = [](const char* name, const RunEvent& event, const QStringList& answers) {
        QTest::newRow(name) << event << answers;
    };
    row("begin", on::begin(),
        {u"due acquire"_s, u"waking acquire"_s, u"submitting acquire"_s, u"running acquire"_s,
         u"collecting acquire"_s, u"releasing release"_s, u"-"_s});
    row("machine granted", on::granted(),
        {u"waking read-machine"_s, u"waking read-machine"_s, u"submitting list"_s, u"running read"_s,
         u"collecting read-output"_s, u"-"_s, u"-"_s});
    row("machine read: running", on::machine(MachinePhase::Running),
        {u"-"_s, u"submitting submit"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s});
    row("machine read: asleep", on::machine(MachinePhase::Sleeping),
        {u"-"_s, u"waking wake"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s});
    row("machine read: failed", on::machine(MachinePhase::Failed),
        {u"-"_s, u"releasing release"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s});
    row("machine read: no network", on::machine(ErrorCode::NetworkDown),
        {u"-"_s, u"waking wait 500ms"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s});
    row("machine read: not found", on::machine(ErrorCode::NotFound),
        {u"-"_s, u"releasing release"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s});
    row("wake answered: awake", on::woke(MachinePhase::Running),
        {u"-"_s, u"submitting submit"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s});
    row("wake answered: on its way", on::woke(MachinePhase::Waking),
        {u"-"_s, u"waking wait 250ms"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s});
    row("wake answered: refused", on::woke(ErrorCode::Forbidden),
        {u"-"_s, u"releasing release"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s});
    row("submitted", on::submitted(told::queued()),
        {u"-"_s, u"-"_s, u"running wait 100ms"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s});
    row("submitted: answer lost", on::submitted(ErrorCode::ConnectionLost),
        {u"-"_s, u"-"_s, u"submitting wait 500ms"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s});
    row("submitted: refused", on::submitted(ErrorCode::Forbidden),
        {u"-"_s, u"-"_s, u"releasing release"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s});
    row("executions listed: none of ours", on::listed(QVector<Execution>()),
        {u"-"_s, u"-"_s, u"submitting submit"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s});
    row("executions listed: no network", on::listed(ErrorCode::NetworkDown),
        {u"-"_s, u"-"_s, u"submitting wait 500ms"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s});
    row("execution read: running", on::read(told::running()),
        {u"-"_s, u"-"_s, u"-"_s, u"running wait 125ms"_s, u"-"_s, u"-"_s, u"-"_s});
    row("execution read: exit 0", on::read(told::exited(0)),
        {u"-"_s, u"-"_s, u"-"_s, u"collecting read-output"_s, u"-"_s, u"-"_s, u"-"_s});
    row("execution read: exit 3", on::read(told::exited(3)),
        {u"-"_s, u"-"_s, u"-"_s, u"collecting read-output"_s, u"-"_s, u"-"_s, u"-"_s});
    row("execution read: refused by the platform", on::read(told::refused()),
        {u"-"_s, u"-"_s, u"-"_s, u"waking wait 5000ms"_s, u"-"_s, u"-"_s, u"-"_s});
    row("execution read: no network", on::read(ErrorCode::NetworkDown),
        {u"-"_s, u"-"_s, u"-"_s, u"running wait 500ms"_s, u"-"_s, u"-"_s, u"-"_s});
    row("execution read: not found", on::read(ErrorCode::NotFound),
        {u"-"_s, u"-"_s, u"-"_s, u"releasing release"_s, u"-"_s, u"-"_s, u"-"_s});
    row("output read", on::output("text"),
        {u"-"_s, u"-"_s, u"-"_s, u"-"_s, u"releasing release"_s, u"-"_s, u"-"_s});
    row("output read: no network", on::output(ErrorCode::NetworkDown),
        {u"-"_s, u"-"_s, u"-"_s, u"-"_s, u"collecting wait 500ms"_s, u"-"_s, u"-"_s});
    row("output read: gone", on::output(ErrorCode::NotFound),
        {u"-"_s, u"-"_s, u"-"_s, u"-"_s, u"releasing release"_s, u"-"_s, u"-"_s});
    row("execution cancelled", on::cancelled(told::cancelled()),
        {u"-"_s, u"-"_s, u"-"_s, u"collecting read-output"_s, u"-"_s, u"-"_s, u"-"_s});
    row("execution cancelled: no network", on::cancelled(ErrorCode::NetworkDown),
        {u"-"_s, u"-"_s, u"-"_s, u"running wait 1000ms"_s, u"-"_s, u"-"_s, u"-"_s});
    row("wait over", on::waitOver(),
        {u"-"_s, u"waking read-machine"_s, u"submitting submit"_s, u"running read"_s,
         u"collecting read-output"_s, u"-"_s, u"-"_s});
    row("cancel asked", on::cancel(),
        {u"releasing release"_s, u"releasing release"_s, u"submitting"_s, u"running read"_s, u"-"_s, u"-"_s,
         u"-"_s});
    row("its schedule is removed", event::CancelAsked{.scheduleRemoved = true},
        {u"releasing release"_s, u"releasing release"_s, u"submitting"_s, u"running read"_s, u"-"_s, u"-"_s,
         u"-"_s});
    row("replaced by the next", event::CancelAsked{.replaced = true},
        {u"releasing release"_s, u"releasing release"_s, u"submitting"_s, u"running read"_s, u"-"_s, u"-"_s,
         u"-"_s});
    row("machine released", on::released(), {u"-"_s, u"-"_s, u"-"_s, u"-"_s, u"-"_s, u"closed"_s, u"-"_s});
}

void AdvanceTableTest::table()
{
    QFETCH(const RunEvent, event);
    QFETCH(const QStringList, answers);

    QStringList said;
    for (const RunState state : kStates) {
        RunWalk walk = arrivedAt(state);
        QCOMPARE(walk.run.state, state);
        const Run before = walk.run;
        const QString answer = walk.on(event, 1s);
        said.append(walk.run == before && !walk.last.effect ? u"-"_s : answer);
    }
    QCOMPARE(said, answers);
}

QTEST_APPLESS_MAIN(AdvanceTableTest)
#include "AdvanceTableTest.moc"
