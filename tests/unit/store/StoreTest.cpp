#include "core/store/Store.h"
#include "tests/unit/store/StoreSamples.h"

#include <sys/stat.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;

/// What is written is what is read, by the same connection, by another one and after reopening.
class StoreTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void makesPrivateFiles();
    void accountsRoundTrip();
    void accountNamesAreUnique();
    void removingAnAccountKeepsItsRuns();
    void machineNames();
    void schedulesRoundTrip();
    void scheduleNamesAreUnique();
    void scheduleNeedsItsAccount();
    void runsRoundTrip();
    void openRunHasNothingYet();
    void stepsAreOnlyAppended();
    void firingIsJournalledOnce();
    void recordsWithoutFiringDoNotCollide();
    void batchIsAllOrNothing();
    void cursors();
    void leases();
    void openRunsOldestFirst();
    void runsAreFiltered();
    void runByPrefix();
    void outputs();
    void pause();
    void settings();
    void dataVersionTellsOfOthers();
    void reopens();

private:
    [[nodiscard]] Store& store() { return *m_store; }
    void addAccountAndSchedule();
    [[nodiscard]] QString path() const { return m_directory->filePath(u"data"_s); }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Store> m_store;
};

void StoreTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_store = samples::open(path());
}

void StoreTest::cleanup()
{
    m_store.reset();
    m_directory.reset();
}

void StoreTest::addAccountAndSchedule()
{
    QVERIFY(store().saveAccount(samples::account(u"account-1"_s, u"Work"_s)).has_value());
    QVERIFY(
        store().saveSchedule(samples::schedule(u"schedule-1"_s, u"Nightly"_s, u"account-1"_s)).has_value());
}

void StoreTest::makesPrivateFiles()
{
    QCOMPARE(store().directory(), path());
    QVERIFY(store().setSetting(u"a"_s, u"b"_s).has_value());
    struct stat status = {};
    QCOMPARE(::stat(QFile::encodeName(path()).constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0700U);
    const QStringList files = QDir(path()).entryList(QDir::Files, QDir::Name);
    QCOMPARE(files, (QStringList{u"reveille.db"_s, u"reveille.db-shm"_s, u"reveille.db-wal"_s}));
    for (const QString& file : files) {
        QCOMPARE(::stat(QFile::encodeName(path() + u'/' + file).constData(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0600U);
    }
}

void StoreTest::accountsRoundTrip()
{
    Account first = samples::account(u"account-1"_s, u"Work"_s);
    Account second;
    second.id.value = u"account-2"_s;
    second.name = u"Home"_s;
    QVERIFY(store().saveAccount(first).has_value());
    QVERIFY(store().saveAccount(second).has_value());
    QCOMPARE(store().accounts().value(), (QVector<Account>{second, first}));

    first.name = u"Zoo"_s;
    first.keySource = KeySource::KeyFile;
    QVERIFY(store().saveAccount(first).has_value());
    QCOMPARE(store().accounts().value(), (QVector<Account>{second, first}));
}

void StoreTest::accountNamesAreUnique()
{
    QVERIFY(store().saveAccount(samples::account(u"account-1"_s, u"Öl"_s)).has_value());
    const auto again = store().saveAccount(samples::account(u"account-2"_s, u"öL"_s));
    QVERIFY(!again.has_value());
    QCOMPARE(again.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(again.error().subject, u"öL"_s);
    QCOMPARE(store().accounts().value().size(), 1);
}

void StoreTest::removingAnAccountKeepsItsRuns()
{
    addAccountAndSchedule();
    const MachineKey machine{AccountId{u"account-1"_s}, MachineId{u"dm-1"_s}};
    QVERIFY(store().setMachineName(machine, u"builder"_s).has_value());
    JournalBatch batch;
    batch.runs = {samples::run(u"run-1"_s, QByteArray(16, 'a'))};
    batch.decidedUntil = {{ScheduleId{u"schedule-1"_s}, samples::instant(5)}};
    QVERIFY(store().commit(batch).has_value());

    QVERIFY(store().removeAccount(machine.account).has_value());
    QVERIFY(store().accounts().value().isEmpty());
    QVERIFY(store().schedules().value().isEmpty());
    QVERIFY(store().machineNames().value().isEmpty());
    QVERIFY(store().decidedUntil().value().isEmpty());
    QCOMPARE(store().runs({}, {}, 10).value(), batch.runs);
}

void StoreTest::machineNames()
{
    addAccountAndSchedule();
    const MachineKey machine{AccountId{u"account-1"_s}, MachineId{u"dm-1"_s}};
    QVERIFY(store().setMachineName(machine, u"builder"_s).has_value());
    QVERIFY(store().setMachineName(machine, u"Builder é"_s).has_value());
    QCOMPARE(store().machineNames().value(), (QHash<MachineKey, QString>{{machine, u"Builder é"_s}}));
    QVERIFY(store().setMachineName(machine, QString()).has_value());
    QVERIFY(store().machineNames().value().isEmpty());
}

void StoreTest::schedulesRoundTrip()
{
    QVERIFY(store().saveAccount(samples::account(u"account-1"_s, u"Work"_s)).has_value());
    Schedule full = samples::schedule(u"schedule-1"_s, u"nightly"_s, u"account-1"_s);
    Schedule plain;
    plain.id.value = u"schedule-2"_s;
    plain.name = u"Backup"_s;
    plain.machine = full.machine;
    plain.when = {u"daily"_s};
    plain.zone = u"UTC"_s;
    QVERIFY(store().saveSchedule(full).has_value());
    QVERIFY(store().saveSchedule(plain).has_value());
    QCOMPARE(store().schedules().value(), (QVector<Schedule>{plain, full}));

    full.policy.startDeadline.reset();
    full.when.removeLast();
    full.enabled = true;
    QVERIFY(store().saveSchedule(full).has_value());
    QCOMPARE(store().schedules().value(), (QVector<Schedule>{plain, full}));

    QVERIFY(store().removeSchedule(plain.id).has_value());
    QCOMPARE(store().schedules().value(), (QVector<Schedule>{full}));
}

void StoreTest::scheduleNamesAreUnique()
{
    const auto named = [](const QString& id, const QString& name, FiredBy firedBy, const QString& machine) {
        Schedule schedule = samples::schedule(id, name, u"account-1"_s);
        schedule.firedBy = firedBy;
        schedule.machine.machine.value = machine;
        return schedule;
    };
    QVERIFY(store().saveAccount(samples::account(u"account-1"_s, u"cloud"_s)).has_value());
    QVERIFY(store().saveSchedule(named(u"r1"_s, u"Nightly"_s, FiredBy::Reveille, u"dm-1"_s)).has_value());
    const auto again = store().saveSchedule(named(u"r2"_s, u"NIGHTLY"_s, FiredBy::Reveille, u"dm-2"_s));
    QVERIFY(!again.has_value());
    QCOMPARE(again.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(again.error().subject, u"NIGHTLY"_s);
    // Its own name in another case is no collision.
    QVERIFY(store().saveSchedule(named(u"r1"_s, u"NIGHTLY"_s, FiredBy::Reveille, u"dm-1"_s)).has_value());
    // What the provider fires has its names for each machine.
    QVERIFY(store().saveSchedule(named(u"p1"_s, u"nightly"_s, FiredBy::Provider, u"dm-1"_s)).has_value());
    QVERIFY(store().saveSchedule(named(u"p2"_s, u"nightly"_s, FiredBy::Provider, u"dm-2"_s)).has_value());
    QVERIFY(!store().saveSchedule(named(u"p3"_s, u"nightly"_s, FiredBy::Provider, u"dm-1"_s)).has_value());
    QCOMPARE(store().schedules().value().size(), 3);
}

void StoreTest::scheduleNeedsItsAccount()
{
    const auto saved = store().saveSchedule(samples::schedule(u"schedule-1"_s, u"a"_s, u"nobody"_s));
    QVERIFY(!saved.has_value());
    QCOMPARE(saved.error().code, ErrorCode::NotFound);
    QCOMPARE(saved.error().subject, u"nobody"_s);
}

void StoreTest::runsRoundTrip()
{
    const Run run = samples::run(u"run-1"_s, QByteArray("\0\1\2\3\4\5\6\7\x80\xff\n\0'\"\\z", 16));
    JournalBatch batch;
    batch.runs = {run};
    QVERIFY(store().commit(batch).has_value());
    QCOMPARE(store().runs({}, {}, 10).value(), (QVector<Run>{run}));
}

void StoreTest::openRunHasNothingYet()
{
    Run run;
    run.id.value = u"run-1"_s;
    run.scheduledAt = samples::instant(-1);
    JournalBatch batch;
    batch.runs = {run};
    QVERIFY(store().commit(batch).has_value());
    const auto read = store().openRuns().value();
    QCOMPARE(read, (QVector<Run>{run}));
    QVERIFY(!read.first().exitCode.has_value());
    QVERIFY(!read.first().priorPhase.has_value());
    QVERIFY(!read.first().startedAt.has_value());
}

void StoreTest::stepsAreOnlyAppended()
{
    Run run = samples::run(u"run-1"_s, QByteArray(16, 'a'));
    JournalBatch batch;
    batch.runs = {run};
    QVERIFY(store().commit(batch).has_value());

    const QVector<RunStep> original = run.steps;
    run.steps[0].note = u"rewritten"_s;
    run.steps.append({RunState::Closed, samples::instant(3), u"third"_s});
    run.detail = u"later"_s;
    batch.runs = {run};
    QVERIFY(store().commit(batch).has_value());

    const Run read = store().run(u"run-1"_s).value();
    QCOMPARE(read.detail, u"later"_s);
    QCOMPARE(read.steps, original + QVector<RunStep>{run.steps.last()});

    run.steps.clear();
    batch.runs = {run};
    QVERIFY(store().commit(batch).has_value());
    QCOMPARE(store().run(u"run-1"_s).value().steps.size(), 3);
}

void StoreTest::firingIsJournalledOnce()
{
    JournalBatch batch;
    batch.runs = {samples::run(u"run-1"_s, QByteArray(16, 'a'))};
    QVERIFY(store().commit(batch).has_value());

    batch.runs = {samples::run(u"run-2"_s, QByteArray(16, 'a'))};
    const auto again = store().commit(batch);
    QVERIFY(!again.has_value());
    QCOMPARE(again.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(store().runs({}, {}, 10).value().size(), 1);

    // Another try of it is the same row, so that one occurrence never has two outcomes.
    batch.runs[0].attempt = 3;
    QVERIFY(!store().commit(batch).has_value());
    QCOMPARE(store().runs({}, {}, 10).value().size(), 1);
}

void StoreTest::recordsWithoutFiringDoNotCollide()
{
    JournalBatch batch;
    batch.runs = {samples::run(u"run-1"_s, {}), samples::run(u"run-2"_s, {})};
    QVERIFY(store().commit(batch).has_value());
    QCOMPARE(store().runs({}, {}, 10).value().size(), 2);
}

void StoreTest::batchIsAllOrNothing()
{
    addAccountAndSchedule();
    JournalBatch batch;
    batch.runs = {samples::run(u"run-1"_s, QByteArray(16, 'a')),
                  samples::run(u"run-2"_s, QByteArray(16, 'a'))};
    batch.decidedUntil = {{ScheduleId{u"schedule-1"_s}, samples::instant(5)}};
    batch.progress = {{ScheduleId{u"schedule-1"_s}, ScheduleProgress{1, 2, 3}}};
    batch.leases = {samples::lease(u"dm-1"_s)};
    QVERIFY(!store().commit(batch).has_value());
    QVERIFY(store().runs({}, {}, 10).value().isEmpty());
    QVERIFY(store().decidedUntil().value().isEmpty());
    QVERIFY(store().progress().value().isEmpty());
    QVERIFY(store().leases().value().isEmpty());

    batch.runs.removeLast();
    QVERIFY(store().commit(batch).has_value());
    QCOMPARE(store().runs({}, {}, 10).value().size(), 1);
}

void StoreTest::cursors()
{
    addAccountAndSchedule();
    const ScheduleId schedule{u"schedule-1"_s};
    JournalBatch batch;
    batch.decidedUntil = {{schedule, samples::instant(7)}};
    batch.progress = {{schedule, ScheduleProgress{1, 2, 3}},
                      {ScheduleId{u"gone"_s}, ScheduleProgress{9, 9, 9}}};
    QVERIFY(store().commit(batch).has_value());
    // A schedule that was removed by another process must not make the batch fail.
    batch.decidedUntil = {{schedule, samples::instant(9)}, {ScheduleId{u"gone"_s}, samples::instant(9)}};
    QVERIFY(store().commit(batch).has_value());
    QCOMPARE(store().decidedUntil().value(),
             (QHash<ScheduleId, calendar::Instant>{{schedule, samples::instant(9)}}));
    // Saving the schedule again keeps the cursor, removing it drops it.
    addAccountAndSchedule();
    QCOMPARE(store().decidedUntil().value().size(), 1);
    QCOMPARE(store().progress().value(),
             (QHash<ScheduleId, ScheduleProgress>{{schedule, ScheduleProgress{1, 2, 3}}}));
    QVERIFY(store().removeSchedule(schedule).has_value());
    QVERIFY(store().decidedUntil().value().isEmpty());
}

void StoreTest::leases()
{
    MachineLease first = samples::lease(u"dm-1"_s);
    MachineLease second;
    second.machine = {AccountId{u"account-1"_s}, MachineId{u"dm-2"_s}};
    second.since = samples::instant(20);
    JournalBatch batch;
    batch.leases = {second, first};
    QVERIFY(store().commit(batch).has_value());
    QCOMPARE(store().leases().value(), (QVector<MachineLease>{first, second}));

    first.sleepOwedSince.reset();
    batch.leases = {first};
    batch.leasesDropped = {second.machine};
    QVERIFY(store().commit(batch).has_value());
    QCOMPARE(store().leases().value(), (QVector<MachineLease>{first}));
}

void StoreTest::openRunsOldestFirst()
{
    Run closed = samples::run(u"run-1"_s, QByteArray(16, 'a'));
    Run late = samples::run(u"run-2"_s, QByteArray(16, 'b'));
    late.state = RunState::Releasing;
    late.outcome = Outcome::Succeeded;
    Run early = samples::run(u"run-3"_s, QByteArray(16, 'c'));
    early.state = RunState::Due;
    early.outcome = Outcome::None;
    early.scheduledAt = samples::instant(1);
    JournalBatch batch;
    batch.runs = {closed, late, early};
    QVERIFY(store().commit(batch).has_value());
    QCOMPARE(store().openRuns().value(), (QVector<Run>{early, late}));
}

void StoreTest::runsAreFiltered()
{
    QVector<Run> runs;
    for (int i = 0; i < 6; ++i) {
        Run run = samples::run(u"run-%1"_s.arg(i), QByteArray(16, static_cast<char>('a' + i)));
        run.scheduledAt = samples::instant(100 * i);
        run.schedule.value = i % 2 == 0 ? u"even"_s : u"odd"_s;
        run.machine.machine.value = i < 3 ? u"dm-1"_s : u"dm-2"_s;
        runs.append(run);
    }
    JournalBatch batch;
    batch.runs = runs;
    QVERIFY(store().commit(batch).has_value());

    const ScheduleId even{u"even"_s};
    const MachineKey second{AccountId{u"account-1"_s}, MachineId{u"dm-2"_s}};
    QCOMPARE(store().runs({}, {}, 2).value(), (QVector<Run>{runs[5], runs[4]}));
    QCOMPARE(store().runs({}, {}, -1).value().size(), 6);
    QVERIFY(store().runs({}, {}, 0).value().isEmpty());
    QCOMPARE(store().runs(even, {}, 10).value(), (QVector<Run>{runs[4], runs[2], runs[0]}));
    QCOMPARE(store().runs({}, second, 10).value(), (QVector<Run>{runs[5], runs[4], runs[3]}));
    QCOMPARE(store().runs(even, second, 10).value(), (QVector<Run>{runs[4]}));
    QVERIFY(store().runs(ScheduleId{u"none"_s}, {}, 10).value().isEmpty());
}

void StoreTest::runByPrefix()
{
    JournalBatch batch;
    batch.runs = {samples::run(u"0123aaaa"_s, QByteArray(16, 'a')),
                  samples::run(u"0123abbb"_s, QByteArray(16, 'b')),
                  samples::run(u"0123a"_s, QByteArray(16, 'c'))};
    QVERIFY(store().commit(batch).has_value());
    QCOMPARE(store().run(u"0123ab"_s).value().id.value, u"0123abbb"_s);
    QCOMPARE(store().run(u" 0123AAAA "_s).value().id.value, u"0123aaaa"_s);
    // The whole of one id is not ambiguous even where it begins others.
    QCOMPARE(store().run(u"0123a"_s).value().id.value, u"0123a"_s);
    QCOMPARE(store().run(u"0123"_s).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(store().run(u"012"_s).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(store().run(u"012300"_s).error().code, ErrorCode::NotFound);
    QCOMPARE(store().run(u"%%%%"_s).error().code, ErrorCode::NotFound);
}

void StoreTest::outputs()
{
    const RunId id{u"run-1"_s};
    RunOutput output;
    output.stdoutText = QByteArray("a\0b\xff\xfe\n", 6);
    QCOMPARE(store().saveOutput(id, output).error().code, ErrorCode::NotFound);
    QCOMPARE(store().output(id).error().code, ErrorCode::NotFound);

    JournalBatch batch;
    batch.runs = {samples::run(id.value, QByteArray(16, 'a'))};
    QVERIFY(store().commit(batch).has_value());
    QVERIFY(store().output(id).value().stdoutText.isEmpty());
    QVERIFY(store().saveOutput(id, output).has_value());
    output.stderrText = QByteArray(3 * 1024 * 1024, 'x');
    QVERIFY(store().saveOutput(id, output).has_value());
    QCOMPARE(store().output(id).value().stdoutText, output.stdoutText);
    QCOMPARE(store().output(id).value().stderrText, output.stderrText);
    // The tries before it, in order, also when one is told twice.
    RunAttempt first;
    first.run = id;
    first.reason = u"command-failed"_s;
    first.exitCode = 3;
    first.startedAt = samples::instant(4);
    first.stdoutText = QByteArray("a\0b", 3);
    first.stdoutBytes = 3;
    RunAttempt second = first;
    second.attempt = 2;
    second.outcome = Outcome::TimedOut;
    second.exitCode.reset();
    second.signal = 9;
    JournalBatch tries;
    tries.attempts = {second, first};
    QVERIFY(store().commit(tries).has_value());
    tries.attempts = {first};
    QVERIFY(store().commit(tries).has_value());
    QCOMPARE(store().output(id).value().earlier, (QVector<RunAttempt>{first, second}));
    // Replacing the run does not lose what it printed.
    QVERIFY(store().commit(batch).has_value());
    QCOMPARE(store().output(id).value().stdoutText, output.stdoutText);
}

void StoreTest::pause()
{
    QVERIFY(!store().pause().value().has_value());
    Pause pause;
    pause.since = samples::instant(4);
    pause.note = u"holiday"_s;
    QVERIFY(store().setPause(pause).has_value());
    QCOMPARE(store().pause().value(), std::optional<Pause>(pause));
    pause.until = samples::instant(9);
    QVERIFY(store().setPause(pause).has_value());
    QCOMPARE(store().pause().value(), std::optional<Pause>(pause));
    QVERIFY(store().setPause(std::nullopt).has_value());
    QVERIFY(!store().pause().value().has_value());
}

void StoreTest::settings()
{
    QCOMPARE(store().setting(u"tray"_s).value(), QString());
    QVERIFY(store().setSetting(u"tray"_s, u"shown"_s).has_value());
    QVERIFY(store().setSetting(u"tray"_s, u"shown twice"_s).has_value());
    QCOMPARE(store().setting(u"tray"_s).value(), u"shown twice"_s);
}

void StoreTest::dataVersionTellsOfOthers()
{
    const auto other = samples::open(path());
    const qint64 before = store().dataVersion().value();
    QVERIFY(store().setSetting(u"own"_s, u"1"_s).has_value());
    QCOMPARE(store().dataVersion().value(), before);
    QVERIFY(other->setSetting(u"theirs"_s, u"1"_s).has_value());
    QVERIFY(store().dataVersion().value() != before);
    QCOMPARE(store().setting(u"theirs"_s).value(), u"1"_s);
}

void StoreTest::reopens()
{
    addAccountAndSchedule();
    JournalBatch batch;
    batch.runs = {samples::run(u"run-1"_s, QByteArray(16, 'a'))};
    batch.leases = {samples::lease(u"dm-1"_s)};
    QVERIFY(store().commit(batch).has_value());
    m_store.reset();
    m_store = samples::open(path());
    QCOMPARE(store().runs({}, {}, 10).value(), batch.runs);
    QCOMPARE(store().leases().value(), batch.leases);
    QCOMPARE(store().schedules().value().size(), 1);
}

QTEST_GUILESS_MAIN(StoreTest)
#include "StoreTest.moc"
