#include "core/engine/Engine.h"
#include "core/engine/EngineProxy.h"
#include "core/model/ProviderScheduleJson.h"
#include "core/model/TimeText.h"
#include "core/model/Words.h"
#include "tests/support/FakeInstances.h"
#include "tests/support/FakeWallTimer.h"
#include "tests/support/StoreRoom.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using calendar::Instant;

namespace {

const AccountId kAccount{u"account-1"_s};

MachineKey machine(const QString& id = u"fra/1"_s)
{
    return {kAccount, MachineId{id}};
}

/// One program: an engine with its own data directory on the common cloud.
struct Program
{
    Program(const test::FakeClock& clock, test::FakeInstances& cloud, test::FakeNetwork& network)
        : m_clock(clock), m_cloud(cloud), m_network(network)
    {}

    bool open(Engine::Role role = Engine::Role::Runner)
    {
        close();
        timer = std::make_unique<test::FakeWallTimer>(m_clock);
        EnginePorts ports;
        ports.clock = &m_clock;
        ports.timer = timer.get();
        ports.makeProvider = [this](const Account&) {
            return std::make_unique<test::FakeInstanceProvider>(m_cloud, m_network, calls);
        };
        engine = std::make_unique<Engine>(ports);
        if (!engine->open(home.path() + u"/data"_s, role))
            return false;
        client = std::make_unique<EngineProxy>(*engine);
        QObject::connect(client.get(), &EngineClient::changed, client.get(), [this](const Changes& changes) {
            for (const ScheduleId& id : changes.schedulesRemoved)
                schedules.remove(id);
            for (const Schedule& schedule : changes.schedules)
                schedules.insert(schedule.id, schedule);
        });
        schedules.clear();
        client->connectToEngine();
        return true;
    }
    void close()
    {
        client.reset();
        engine.reset();
        timer.reset();
    }
    [[nodiscard]] std::optional<Schedule> named(const QString& name) const
    {
        const auto at = std::find_if(schedules.cbegin(), schedules.cend(),
                                     [&](const Schedule& schedule) { return schedule.name == name; });
        return at == schedules.cend() ? std::nullopt : std::optional(*at);
    }

    QTemporaryDir home{test::storeRoom()};
    QStringList calls;
    QHash<ScheduleId, Schedule> schedules; ///< as the client was told
    std::unique_ptr<test::FakeWallTimer> timer;
    std::unique_ptr<Engine> engine;
    std::unique_ptr<EngineProxy> client;

private:
    const test::FakeClock& m_clock;
    test::FakeInstances& m_cloud;
    test::FakeNetwork& m_network;
};

} // namespace

/// Schedules that the provider fires, through a whole engine, on a cloud and a clock of our own.
class ProviderSchedulesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

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
    void twoEditorsLoseNothing();
    void officeHoursAreSeenForFiftyDays();
    void pastElapsesAreJudgedOnOpening();
    void everyActionIsJudged();
    void nothingIsAskedWhileNothingElapses();
    void reveilleFiresEveryAction();

private:
    template <typename T, typename Ask> Result<T> ask(Ask begin);
    Result<Schedule> save(Program& program, const Schedule& schedule);
    Schedule item(const QString& name, const QString& when, ScheduleAction action = ScheduleAction::Start,
                  const QString& zone = u"UTC"_s) const;
    /// Somebody else edits at the provider.
    void there(const QString& name, const QString& when, const QString& action = u"start"_s,
               const QString& id = u"fra/1"_s);
    void notThere(const QString& name);
    void look(Program& program);
    void step();
    void runUntil(Instant until);
    QStringList outcomes(Program& program, const QString& name);

    std::unique_ptr<test::FakeClock> m_clock;
    std::unique_ptr<test::FakeNetwork> m_network;
    std::unique_ptr<test::FakeInstances> m_cloud;
    std::unique_ptr<Program> m_first;
    std::unique_ptr<Program> m_second;
};

void ProviderSchedulesTest::init()
{
    m_clock = std::make_unique<test::FakeClock>();
    m_network = std::make_unique<test::FakeNetwork>(*m_clock);
    m_cloud = std::make_unique<test::FakeInstances>(*m_clock);
    m_cloud->add(u"fra/1"_s);
    for (auto* program : {&m_first, &m_second}) {
        *program = std::make_unique<Program>(*m_clock, *m_cloud, *m_network);
        QVERIFY((*program)->open());
        Account account;
        account.id = kAccount;
        account.name = u"cloud"_s;
        account.provider = ProviderKind::Unikraft;
        account.keySource = KeySource::Environment;
        QVERIFY(ask<Account>([&](auto reply) {
                    (*program)->client->saveAccount(account, QString(), reply);
                }).has_value());
        if (program == &m_first)
            continue;
    }
    look(*m_first);
    look(*m_second);
}

void ProviderSchedulesTest::cleanup()
{
    m_second.reset();
    m_first.reset();
}

/// The next thing happens: what was posted, an answer, an alarm.
void ProviderSchedulesTest::step()
{
    for (int chain = 0; chain < 12; ++chain)
        QCoreApplication::sendPostedEvents();
    if (const auto arrival = m_network->nextAt()) {
        if (*arrival > m_clock->sinceBoot())
            m_clock->advance(*arrival - m_clock->sinceBoot());
        m_network->deliver();
    }
    for (int chain = 0; chain < 12; ++chain)
        QCoreApplication::sendPostedEvents();
}

template <typename T, typename Ask> Result<T> ProviderSchedulesTest::ask(Ask begin)
{
    std::optional<Result<T>> answer;
    begin([&answer](Result<T> result) { answer = std::move(result); });
    for (int steps = 0; steps < 1000 && !answer; ++steps)
        step();
    for (int chain = 0; chain < 12; ++chain)
        QCoreApplication::sendPostedEvents();
    return answer ? *answer : fail(ErrorCode::TimedOut);
}

Schedule ProviderSchedulesTest::item(const QString& name, const QString& when, ScheduleAction action,
                                     const QString& zone) const
{
    Schedule schedule;
    schedule.name = name;
    schedule.machine = machine();
    schedule.when = {when};
    schedule.zone = zone;
    schedule.action = action;
    schedule.firedBy = FiredBy::Provider;
    if (action == ScheduleAction::Exec)
        schedule.argv = {u"/bin/true"_s};
    return schedule;
}

Result<Schedule> ProviderSchedulesTest::save(Program& program, const Schedule& schedule)
{
    return ask<Schedule>([&](auto reply) { program.client->saveSchedule(schedule, reply); });
}

void ProviderSchedulesTest::there(const QString& name, const QString& when, const QString& action,
                                  const QString& id)
{
    ProviderSchedule schedule;
    schedule.name = name;
    schedule.when = when;
    schedule.action = action;
    if (action == u"exec")
        schedule.args = {u"/bin/true"_s};
    (void)m_cloud->edit(MachineId{id}, {ProviderScheduleEdit::Operation::Remove, {}, {name}});
    QVERIFY(m_cloud->edit(MachineId{id}, {ProviderScheduleEdit::Operation::Add, {schedule}, {}}).has_value());
}

void ProviderSchedulesTest::notThere(const QString& name)
{
    QVERIFY(m_cloud->edit(MachineId{u"fra/1"_s}, {ProviderScheduleEdit::Operation::Remove, {}, {name}})
                .has_value());
}

void ProviderSchedulesTest::look(Program& program)
{
    QVERIFY(ask<void>([&](auto reply) { program.client->refreshMachines(reply); }).has_value());
}

void ProviderSchedulesTest::runUntil(Instant until)
{
    for (;;) {
        for (int chain = 0; chain < 12; ++chain)
            QCoreApplication::sendPostedEvents();
        const auto end = m_clock->sinceBoot() + (until - m_clock->now());
        const auto arrival = m_network->nextAt();
        std::optional<std::chrono::microseconds> alarm;
        Program* alarmed = nullptr;
        for (Program* program : {m_first.get(), m_second.get()}) {
            const auto due = program->timer ? program->timer->dueAt() : std::nullopt;
            if (due && (!alarm || *due < *alarm)) {
                alarm = due;
                alarmed = program;
            }
        }
        const bool alarmFirst = alarm && (!arrival || *alarm < *arrival);
        const auto next = alarmFirst ? alarm : arrival;
        if (!next || *next > end) {
            m_clock->advance(std::max(end - m_clock->sinceBoot(), 0us));
            return;
        }
        if (*next > m_clock->sinceBoot())
            m_clock->advance(*next - m_clock->sinceBoot());
        if (alarmFirst)
            alarmed->timer->fire();
        else
            m_network->deliver();
    }
}

/// "03-02 09:00 seen", ascending.
QStringList ProviderSchedulesTest::outcomes(Program& program, const QString& name)
{
    RunQuery query;
    query.limit = -1;
    const auto runs = ask<QVector<Run>>([&](auto reply) { program.client->fetchRuns(query, reply); });
    QStringList lines;
    for (const Run& run : runs.value_or(QVector<Run>())) {
        if (run.kind == RunKind::Provider && run.scheduleName == name)
            lines.prepend(toRfc3339(run.scheduledAt).mid(5, 11).replace(u'T', u' ') + u' ' +
                          toWord(run.outcome));
    }
    return lines;
}

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
    auto two = item(u"two"_s, u"09:00"_s);
    two.when.append(u"18:30"_s);
    QCOMPARE(save(*m_first, two).error().subject, u"when"_s);
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
            {saved.id}, {machine(u"fra/2"_s), machine(u"fra/3"_s), machine(u"fra/4"_s)}, reply);
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
    saved.machine = machine(u"fra/2"_s);
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
    // The other way round while nobody is here: sent again at the next start.
    m_first->close();
    runUntil(fromRfc3339(u"2026-10-25T02:00:00Z"_s).value());
    QCOMPARE(sent(), u"*-*-* 07:00:00"_s);
    QVERIFY(m_first->open());
    runUntil(m_clock->now() + 1min);
    QCOMPARE(sent(), u"*-*-* 08:00:00"_s);
    QCOMPARE(m_first->named(u"mine"_s)->provider->drift, Drift::None);
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

void ProviderSchedulesTest::officeHoursAreSeenForFiftyDays()
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
    QVERIFY2(m_first->calls.count(u"get"_s) < 50 * 2 * 4,
             qPrintable(QString::number(m_first->calls.count(u"get"_s))));
}

void ProviderSchedulesTest::pastElapsesAreJudgedOnOpening()
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

void ProviderSchedulesTest::everyActionIsJudged()
{
    m_cloud->add(u"fra/2"_s, MachinePhase::Running);
    QVERIFY(save(*m_first, item(u"start"_s, u"08:10"_s)).has_value());
    QVERIFY(save(*m_first, item(u"again"_s, u"08:20"_s)).has_value());
    QVERIFY(save(*m_first, item(u"exec"_s, u"08:21"_s, ScheduleAction::Exec)).has_value());
    QVERIFY(save(*m_first, item(u"checkpoint"_s, u"08:25"_s, ScheduleAction::Checkpoint)).has_value());
    Schedule removal = item(u"end"_s, u"08:30"_s, ScheduleAction::Delete);
    removal.machine = machine(u"fra/2"_s);
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

void ProviderSchedulesTest::nothingIsAskedWhileNothingElapses()
{
    QVERIFY(save(*m_first, item(u"start"_s, u"Sat 09:00"_s)).has_value());
    runUntil(m_clock->now() + 1min);
    m_first->calls.clear();
    runUntil(m_clock->now() + 24h);
    QCOMPARE(m_first->calls, QStringList());
}

void ProviderSchedulesTest::reveilleFiresEveryAction()
{
    m_cloud->add(u"fra/2"_s, MachinePhase::Running).isLocked = true;
    const auto add = [&](const QString& when, ScheduleAction action, const QString& id = u"fra/1"_s) {
        Schedule schedule = item(toWord(action) + u' ' + id, when, action);
        schedule.firedBy = FiredBy::Reveille;
        schedule.machine = machine(id);
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

QTEST_GUILESS_MAIN(ProviderSchedulesTest)
#include "ProviderSchedulesTest.moc"
