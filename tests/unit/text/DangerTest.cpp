#include "core/model/ScheduleDangers.h"
#include "core/model/TimeText.h"
#include "core/text/DangerText.h"

#include <algorithm>

#include <QSet>
#include <QTest>

using namespace reveille;
using namespace std::chrono;
using namespace Qt::StringLiterals;

/// What schedules at the provider would do without anybody having meant it, and how it is said.
class DangerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void harmlessSchedules();
    void deleting();
    void stoppingWhatIsDeletedOnStop();
    void pausesLongerThanAutokill();
    void commandsOnStoppedMachines();
    void commandsRightAfterAStart();
    void theRemedyTakesTheDangerAway();
    void scaleToZero();
    void whatDoesNotParseIsNoDanger();
    void everyDangerHasItsSentences();
    void lossByTheActionAlone();

private:
    static ProviderSchedule schedule(const QString& name, const QString& when, const QString& action)
    {
        ProviderSchedule made;
        made.name = name;
        made.when = when;
        made.action = action;
        return made;
    }
    static Machine running()
    {
        Machine machine;
        machine.phase = MachinePhase::Running;
        return machine;
    }
    QVector<ScheduleDanger> dangers(const Machine& machine, const QVector<ProviderSchedule>& others,
                                    const ProviderSchedule& candidate)
    {
        return scheduleDangers(machine, others, candidate, m_now);
    }
    static QStringList words(const QVector<ScheduleDanger>& dangers)
    {
        QStringList list;
        for (const ScheduleDanger& danger : dangers)
            list.append(QString::fromLatin1(dangerWord(danger.code)));
        return list;
    }

    const calendar::Instant m_now = *fromRfc3339(u"2026-03-02T08:00:00Z"); // a Monday
    const ProviderSchedule m_start = schedule(u"start"_s, u"Mon..Fri *-*-* 09:00:00"_s, u"start"_s);
    const ProviderSchedule m_stop = schedule(u"stop"_s, u"Mon..Fri *-*-* 18:00:00"_s, u"stop"_s);
    const ProviderSchedule m_exec = schedule(u"report"_s, u"*-*-* 06:00:00"_s, u"exec"_s);
};

void DangerTest::harmlessSchedules()
{
    QVERIFY(dangers(running(), {m_start}, m_stop).isEmpty());
    QVERIFY(dangers(running(), {m_stop}, m_start).isEmpty());
    QVERIFY(dangers(running(), {}, m_exec).isEmpty());
    QVERIFY(dangers(running(), {}, schedule(u"x"_s, u"*-*-* 06:00:00"_s, u"hibernate"_s)).isEmpty());
}

void DangerTest::deleting()
{
    const auto gone = schedule(u"gone"_s, u"2026-04-01 00:00:00"_s, u"delete"_s);
    const auto found = dangers(running(), {}, gone);
    QCOMPARE(words(found), QStringList{u"deletes"_s});
    QCOMPARE(found.first().level, DangerLevel::Destructive);
    QCOMPARE(found.first().at, fromRfc3339(u"2026-04-01T00:00:00Z"));
    Machine locked = running();
    locked.rules.deleteLocked = true;
    QCOMPARE(words(dangers(locked, {}, gone)), QStringList{u"delete-is-locked"_s});
}

void DangerTest::stoppingWhatIsDeletedOnStop()
{
    Machine machine = running();
    machine.rules.deleteOnStop = true;
    const auto found = dangers(machine, {m_start}, m_stop);
    QCOMPARE(words(found), QStringList{u"stop-deletes"_s});
    QCOMPARE(found.first().at, fromRfc3339(u"2026-03-02T18:00:00Z"));
}

void DangerTest::pausesLongerThanAutokill()
{
    Machine machine = running();
    machine.rules.autokill = hours(24);
    // A night is 15 hours, the weekend 63.
    const auto found = dangers(machine, {m_start}, m_stop);
    QCOMPARE(words(found), QStringList{u"stopped-too-long"_s});
    QCOMPARE(found.first().at, fromRfc3339(u"2026-03-06T18:00:00Z"));
    QCOMPARE(found.first().gap, std::optional<milliseconds>(hours(63)));
    QVERIFY(found.first().other.isEmpty());
    // The same seen from the start that comes too late.
    QCOMPARE(dangers(machine, {m_stop}, m_start).first().other, u"stop"_s);
    machine.rules.autokill = hours(64);
    QVERIFY(dangers(machine, {m_start}, m_stop).isEmpty());
    // Without any start it never comes back in time.
    const auto never = dangers(machine, {}, m_stop);
    QCOMPARE(words(never), QStringList{u"stopped-too-long"_s});
    QVERIFY(!never.first().gap);
    // An older version of the candidate does not count.
    const auto moved = schedule(u"stop"_s, u"Sat *-*-* 23:00:00"_s, u"stop"_s);
    QVERIFY(dangers(machine, {m_start, m_stop}, moved).isEmpty());
}

void DangerTest::commandsOnStoppedMachines()
{
    const auto found = dangers(running(), {m_start, m_stop}, m_exec);
    QCOMPARE(words(found), QStringList{u"exec-while-stopped"_s});
    QCOMPARE(found.first().at, fromRfc3339(u"2026-03-03T06:00:00Z"));
    QCOMPARE(found.first().other, u"stop"_s);
    const auto atNoon = schedule(u"noon"_s, u"Mon..Fri *-*-* 12:00:00"_s, u"exec"_s);
    QVERIFY(dangers(running(), {m_start, m_stop}, atNoon).isEmpty());
    Machine stopped = running();
    stopped.phase = MachinePhase::Stopped;
    QCOMPARE(words(dangers(stopped, {}, m_exec)), QStringList{u"exec-while-stopped"_s});
    QVERIFY(dangers(stopped, {}, m_exec).first().other.isEmpty());
}

void DangerTest::commandsRightAfterAStart()
{
    const auto together = schedule(u"x"_s, u"Mon..Fri *-*-* 09:00:00"_s, u"exec"_s);
    const auto soon = schedule(u"x"_s, u"Mon..Fri *-*-* 09:00:59"_s, u"exec"_s);
    const auto later = schedule(u"x"_s, u"Mon..Fri *-*-* 09:01:00"_s, u"exec"_s);
    QCOMPARE(words(dangers(running(), {m_start}, together)), QStringList{u"exec-while-stopped"_s});
    QCOMPARE(words(dangers(running(), {m_start}, soon)), QStringList{u"exec-while-stopped"_s});
    QVERIFY(dangers(running(), {m_start}, later).isEmpty());
    // In one second the command comes before the stop.
    const auto last = schedule(u"x"_s, u"Mon..Fri *-*-* 18:00:00"_s, u"exec"_s);
    QVERIFY(dangers(running(), {m_start, m_stop}, last).isEmpty());
}

void DangerTest::theRemedyTakesTheDangerAway()
{
    const auto found = dangers(running(), {m_start, m_stop}, m_exec);
    QVERIFY(found.first().remedy.has_value());
    const ProviderSchedule remedy = *found.first().remedy;
    QCOMPARE(remedy.name, u"report-start"_s);
    QCOMPARE(remedy.action, u"start"_s);
    QCOMPARE(remedy.when, u"*-*-* 05:59:00"_s);
    QVERIFY(dangers(running(), {m_start, m_stop, remedy}, m_exec).isEmpty());
    // No room, no remedy.
    QVector<ProviderSchedule> seven{m_start, m_stop};
    while (seven.size() < 7)
        seven.append(schedule(u"s"_s + QString::number(seven.size()), u"*-*-* 01:00:00"_s, u"checkpoint"_s));
    QVERIFY(!dangers(running(), seven, m_exec).first().remedy);
}

void DangerTest::scaleToZero()
{
    Machine machine = running();
    machine.rules.scaleToZero = true;
    QCOMPARE(words(dangers(machine, {}, m_exec)), QStringList{u"exec-falls-asleep"_s});
    QCOMPARE(words(dangers(machine, {}, m_start)), QStringList{u"start-is-brief"_s});
    QCOMPARE(words(dangers(machine, {}, m_stop)), QStringList{u"stop-ends-waking"_s});
    machine.rules.autokill = hours(1);
    // The worst first.
    QCOMPARE(words(dangers(machine, {}, m_stop)),
             (QStringList{u"stopped-too-long"_s, u"stop-ends-waking"_s}));
    QCOMPARE(words(dangers(running(), {}, schedule(u"c"_s, u"*-*-* 03:00:00"_s, u"checkpoint"_s))),
             QStringList{u"checkpoints-stay"_s});
}

void DangerTest::whatDoesNotParseIsNoDanger()
{
    Machine machine = running();
    machine.rules.autokill = hours(1);
    QVERIFY(dangers(machine, {}, schedule(u"x"_s, u"25:00"_s, u"stop"_s)).isEmpty());
    QVERIFY(dangers(machine, {schedule(u"y"_s, u"nonsense"_s, u"stop"_s)}, m_exec).isEmpty());
}

void DangerTest::everyDangerHasItsSentences()
{
    QSet<QString> sentences;
    for (int code = 0; code <= static_cast<int>(DangerCode::CheckpointsStay); ++code) {
        ScheduleDanger danger;
        danger.code = static_cast<DangerCode>(code);
        const DangerText text = describe(danger);
        QVERIFY(text.what.endsWith(u'.') && text.advice.endsWith(u'.'));
        sentences.insert(text.what);
        danger.other = u"evening"_s;
        danger.gap = hours(15);
        sentences.insert(describe(danger).what);
    }
    const int codes = static_cast<int>(DangerCode::CheckpointsStay) + 1;
    QCOMPARE(sentences.size(), codes + 2); // two of them name the other schedule
    ScheduleDanger exec;
    exec.code = DangerCode::ExecWhileStopped;
    exec.remedy = schedule(u"a"_s, u"*-*-* 05:59:00"_s, u"start"_s);
    QVERIFY(describe(exec).advice.contains(u"05:59"_s));
}

void DangerTest::lossByTheActionAlone()
{
    MachineRules rules;
    QVERIFY(!lossBy(ScheduleAction::Stop, rules));
    QCOMPARE(lossBy(ScheduleAction::Delete, rules), std::optional(DangerCode::Deletes));
    rules.autokill = hours(1);
    QCOMPARE(lossBy(ScheduleAction::Stop, rules), std::optional(DangerCode::StoppedTooLong));
    rules.deleteOnStop = rules.deleteLocked = true;
    QCOMPARE(lossBy(ScheduleAction::Stop, rules), std::optional(DangerCode::StopDeletes));
    QCOMPARE(lossBy(ScheduleAction::Delete, rules), std::optional(DangerCode::DeleteIsLocked));
    for (const auto action :
         {ScheduleAction::Exec, ScheduleAction::Start, ScheduleAction::Suspend, ScheduleAction::Checkpoint})
        QVERIFY(!lossBy(action, rules));
}

QTEST_GUILESS_MAIN(DangerTest)
#include "DangerTest.moc"
