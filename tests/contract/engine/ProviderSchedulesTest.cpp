#include "core/model/ProviderScheduleJson.h"
#include "core/model/TimeText.h"
#include "core/model/Words.h"
#include "tests/contract/engine/ProviderWorld.h"

#include <array>

#include <QRandomGenerator>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using calendar::Instant;
using test::Program;

/// Schedules that the provider fires, edited through a whole engine.
class ProviderSchedulesTest final : public test::ProviderWorld
{
    Q_OBJECT

private Q_SLOTS:
    void init() { makeWorld(); }
    void cleanup() { endWorld(); }

    void savesThereThenHere();
    void refusesWhatTheProviderDoes();
    void editsLeaveOthersAlone();
    void refusedEditPutsTheOldOneBack();
    void disablingKeepsItHere();
    void renamesAndRemoves();
    void driftIsReportedAndResolved_data();
    void driftIsReportedAndResolved();
    void unseenChangeIsNotOverwritten();
    void copiesToManyMachines();
    void movesBetweenFirers();
    void clockChangesAreSentAgain();
    void aRefusedResendIsRemembered();
    void severalExpressionsAreOneSchedule();
    void twoEditorsLoseNothing();
};

void ProviderSchedulesTest::savesThereThenHere()
{
    const auto saved = save(*m_first, item(u"morning"_s, u"Mon-Fri 09:00"_s));
    QVERIFY(saved.has_value());
    QCOMPARE(saved->when, QStringList{u"Mon-Fri 09:00"_s});
    QCOMPARE(saved->provider->agreed.when, u"Mon..Fri *-*-* 09:00:00"_s);
    QCOMPARE(saved->provider->drift, Drift::None);
    QVERIFY(!saved->provider->nextDiffers);
    QCOMPARE(m_cloud->find(u"fra/1"_s)->schedules.constFirst().when, u"Mon..Fri *-*-* 09:00:00"_s);
    // The other editor finds and adopts it.
    look(*m_second);
    const auto adopted = m_second->named(u"morning"_s);
    QVERIFY(adopted.has_value());
    QCOMPARE(adopted->zone, u"UTC"_s);
    QCOMPARE(adopted->action, ScheduleAction::Start);
}

void ProviderSchedulesTest::refusesWhatTheProviderDoes()
{
    QCOMPARE(save(*m_first, item(u"Not A Name"_s, u"09:00"_s)).error().fix, u"not-a-name"_s);
    auto nine = item(u"nine"_s, u"09:00"_s);
    for (int i = 1; i < 9; ++i)
        nine.when.append(u"1%1:1%1"_s.arg(i));
    QCOMPARE(save(*m_first, nine).error().subject, u"when"_s);
    QCOMPARE(save(*m_first, item(u"nap"_s, u"09:00"_s, ScheduleAction::Suspend)).error().subject,
             u"action"_s);
    m_cloud->refusedNames = {u"refused"_s};
    QVERIFY(!save(*m_first, item(u"refused"_s, u"09:00"_s)).has_value());
    QVERIFY(!m_first->named(u"refused"_s));
    for (int i = 0; i < 8; ++i)
        there(u"other-%1"_s.arg(i), u"*-*-* 10:00:00"_s);
    QCOMPARE(save(*m_first, item(u"ninth"_s, u"09:00"_s)).error().code, ErrorCode::QuotaExceeded);
    QCOMPARE(m_cloud->names(u"fra/1"_s).size(), 8);
    // What was found on the way is ours to see.
    QVERIFY(m_first->named(u"other-7"_s).has_value());
}

void ProviderSchedulesTest::editsLeaveOthersAlone()
{
    auto saved = save(*m_first, item(u"mine"_s, u"09:00"_s)).value();
    there(u"theirs"_s, u"*-*-* 10:00:00"_s);
    saved.when = {u"11:00"_s};
    saved.note = u"later"_s;
    const auto edited = save(*m_first, saved);
    QVERIFY(edited.has_value());
    QCOMPARE(m_cloud->names(u"fra/1"_s), (QStringList{u"mine"_s, u"theirs"_s}));
    QCOMPARE(edited->provider->agreed.when, u"*-*-* 11:00:00"_s);
    QCOMPARE(m_first->named(u"mine"_s)->note, u"later"_s);
    QVERIFY(m_first->named(u"theirs"_s).has_value());
}

void ProviderSchedulesTest::refusedEditPutsTheOldOneBack()
{
    auto saved = save(*m_first, item(u"mine"_s, u"09:00"_s)).value();
    for (int i = 1; i < 8; ++i)
        there(u"other-%1"_s.arg(i), u"*-*-* 10:00:00"_s);
    // All slots are taken, so the new name only fits where the old one goes first.
    m_cloud->refusedNames = {u"renamed"_s};
    saved.name = u"renamed"_s;
    QVERIFY(!save(*m_first, saved).has_value());
    QVERIFY(m_cloud->names(u"fra/1"_s).contains(u"mine"_s));
    QCOMPARE(m_first->named(u"mine"_s)->provider->drift, Drift::None);
}

void ProviderSchedulesTest::disablingKeepsItHere()
{
    const auto saved = save(*m_first, item(u"mine"_s, u"09:00"_s)).value();
    const auto enable = [&](bool enabled) {
        return ask<void>([&](auto reply) { m_first->client->setScheduleEnabled(saved.id, enabled, reply); });
    };
    QVERIFY(enable(false).has_value());
    QVERIFY(m_cloud->names(u"fra/1"_s).isEmpty());
    QCOMPARE(m_first->named(u"mine"_s)->provider->drift, Drift::None);
    look(*m_first);
    QVERIFY(!m_first->named(u"mine"_s)->enabled);
    QVERIFY(enable(true).has_value());
    QCOMPARE(m_cloud->names(u"fra/1"_s), QStringList{u"mine"_s});
    QCOMPARE(m_first->named(u"mine"_s)->id, saved.id);
}

void ProviderSchedulesTest::renamesAndRemoves()
{
    auto saved = save(*m_first, item(u"mine"_s, u"09:00"_s)).value();
    saved.name = u"renamed"_s;
    saved = save(*m_first, saved).value();
    QCOMPARE(m_cloud->names(u"fra/1"_s), QStringList{u"renamed"_s});
    QCOMPARE(m_first->schedules.size(), 1);
    QVERIFY(ask<void>([&](auto reply) { m_first->client->removeSchedule(saved.id, reply); }).has_value());
    QVERIFY(m_cloud->names(u"fra/1"_s).isEmpty());
    QVERIFY(m_first->schedules.isEmpty());
    // Undone: the same row again.
    QCOMPARE(save(*m_first, saved)->id, saved.id);
    QCOMPARE(m_cloud->names(u"fra/1"_s), QStringList{u"renamed"_s});
}

void ProviderSchedulesTest::driftIsReportedAndResolved_data()
{
    QTest::addColumn<bool>("removed");
    QTest::addColumn<bool>("takeTheirs");
    QTest::newRow("changed, theirs") << false << true;
    QTest::newRow("changed, ours") << false << false;
    QTest::newRow("removed, theirs") << true << true;
    QTest::newRow("removed, ours") << true << false;
}

void ProviderSchedulesTest::driftIsReportedAndResolved()
{
    QFETCH(bool, removed);
    QFETCH(bool, takeTheirs);
    const auto saved =
        save(*m_first, item(u"mine"_s, u"10:00"_s, ScheduleAction::Start, u"Asia/Tokyo"_s)).value();
    if (removed)
        notThere(u"mine"_s);
    else
        there(u"mine"_s, u"*-*-* 12:00:00"_s, u"stop"_s);
    look(*m_first);
    const auto drifted = m_first->named(u"mine"_s);
    QCOMPARE(drifted->provider->drift, removed ? Drift::RemovedThere : Drift::ChangedThere);
    QCOMPARE(drifted->provider->agreed.when, u"*-*-* 01:00:00"_s);
    const auto choice = takeTheirs ? DriftChoice::TakeTheirs : DriftChoice::SendOurs;
    const auto resolved =
        ask<Schedule>([&](auto reply) { m_first->client->resolveDrift(saved.id, choice, reply); });
    QVERIFY(resolved.has_value());
    QCOMPARE(resolved->provider->drift, Drift::None);
    const bool isThere = !removed || !takeTheirs;
    QCOMPARE(resolved->enabled, isThere);
    QCOMPARE(m_cloud->names(u"fra/1"_s).contains(u"mine"_s), isThere);
    if (takeTheirs && !removed) {
        QCOMPARE(resolved->when, QStringList{u"*-*-* 12:00:00"_s});
        QCOMPARE(resolved->action, ScheduleAction::Stop);
    } else {
        QCOMPARE(resolved->when, saved.when);
        QCOMPARE(resolved->zone, u"Asia/Tokyo"_s);
    }
    look(*m_first);
    QCOMPARE(m_first->named(u"mine"_s)->provider->drift, Drift::None);
}

void ProviderSchedulesTest::unseenChangeIsNotOverwritten()
{
    auto saved = save(*m_first, item(u"mine"_s, u"09:00"_s)).value();
    there(u"mine"_s, u"*-*-* 12:00:00"_s);
    saved.when = {u"11:00"_s};
    QCOMPARE(save(*m_first, saved).error().code, ErrorCode::InvalidState);
    QCOMPARE(m_cloud->find(u"fra/1"_s)->schedules.constFirst().when, u"*-*-* 12:00:00"_s);
    const auto drifted = m_first->named(u"mine"_s);
    QCOMPARE(drifted->provider->drift, Drift::ChangedThere);
    QVERIFY(!ask<void>([&](auto reply) {
                 there(u"mine"_s, u"*-*-* 13:00:00"_s);
                 m_first->client->removeSchedule(saved.id, reply);
             }).has_value());
    // Known, it is the person's to decide.
    Schedule known = *m_first->named(u"mine"_s);
    known.when = {u"11:00"_s};
    QVERIFY(save(*m_first, known).has_value());
    QCOMPARE(m_cloud->find(u"fra/1"_s)->schedules.constFirst().when, u"*-*-* 11:00:00"_s);
}

void ProviderSchedulesTest::copiesToManyMachines()
{
    for (int i = 2; i <= 4; ++i)
        m_cloud->add(u"fra/%1"_s.arg(i));
    for (int i = 0; i < 8; ++i)
        there(u"full-%1"_s.arg(i), u"*-*-* 10:00:00"_s, u"start"_s, u"fra/4"_s);
    look(*m_first);
    const auto saved = save(*m_first, item(u"mine"_s, u"09:00"_s)).value();
    there(u"mine"_s, u"*-*-* 12:00:00"_s, u"stop"_s, u"fra/3"_s);
    look(*m_first);
    const auto copied = ask<QVector<CopyResult>>([&](auto reply) {
        m_first->client->copySchedules(
            {saved.id},
            {test::machineKey(u"fra/2"_s), test::machineKey(u"fra/3"_s), test::machineKey(u"fra/4"_s)},
            reply);
    });
    QCOMPARE(copied->size(), 3);
    QCOMPARE(copied->at(0).made->name, u"mine"_s);
    QCOMPARE(copied->at(1).made->name, u"mine-2"_s);
    QCOMPARE(copied->at(2).error->code, ErrorCode::QuotaExceeded);
    QCOMPARE(m_cloud->names(u"fra/3"_s), (QStringList{u"mine"_s, u"mine-2"_s}));
}

void ProviderSchedulesTest::movesBetweenFirers()
{
    auto saved = save(*m_first, item(u"mine"_s, u"09:00"_s)).value();
    saved.firedBy = FiredBy::Reveille;
    saved = save(*m_first, saved).value();
    QVERIFY(m_cloud->names(u"fra/1"_s).isEmpty());
    QVERIFY(!saved.provider.has_value());
    saved.firedBy = FiredBy::Provider;
    saved = save(*m_first, saved).value();
    QCOMPARE(m_cloud->names(u"fra/1"_s), QStringList{u"mine"_s});
    m_cloud->add(u"fra/2"_s);
    saved.machine = test::machineKey(u"fra/2"_s);
    saved = save(*m_first, saved).value();
    QVERIFY(m_cloud->names(u"fra/1"_s).isEmpty());
    QCOMPARE(m_cloud->names(u"fra/2"_s), QStringList{u"mine"_s});
    QCOMPARE(m_first->schedules.size(), 1);
}

void ProviderSchedulesTest::clockChangesAreSentAgain()
{
    QVERIFY(
        save(*m_first, item(u"mine"_s, u"09:00"_s, ScheduleAction::Start, u"Europe/Berlin"_s)).has_value());
    const auto sent = [&] { return m_cloud->find(u"fra/1"_s)->schedules.value(0).when; };
    QCOMPARE(sent(), u"*-*-* 08:00:00"_s);
    const Instant change = fromRfc3339(u"2026-03-29T01:00:00Z"_s).value();
    runUntil(change - 1min);
    QCOMPARE(sent(), u"*-*-* 08:00:00"_s);
    runUntil(change + 1min);
    QCOMPARE(sent(), u"*-*-* 07:00:00"_s);
    QCOMPARE(m_first->named(u"mine"_s)->when, QStringList{u"09:00"_s});
    const auto resends = [&] { return m_first->named(u"mine"_s)->provider->resends; };
    QCOMPARE(resends().size(), 1);
    QCOMPARE(resends().first().from, QStringList{u"*-*-* 08:00:00"_s});
    QCOMPARE(resends().first().to, QStringList{u"*-*-* 07:00:00"_s});
    QVERIFY(resends().first().verified && resends().first().at >= change);
    // The other way round while nobody is here: sent again at the next start.
    m_first->close();
    runUntil(fromRfc3339(u"2026-10-25T02:00:00Z"_s).value());
    QCOMPARE(sent(), u"*-*-* 07:00:00"_s);
    QVERIFY(m_first->open());
    runUntil(m_clock->now() + 1min);
    QCOMPARE(sent(), u"*-*-* 08:00:00"_s);
    QCOMPARE(m_first->named(u"mine"_s)->provider->drift, Drift::None);
    QCOMPARE(resends().size(), 2); // the first is remembered over restarts
    QCOMPARE(resends().last().to, QStringList{u"*-*-* 08:00:00"_s});
    const auto told = ask<Explanation>(
        [&](auto reply) { m_first->client->explain(m_first->named(u"mine"_s)->id, m_clock->now(), reply); });
    QCOMPARE(told->resend, std::optional(resends().last()));
}

void ProviderSchedulesTest::aRefusedResendIsRemembered()
{
    QVERIFY(
        save(*m_first, item(u"mine"_s, u"09:00"_s, ScheduleAction::Start, u"Europe/Berlin"_s)).has_value());
    const Instant change = fromRfc3339(u"2026-03-29T01:00:00Z"_s).value();
    runUntil(change - 1min);
    m_cloud->refusedNames = {u"mine"_s};
    runUntil(change + 1min);
    look(*m_first);
    const auto resends = m_first->named(u"mine"_s)->provider->resends;
    QCOMPARE(resends.size(), 1);
    QVERIFY(!resends.first().verified);
}

void ProviderSchedulesTest::severalExpressionsAreOneSchedule()
{
    Schedule wanted = item(u"office"_s, u"09:00"_s);
    wanted.when = {u"Mon..Fri 09:00"_s, u"Sat 11:00"_s};
    Schedule saved = save(*m_first, wanted).value();
    const auto lines = [&] {
        QStringList all;
        for (const ProviderSchedule& entry : m_cloud->find(u"fra/1"_s)->schedules)
            all.append(entry.name + u' ' + entry.when);
        all.sort();
        return all;
    };
    QCOMPARE(lines(), (QStringList{u"office Mon..Fri *-*-* 09:00:00"_s, u"office-2 Sat *-*-* 11:00:00"_s}));
    QCOMPARE(m_first->schedules.size(), 1);
    // Edited, and the edit undone: one entry is touched each time.
    Schedule edited = saved;
    edited.when = {u"Mon..Fri 09:00"_s, u"Sat 12:00"_s};
    saved = save(*m_first, edited).value();
    QCOMPARE(lines().last(), u"office-2 Sat *-*-* 12:00:00"_s);
    edited.when = {u"Mon..Fri 09:00"_s, u"Sat 11:00"_s};
    saved = save(*m_first, edited).value();
    QCOMPARE(lines().last(), u"office-2 Sat *-*-* 11:00:00"_s);
    // Off and on.
    const auto toggle = [&](bool enabled) {
        return ask<void>(
            [&](auto reply) { m_first->client->setScheduleEnabled(saved.id, enabled, reply); });
    };
    QVERIFY(toggle(false).has_value());
    QVERIFY(lines().isEmpty());
    QVERIFY(toggle(true).has_value());
    QCOMPARE(lines().size(), 2);
    // Somebody changes one part: the whole drifts, and either version can be had.
    there(u"office-2"_s, u"Sun *-*-* 11:00:00"_s);
    look(*m_first);
    const auto known = [&] { return *m_first->named(u"office"_s); };
    QCOMPARE(known().provider->drift, Drift::ChangedThere);
    const auto resolve = [&](DriftChoice choice) {
        return ask<Schedule>([&](auto reply) { m_first->client->resolveDrift(saved.id, choice, reply); });
    };
    QVERIFY(resolve(DriftChoice::SendOurs).has_value());
    QCOMPARE(lines().last(), u"office-2 Sat *-*-* 11:00:00"_s);
    notThere(u"office-2"_s);
    look(*m_first);
    QCOMPARE(known().provider->drift, Drift::ChangedThere);
    QVERIFY(resolve(DriftChoice::TakeTheirs).has_value());
    QCOMPARE(known().when, QStringList{u"Mon..Fri *-*-* 09:00:00"_s});
    QCOMPARE(known().provider->drift, Drift::None);
    QCOMPARE(m_first->schedules.size(), 1);
    // Removed, all of it.
    Schedule again = known();
    again.when = {u"01:00"_s, u"02:30"_s, u"03:40"_s};
    QVERIFY(save(*m_first, again).has_value());
    QCOMPARE(lines().size(), 3);
    QVERIFY(ask<void>([&](auto reply) { m_first->client->removeSchedule(saved.id, reply); }).has_value());
    QVERIFY(lines().isEmpty());
    QVERIFY(m_first->schedules.isEmpty());
}

/// Two engines edit one machine at the same time, at random; whatever each believes it saved is there, or is
/// reported as a drift, or was refused.
void ProviderSchedulesTest::twoEditorsLoseNothing()
{
    constexpr int kSequences = 500;
    QRandomGenerator random(20261122);
    const std::array<Program*, 2> programs{m_first.get(), m_second.get()};
    int refusals = 0;
    int drifts = 0;
    for (int sequence = 0; sequence < kSequences; ++sequence) {
        for (int edit = 0; edit < 6; ++edit) {
            const std::size_t who = random.bounded(2U);
            Program& program = *programs[who];
            const auto names = program.schedules.values();
            const auto done = [&](bool succeeded) { refusals += succeeded ? 0 : 1; };
            const quint32 kind = random.bounded(5U);
            if (kind == 0 || names.isEmpty()) {
                program.client->saveSchedule(
                    item(u"s-%1"_s.arg(random.bounded(12)), u"%1:00"_s.arg(random.bounded(24))),
                    [done](const Result<Schedule>& r) { done(r.has_value()); });
            } else {
                Schedule chosen = names.at(random.bounded(int(names.size())));
                if (kind == 1) {
                    chosen.when = {u"%1:30"_s.arg(random.bounded(24))};
                    program.client->saveSchedule(chosen,
                                                 [done](const Result<Schedule>& r) { done(r.has_value()); });
                } else if (kind == 2) {
                    program.client->removeSchedule(chosen.id,
                                                   [done](const Result<void>& r) { done(r.has_value()); });
                } else if (kind == 3) {
                    program.client->setScheduleEnabled(
                        chosen.id, !chosen.enabled, [done](const Result<void>& r) { done(r.has_value()); });
                } else {
                    chosen.name = u"s-%1"_s.arg(random.bounded(12));
                    program.client->saveSchedule(chosen,
                                                 [done](const Result<Schedule>& r) { done(r.has_value()); });
                }
            }
            for (quint32 pause = random.bounded(4U); pause > 0; --pause)
                step();
        }
        for (step(); m_network->nextAt(); step()) {
        }
        for (Program* program : programs)
            look(*program);
        const auto& kept = m_cloud->find(u"fra/1"_s)->schedules;
        QVERIFY(kept.size() <= 8);
        for (Program* program : programs) {
            for (const ProviderSchedule& schedule : kept) {
                const auto row = program->named(schedule.name);
                QVERIFY2(row && row->provider && row->provider->seen && row->provider->seen->asks(schedule),
                         qPrintable(schedule.name));
            }
            for (const Schedule& row : std::as_const(program->schedules)) {
                const auto at = std::ranges::find(kept, row.name, &ProviderSchedule::name);
                const bool isThere = at != kept.cend();
                const bool asAgreed = isThere && at->asks(row.provider->agreed);
                const Drift expected = row.enabled ? (!isThere   ? Drift::RemovedThere
                                                      : asAgreed ? Drift::None
                                                                 : Drift::ChangedThere)
                                                   : (isThere ? Drift::ChangedThere : Drift::None);
                QVERIFY2(row.provider->drift == expected,
                         qPrintable(u"%1 %2 in %3: %4 for %5"_s.arg(row.name, row.id.value)
                                        .arg(sequence)
                                        .arg(toWord(row.provider->drift), toWord(expected))));
                drifts += expected == Drift::None ? 0 : 1;
            }
        }
    }
    // The editors really got into each other's way.
    QVERIFY(refusals > 50);
    QVERIFY(drifts > 50);
}

QTEST_GUILESS_MAIN(ProviderSchedulesTest)
#include "ProviderSchedulesTest.moc"
