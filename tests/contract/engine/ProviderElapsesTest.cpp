#include "core/model/TimeText.h"
#include "core/model/Words.h"
#include "tests/contract/engine/ProviderWorld.h"

#include <QSet>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using calendar::Instant;
using test::Program;

/// What becomes of elapses that the provider fires, and of actions that Reveille fires on instances.
class ProviderElapsesTest final : public test::ProviderWorld
{
    Q_OBJECT

private Q_SLOTS:
    void init() { makeWorld(); }
    void cleanup() { endWorld(); }

    void officeHoursAreSeenForFiftyDays();
    void pastElapsesAreJudgedOnOpening();
    void everyActionIsJudged();
    void nothingIsAskedWhileNothingElapses();
    void machinesAreLookedAtTogether();
    void aSilentMetroIsAskedLessAndLessOften();
    void severalEntriesAreOneSchedule();
    void reveilleFiresEveryAction();
};

void ProviderElapsesTest::officeHoursAreSeenForFiftyDays()
{
    QVERIFY(save(*m_first, item(u"start"_s, u"09:00"_s)).has_value());
    QVERIFY(save(*m_first, item(u"stop"_s, u"18:00"_s, ScheduleAction::Stop)).has_value());
    const Instant begin = m_clock->now();
    runUntil(begin + 24h * 50);
    for (const QString& name : {u"start"_s, u"stop"_s}) {
        const QStringList lines = outcomes(*m_first, name);
        QCOMPARE(lines.size(), 50);
        QCOMPARE(lines.filter(u" seen"_s).size(), 50);
        QCOMPARE(QSet<QString>(lines.cbegin(), lines.cend()).size(), 50);
    }
    QCOMPARE(outcomes(*m_first, u"start"_s).constFirst(), u"03-02 09:00 seen"_s);
    // Politely: about a look before and one after each.
    QVERIFY2(m_first->calls.count(u"look"_s) < 50 * 2 * 4,
             qPrintable(QString::number(m_first->calls.count(u"look"_s))));
}

void ProviderElapsesTest::pastElapsesAreJudgedOnOpening()
{
    QVERIFY(save(*m_first, item(u"start"_s, u"09:00"_s)).has_value());
    QVERIFY(save(*m_first, item(u"stop"_s, u"18:00"_s, ScheduleAction::Stop)).has_value());
    m_first->close();
    runUntil(fromRfc3339(u"2026-03-04T12:00:00Z"_s).value());
    QVERIFY(m_first->open());
    runUntil(m_clock->now() + 2min);
    QCOMPARE(
        outcomes(*m_first, u"start"_s),
        (QStringList{u"03-02 09:00 cannot-know"_s, u"03-03 09:00 cannot-know"_s, u"03-04 09:00 seen"_s}));
    QCOMPARE(outcomes(*m_first, u"stop"_s),
             (QStringList{u"03-02 18:00 cannot-know"_s, u"03-03 18:00 seen"_s}));
}

void ProviderElapsesTest::everyActionIsJudged()
{
    m_cloud->add(u"fra/2"_s, MachinePhase::Running);
    QVERIFY(save(*m_first, item(u"start"_s, u"08:10"_s)).has_value());
    QVERIFY(save(*m_first, item(u"again"_s, u"08:20"_s)).has_value());
    QVERIFY(save(*m_first, item(u"exec"_s, u"08:21"_s, ScheduleAction::Exec)).has_value());
    QVERIFY(save(*m_first, item(u"checkpoint"_s, u"08:25"_s, ScheduleAction::Checkpoint)).has_value());
    Schedule removal = item(u"end"_s, u"08:30"_s, ScheduleAction::Delete);
    removal.machine = test::machineKey(u"fra/2"_s);
    QVERIFY(save(*m_first, removal).has_value());
    runUntil(m_clock->now() + 20min - 1min);
    m_cloud->fires = true;
    runUntil(fromRfc3339(u"2026-03-02T08:40:00Z"_s).value());
    QCOMPARE(outcomes(*m_first, u"start"_s), QStringList{u"03-02 08:10 seen"_s});
    QCOMPARE(outcomes(*m_first, u"again"_s), QStringList{u"03-02 08:20 cannot-know"_s});
    QCOMPARE(outcomes(*m_first, u"exec"_s), QStringList{u"03-02 08:21 cannot-know"_s});
    QCOMPARE(outcomes(*m_first, u"checkpoint"_s), QStringList{u"03-02 08:25 seen"_s});
    QCOMPARE(outcomes(*m_first, u"end"_s), QStringList{u"03-02 08:30 seen"_s});
    // The cloud fires nothing any more: that is seen, too.
    m_cloud->fires = false;
    QVERIFY(m_cloud->stop(MachineId{u"fra/1"_s}).has_value());
    runUntil(fromRfc3339(u"2026-03-03T08:30:00Z"_s).value());
    QCOMPARE(outcomes(*m_first, u"start"_s).constLast(), u"03-03 08:10 not-seen"_s);
    QCOMPARE(outcomes(*m_first, u"checkpoint"_s).constLast(), u"03-03 08:25 not-seen"_s);
}

void ProviderElapsesTest::nothingIsAskedWhileNothingElapses()
{
    QVERIFY(save(*m_first, item(u"start"_s, u"Sat 09:00"_s)).has_value());
    runUntil(m_clock->now() + 1min);
    m_first->calls.clear();
    runUntil(m_clock->now() + 24h);
    QCOMPARE(m_first->calls, QStringList());
}

void ProviderElapsesTest::machinesAreLookedAtTogether()
{
    constexpr int kMachines = 40;
    for (int i = 2; i <= kMachines; ++i)
        m_cloud->add(u"fra/%1"_s.arg(i));
    for (int i = 1; i <= kMachines; ++i)
        there(u"start"_s, u"*-*-* 09:00:00"_s, u"start"_s, u"fra/%1"_s.arg(i));
    look(*m_first);
    m_first->calls.clear();
    runUntil(m_clock->now() + 24h);
    QCOMPARE(outcomes(*m_first, u"start"_s).filter(u" seen"_s).size(), kMachines);
    // One before and one after, not one for each machine.
    QCOMPARE(m_first->calls.count(u"look"_s), 2);
    QVERIFY(!m_first->calls.contains(u"get"_s) && !m_first->calls.contains(u"list"_s));
}

void ProviderElapsesTest::aSilentMetroIsAskedLessAndLessOften()
{
    m_cloud->add(u"sin/1"_s);
    there(u"far"_s, u"*-*-* 09:00:00"_s, u"start"_s, u"sin/1"_s);
    there(u"near"_s, u"*-*-* 09:00:00"_s);
    look(*m_first);
    m_cloud->silentMetros = {u"sin"_s};
    m_first->calls.clear();
    runUntil(fromRfc3339(u"2026-03-02T12:00:00Z"_s).value());
    QCOMPARE(outcomes(*m_first, u"near"_s), QStringList{u"03-02 09:00 seen"_s});
    QVERIFY(outcomes(*m_first, u"far"_s).isEmpty());
    // Three hours: after 1, 2, 4, 8 and then every 16 minutes.
    const qsizetype asked = m_first->calls.count(u"look"_s);
    QVERIFY2(asked >= 10 && asked <= 20, qPrintable(QString::number(asked)));
    m_cloud->silentMetros.clear();
    runUntil(m_clock->now() + 20min);
    QCOMPARE(outcomes(*m_first, u"far"_s), QStringList{u"03-02 09:00 seen"_s});
}

void ProviderElapsesTest::severalEntriesAreOneSchedule()
{
    Schedule office = item(u"office"_s, u"09:00"_s);
    office.when = {u"Mon..Fri 09:00"_s, u"Sat 11:00"_s};
    QVERIFY(save(*m_first, office).has_value());
    QCOMPARE(m_cloud->names(u"fra/1"_s), (QStringList{u"office"_s, u"office-2"_s}));
    QVERIFY(save(*m_first, item(u"stop"_s, u"18:00"_s, ScheduleAction::Stop)).has_value());
    runUntil(m_clock->now() + 24h * 7);
    QCOMPARE(outcomes(*m_first, u"office"_s),
             (QStringList{u"03-02 09:00 seen"_s, u"03-03 09:00 seen"_s, u"03-04 09:00 seen"_s,
                          u"03-05 09:00 seen"_s, u"03-06 09:00 seen"_s, u"03-07 11:00 seen"_s}));
    QVERIFY(outcomes(*m_first, u"office-2"_s).isEmpty());
}

void ProviderElapsesTest::reveilleFiresEveryAction()
{
    m_cloud->add(u"fra/2"_s, MachinePhase::Running).isLocked = true;
    const auto add = [&](const QString& when, ScheduleAction action, const QString& id = u"fra/1"_s) {
        Schedule schedule = item(toWord(action) + u' ' + id, when, action);
        schedule.firedBy = FiredBy::Reveille;
        schedule.machine = test::machineKey(id);
        QVERIFY(save(*m_first, schedule).has_value());
    };
    add(u"08:10"_s, ScheduleAction::Start);
    add(u"08:20"_s, ScheduleAction::Suspend);
    add(u"08:25"_s, ScheduleAction::Stop, u"fra/2"_s);
    add(u"08:30"_s, ScheduleAction::Checkpoint);
    add(u"08:40"_s, ScheduleAction::Delete, u"fra/2"_s);
    add(u"08:50"_s, ScheduleAction::Delete);
    QCOMPARE(m_cloud->names(u"fra/1"_s), QStringList());
    const auto at = [](const QString& clock) {
        return fromRfc3339(u"2026-03-02T%1:30Z"_s.arg(clock)).value();
    };
    runUntil(at(u"08:10"_s));
    QCOMPARE(m_cloud->find(u"fra/1"_s)->phase, MachinePhase::Running);
    runUntil(at(u"08:20"_s));
    QCOMPARE(m_cloud->find(u"fra/1"_s)->phase, MachinePhase::Sleeping);
    runUntil(at(u"08:30"_s));
    QCOMPARE(m_cloud->find(u"fra/2"_s)->phase, MachinePhase::Stopped);
    QCOMPARE(m_cloud->find(u"fra/1"_s)->checkpoints.size(), 1);
    QVERIFY(m_cloud->find(u"fra/1"_s)->checkpoints[0].name.startsWith(u"reveille-"_s));
    runUntil(at(u"08:50"_s));
    QVERIFY(m_cloud->find(u"fra/1"_s) == nullptr);
    QVERIFY(m_cloud->find(u"fra/2"_s) != nullptr);
    const auto runs = ask<QVector<Run>>([&](auto reply) { m_first->client->fetchRuns({}, reply); });
    QStringList outcomes;
    for (const Run& run : *runs)
        outcomes.prepend(QString(toWord(run.outcome) + u' ' + run.reason).trimmed());
    QCOMPARE(outcomes, (QStringList{u"succeeded"_s, u"succeeded"_s, u"succeeded"_s, u"succeeded"_s,
                                    u"failed delete-locked"_s, u"succeeded"_s}));
    QVERIFY(!m_first->calls.contains(u"wake"_s));
}

QTEST_GUILESS_MAIN(ProviderElapsesTest)
#include "ProviderElapsesTest.moc"
