#include "tests/unit/runner/RunStory.h"

#include <QTest>

using namespace beats;
using namespace reveille;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// The way of a run from its execution to its end, and on after a restart: each row is one life.
class EndStoryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void running_data();
    void running() { playRow(); }
    void ending_data();
    void ending() { playRow(); }
    void recovering_data();
    void recovering() { playRow(); }

private:
    static void playRow()
    {
        QFETCH(const Story, story);
        play(story);
    }
};

void EndStoryTest::running_data()
{
    QTest::addColumn<Story>("story");
    const auto ends = [](const Execution& execution) {
        return untilRunning() +
               Beats{{on::waitOver(), u"running read"_s, 100ms},
                     {on::read(execution), u"collecting read-output"_s}} +
               collected();
    };
    QTest::newRow("exit 0") << Story{ends(told::exited(0)), Outcome::Succeeded};
    QTest::newRow("exit 3") << Story{ends(told::exited(3)), Outcome::Failed, reason::kCommandFailed};
    QTest::newRow("killed by a signal")
        << Story{ends(told::killed(9)), Outcome::Failed, reason::kCommandFailed};
    QTest::newRow("started, then lost by the platform: never again")
        << Story{ends(told::interrupted()), Outcome::Failed, reason::kInterrupted};
    QTest::newRow("overran its time-out")
        << Story{ends(told::expired(true)), Outcome::TimedOut, reason::kTimedOut};
    QTest::newRow("never started in time")
        << Story{ends(told::expired(false)), Outcome::Expired, reason::kNotStartedInTime};
    QTest::newRow("cancelled elsewhere")
        << Story{ends(told::cancelled()), Outcome::Cancelled, reason::kCancelledElsewhere};
    Execution stopped = told::cancelled();
    stopped.errorCode = u"machine_stopped"_s;
    QTest::newRow("its machine was stopped")
        << Story{ends(stopped), Outcome::Cancelled, reason::kMachineStopped};
    Execution ended = told::expired(true);
    ended.exitCode = 143;
    QTest::newRow("overran its time-out, with the exit code of the end")
        << Story{ends(ended), Outcome::TimedOut, reason::kTimedOut};
    Execution justInTime = told::cancelled();
    justInTime.exitCode = 0;
    QTest::newRow("exit 0 in spite of a cancellation") << Story{ends(justInTime), Outcome::Succeeded};

    const Beats refusedOnce = {{on::waitOver(), u"running read"_s, 100ms},
                               {on::read(told::refused()), u"waking wait 5000ms"_s},
                               {on::waitOver(), u"waking read-machine"_s, 5s},
                               {on::machine(MachinePhase::Running), u"submitting submit"_s},
                               {on::submitted(told::queued()), u"running wait 100ms"_s}};
    const Beats refusedTwice = {{on::waitOver(), u"running read"_s, 100ms},
                                {on::read(told::refused()), u"waking wait 10000ms"_s},
                                {on::waitOver(), u"waking read-machine"_s, 10s},
                                {on::machine(MachinePhase::Running), u"submitting submit"_s},
                                {on::submitted(told::queued()), u"running wait 100ms"_s}};
    QTest::newRow("refused once, then exit 0")
        << Story{untilRunning() + refusedOnce +
                     Beats{{on::waitOver(), u"running read"_s, 100ms},
                           {on::read(told::exited(0)), u"collecting read-output"_s}} +
                     collected(),
                 Outcome::Succeeded, "", 2};
    QTest::newRow("refused at the submission itself")
        << Story{untilSubmitting() + Beats{{on::submitted(told::refused()), u"waking wait 5000ms"_s}} +
                     refusedOnce.mid(2) +
                     Beats{{on::waitOver(), u"running read"_s, 100ms},
                           {on::read(told::exited(0)), u"collecting read-output"_s}} +
                     collected(),
                 Outcome::Succeeded, "", 2};
    QTest::newRow("refused four times")
        << Story{untilRunning() + refusedOnce + refusedTwice +
                     Beats{{on::waitOver(), u"running read"_s, 100ms},
                           {on::read(told::refused()), u"waking wait 20000ms"_s},
                           {on::waitOver(), u"waking read-machine"_s, 20s},
                           {on::machine(MachinePhase::Running), u"submitting submit"_s},
                           {on::submitted(told::refused()), u"releasing release"_s}} +
                     releasedAtLast(),
                 Outcome::Failed, reason::kExecutionRefused, 4};
    QTest::newRow("refused, and too late for another try")
        << Story{untilRunning() +
                     Beats{{on::waitOver(), u"running read"_s, 2h},
                           {on::read(told::refused()), u"releasing release"_s}} +
                     releasedAtLast(),
                 Outcome::Failed, reason::kExecutionRefused};
    QTest::newRow("refused, and too late once the machine is there")
        << Story{untilRunning() + refusedOnce.mid(0, 2) +
                     Beats{{on::waitOver(), u"waking read-machine"_s, 2h},
                           {on::machine(MachinePhase::Running), u"releasing release"_s}} +
                     releasedAtLast(),
                 Outcome::Failed, reason::kExecutionRefused, 2};
    Execution later = told::refused();
    later.retryAfter = 24h;
    QTest::newRow("a refusal may not keep the machine awake for a day")
        << Story{untilRunning() +
                     Beats{{on::waitOver(), u"running read"_s, 100ms},
                           {on::read(later), u"waking wait 600000ms"_s},
                           {on::cancel(), u"releasing release"_s}} +
                     releasedAtLast(),
                 Outcome::Cancelled, reason::kCancelledByPerson, 2};

    QTest::newRow("the execution is gone")
        << Story{untilRunning() +
                     Beats{{on::waitOver(), u"running read"_s, 100ms},
                           {on::read(ErrorCode::NotFound), u"releasing release"_s}} +
                     releasedAtLast(),
                 Outcome::Unknown, reason::kExecutionLost};
    QTest::newRow("unreachable for a while")
        << Story{untilRunning() + Beats{{on::waitOver(), u"running read"_s, 100ms}} +
                     again(20, on::read(ErrorCode::NetworkDown), u"running"_s, u"read"_s) +
                     Beats{{on::read(told::exited(0)), u"collecting read-output"_s}} + collected(),
                 Outcome::Succeeded};
    QTest::newRow("a rotated key does not end it")
        << Story{untilRunning() + Beats{{on::waitOver(), u"running read"_s, 100ms}} +
                     again(3, on::read(ErrorCode::Unauthorized), u"running"_s, u"read"_s) +
                     Beats{{on::read(told::exited(0)), u"collecting read-output"_s}} + collected(),
                 Outcome::Succeeded};
    QTest::newRow("a whole night suspended, and the network comes a little later")
        << Story{untilRunning() + Beats{{on::waitOver(), u"running read"_s, 10h}} +
                     again(5, on::read(ErrorCode::NetworkDown), u"running"_s, u"read"_s) +
                     Beats{{on::read(told::exited(0)), u"collecting read-output"_s}} + collected(),
                 Outcome::Succeeded};
    QTest::newRow("unreachable for good")
        << Story{untilRunning() + Beats{{on::waitOver(), u"running read"_s, 10h}} +
                     again(66, on::read(ErrorCode::NetworkDown), u"running"_s, u"read"_s) +
                     Beats{{on::read(ErrorCode::NetworkDown), u"releasing release"_s}} + releasedAtLast(),
                 Outcome::Unknown, reason::kNoAnswer};
}

void EndStoryTest::ending_data()
{
    QTest::addColumn<Story>("story");
    const Beats asked = untilRunning() + Beats{{on::cancel(), u"running read"_s}};
    QTest::newRow("cancelled by the person")
        << Story{asked +
                     Beats{{on::read(told::running()), u"running cancel"_s},
                           {on::cancelled(told::cancelled()), u"collecting read-output"_s}} +
                     collected(),
                 Outcome::Cancelled, reason::kCancelledByPerson};
    QTest::newRow("ended by itself before the cancellation")
        << Story{asked + Beats{{on::read(told::exited(0)), u"collecting read-output"_s}} + collected(),
                 Outcome::Succeeded};
    // A second request could delete the record of what has ended: from here on it is only read.
    QTest::newRow("accepted, ends later")
        << Story{asked +
                     Beats{{on::read(told::running()), u"running cancel"_s},
                           {on::cancelled(told::running()), u"running wait 100ms"_s},
                           {on::waitOver(), u"running read"_s, 100ms},
                           {on::read(told::running()), u"running wait 100ms"_s},
                           {on::waitOver(), u"running read"_s, 8s},
                           {on::read(told::running()), u"running wait 1012ms"_s},
                           {on::waitOver(), u"running read"_s, 1012ms},
                           {on::read(told::cancelled()), u"collecting read-output"_s}} +
                     collected(),
                 Outcome::Cancelled, reason::kCancelledByPerson};
    QTest::newRow("accepted, never ends")
        << Story{asked +
                     Beats{{on::read(told::running()), u"running cancel"_s},
                           {on::cancelled(told::running()), u"running wait 100ms"_s},
                           {on::waitOver(), u"running read"_s, 61s},
                           {on::read(told::running()), u"releasing release"_s}} +
                     releasedAtLast(),
                 Outcome::Unknown, reason::kNoAnswer};
    QTest::newRow("the answer is lost: read before asking again")
        << Story{asked +
                     Beats{{on::read(told::running()), u"running cancel"_s},
                           {on::cancelled(ErrorCode::ConnectionLost), u"running wait 1000ms"_s},
                           {on::waitOver(), u"running read"_s, 1s},
                           {on::read(told::cancelled()), u"collecting read-output"_s}} +
                     collected(),
                 Outcome::Cancelled, reason::kCancelledByPerson};
    Beats refused = asked;
    static const QString kWaits[] = {u"running wait 1000ms"_s,  u"running wait 2000ms"_s,
                                     u"running wait 4000ms"_s,  u"running wait 8000ms"_s,
                                     u"running wait 16000ms"_s, u"running wait 32000ms"_s,
                                     u"running wait 60000ms"_s};
    for (const QString& wait : kWaits)
        refused += Beats{{on::read(told::running()), u"running cancel"_s},
                         {on::cancelled(ErrorCode::Forbidden), wait},
                         {on::waitOver(), u"running read"_s, 1s}};
    refused += Beats{{on::read(told::running()), u"running cancel"_s},
                     {on::cancelled(ErrorCode::Forbidden), u"releasing release"_s}};
    QTest::newRow("refused again and again")
        << Story{refused + releasedAtLast(), Outcome::Unknown, reason::kUnauthorized};
    QTest::newRow("nothing there to cancel")
        << Story{asked +
                     Beats{{on::read(told::running()), u"running cancel"_s},
                           {on::cancelled(ErrorCode::NotFound), u"releasing release"_s}} +
                     releasedAtLast(),
                 Outcome::Unknown, reason::kExecutionLost};
    Execution ended = told::cancelled();
    ended.exitCode = 143;
    QTest::newRow("cancelled by the person, with the exit code of the end")
        << Story{asked +
                     Beats{{on::read(told::running()), u"running cancel"_s},
                           {on::cancelled(ended), u"collecting read-output"_s}} +
                     collected(),
                 Outcome::Cancelled, reason::kCancelledByPerson};

    QTest::newRow("our own guard ends what the platform does not")
        << Story{untilRunning() +
                     Beats{{on::waitOver(), u"running read"_s, 11min},
                           {on::read(told::running()), u"running wait 5000ms"_s},
                           {on::waitOver(), u"running read"_s, 2s},
                           {on::read(told::running()), u"running cancel"_s},
                           {on::cancelled(told::cancelled()), u"collecting read-output"_s}} +
                     collected(),
                 Outcome::TimedOut, reason::kTimedOut};
    QTest::newRow("the guard's request fails once")
        << Story{untilRunning() +
                     Beats{{on::waitOver(), u"running read"_s, 12min},
                           {on::read(told::running()), u"running cancel"_s},
                           {on::cancelled(ErrorCode::ConnectionLost), u"running wait 1000ms"_s},
                           {on::waitOver(), u"running read"_s, 1s},
                           {on::read(told::running()), u"running cancel"_s},
                           {on::cancelled(told::cancelled()), u"collecting read-output"_s}} +
                     collected(),
                 Outcome::TimedOut, reason::kTimedOut};
    QTest::newRow("never begun: the guard allows for the wake as well")
        << Story{untilRunning() +
                     Beats{{on::waitOver(), u"running read"_s, 13min},
                           {on::read(told::queued()), u"running wait 5000ms"_s},
                           {on::waitOver(), u"running read"_s, 2s},
                           {on::read(told::queued()), u"running cancel"_s},
                           {on::cancelled(told::cancelled()), u"collecting read-output"_s}} +
                     collected(),
                 Outcome::TimedOut, reason::kTimedOut};

    const Beats collecting =
        untilSubmitting() + Beats{{on::submitted(told::exited(0)), u"collecting read-output"_s}};
    QTest::newRow("output after some tries") << Story{
        collecting + again(3, on::output(ErrorCode::ConnectionLost), u"collecting"_s, u"read-output"_s) +
            collected(),
        Outcome::Succeeded};
    QTest::newRow("output lost, the outcome stands") << Story{
        collecting + again(8, on::output(ErrorCode::ConnectionLost), u"collecting"_s, u"read-output"_s) +
            Beats{{on::output(ErrorCode::ConnectionLost), u"releasing release"_s}} + releasedAtLast(),
        Outcome::Succeeded};
    QTest::newRow("output gone") << Story{
        collecting + Beats{{on::output(ErrorCode::NotFound), u"releasing release"_s}} + releasedAtLast(),
        Outcome::Succeeded};
    QTest::newRow("too late to cancel: it has ended")
        << Story{collecting + Beats{{on::cancel(), u"collecting"_s}} + collected(), Outcome::Succeeded};
}

/// Begin is what an open run found at start gets; a restart has forgotten everything but the journal.
void EndStoryTest::recovering_data()
{
    QTest::addColumn<Story>("story");
    const Run marked = RunWalk().run;
    const QVector<Execution> none;
    const auto restarted = [](const QString& state) { return Beat{on::begin(), state, 0ms, true}; };

    QTest::newRow("due") << Story{Beats{{on::begin(), u"due acquire"_s},
                                        restarted(u"due acquire"_s),
                                        {on::granted(), u"waking read-machine"_s},
                                        {on::cancel(), u"releasing release"_s}} +
                                      releasedAtLast(),
                                  Outcome::Cancelled, reason::kCancelledByPerson};
    QTest::newRow("due, too late by now") << Story{Beats{{on::begin(), u"due acquire"_s},
                                                         {on::begin(), u"due acquire"_s, 2h, true},
                                                         {on::granted(), u"releasing release"_s}} +
                                                       releasedAtLast(),
                                                   Outcome::MissedLate, reason::kStartDeadlinePassed};
    QTest::newRow("waking, woken meanwhile")
        << Story{untilGranted() +
                     Beats{{on::machine(MachinePhase::Sleeping), u"waking wake"_s},
                           restarted(u"waking acquire"_s),
                           {on::granted(), u"waking read-machine"_s},
                           {on::machine(MachinePhase::Running), u"submitting submit"_s},
                           {on::submitted(told::exited(0)), u"collecting read-output"_s}} +
                     collected(),
                 Outcome::Succeeded};
    QTest::newRow("waking, hours ago, still asleep")
        << Story{untilGranted() +
                     Beats{{on::machine(MachinePhase::Sleeping), u"waking wake"_s},
                           {on::begin(), u"waking acquire"_s, 5h, true},
                           {on::granted(), u"waking read-machine"_s},
                           {on::machine(MachinePhase::Sleeping), u"releasing release"_s}} +
                     releasedAtLast(),
                 Outcome::MissedLate, reason::kStartDeadlinePassed};
    QTest::newRow("submitting, it had arrived")
        << Story{untilSubmitting() +
                     Beats{restarted(u"submitting acquire"_s),
                           {on::granted(), u"submitting list"_s},
                           {on::listed({told::marked(told::running(), marked)}), u"running wait 100ms"_s},
                           {on::waitOver(), u"running read"_s, 100ms},
                           {on::read(told::exited(0)), u"collecting read-output"_s}} +
                     collected(),
                 Outcome::Succeeded};
    QTest::newRow("submitting, it had not arrived")
        << Story{untilSubmitting() +
                     Beats{restarted(u"submitting acquire"_s),
                           {on::granted(), u"submitting list"_s},
                           {on::listed(none), u"submitting submit"_s},
                           {on::submitted(told::exited(0)), u"collecting read-output"_s}} +
                     collected(),
                 Outcome::Succeeded};
    QTest::newRow("submitting, hours ago, it had not arrived")
        << Story{untilSubmitting() +
                     Beats{{on::begin(), u"submitting acquire"_s, 5h, true},
                           {on::granted(), u"submitting list"_s},
                           {on::listed(none), u"releasing release"_s}} +
                     releasedAtLast(),
                 Outcome::MissedLate, reason::kStartDeadlinePassed};
    QTest::newRow("submitting, hours ago, and the network comes a little later") << Story{
        untilSubmitting() +
            Beats{{on::begin(), u"submitting acquire"_s, 5h, true},
                  {on::granted(), u"submitting list"_s},
                  {on::listed(ErrorCode::NetworkDown), u"submitting wait 500ms"_s},
                  {on::waitOver(), u"submitting list"_s, 500ms},
                  {on::listed({told::marked(told::exited(0), marked)}), u"collecting read-output"_s}} +
            collected(),
        Outcome::Succeeded};
    QTest::newRow("submitting, with the wish to cancel")
        << Story{untilSubmitting() +
                     Beats{{on::cancel(), u"submitting"_s},
                           restarted(u"submitting acquire"_s),
                           {on::granted(), u"submitting list"_s},
                           {on::listed(none), u"releasing release"_s}} +
                     releasedAtLast(),
                 Outcome::Cancelled, reason::kCancelledByPerson};
    QTest::newRow("running") << Story{untilRunning() +
                                          Beats{restarted(u"running acquire"_s),
                                                {on::granted(), u"running read"_s},
                                                {on::read(told::exited(3)), u"collecting read-output"_s}} +
                                          collected(),
                                      Outcome::Failed, reason::kCommandFailed};
    QTest::newRow("running, with the wish to cancel")
        << Story{untilRunning() +
                     Beats{{on::cancel(), u"running read"_s},
                           restarted(u"running acquire"_s),
                           {on::granted(), u"running read"_s},
                           {on::read(told::running()), u"running cancel"_s},
                           {on::cancelled(told::cancelled()), u"collecting read-output"_s}} +
                     collected(),
                 Outcome::Cancelled, reason::kCancelledByPerson};
    QTest::newRow("collecting") << Story{
        untilSubmitting() +
            Beats{{on::submitted(told::exited(0)), u"collecting read-output"_s},
                  restarted(u"collecting acquire"_s),
                  {on::granted(), u"collecting read-output"_s}} +
            collected(),
        Outcome::Succeeded};
    QTest::newRow("collecting, days ago, and the network comes a little later")
        << Story{untilSubmitting() +
                     Beats{{on::submitted(told::exited(0)), u"collecting read-output"_s},
                           {on::begin(), u"collecting acquire"_s, 50h, true},
                           {on::granted(), u"collecting read-output"_s},
                           {on::output(ErrorCode::NetworkDown), u"collecting wait 500ms"_s},
                           {on::waitOver(), u"collecting read-output"_s, 500ms}} +
                     collected(),
                 Outcome::Succeeded};
    QTest::newRow("releasing") << Story{
        untilSubmitting() +
            Beats{{on::submitted(told::exited(0)), u"collecting read-output"_s},
                  {on::output("x"), u"releasing release"_s},
                  restarted(u"releasing release"_s)} +
            releasedAtLast(),
        Outcome::Succeeded};
}

QTEST_APPLESS_MAIN(EndStoryTest)
#include "EndStoryTest.moc"
