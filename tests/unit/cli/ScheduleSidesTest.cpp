#include "tests/unit/cli/CliBench.h"

#include <chrono>

#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

/// Schedules that the provider fires: making them, finding them, what differs, copies.
class ScheduleSidesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void addsActions();
    void deletionNeedsYes();
    void warnsOfDangers();
    void editKeepsQuietWhereNothingNewHappens();
    void onlyExecTakesACommand();
    void oneNameOnTwoMachines();
    void machineAndNameEverywhere_data();
    void machineAndNameEverywhere();
    void oneNameInTwoMetros();
    void severalExpressionsAndClockChanges();
    void listsAll();
    void nextObeysPolicies();
    void showsBothVersions();
    void endsADrift();
    void copies();

private:
    int add(const QStringList& options);
    std::unique_ptr<CliBench> m_bench;
};

namespace {

Schedule fired(const QString& id, const QString& name, const QString& machine)
{
    Schedule schedule = CliBench::schedule(id, name, machine);
    schedule.firedBy = FiredBy::Provider;
    schedule.action = ScheduleAction::Stop;
    schedule.argv.clear();
    schedule.zone = u"UTC"_s;
    schedule.when = {u"*-*-* 19:00:00"_s};
    ProviderSchedule agreed;
    agreed.name = name;
    agreed.when = u"*-*-* 19:00:00"_s;
    agreed.action = u"stop"_s;
    schedule.provider = ProviderSide{agreed, agreed, Drift::None, false, {}, {}};
    return schedule;
}

} // namespace

void ScheduleSidesTest::init()
{
    m_bench = std::make_unique<CliBench>();
    Account account = CliBench::account(u"account-1"_s, u"Work"_s);
    account.provider = ProviderKind::Unikraft;
    m_bench->fake.world.accounts = {account};
    for (const auto& [id, name] : {std::pair(u"fra/1"_s, u"web"_s), std::pair(u"fra/2"_s, u"jobs"_s)}) {
        Machine machine = CliBench::machine(id, name, u"account-1"_s);
        machine.metro = u"fra"_s;
        machine.providerSchedules = QVector<ProviderSchedule>();
        m_bench->fake.machines.append(machine);
    }
    m_bench->fake.world.schedules = {fired(u"s-1"_s, u"evening"_s, u"fra/1"_s),
                                     fired(u"s-2"_s, u"evening"_s, u"fra/2"_s),
                                     fired(u"s-3"_s, u"night"_s, u"fra/2"_s)};
}

int ScheduleSidesTest::add(const QStringList& options)
{
    return m_bench->run(
        QStringList{u"schedule"_s, u"add"_s, u"t"_s, u"--machine"_s, u"web"_s, u"--when"_s, u"07:00"_s} +
        options);
}

void ScheduleSidesTest::addsActions()
{
    QCOMPARE(add({u"--action"_s, u"start"_s, u"--fired-by"_s, u"provider"_s, u"--note"_s, u"for the team"_s}),
             0);
    QCOMPARE(m_bench->fake.savedSchedule.action, ScheduleAction::Start);
    QCOMPARE(m_bench->fake.savedSchedule.firedBy, FiredBy::Provider);
    QCOMPARE(m_bench->fake.savedSchedule.note, u"for the team"_s);
    QVERIFY(m_bench->fake.savedSchedule.argv.isEmpty());
    QCOMPARE(add({u"--action"_s, u"exec"_s, u"--json"_s, u"--"_s, u"true"_s}), 0);
    QCOMPARE(m_bench->object().value(u"action"_s), u"exec"_s);
    QCOMPARE(m_bench->object().value(u"fired_by"_s), u"reveille"_s);
}

void ScheduleSidesTest::deletionNeedsYes()
{
    for (const QString& who : {u"provider"_s, u"reveille"_s}) {
        m_bench->fake.calls.clear();
        const QStringList options{u"--action"_s, u"delete"_s, u"--fired-by"_s, who};
        QCOMPARE(add(options), 2);
        QVERIFY2(m_bench->errText().contains(u"Warning: This deletes the machine"_s),
                 qPrintable(m_bench->errText()));
        QVERIFY(m_bench->fake.calls.isEmpty());
        QCOMPARE(add(options + QStringList{u"--yes"_s}), 0);
        QVERIFY(m_bench->errText().contains(u"Warning: This deletes the machine"_s));
        QCOMPARE(m_bench->fake.savedSchedule.action, ScheduleAction::Delete);
    }
}

void ScheduleSidesTest::warnsOfDangers()
{
    QCOMPARE(add({u"--action"_s, u"checkpoint"_s, u"--fired-by"_s, u"provider"_s}), 0);
    QVERIFY2(m_bench->errText().contains(u"makes another checkpoint"_s), qPrintable(m_bench->errText()));
    m_bench->fake.machines[0].rules.deleteOnStop = true;
    QCOMPARE(add({u"--action"_s, u"stop"_s, u"--fired-by"_s, u"provider"_s}), 2);
    QVERIFY2(m_bench->errText().contains(u"this stop deletes it"_s), qPrintable(m_bench->errText()));
}

void ScheduleSidesTest::editKeepsQuietWhereNothingNewHappens()
{
    m_bench->fake.machines[1].rules.deleteOnStop = true;
    QCOMPARE(m_bench->run({u"schedule"_s, u"edit"_s, u"night"_s, u"--note"_s, u"mine"_s}), 0);
    QVERIFY2(m_bench->errText().isEmpty(), qPrintable(m_bench->errText()));
    QCOMPARE(m_bench->fake.savedSchedule.note, u"mine"_s);
    QCOMPARE(m_bench->run({u"schedule"_s, u"edit"_s, u"night"_s, u"--when"_s, u"20:00"_s}), 2);
}

void ScheduleSidesTest::onlyExecTakesACommand()
{
    QCOMPARE(add({u"--action"_s, u"start"_s, u"--"_s, u"true"_s}), 2);
    QCOMPARE(add({u"--action"_s, u"exec"_s}), 2);
    QCOMPARE(add({u"--action"_s, u"dance"_s}), 2);
    QCOMPARE(add({u"--action"_s, u"start"_s, u"--fired-by"_s, u"nobody"_s}), 2);
    QVERIFY(m_bench->fake.calls.isEmpty());
}

void ScheduleSidesTest::oneNameOnTwoMachines()
{
    QCOMPARE(m_bench->run({u"schedule"_s, u"disable"_s, u"evening"_s}), 2);
    QVERIFY2(m_bench->errText().contains(u"web/evening, jobs/evening"_s), qPrintable(m_bench->errText()));
    QVERIFY(m_bench->fake.calls.isEmpty());
    for (const QString& name : {u"jobs/evening"_s, u"fra/2/evening"_s, u"fra/jobs/Evening"_s, u"s-2"_s})
        QCOMPARE(m_bench->run({u"schedule"_s, u"disable"_s, name}), 0);
    QCOMPARE(m_bench->fake.calls, QStringList(4, u"setScheduleEnabled s-2 0"_s));
    QCOMPARE(m_bench->run({u"schedule"_s, u"disable"_s, u"web/night"_s}), 3);
}

void ScheduleSidesTest::machineAndNameEverywhere_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<QString>("call");
    const QString name = u"jobs/evening"_s;
    const auto row = [&](const char* what, const QStringList& command, const QString& call) {
        QTest::newRow(what) << command << call;
    };
    row("run-now", {u"run-now"_s, u"--no-wait"_s, name}, u"runNow s-2"_s);
    row("pause", {u"pause"_s, name}, u"pauseSchedule s-2 "_s);
    row("resume", {u"resume"_s, name}, u"resumeSchedule s-2"_s);
    row("runs", {u"runs"_s, u"--schedule"_s, name}, u"fetchRuns"_s);
    row("why", {u"why"_s, name, u"--at"_s, u"2026-03-01 19:00"_s}, u"explain s-2"_s);
    row("backfill", {u"backfill"_s, name, u"--from"_s, u"2026-03-01"_s, u"--to"_s, u"2026-03-02"_s},
        u"backfill s-2"_s);
    row("enable", {u"schedule"_s, u"enable"_s, name}, u"setScheduleEnabled s-2 1"_s);
    row("remove", {u"schedule"_s, u"remove"_s, name}, u"removeSchedule s-2"_s);
    row("drift", {u"schedule"_s, u"drift"_s, name, u"--send-ours"_s}, u"sendOurs s-2"_s);
    row("edit", {u"schedule"_s, u"edit"_s, name, u"--note"_s, u"x"_s}, u"saveSchedule s-2"_s);
}

/// The machines are not known before they are asked for.
void ScheduleSidesTest::machineAndNameEverywhere()
{
    QFETCH(QStringList, command);
    QFETCH(QString, call);
    (void)m_bench->run(command);
    QVERIFY2(m_bench->fake.calls.contains(call),
             qPrintable(m_bench->fake.calls.join(u'\n') + m_bench->errText()));
}

void ScheduleSidesTest::oneNameInTwoMetros()
{
    Machine far = CliBench::machine(u"sin/1"_s, u"web"_s, u"account-1"_s);
    far.metro = u"sin"_s;
    m_bench->fake.machines.append(far);
    m_bench->fake.world.schedules.append(fired(u"s-4"_s, u"evening"_s, u"sin/1"_s));
    QCOMPARE(m_bench->run({u"machine"_s, u"start"_s, u"web"_s}), 2);
    QVERIFY2(m_bench->errText().contains(u"fra/web, sin/web"_s), qPrintable(m_bench->errText()));
    QCOMPARE(m_bench->run({u"schedule"_s, u"disable"_s, u"evening"_s}), 2);
    QVERIFY2(m_bench->errText().contains(u"fra/web/evening, jobs/evening, sin/web/evening"_s),
             qPrintable(m_bench->errText()));
    QCOMPARE(m_bench->run({u"schedule"_s, u"disable"_s, u"sin/web/evening"_s}), 0);
    QCOMPARE(m_bench->fake.calls, QStringList{u"setScheduleEnabled s-4 0"_s});
}

void ScheduleSidesTest::severalExpressionsAndClockChanges()
{
    ProviderSide& side = *m_bench->fake.world.schedules[2].provider;
    ProviderSchedule second = side.agreed;
    second.name = u"night-2"_s;
    second.when = u"Sat *-*-* 11:00:00"_s;
    side.more = {{second, second}};
    side.resends = {{m_bench->now(), {u"*-*-* 20:00:00"_s}, {u"*-*-* 19:00:00"_s}, true, {}}};
    QCOMPARE(m_bench->run({u"schedule"_s, u"show"_s, u"night"_s}), 0);
    for (const QString& words : {u"*-*-* 19:00:00; Sat *-*-* 11:00:00"_s, u"since the clocks changed"_s})
        QVERIFY2(m_bench->outText().contains(words), qPrintable(m_bench->outText()));
    QCOMPARE(m_bench->run({u"schedule"_s, u"drift"_s, u"night"_s}), 0);
    QVERIFY(m_bench->outText().contains(u"*-*-* 19:00:00; Sat *-*-* 11:00:00"_s));
}

void ScheduleSidesTest::listsAll()
{
    m_bench->fake.world.schedules[0].provider->drift = Drift::ChangedThere;
    m_bench->fake.world.schedules[1].provider->nextDiffers = true;
    m_bench->fake.world.schedules[1].provider->seen->nextAt = m_bench->now();
    QCOMPARE(m_bench->run({u"schedule"_s, u"list"_s, u"--all"_s}), 0);
    for (const QString& words :
         {u"Work     provider  changed there"_s, u"next there: 2026-03-02T08:00:00Z"_s, u"Fired by"_s})
        QVERIFY2(m_bench->outText().contains(words), qPrintable(m_bench->outText()));
    QCOMPARE(m_bench->run({u"schedule"_s, u"list"_s, u"--all"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->array().size(), 3);
    QVERIFY(m_bench->array().at(0).toObject().value(u"provider_side"_s).isObject());
}

void ScheduleSidesTest::nextObeysPolicies()
{
    Schedule ours = CliBench::schedule(u"s-9"_s, u"ours"_s, u"fra/1"_s); // Mon..Fri 09:00 in Berlin
    ours.policy.excludedDates = {u"2026-03-03"_s};
    m_bench->fake.world.schedules = {ours};
    const QStringList show{u"schedule"_s, u"show"_s, u"ours"_s, u"--json"_s};
    QCOMPARE(m_bench->run(show), 0);
    QCOMPARE(m_bench->object().value(u"next_at"_s), u"2026-03-04T08:00:00Z"_s);
    m_bench->fake.world.schedules[0].policy.skipNext = 1;
    QCOMPARE(m_bench->run(show), 0);
    QCOMPARE(m_bench->object().value(u"next_at"_s), u"2026-03-05T08:00:00Z"_s);
    m_bench->fake.world.schedules[0].policy.until = m_bench->now();
    QCOMPARE(m_bench->run(show), 0);
    QCOMPARE(m_bench->object().value(u"next_at"_s), QJsonValue());
}

void ScheduleSidesTest::showsBothVersions()
{
    ProviderSide& side = *m_bench->fake.world.schedules[2].provider;
    side.seen->when = u"*-*-* 21:00:00"_s;
    side.drift = Drift::ChangedThere;
    QCOMPARE(m_bench->run({u"schedule"_s, u"drift"_s, u"night"_s}), 0);
    QVERIFY2(m_bench->outText().contains(u"*-*-* 19:00:00  *-*-* 21:00:00"_s),
             qPrintable(m_bench->outText()));
    QCOMPARE(m_bench->run({u"schedule"_s, u"drift"_s, u"night"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->object().value(u"drift"_s), u"changed-there"_s);
    QVERIFY(m_bench->fake.calls.isEmpty());
    m_bench->fake.world.schedules.append(CliBench::schedule(u"s-9"_s, u"ours"_s, u"fra/1"_s));
    QCOMPARE(m_bench->run({u"schedule"_s, u"drift"_s, u"ours"_s}), 2);
}

void ScheduleSidesTest::endsADrift()
{
    QCOMPARE(m_bench->run({u"schedule"_s, u"drift"_s, u"night"_s, u"--take-theirs"_s}), 0);
    QCOMPARE(m_bench->run({u"schedule"_s, u"drift"_s, u"night"_s, u"--send-ours"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->run({u"schedule"_s, u"drift"_s, u"night"_s, u"--send-ours"_s, u"--take-theirs"_s}), 2);
    QCOMPARE(m_bench->fake.calls, (QStringList{u"takeTheirs s-3"_s, u"sendOurs s-3"_s}));
}

void ScheduleSidesTest::copies()
{
    CopyResult good{{u"s-3"_s}, m_bench->fake.machines.at(0).key, m_bench->fake.world.schedules.at(2), {}};
    CopyResult bad{{u"s-3"_s}, m_bench->fake.machines.at(1).key, {}, Error{}};
    bad.error->code = ErrorCode::QuotaExceeded;
    m_bench->fake.copied = {good, bad};
    const QStringList copy{u"schedule"_s, u"copy"_s, u"night"_s, u"--to"_s, u"web"_s, u"jobs"_s};
    QCOMPARE(m_bench->run(copy), 6);
    QVERIFY2(m_bench->outText().contains(u"web: added as \"night\"\njobs: "_s),
             qPrintable(m_bench->outText()));
    m_bench->fake.copied = {good};
    QCOMPARE(m_bench->run(copy + QStringList{u"--json"_s}), 0);
    QCOMPARE(m_bench->array().at(0).toObject().value(u"name"_s), u"night"_s);
    QCOMPARE(m_bench->fake.calls, QStringList(2, u"copySchedules 1 to 2"_s));
    m_bench->fake.machines[0].rules.deleteOnStop = true;
    QCOMPARE(m_bench->run(copy), 2);
    QCOMPARE(m_bench->fake.calls.size(), 2);
    QCOMPARE(m_bench->run({u"schedule"_s, u"copy"_s, u"night"_s, u"--to"_s, u"nowhere"_s}), 3);
}

QTEST_GUILESS_MAIN(ScheduleSidesTest)
#include "ScheduleSidesTest.moc"
