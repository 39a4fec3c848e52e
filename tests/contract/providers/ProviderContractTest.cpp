#include "tests/contract/providers/DedalusCloud.h"
#include "tests/contract/providers/UnikraftSide.h"

#include <functional>
#include <memory>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

/// One cloud and its client, whichever they are.
struct Side
{
    std::shared_ptr<void> cloud; ///< kept alive
    Provider* provider = nullptr;
    std::function<std::unique_ptr<Provider>(const QString& key)> withKey;
    std::function<void()> stop;
    MachineSpec spec;
    MachineId missing;

    Result<Machine> create(const QString& key) const
    {
        return replyOf<Machine>([&](auto reply) { return provider->createMachine(spec, key, reply); });
    }
    Result<Machine> machine(const MachineId& id) const
    {
        return replyOf<Machine>([&](auto reply) { return provider->getMachine(id, reply); });
    }
    bool reaches(const MachineId& id, const QVector<MachinePhase>& phases) const
    {
        return QTest::qWaitFor(
            [&] {
                const auto read = machine(id);
                return read && phases.contains(read->phase);
            },
            20'000);
    }
    Result<void> test(Provider& of) const
    {
        return replyOf<void>([&](auto reply) { return of.testConnection(reply); });
    }
};

Side dedalusSide()
{
    auto cloud = std::make_shared<DedalusCloud>();
    Side side;
    side.provider = &cloud->provider();
    side.withKey = [cloud](const QString& key) {
        return cloud->providerWith(key, cloud->fixture().endpoint());
    };
    side.stop = [cloud] { cloud->fixture().sandbox().stop(); };
    side.spec.autosleep = u"never"_s;
    side.missing = {u"dm-none"_s};
    side.cloud = cloud;
    return side;
}

Side unikraftSide()
{
    auto cloud = std::make_shared<UnikraftSide>();
    Side side;
    side.provider = &cloud->provider();
    side.withKey = [cloud, account = cloud->account()](const QString& key) -> std::unique_ptr<Provider> {
        return cloud->providerFor(account, key);
    };
    side.stop = [cloud] { cloud->sandbox().stop(); };
    side.spec = UnikraftSide::spec({});
    side.missing = {u"fra/6e63e2c8-93b6-4a26-8c8f-27ad7f3ff3a1"_s};
    side.cloud = cloud;
    return side;
}

} // namespace

/// What the port promises, promised by every cloud alike.
class ProviderContractTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();

    void connectionIsProved();
    void machinesLiveAndDie();
    void oneKeyMakesOneMachine();
    void wakeAndSleepAreIdempotent();
    void whatIsMissingIsTold();
    void bodiesAreTheSameEachTime();
    void repliesComeLater();
};

void ProviderContractTest::initTestCase_data()
{
    QTest::addColumn<bool>("instances");
    QTest::addRow("dedalus") << false;
    QTest::addRow("unikraft") << true;
}

#define SIDE()                                                                                               \
    QFETCH_GLOBAL(bool, instances);                                                                          \
    const Side side = instances ? unikraftSide() : dedalusSide()

void ProviderContractTest::connectionIsProved()
{
    SIDE();
    QVERIFY(side.test(*side.provider).has_value());
    const auto wrong = side.withKey(u"not-the-key"_s);
    QCOMPARE(side.test(*wrong).error().code, ErrorCode::Unauthorized);
    const auto empty = side.withKey(u"  "_s);
    QCOMPARE(side.test(*empty).error().code, ErrorCode::SecretMissing);
    const auto strange = side.withKey(u"k\u00e9y with blanks"_s);
    QCOMPARE(side.test(*strange).error().code, ErrorCode::Unauthorized);
    side.stop();
    QCOMPARE(side.test(*side.provider).error().code, ErrorCode::ConnectionRefused);
}

void ProviderContractTest::machinesLiveAndDie()
{
    SIDE();
    const auto made = side.create(u"create-1"_s);
    QVERIFY(made.has_value());
    const MachineId id = made->key.machine;
    QCOMPARE(made->key.account.value, u"account"_s);
    QVERIFY(side.reaches(id, {MachinePhase::Running}));
    const auto read = side.machine(id);
    QCOMPARE(read->key.machine, id);
    QCOMPARE(read->memoryMib, side.spec.memoryMib);
    QVERIFY(read->createdAt.has_value());
    const auto listed =
        replyOf<QVector<Machine>>([&](auto reply) { return side.provider->listMachines(reply); });
    QCOMPARE(listed->size(), 1);
    QCOMPARE(listed->first().key, read->key);
    const auto remove = [&](const QString& key) {
        return replyOf<void>([&](auto reply) { return side.provider->deleteMachine(id, key, reply); });
    };
    QVERIFY(remove(u"delete-1"_s).has_value());
    QVERIFY(remove(u"delete-2"_s).has_value());
}

void ProviderContractTest::oneKeyMakesOneMachine()
{
    SIDE();
    const auto first = side.create(u"create-1"_s);
    const auto again = side.create(u"create-1"_s);
    const auto other = side.create(u"create-2"_s);
    QVERIFY(first && again && other);
    QCOMPARE(again->key, first->key);
    QVERIFY(other->key.machine != first->key.machine);
}

void ProviderContractTest::wakeAndSleepAreIdempotent()
{
    SIDE();
    const MachineId id = side.create({})->key.machine;
    QVERIFY(side.reaches(id, {MachinePhase::Running}));
    const auto wake = [&] {
        return replyOf<Machine>([&](auto reply) { return side.provider->wake(id, u"wake"_s, reply); });
    };
    const auto sleep = [&] {
        return replyOf<Machine>([&](auto reply) { return side.provider->sleep(id, {}, reply); });
    };
    QCOMPARE(wake()->phase, MachinePhase::Running);
    QVERIFY(sleep().has_value());
    QVERIFY(side.reaches(id, {MachinePhase::Sleeping, MachinePhase::Stopped}));
    QVERIFY(sleep().has_value());
    const auto woken =
        replyOf<Machine>([&](auto reply) { return side.provider->wake(id, u"wake-2"_s, reply); });
    QVERIFY(woken.has_value());
    QVERIFY(side.reaches(id, {MachinePhase::Running}));
}

void ProviderContractTest::whatIsMissingIsTold()
{
    SIDE();
    const auto missing = side.machine(side.missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    QCOMPARE(missing.error().subject, side.missing.value);
    const auto woken =
        replyOf<Machine>([&](auto reply) { return side.provider->wake(side.missing, {}, reply); });
    QCOMPARE(woken.error().code, ErrorCode::NotFound);
    QVERIFY(replyOf<void>([&](auto reply) {
                return side.provider->deleteMachine(side.missing, {}, reply);
            }).has_value());
}

void ProviderContractTest::bodiesAreTheSameEachTime()
{
    SIDE();
    ExecutionSpec spec = shellSpec(u"echo h\u00e9"_s);
    spec.env = {{u"B"_s, u"2"_s}, {u"A"_s, u"1"_s}};
    spec.cwd = u"/srv"_s;
    spec.stdinText = u"in"_s;
    const QByteArray body = side.provider->executionBody(spec);
    QCOMPARE(side.provider->executionBody(spec), body);
    // An account at both clouds journals one body before it is known where it goes.
    QCOMPARE(body, unikraftSide().provider->executionBody(spec));
}

void ProviderContractTest::repliesComeLater()
{
    SIDE();
    bool answered = false;
    const Call call =
        side.provider->getMachine(side.missing, [&](const Result<Machine>&) { answered = true; });
    QVERIFY(!answered);
    QTRY_VERIFY(answered);
    bool told = false;
    {
        const Call dropped =
            side.provider->getMachine(side.missing, [&](const Result<Machine>&) { told = true; });
    }
    QVERIFY(side.test(*side.provider).has_value());
    QVERIFY(!told);
}

QTEST_GUILESS_MAIN(ProviderContractTest)
#include "ProviderContractTest.moc"
