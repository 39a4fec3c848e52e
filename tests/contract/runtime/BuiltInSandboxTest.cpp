#include "app/runtime/BuiltInSandboxProvider.h"
#include "app/runtime/SandboxAccess.h"
#include "core/http/HttpClient.h"
#include "core/http/Redactor.h"
#include "tests/contract/providers/ReplyOf.h"
#include "tests/support/LiveClock.h"

#include <QNetworkAccessManager>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

/// The built-in account has machines of both kinds behind one provider.
class BuiltInSandboxTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothKindsInOneList();
    void idsTellTheWay();
    void controlIsThereBeforeTheSandboxIs();
};

namespace {

struct Bed
{
    QTemporaryDir directory;
    LiveClock clock;
    Redactor redactor;
    std::unique_ptr<QNetworkAccessManager> network = makeNetwork();
    HttpClient http{*network, redactor};
    SandboxAccess access{clock, http, redactor, directory.path(), 1000};
    std::unique_ptr<Provider> provider = access.makeProvider({u"account"_s});

    Result<Machine> createInstance()
    {
        MachineSpec spec;
        spec.image = u"acme/nginx:latest"_s;
        return replyOf<Machine>([&](auto reply) { return provider->createMachine(spec, u"key"_s, reply); });
    }
    Result<QVector<Machine>> machines()
    {
        return replyOf<QVector<Machine>>([&](auto reply) { return provider->listMachines(reply); });
    }
};

} // namespace

void BuiltInSandboxTest::bothKindsInOneList()
{
    Bed bed;
    QVERIFY(replyOf<void>([&](auto reply) { return bed.provider->testConnection(reply); }).has_value());
    const auto before = bed.machines();
    QVERIFY(before.has_value());
    const auto plain =
        replyOf<Machine>([&](auto reply) { return bed.provider->createMachine({}, {}, reply); });
    QVERIFY(plain.has_value());
    const auto instance = bed.createInstance();
    QVERIFY(instance.has_value());
    const auto after = bed.machines();
    QCOMPARE(after->size(), before->size() + 2);
    const auto has = [&](const MachineId& id) {
        return std::any_of(after->cbegin(), after->cend(),
                           [&](const Machine& machine) { return machine.key.machine == id; });
    };
    QVERIFY(has(plain->key.machine) && has(instance->key.machine));
    QCOMPARE(instance->key.account.value, u"account"_s);
}

void BuiltInSandboxTest::idsTellTheWay()
{
    Bed bed;
    const auto instance = bed.createInstance();
    QVERIFY(instance.has_value());
    const MachineId id = instance->key.machine;
    QVERIFY(id.value.startsWith(u"fra/"_s));
    const auto read = replyOf<Machine>([&](auto reply) { return bed.provider->getMachine(id, reply); });
    QCOMPARE(read->image.isEmpty(), false);
    QVERIFY(bed.provider->instanceControl(id) != nullptr);
    QCOMPARE(bed.provider->instanceControl(MachineId{u"dm-1"_s}), nullptr);
    const auto missing =
        replyOf<Machine>([&](auto reply) { return bed.provider->getMachine({u"dm-1"_s}, reply); });
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    ProviderSchedule schedule;
    schedule.name = u"stop"_s;
    schedule.when = u"*-*-* 20:00:00"_s;
    schedule.action = u"stop"_s;
    const ProviderScheduleEdit edit{ProviderScheduleEdit::Operation::Add, {schedule}, {}};
    const auto edited = replyOf<Machine>(
        [&](auto reply) { return bed.provider->instanceControl(id)->editSchedules(id, edit, reply); });
    QVERIFY(edited.has_value());
    QCOMPARE(edited->providerSchedules->size(), 1);
}

void BuiltInSandboxTest::controlIsThereBeforeTheSandboxIs()
{
    Bed bed;
    InstanceControl* control = bed.provider->instanceControl();
    QVERIFY(control != nullptr);
    QVERIFY(control->metroStatus().isEmpty());
    const auto quotas = replyOf<QVector<MetroQuota>>([&](auto reply) { return control->quotas(reply); });
    QVERIFY(quotas.has_value() && !quotas->isEmpty());
    QVERIFY(bed.machines().has_value());
    QVERIFY(!control->metroStatus().isEmpty());
}

QTEST_GUILESS_MAIN(BuiltInSandboxTest)
#include "BuiltInSandboxTest.moc"
