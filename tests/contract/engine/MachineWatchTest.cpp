#include "core/engine/MachineWatch.h"
#include "core/sandbox/SandboxFault.h"
#include "tests/contract/providers/DedalusCloud.h"

#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

/// A watch of one account at a sandbox whose machines take a tenth of a second to wake.
struct Watched
{
    explicit Watched(int machines) : cloud(optionsFor(machines))
    {
        cloud.fixture().sandbox().addFault(
            {.kind = SandboxFault::Kind::WakeSlow, .times = 0, .delay = milliseconds(150)});
        Account account;
        account.id = {u"account"_s};
        QObject::connect(&watch, &MachineWatch::changed, &watch, [this](const Changes& changes) {
            for (const Machine& machine : changes.machines)
                phases[machine.key.machine.value].append(machine.phase);
        });
        watch.setAccounts({account});
    }
    static SandboxOptions optionsFor(int machines)
    {
        SandboxOptions options = DedalusCloud::defaults();
        options.seedMachines = machines;
        return options;
    }
    bool allKnown(int machines) { return watch.machines().size() == machines; }
    qsizetype requests(const QString& ending)
    {
        qsizetype count = 0;
        for (const QJsonObject& line : cloud.fixture().truth(u"request"_s))
            count += line[u"path"_s].toString().endsWith(ending) ? 1 : 0;
        return count;
    }
    /// Wakes them as somebody else would, and tells the watch of it as the runner does.
    void wakeAll()
    {
        const auto machines = watch.machines();
        for (const Machine& machine : machines) {
            const auto waking = cloud.wake(machine.key.machine);
            QVERIFY(waking.has_value());
            watch.see(*waking);
        }
    }

    DedalusCloud cloud;
    MachineWatch watch{[this](const Account&) {
        return cloud.providerWith(cloud.fixture().key(), cloud.fixture().endpoint());
    }};
    QHash<QString, QVector<MachinePhase>> phases;
};

const QVector<MachinePhase> kWhole{MachinePhase::Sleeping, MachinePhase::Waking, MachinePhase::Running};

} // namespace

class MachineWatchTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsOneMachineWithoutListing();
    void listsWhereManyMove();
    void looksAwayAtOnce();
    void survivesTheEndOfTheAccount();
    void clocksThatDisagreeAreTold();
};

void MachineWatchTest::followsOneMachineWithoutListing()
{
    Watched world(1);
    world.watch.setWatched(true);
    QTRY_VERIFY(world.allKnown(1));
    const qsizetype lists = world.requests(u"/v1/machines"_s);
    world.wakeAll();
    QTRY_COMPARE(world.phases.begin().value(), kWhole);
    QCOMPARE(world.requests(u"/status/stream"_s), qsizetype(1));
    QCOMPARE(world.requests(u"/v1/machines"_s), lists);
}

void MachineWatchTest::listsWhereManyMove()
{
    Watched world(5);
    world.watch.setWatched(true);
    QTRY_VERIFY(world.allKnown(5));
    const qsizetype lists = world.requests(u"/v1/machines"_s);
    world.wakeAll();
    const auto allAwake = [&] {
        return std::ranges::all_of(world.phases,
                                   [](const auto& phases) { return phases.last() == MachinePhase::Running; });
    };
    QTRY_VERIFY(allAwake());
    QVERIFY(world.requests(u"/v1/machines"_s) > lists);
}

void MachineWatchTest::looksAwayAtOnce()
{
    Watched world(1);
    world.watch.setWatched(true);
    QTRY_VERIFY(world.allKnown(1));
    world.wakeAll();
    world.watch.setWatched(false);
    const MachineId machine = world.watch.machines().first().key.machine;
    QVERIFY(world.cloud.reaches(machine, MachinePhase::Running));
    QCOMPARE(world.phases.begin().value().last(), MachinePhase::Waking);
}

void MachineWatchTest::survivesTheEndOfTheAccount()
{
    Watched world(1);
    world.watch.setWatched(true);
    QTRY_VERIFY(world.allKnown(1));
    const MachineId machine = world.watch.machines().first().key.machine;
    world.wakeAll();
    QTRY_VERIFY(world.requests(u"/status/stream"_s) == 1);
    world.watch.setAccounts({});
    QVERIFY(world.watch.machines().isEmpty());
    QVERIFY(world.cloud.reaches(machine, MachinePhase::Running));
    QVERIFY(world.watch.machines().isEmpty());
}

void MachineWatchTest::clocksThatDisagreeAreTold()
{
    using namespace std::chrono_literals;
    Watched world(1);
    const AccountId id = world.watch.accountStatus().constFirst().account;
    int told = 0;
    QObject::connect(&world.watch, &MachineWatch::changed, &world.watch, [&told](const Changes& changes) {
        told += static_cast<int>(changes.accountStatus.size());
    });
    const auto skew = [&] { return world.watch.accountStatus().constFirst().skew; };
    world.watch.noteSkew(id, 2000ms);
    QVERIFY(!skew() && told == 0);
    world.watch.noteSkew(id, -7000ms);
    QCOMPARE(skew()->count(), -7000);
    QCOMPARE(told, 1);
    // The whole second of a Date makes it flicker.
    world.watch.noteSkew(id, -8000ms);
    QCOMPARE(told, 1);
    world.watch.noteSkew(id, -90'000ms);
    QCOMPARE(told, 2);
    // How the account stands changes nothing about it.
    bool listed = false;
    world.watch.refresh(id, [&listed](const Result<void>&) { listed = true; });
    QTRY_VERIFY(listed);
    QCOMPARE(skew()->count(), -90'000);
    world.watch.noteSkew(id, 500ms);
    QVERIFY(!skew());
    world.watch.noteSkew(AccountId{u"nobody"_s}, 5000ms);
}

QTEST_GUILESS_MAIN(MachineWatchTest)
#include "MachineWatchTest.moc"
