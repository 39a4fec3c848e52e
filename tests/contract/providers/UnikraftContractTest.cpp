#include "core/model/TimeText.h"
#include "tests/contract/providers/UnikraftSide.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

using Operation = ProviderScheduleEdit::Operation;

/// The client and the platform agree: everything InstanceControl promises, over real connections.
class UnikraftContractTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void metrosComeFromTheControlPlane();
    void aFailingMetroHidesNothing();
    void manyPagesAreListed();
    void sourcesAndSettings();
    void lifecycle();
    void sleepingIsSuspendingOrStopping();
    void waiting();
    void deleteLock();
    void tags();
    void editingSchedules();
    void refusedEditsSendNothing();
    void whatOthersWroteSurvives();
    void manyInstancesAtOnce();
    void readsManyInOneCallPerMetro();
    void schedulesAreCarriedOut();
    void consoleMetricsQuotas();
    void checkpointsAndTemplates();
    void rawCalls();
    void changesAreFollowed();
};

void UnikraftContractTest::metrosComeFromTheControlPlane()
{
    UnikraftSide cloud;
    const auto list = [](UnikraftProvider& provider) {
        return replyOf<QVector<Machine>>([&](auto reply) { return provider.listMachines(reply); });
    };
    QVERIFY(list(cloud.provider()).has_value());
    const auto status = cloud.provider().metroStatus();
    QCOMPARE(status.size(), 2);
    QCOMPARE(status[0].metro, u"fra"_s);
    QCOMPARE(status[1].metro, u"sin"_s);
    QVERIFY(!status[0].error && !status[1].error);

    Account one = cloud.account();
    one.metros = {u"sin"_s};
    const auto chosen = cloud.providerFor(one, cloud.sandbox().unikraftToken());
    MachineSpec spec = UnikraftSide::spec(u"there"_s);
    const auto made = replyOf<Machine>([&](auto reply) { return chosen->createMachine(spec, {}, reply); });
    QVERIFY(made.has_value());
    QVERIFY(made->key.machine.value.startsWith(u"sin/"_s));
    QCOMPARE(list(*chosen)->size(), 1);

    Account byAddress;
    byAddress.metros = {cloud.sandbox().unikraftEndpoint(u"sin"_s).toString() + u"/v1/"_s};
    const auto addressed = cloud.providerFor(byAddress, cloud.sandbox().unikraftToken());
    QCOMPARE(list(*addressed)->size(), 1);
}

void UnikraftContractTest::aFailingMetroHidesNothing()
{
    UnikraftSide cloud;
    QVERIFY(cloud.create(UnikraftSide::spec(u"healthy"_s)).has_value());
    Account account = cloud.account();
    account.metros = {u"fra"_s, u"nowhere"_s, u"http://127.0.0.1:1/dead"_s};
    const auto provider = cloud.providerFor(account, cloud.sandbox().unikraftToken());
    const auto machines =
        replyOf<QVector<Machine>>([&](auto reply) { return provider->listMachines(reply); });
    QVERIFY(machines.has_value());
    QCOMPARE(machines->size(), 1);
    const auto status = provider->metroStatus();
    QCOMPARE(status.size(), 3);
    QVERIFY(!status[0].error);
    QCOMPARE(status[1].error->code, ErrorCode::NotFound);
    QCOMPARE(status[2].metro, u"dead"_s);
    QCOMPARE(status[2].error->code, ErrorCode::ConnectionRefused);
    // A connection test tells of it at once.
    QVERIFY(!replyOf<void>([&](auto reply) { return provider->testConnection(reply); }));

    account.metros = {u"nowhere"_s, u"http://127.0.0.1:1/dead"_s};
    const auto none = cloud.providerFor(account, cloud.sandbox().unikraftToken());
    const auto failed = replyOf<QVector<Machine>>([&](auto reply) { return none->listMachines(reply); });
    QVERIFY(!failed);
    QVERIFY(failed.error().subject.contains(u"nowhere"_s) && failed.error().subject.contains(u"dead"_s));
}

void UnikraftContractTest::manyPagesAreListed()
{
    SandboxOptions options = UnikraftSide::defaults();
    options.unikraft.seedInstances = 620; // more than two pages
    options.unikraft.seedSchedules = 2;
    UnikraftSide cloud(options);
    const auto machines =
        replyOf<QVector<Machine>>([&](auto reply) { return cloud.provider().listMachines(reply); });
    QVERIFY(machines.has_value());
    QSet<QString> ids;
    for (const Machine& machine : *machines) {
        ids.insert(machine.key.machine.value);
        QVERIFY(machine.providerSchedules.has_value());
        QCOMPARE(machine.providerSchedules->size(), 2);
    }
    QCOMPARE(ids.size(), 620);
    QCOMPARE(machines->size(), 620);
}

void UnikraftContractTest::sourcesAndSettings()
{
    UnikraftSide cloud;
    MachineSpec spec = UnikraftSide::spec({});
    spec.start = false;
    spec.tags = {u"blue"_s, u"green"_s};
    spec.schedules = {scheduleOf(u"morning-start"_s, u"*-*-* 09:00:00"_s, u"start"_s)};
    const auto made = cloud.create(spec, u"key-1"_s);
    QVERIFY(made.has_value());
    QCOMPARE(made->phase, MachinePhase::Stopped);
    QCOMPARE(made->memoryMib, qint64(256));
    QCOMPARE(made->tags, spec.tags);
    QVERIFY(made->name.startsWith(u"nginx-"_s));
    QCOMPARE(made->providerSchedules->size(), 1);
    QVERIFY(made->providerSchedules->first().nextAt.has_value());
    // The same call again finds what the first one made.
    const auto again = cloud.create(spec, u"key-1"_s);
    QVERIFY(again.has_value());
    QCOMPARE(again->key, made->key);
    MachineSpec taken = UnikraftSide::spec(made->name);
    QCOMPARE(cloud.create(taken, u"key-2"_s).error().code, ErrorCode::AlreadyExists);
}

void UnikraftContractTest::lifecycle()
{
    UnikraftSide cloud;
    UnikraftProvider& provider = cloud.provider();
    const MachineId id = cloud.running(u"web"_s);
    QVERIFY(!id.isEmpty());
    const auto start = [&] {
        return replyOf<Machine>([&](auto reply) { return provider.start(id, reply); });
    };
    const auto stop = [&](const StopOptions& options) {
        return replyOf<Machine>([&](auto reply) { return provider.stop(id, options, reply); });
    };
    QVERIFY(start().has_value()); // no effect, no error
    StopOptions drain;
    drain.drain = milliseconds(5000);
    QVERIFY(stop(drain).has_value());
    QVERIFY(cloud.reaches(id, MachinePhase::Stopped));
    QVERIFY(stop({}).has_value());
    QVERIFY(start().has_value());
    QVERIFY(cloud.reaches(id, MachinePhase::Running));
    QCOMPARE(cloud.machine(id)->history.startCount, std::optional<qint64>(2));
    drain.force = true;
    QCOMPARE(stop(drain).error().code, ErrorCode::InvalidArgument);
    StopOptions force;
    force.force = true;
    QVERIFY(stop(force).has_value());
    QVERIFY(cloud.reaches(id, MachinePhase::Stopped));
    QVERIFY(cloud.machine(id)->history.stopReason.contains(u"force"_s));
    QVERIFY(start().has_value());
    QVERIFY(cloud.reaches(id, MachinePhase::Running));
    QVERIFY(replyOf<Machine>([&](auto reply) { return provider.suspend(id, {}, reply); }).has_value());
    QVERIFY(cloud.reaches(id, MachinePhase::Sleeping));
    const MachineId ghost{u"fra/6e63e2c8-93b6-4a26-8c8f-27ad7f3ff3a1"_s};
    const auto missing = replyOf<Machine>([&](auto reply) { return provider.start(ghost, reply); });
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    QCOMPARE(missing.error().subject, ghost.value);
    QCOMPARE(cloud.machine({u"mars/x"_s}).error().code, ErrorCode::NotFound);
    QCOMPARE(cloud.machine({u"dm-3"_s}).error().code, ErrorCode::NotFound);
}

void UnikraftContractTest::sleepingIsSuspendingOrStopping()
{
    UnikraftSide cloud;
    const MachineId plain = cloud.running(u"plain"_s);
    const auto sleep = [&](const MachineId& id) {
        return replyOf<Machine>([&](auto reply) { return cloud.provider().sleep(id, {}, reply); });
    };
    QVERIFY(sleep(plain).has_value());
    QVERIFY(cloud.reaches(plain, MachinePhase::Stopped));
    QVERIFY(sleep(plain).has_value());

    const QByteArray body = R"({"name":"site","image":"acme/nginx","autostart":true,
        "service_group":{"services":[{"port":443,"destination_port":8080,"handlers":["tls","http"]}]},
        "scale_to_zero":{"policy":"on","cooldown_time_ms":3600000}})";
    const auto made = cloud.raw("POST", u"/v1/instances"_s, body);
    const QString uuid = QJsonDocument::fromJson(*made)[u"data"_s][u"instances"_s][0][u"uuid"_s].toString();
    QVERIFY2(!uuid.isEmpty(), made->constData());
    const MachineId site{u"fra/"_s + uuid};
    QVERIFY(cloud.reaches(site, MachinePhase::Running));
    QVERIFY(cloud.machine(site)->rules.scaleToZero);
    QVERIFY(sleep(site).has_value());
    QVERIFY(cloud.reaches(site, MachinePhase::Sleeping));
}

void UnikraftContractTest::waiting()
{
    UnikraftSide cloud;
    const MachineId id = cloud.running(u"web"_s);
    const auto wait = [&](MachinePhase phase, seconds atMost) {
        return replyOf<Machine>([&](auto reply) { return cloud.provider().wait(id, phase, atMost, reply); });
    };
    QCOMPARE(wait(MachinePhase::Running, seconds(5))->phase, MachinePhase::Running);
    QCOMPARE(wait(MachinePhase::Stopped, seconds(1)).error().code, ErrorCode::TimedOut);
    QCOMPARE(wait(MachinePhase::Failed, seconds(1)).error().code, ErrorCode::InvalidArgument);
}

void UnikraftContractTest::deleteLock()
{
    UnikraftSide cloud;
    const MachineId id = cloud.running(u"keep"_s);
    const auto lock = [&](bool locked) {
        return replyOf<Machine>(
            [&](auto reply) { return cloud.provider().setDeleteLock(id, locked, reply); });
    };
    const auto remove = [&] {
        return replyOf<void>([&](auto reply) { return cloud.provider().deleteMachine(id, {}, reply); });
    };
    QVERIFY(lock(true)->rules.deleteLocked);
    QCOMPARE(remove().error().code, ErrorCode::DeleteLocked);
    QVERIFY(!lock(false)->rules.deleteLocked);
    QVERIFY(remove().has_value());
    QVERIFY(remove().has_value());
    QCOMPARE(cloud.machine(id).error().code, ErrorCode::NotFound);
}

void UnikraftContractTest::tags()
{
    UnikraftSide cloud;
    const MachineId id = cloud.running(u"web"_s);
    const auto set = [&](const QStringList& tags) {
        return replyOf<Machine>([&](auto reply) { return cloud.provider().setTags(id, tags, reply); });
    };
    QCOMPARE(set({u"a"_s, u"b"_s})->tags, (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(set({})->tags, QStringList());
}

void UnikraftContractTest::editingSchedules()
{
    UnikraftSide cloud;
    const MachineId id = cloud.running(u"web"_s);
    const auto start = scheduleOf(u"morning-start"_s, u"Mon..Fri *-*-* 09:00:00"_s, u"start"_s);
    const auto stop = scheduleOf(u"evening-stop"_s, u"Mon-Fri 18:00:00"_s, u"stop"_s);
    const auto added = cloud.edit(id, Operation::Add, {start, stop});
    QVERIFY(added.has_value());
    QCOMPARE(added->providerSchedules->size(), 2);
    QCOMPARE(added->providerSchedules->last().when, stop.when);
    QVERIFY(added->providerSchedules->first().nextAt.has_value());

    auto later = start;
    later.when = u"*-*-* 10:00:00"_s;
    const auto set = cloud.edit(id, Operation::Set, {later});
    QCOMPARE(set->providerSchedules->size(), 1);
    QVERIFY(set->providerSchedules->first().asks(later));
    QCOMPARE(cloud.edit(id, Operation::Add, {later}).error().code, ErrorCode::AlreadyExists);
    const auto removed = cloud.edit(id, Operation::Remove, {}, {u"morning-start"_s, u"gone"_s});
    QVERIFY(removed->providerSchedules->isEmpty());
    QVERIFY(cloud.edit(id, Operation::Remove, {}, {u"gone"_s}).has_value());
    QVERIFY(cloud.edit(id, Operation::Set, {}).has_value());
    const auto exec =
        scheduleOf(u"report"_s, u"*-*-* 06:00:00"_s, u"exec"_s, {u"/bin/report"_s, u"--daily"_s});
    QCOMPARE(cloud.edit(id, Operation::Add, {exec})->providerSchedules->first().args, exec.args);
}

void UnikraftContractTest::refusedEditsSendNothing()
{
    UnikraftSide cloud;
    const MachineId id = cloud.running(u"web"_s);
    const auto refused = [&](const ProviderSchedule& schedule) {
        return cloud.edit(id, Operation::Add, {schedule}).error();
    };
    QCOMPARE(refused(scheduleOf(u"Bad Name"_s, u"*-*-* 09:00:00"_s, u"start"_s)).fix, u"bad-name"_s);
    const Error zone = refused(scheduleOf(u"x"_s, u"*-*-* 09:00:00 Europe/Berlin"_s, u"start"_s));
    QCOMPARE(zone.code, ErrorCode::Parse);
    QVERIFY(!zone.fix.isEmpty());
    QCOMPARE(refused(scheduleOf(u"x"_s, u"*-*-* 09:00:00"_s, u"exec"_s)).code, ErrorCode::InvalidArgument);
    QCOMPARE(cloud.machine(id)->providerSchedules->size(), 0);
    QVector<ProviderSchedule> nine;
    for (int i = 0; i < 9; ++i)
        nine.append(scheduleOf(u"s"_s + QString::number(i), u"*-*-* 09:00:00"_s, u"start"_s));
    QCOMPARE(cloud.edit(id, Operation::Set, nine).error().code, ErrorCode::TooMany);
}

void UnikraftContractTest::whatOthersWroteSurvives()
{
    UnikraftSide cloud;
    const MachineId id = cloud.running(u"web"_s);
    const auto mine = scheduleOf(u"mine"_s, u"*-*-* 09:00:00"_s, u"start"_s);
    QVERIFY(cloud.edit(id, Operation::Add, {mine}).has_value());
    const auto provider = cloud.providerFor(cloud.account(), cloud.sandbox().unikraftToken());
    const ProviderScheduleEdit theirs{
        Operation::Add, {scheduleOf(u"theirs"_s, u"*-*-* 20:00:00"_s, u"checkpoint"_s)}, {}};
    QVERIFY(
        replyOf<Machine>([&](auto reply) { return provider->editSchedules(id, theirs, reply); }).has_value());
    const auto removed = cloud.edit(id, Operation::Remove, {}, {u"mine"_s});
    QCOMPARE(removed->providerSchedules->size(), 1);
    QCOMPARE(removed->providerSchedules->first().action, u"checkpoint"_s);
}

void UnikraftContractTest::manyInstancesAtOnce()
{
    UnikraftSide cloud;
    QVector<std::pair<MachineId, ProviderScheduleEdit>> edits;
    const ProviderScheduleEdit good{
        Operation::Add, {scheduleOf(u"stop"_s, u"*-*-* 20:00:00"_s, u"stop"_s)}, {}};
    for (int i = 0; i < 3; ++i) {
        MachineSpec spec = UnikraftSide::spec(u"m"_s + QString::number(i));
        spec.metro = i == 2 ? u"sin"_s : u"fra"_s;
        edits.append({cloud.create(spec)->key.machine, good});
    }
    ProviderScheduleEdit bad = good;
    bad.schedules.first().when = u"99:00"_s;
    edits.append({edits[0].first, bad});
    edits.append({MachineId{u"fra/6e63e2c8-93b6-4a26-8c8f-27ad7f3ff3a1"_s}, good});
    edits.append({MachineId{u"mars/x"_s}, good});
    const auto results = replyOf<QVector<Result<void>>>(
        [&](auto reply) { return cloud.provider().editSchedules(edits, reply); });
    QVERIFY(results.has_value());
    QCOMPARE(results->size(), 6);
    for (int i = 0; i < 3; ++i) {
        QVERIFY2((*results)[i].has_value(), qPrintable(QString::number(i)));
        QCOMPARE(cloud.machine(edits[i].first)->providerSchedules->size(), 1);
    }
    QCOMPARE((*results)[3].error().code, ErrorCode::Parse);
    QCOMPARE((*results)[4].error().code, ErrorCode::NotFound);
    QCOMPARE((*results)[5].error().code, ErrorCode::NotFound);
}

void UnikraftContractTest::readsManyInOneCallPerMetro()
{
    UnikraftSide cloud;
    QVector<MachineId> ids;
    for (int i = 0; i < 60; ++i) {
        MachineSpec spec = UnikraftSide::spec(u"m%1"_s.arg(i));
        spec.metro = i % 6 == 0 ? u"sin"_s : u"fra"_s;
        ids.append(cloud.create(spec)->key.machine);
    }
    ids.insert(1, MachineId{u"fra/6e63e2c8-93b6-4a26-8c8f-27ad7f3ff3a1"_s});
    ids.insert(2, MachineId{u"mars/x"_s});
    const auto read = [&](qsizetype count) {
        return replyOf<QVector<Result<Machine>>>(
            [&](auto reply) { return cloud.provider().readMachines(ids.first(count), reply); });
    };
    for (const qsizetype count : {qsizetype(8), ids.size()}) { // by their names, by the list of the metro
        const qsizetype before = cloud.fixture().truth(u"request"_s).size();
        const auto answers = read(count);
        QVERIFY(answers.has_value());
        QCOMPARE(answers->size(), count);
        for (qsizetype i = 0; i < count; ++i) {
            const Result<Machine>& one = answers->at(i);
            if (i == 1 || i == 2)
                QCOMPARE(one.error().code, ErrorCode::NotFound);
            else
                QCOMPARE(one->key, (MachineKey{cloud.account().id, ids[i]}));
        }
        QCOMPARE(cloud.fixture().truth(u"request"_s).size() - before, 2);
    }
    QVERIFY(read(0)->isEmpty());
}

void UnikraftContractTest::schedulesAreCarriedOut()
{
    FakeClock clock;
    UnikraftSide cloud(UnikraftSide::defaults(), &clock);
    const MachineId id = cloud.running(u"web"_s);
    QVERIFY(cloud
                .edit(id, Operation::Add,
                      {scheduleOf(u"stop"_s, u"*-*-* 20:00:00"_s, u"stop"_s),
                       scheduleOf(u"start"_s, u"*-*-* 21:00:00"_s, u"start"_s)})
                .has_value());
    cloud.pass(hours(12) + minutes(30)); // 08:00 to 20:30
    const auto stopped = cloud.machine(id);
    QCOMPARE(stopped->phase, MachinePhase::Stopped);
    QCOMPARE(stopped->history.stoppedAt.has_value(), true);
    QCOMPARE(toRfc3339(*stopped->providerSchedules->first().nextAt), u"2026-03-03T20:00:00Z"_s);
    cloud.pass(hours(1));
    QCOMPARE(cloud.machine(id)->phase, MachinePhase::Running);
}

void UnikraftContractTest::consoleMetricsQuotas()
{
    UnikraftSide cloud;
    UnikraftProvider& provider = cloud.provider();
    const MachineId id = cloud.running(u"web"_s);
    const auto tail = replyOf<LogChunk>([&](auto reply) { return provider.log(id, -64, 64, reply); });
    QVERIFY(tail.has_value());
    QVERIFY(tail->availableEnd > 0);
    QVERIFY(!tail->output.isEmpty());
    QCOMPARE(tail->end, tail->availableEnd);
    const auto rest =
        replyOf<LogChunk>([&](auto reply) { return provider.log(id, tail->end, 100'000, reply); });
    QVERIFY(rest.has_value());
    const auto metrics = replyOf<MachineMetrics>([&](auto reply) { return provider.metrics(id, reply); });
    QVERIFY(metrics.has_value());
    QVERIFY(metrics->residentBytes > 0);
    const auto quotas = replyOf<QVector<MetroQuota>>([&](auto reply) { return provider.quotas(reply); });
    QVERIFY(quotas.has_value());
    QCOMPARE(quotas->size(), 2);
    QVERIFY(!quotas->first().items.isEmpty() && !quotas->first().error);
}

void UnikraftContractTest::checkpointsAndTemplates()
{
    UnikraftSide cloud;
    UnikraftProvider& provider = cloud.provider();
    const MachineId id = cloud.running(u"web"_s);
    const auto made =
        replyOf<Snapshot>([&](auto reply) { return provider.makeCheckpoint(id, u"before"_s, reply); });
    QVERIFY2(made.has_value(), made ? "" : qPrintable(made.error().detail));
    QCOMPARE(made->name, u"before"_s);
    const auto list = [&](Snapshot::Kind kind) {
        return replyOf<QVector<Snapshot>>([&](auto reply) { return provider.listSnapshots(kind, reply); });
    };
    QCOMPARE(list(Snapshot::Kind::Checkpoint)->size(), 1);
    const auto history =
        replyOf<QVector<Snapshot>>([&](auto reply) { return provider.checkpointHistory(id, reply); });
    QVERIFY(history.has_value());
    const auto remove = [&] {
        return replyOf<void>([&](auto reply) { return provider.removeSnapshot(*made, reply); });
    };
    QVERIFY(QTest::qWaitFor([&] { return remove().has_value(); }, 20'000));
    QVERIFY(remove().has_value());
    QCOMPARE(list(Snapshot::Kind::Checkpoint)->size(), 0);
    QVERIFY(replyOf<Machine>([&](auto reply) { return provider.stop(id, {}, reply); }).has_value());
    QVERIFY(cloud.reaches(id, MachinePhase::Stopped));
    QVERIFY(replyOf<Snapshot>([&](auto reply) { return provider.makeTemplate(id, reply); }).has_value());
    QTRY_COMPARE(list(Snapshot::Kind::Template)->size(), 1);
    const auto machines = replyOf<QVector<Machine>>([&](auto reply) { return provider.listMachines(reply); });
    QCOMPARE(machines->size(), 0); // a template is no machine
}

void UnikraftContractTest::rawCalls()
{
    UnikraftSide cloud;
    const auto answer = cloud.raw("get", u"/v1/instances?details=false"_s);
    QVERIFY(answer.has_value());
    QCOMPARE(QJsonDocument::fromJson(*answer)[u"status"_s].toString(), u"success"_s);
    const auto refused = cloud.raw("GET", u"/v1/nothing"_s);
    QVERIFY(refused.has_value() && refused->contains("error"));
    QCOMPARE(cloud.raw("BREW", u"/v1/instances"_s).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(cloud.raw("GET", u"instances"_s).error().code, ErrorCode::InvalidArgument);
}

void UnikraftContractTest::changesAreFollowed()
{
    UnikraftSide cloud;
    const MachineId id = cloud.running(u"web"_s);
    QVector<MachineChange> changes;
    std::optional<Error> ended;
    Call follow = cloud.provider().followChanges([&](const MachineChange& change) { changes.append(change); },
                                                 [&](const Result<void>& result) { ended = result.error(); });
    const auto toggle = [&] {
        static_cast<void>(replyOf<Machine>([&](auto reply) { return cloud.provider().stop(id, {}, reply); }));
        static_cast<void>(cloud.reaches(id, MachinePhase::Stopped));
        static_cast<void>(replyOf<Machine>([&](auto reply) { return cloud.provider().start(id, reply); }));
        static_cast<void>(cloud.reaches(id, MachinePhase::Running));
        return !changes.isEmpty() || ended;
    };
    QVERIFY(QTest::qWaitFor(toggle, 20'000));
    QVERIFY2(!ended, ended ? qPrintable(ended->detail) : "");
    QCOMPARE(changes.first().machine, id);
    QCOMPARE(changes.first().type, u"vm.state_change"_s);
    QCOMPARE(changes.first().origin, u"api"_s);
    follow.reset();
}

QTEST_GUILESS_MAIN(UnikraftContractTest)
#include "UnikraftContractTest.moc"
