#include "tests/unit/runner/RunStory.h"

#include <QTest>

using namespace beats;
using namespace reveille;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// The way of a run from its turn to an execution: each row is one life.
class StartStoryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waking_data();
    void waking() { playRow(); }
    void submitting_data();
    void submitting() { playRow(); }

private:
    static void playRow()
    {
        QFETCH(const Story, story);
        play(story);
    }
};

void StartStoryTest::waking_data()
{
    QTest::addColumn<Story>("story");
    const Beats exit0 = Beats{{on::submitted(told::exited(0)), u"collecting read-output"_s}} + collected();

    QTest::newRow("asleep: wake, poll, run")
        << Story{untilGranted() +
                     Beats{{on::machine(MachinePhase::Sleeping), u"waking wake"_s},
                           {on::woke(MachinePhase::Waking), u"waking wait 60ms"_s},
                           {on::waitOver(), u"waking read-machine"_s, 60ms},
                           {on::machine(MachinePhase::Waking), u"waking wait 60ms"_s},
                           {on::waitOver(), u"waking read-machine"_s, 2s},
                           {on::machine(MachinePhase::Waking), u"waking wait 515ms"_s},
                           {on::waitOver(), u"waking read-machine"_s, 515ms},
                           {on::machine(MachinePhase::Running), u"submitting submit"_s},
                           {on::submitted(told::queued()), u"running wait 100ms"_s},
                           {on::waitOver(), u"running read"_s, 100ms},
                           {on::read(told::running()), u"running wait 100ms"_s},
                           {on::waitOver(), u"running read"_s, 8s},
                           {on::read(told::running()), u"running wait 1012ms"_s},
                           {on::waitOver(), u"running read"_s, 1012ms},
                           {on::read(told::exited(0)), u"collecting read-output"_s}} +
                     collected(),
                 Outcome::Succeeded};
    QTest::newRow("awake: run") << Story{untilSubmitting() + exit0, Outcome::Succeeded};
    QTest::newRow("awake at once") << Story{
        untilGranted() +
            Beats{{on::machine(MachinePhase::Sleeping), u"waking wake"_s},
                  {on::woke(MachinePhase::Running), u"submitting submit"_s}} +
            exit0,
        Outcome::Succeeded};
    QTest::newRow("going to sleep: wait, then wake")
        << Story{untilGranted() +
                     Beats{{on::machine(MachinePhase::GoingToSleep), u"waking wait 60ms"_s},
                           {on::waitOver(), u"waking read-machine"_s, 60ms},
                           {on::machine(MachinePhase::Sleeping), u"waking wake"_s},
                           {on::woke(MachinePhase::Running), u"submitting submit"_s}} +
                     exit0,
                 Outcome::Succeeded};
    QTest::newRow("409 on wake: it is on its way already")
        << Story{untilGranted() +
                     Beats{{on::machine(MachinePhase::Sleeping), u"waking wake"_s},
                           {on::woke(ErrorCode::InvalidState), u"waking wait 60ms"_s},
                           {on::waitOver(), u"waking read-machine"_s, 60ms},
                           {on::machine(MachinePhase::Running), u"submitting submit"_s}} +
                     exit0,
                 Outcome::Succeeded};
    QTest::newRow("401 on wake: the execution wakes it")
        << Story{untilGranted() +
                     Beats{{on::machine(MachinePhase::Sleeping), u"waking wake"_s},
                           {on::woke(ErrorCode::LifecycleForbidden), u"submitting submit"_s}} +
                     exit0,
                 Outcome::Succeeded};
    QTest::newRow("wake time-out") << Story{
        untilGranted() +
            Beats{{on::machine(MachinePhase::Sleeping), u"waking wake"_s},
                  {on::woke(MachinePhase::Waking), u"waking wait 60ms"_s},
                  {on::waitOver(), u"waking read-machine"_s, 2min},
                  {on::machine(MachinePhase::Waking), u"waking wait 1000ms"_s},
                  {on::waitOver(), u"waking read-machine"_s, 1ms},
                  {on::machine(MachinePhase::Waking), u"releasing release"_s}} +
            releasedAtLast(),
        Outcome::Failed, reason::kWakeTimedOut};
    QTest::newRow("wake has no effect")
        << Story{untilGranted() +
                     Beats{{on::machine(MachinePhase::Sleeping), u"waking wake"_s},
                           {on::woke(MachinePhase::Sleeping), u"waking wait 60ms"_s},
                           {on::waitOver(), u"waking read-machine"_s, 60ms},
                           {on::machine(MachinePhase::Sleeping), u"waking wake"_s},
                           {on::woke(ErrorCode::InvalidState), u"waking wait 1000ms"_s, 119s},
                           {on::waitOver(), u"waking read-machine"_s, 2s},
                           {on::machine(MachinePhase::Sleeping), u"releasing release"_s}} +
                     releasedAtLast(),
                 Outcome::Failed, reason::kWakeTimedOut};
    QTest::newRow("wake refused") << Story{
        untilGranted() +
            Beats{{on::machine(MachinePhase::Sleeping), u"waking wake"_s},
                  {on::woke(ErrorCode::QuotaExceeded), u"releasing release"_s}} +
            releasedAtLast(),
        Outcome::Failed, reason::kWakeRefused};
    QTest::newRow("key refused") << Story{
        untilGranted() + Beats{{on::machine(ErrorCode::Unauthorized), u"releasing release"_s}} +
            releasedAtLast(),
        Outcome::Failed, reason::kUnauthorized};
    QTest::newRow("key missing") << Story{
        untilGranted() + Beats{{on::machine(ErrorCode::SecretMissing), u"releasing release"_s}} +
            releasedAtLast(),
        Outcome::Failed, reason::kSecretMissing};
    QTest::newRow("machine failed") << Story{
        untilGranted() + Beats{{on::machine(MachinePhase::Failed), u"releasing release"_s}} +
            releasedAtLast(),
        Outcome::Failed, reason::kMachineFailed};
    QTest::newRow("machine deleted") << Story{
        untilGranted() + Beats{{on::machine(MachinePhase::Deleted), u"releasing release"_s}} +
            releasedAtLast(),
        Outcome::Failed, reason::kMachineDeleted};
    QTest::newRow("machine not found") << Story{
        untilGranted() + Beats{{on::machine(ErrorCode::NotFound), u"releasing release"_s}} + releasedAtLast(),
        Outcome::Failed, reason::kMachineNotFound};

    QTest::newRow("its turn comes too late")
        << Story{Beats{{on::begin(), u"due acquire"_s}, {on::granted(), u"releasing release"_s, 1h + 1ms}} +
                     releasedAtLast(),
                 Outcome::MissedLate, reason::kStartDeadlinePassed};
    QTest::newRow("its turn comes at the last moment")
        << Story{Beats{{on::begin(), u"due acquire"_s},
                       {on::granted(), u"waking read-machine"_s, 1h},
                       {on::machine(MachinePhase::Running), u"submitting submit"_s}} +
                     exit0,
                 Outcome::Succeeded};
    QTest::newRow("by hand: its turn may come late")
        << Story{Beats{{on::begin(), u"due acquire"_s},
                       {on::granted(), u"waking read-machine"_s, 20h},
                       {on::machine(MachinePhase::Running), u"submitting submit"_s}} +
                     exit0,
                 Outcome::Succeeded, "", 1, RunKind::Manual};
    QTest::newRow("no network until the start deadline") << Story{
        untilGranted() + again(5, on::machine(ErrorCode::NetworkDown), u"waking"_s, u"read-machine"_s) +
            Beats{{on::machine(ErrorCode::NetworkDown), u"releasing release"_s, 1h}} + releasedAtLast(),
        Outcome::MissedLate, reason::kNoAnswer};
    QTest::newRow("network back after longer than a wake may take") << Story{
        untilGranted() + again(20, on::machine(ErrorCode::NetworkDown), u"waking"_s, u"read-machine"_s) +
            Beats{{on::machine(MachinePhase::Sleeping), u"waking wake"_s},
                  {on::woke(MachinePhase::Running), u"submitting submit"_s}} +
            exit0,
        Outcome::Succeeded};
    QTest::newRow("network lost after the wake, until the start deadline")
        << Story{untilGranted() +
                     Beats{{on::machine(MachinePhase::Sleeping), u"waking wake"_s},
                           {on::woke(ErrorCode::ConnectionLost), u"waking wait 500ms"_s},
                           {on::waitOver(), u"waking read-machine"_s, 1h},
                           {on::machine(ErrorCode::NetworkDown), u"releasing release"_s, 1s}} +
                     releasedAtLast(),
                 Outcome::Failed, reason::kNoAnswer};
    QTest::newRow("by hand, no network: the person is told after two minutes") << Story{
        untilGranted() + again(8, on::machine(ErrorCode::NetworkDown), u"waking"_s, u"read-machine"_s) +
            Beats{{on::machine(ErrorCode::NetworkDown), u"releasing release"_s}} + releasedAtLast(),
        Outcome::Failed, reason::kNoAnswer, 1, RunKind::Manual};
    QTest::newRow("suspended while it waited: too late, and not woken in vain")
        << Story{untilGranted() +
                     Beats{{on::machine(MachinePhase::GoingToSleep), u"waking wait 60ms"_s},
                           {on::waitOver(), u"waking read-machine"_s, 5h},
                           {on::machine(MachinePhase::Sleeping), u"releasing release"_s}} +
                     releasedAtLast(),
                 Outcome::MissedLate, reason::kStartDeadlinePassed};
    QTest::newRow("suspended after the wake: too late to start")
        << Story{untilGranted() +
                     Beats{{on::machine(MachinePhase::Sleeping), u"waking wake"_s},
                           {on::woke(MachinePhase::Waking), u"waking wait 60ms"_s},
                           {on::waitOver(), u"waking read-machine"_s, 5h},
                           {on::machine(MachinePhase::Running), u"releasing release"_s}} +
                     releasedAtLast(),
                 Outcome::MissedLate, reason::kStartDeadlinePassed};
    QTest::newRow("cancelled before its turn") << Story{
        Beats{{on::begin(), u"due acquire"_s}, {on::cancel(), u"releasing release"_s}} + releasedAtLast(),
        Outcome::Cancelled, reason::kCancelledByPerson};
    QTest::newRow("cancelled while waking")
        << Story{untilGranted() + Beats{{on::cancel(), u"releasing release"_s}} + releasedAtLast(),
                 Outcome::Cancelled, reason::kCancelledByPerson};
    QTest::newRow("its schedule is removed") << Story{
        untilGranted() + Beats{{event::CancelAsked{true}, u"releasing release"_s}} + releasedAtLast(),
        Outcome::Cancelled, reason::kScheduleRemoved};
}

void StartStoryTest::submitting_data()
{
    QTest::addColumn<Story>("story");
    const Run marked = RunWalk().run;
    const QVector<Execution> none;
    const Beats exit0 = Beats{{on::submitted(told::exited(0)), u"collecting read-output"_s}} + collected();
    const Beats lost =
        untilSubmitting() + Beats{{on::submitted(ErrorCode::ConnectionLost), u"submitting wait 500ms"_s},
                                  {on::waitOver(), u"submitting list"_s, 500ms}};

    QTest::newRow("answer lost, found by its marker")
        << Story{lost +
                     Beats{{on::listed({told::queued(), told::marked(told::running(), marked)}),
                            u"running wait 100ms"_s},
                           {on::waitOver(), u"running read"_s, 100ms},
                           {on::read(told::exited(0)), u"collecting read-output"_s}} +
                     collected(),
                 Outcome::Succeeded};
    QTest::newRow("answer lost, found ended") << Story{
        lost + Beats{{on::listed({told::marked(told::exited(0), marked)}), u"collecting read-output"_s}} +
            collected(),
        Outcome::Succeeded};
    QTest::newRow("answer lost, not there: sent again")
        << Story{lost + Beats{{on::listed(none), u"submitting submit"_s}} + exit0, Outcome::Succeeded};
    QTest::newRow("answer lost, not there, too late")
        << Story{lost + Beats{{on::listed(none), u"releasing release"_s, 1h}} + releasedAtLast(),
                 Outcome::MissedLate, reason::kStartDeadlinePassed};
    QTest::newRow("answer lost, found although too late") << Story{
        lost + Beats{{on::listed({told::marked(told::exited(0), marked)}), u"collecting read-output"_s, 5h}} +
            collected(),
        Outcome::Succeeded};
    QTest::newRow("key in use with other bytes, found") << Story{
        untilSubmitting() +
            Beats{{on::submitted(ErrorCode::IdempotencyKeyReused), u"submitting list"_s},
                  {on::listed({told::marked(told::exited(0), marked)}), u"collecting read-output"_s}} +
            collected(),
        Outcome::Succeeded};
    QTest::newRow("key in use with other bytes, not there")
        << Story{untilSubmitting() +
                     Beats{{on::submitted(ErrorCode::IdempotencyKeyReused), u"submitting list"_s},
                           {on::listed(none), u"releasing release"_s}} +
                     releasedAtLast(),
                 Outcome::Unknown, reason::kInDoubt};
    QTest::newRow("nobody answers for an hour") << Story{
        lost + again(60, on::listed(ErrorCode::NetworkDown), u"submitting"_s, u"list"_s).mid(2) +
            Beats{{on::listed(ErrorCode::NetworkDown), u"releasing release"_s, 10min}} + releasedAtLast(),
        Outcome::Unknown, reason::kInDoubt};
    QTest::newRow("nobody may be asked any more") << Story{
        lost + Beats{{on::listed(ErrorCode::Unauthorized), u"releasing release"_s}} + releasedAtLast(),
        Outcome::Unknown, reason::kInDoubt};
    // The provider tries several times inside: its last failure says nothing of the tries before it.
    for (const auto& [name, code] :
         {std::pair("no network", ErrorCode::NetworkDown), std::pair("refused", ErrorCode::ConnectionRefused),
          std::pair("rate limited", ErrorCode::RateLimited), std::pair("503", ErrorCode::Unavailable),
          std::pair("500", ErrorCode::ServerError), std::pair("no host", ErrorCode::HostNotFound)}) {
        QTest::addRow("%s at the submission: asked after, then sent again", name)
            << Story{untilSubmitting() +
                         Beats{{on::submitted(code), u"submitting wait 500ms"_s},
                               {on::waitOver(), u"submitting list"_s, 500ms},
                               {on::listed(none), u"submitting submit"_s}} +
                         exit0,
                     Outcome::Succeeded};
    }
    QTest::newRow("key ring locked: nothing was sent, so nothing is asked after")
        << Story{untilSubmitting() +
                     Beats{{on::submitted(ErrorCode::SecretStoreLocked), u"submitting wait 500ms"_s},
                           {on::waitOver(), u"submitting submit"_s, 500ms}} +
                     exit0,
                 Outcome::Succeeded};
    QTest::newRow("key ring locked until too late") << Story{
        untilSubmitting() + Beats{{on::submitted(ErrorCode::SecretStoreLocked), u"releasing release"_s, 2h}} +
            releasedAtLast(),
        Outcome::MissedLate, reason::kSecretMissing};
    QTest::newRow("key ring locked, by hand") << Story{
        untilSubmitting() + Beats{{on::submitted(ErrorCode::SecretStoreLocked), u"releasing release"_s, 2h}} +
            releasedAtLast(),
        Outcome::Failed, reason::kSecretMissing, 1, RunKind::Manual};
    QTest::newRow("refused") << Story{
        untilSubmitting() + Beats{{on::submitted(ErrorCode::InvalidArgument), u"releasing release"_s}} +
            releasedAtLast(),
        Outcome::Failed, reason::kSubmitRefused};
    QTest::newRow("fell asleep in between: woken once more")
        << Story{untilSubmitting() +
                     Beats{{on::submitted(ErrorCode::InvalidState), u"waking wait 1000ms"_s},
                           {on::waitOver(), u"waking read-machine"_s, 1s},
                           {on::machine(MachinePhase::Sleeping), u"waking wake"_s},
                           {on::woke(MachinePhase::Running), u"submitting submit"_s}} +
                     exit0,
                 Outcome::Succeeded};
    QTest::newRow("never in the right state, by hand: it ends")
        << Story{untilSubmitting() +
                     Beats{{on::submitted(ErrorCode::InvalidState), u"waking wait 1000ms"_s},
                           {on::waitOver(), u"waking read-machine"_s, 1s},
                           {on::machine(MachinePhase::Running), u"submitting submit"_s},
                           {on::submitted(ErrorCode::InvalidState), u"waking wait 2000ms"_s},
                           {on::waitOver(), u"waking read-machine"_s, 2s},
                           {on::machine(MachinePhase::Running), u"submitting submit"_s},
                           {on::submitted(ErrorCode::InvalidState), u"releasing release"_s, 1h}} +
                     releasedAtLast(),
                 Outcome::Failed, reason::kSubmitRefused, 1, RunKind::Manual};
    QTest::newRow("cancelled meanwhile, not there")
        << Story{untilSubmitting() +
                     Beats{{on::cancel(), u"submitting"_s},
                           {on::submitted(ErrorCode::ConnectionLost), u"submitting wait 500ms"_s},
                           {on::waitOver(), u"submitting list"_s, 500ms},
                           {on::listed(none), u"releasing release"_s}} +
                     releasedAtLast(),
                 Outcome::Cancelled, reason::kCancelledByPerson};
    QTest::newRow("cancelled meanwhile, and refused")
        << Story{untilSubmitting() +
                     Beats{{on::cancel(), u"submitting"_s},
                           {on::submitted(ErrorCode::InvalidState), u"releasing release"_s}} +
                     releasedAtLast(),
                 Outcome::Cancelled, reason::kCancelledByPerson};
    QTest::newRow("cancelled meanwhile, and it runs: ended")
        << Story{untilSubmitting() +
                     Beats{{on::cancel(), u"submitting"_s},
                           {on::submitted(told::running()), u"running cancel"_s},
                           {on::cancelled(told::cancelled()), u"collecting read-output"_s}} +
                     collected(),
                 Outcome::Cancelled, reason::kCancelledByPerson};
}

QTEST_APPLESS_MAIN(StartStoryTest)
#include "StartStoryTest.moc"
