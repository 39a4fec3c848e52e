#include "ui/machines/ServiceModels.h"
#include "ui/accounts/SecretTableModel.h"
#include "ui/machines/ResizeDialog.h"
#include "ui/usage/UsageChart.h"
#include "ui/usage/UsageTableModel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace reveille;
using namespace reveille::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

MachinePort portOf(const QString& id, int number, const QString& status)
{
    MachinePort port;
    port.id = id;
    port.port = number;
    port.status = status;
    return port;
}

QString cells(const QAbstractItemModel& model, int row)
{
    QStringList texts;
    for (int column = 0; column < model.columnCount(); ++column)
        texts += model.index(row, column).data().toString();
    return texts.join(u" | "_s);
}

constexpr auto kStrict = QAbstractItemModelTester::FailureReportingMode::QtTest;

} // namespace

class ServiceModelsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ports();
    void artifacts();
    void usage();
    void barsStandForDays();
    void secrets();
    void resizeEffects_data();
    void resizeEffects();
};

void ServiceModelsTest::ports()
{
    PortTableModel model;
    const QAbstractItemModelTester tester(&model, kStrict);
    model.setRows(portRows({portOf(u"b"_s, 9000, u"wake_in_progress"_s), portOf(u"a"_s, 80, u"ready"_s),
                            portOf(u"c"_s, 81, u"closed"_s)}));
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(cells(model, 0), u"80 | open | –"_s);
    QCOMPARE(cells(model, 1), u"9000 | waking the machine | –"_s);
    QCOMPARE(portStatusText(u"brand_new\x1b[31m"_s), u"brand_new [31m"_s);
    for (int column = 0; column < model.columnCount(); ++column)
        QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    model.setRows({});
}

void ServiceModelsTest::artifacts()
{
    ArtifactTableModel model;
    const QAbstractItemModelTester tester(&model, kStrict);
    Artifact old;
    old.id = u"old"_s;
    old.name = u"a\u202egpj.exe"_s;
    old.createdAt = calendar::Instant(1h);
    Artifact young;
    young.id = u"young"_s;
    young.name = u"b"_s;
    young.createdAt = calendar::Instant(2h);
    model.setRows(artifactRows({old, young}, {calendar::Instant(3h), calendar::TimeZone::utc()}));
    QCOMPARE(model.index(0, 0).data().toString(), u"b"_s);
    QVERIFY(!model.index(1, 0).data().toString().contains(QChar(0x202e)));
}

void ServiceModelsTest::usage()
{
    UsageTableModel model;
    const QAbstractItemModelTester tester(&model, kStrict);
    UsageRow row;
    row.usage.day = sys_days(2026y / 11 / 22);
    row.usage.awake = 90min;
    row.usage.vcpuSeconds = 1800;
    row.name = u"backup"_s;
    model.setRows({row});
    QCOMPARE(cells(model, 0), u"2026-11-22 | backup | 1 h 30 min | 0.50 | 0.00 | 0.00 | –"_s);
    row.rates = UsageRates{2, 0, 0, u"EUR"_s};
    model.setRows({row});
    QCOMPARE(model.index(0, UsageTableModel::Cost).data().toString(), u"1.0000 EUR"_s);
}

void ServiceModelsTest::barsStandForDays()
{
    const sys_days first = 2026y / 11 / 1;
    MachineUsage one;
    one.day = first + days(1);
    one.awake = 1h;
    one.vcpuSeconds = 3600;
    MachineUsage two = one;
    two.machine.value = u"other"_s;
    const auto hours = usageBars({one, two}, first, first + days(3), {});
    QCOMPARE(hours.size(), 3);
    QCOMPARE(hours[0].value, 0.0);
    QCOMPARE(hours[1].value, 2.0);
    QCOMPARE(hours[1].text, u"2 h"_s);
    QCOMPARE(usageBars({one, two}, first, first + days(3), UsageRates{3, 0, 0})[1].value, 6.0);
    QVERIFY(usageBars({}, first, first + days(100'000), {}).size() <= 400);
}

void ServiceModelsTest::secrets()
{
    SecretTableModel model;
    const QAbstractItemModelTester tester(&model, kStrict);
    Schedule schedule;
    schedule.name = u"nightly"_s;
    schedule.env = {{u"A"_s, u"secret:ONE"_s}, {u"B"_s, u"secret:GONE"_s}, {u"C"_s, u"plain"_s}};
    const QVector<SecretEntry> entries{{u"TWO"_s, KeySource::KeyFile}, {u"ONE"_s, KeySource::Keychain}};
    model.setRows(secretRows(entries, {schedule}));
    QCOMPARE(cells(model, 0), u"ONE | your keychain | nightly"_s);
    QCOMPARE(cells(model, 1), u"TWO | a file of your own | no schedule"_s);
    QCOMPARE(missingSecrets(entries, {schedule}), QStringList{u"GONE"_s});
}

void ServiceModelsTest::resizeEffects_data()
{
    QTest::addColumn<bool>("awake");
    QTest::addColumn<MachineResize>("change");
    QTest::addColumn<QString>("says");
    MachineResize more;
    more.memoryMib = 4096;
    MachineResize less;
    less.memoryMib = 512;
    MachineResize disk;
    disk.storageGib = 20;
    MachineResize never;
    never.autosleep = u"never"_s;
    QTest::addRow("asleep") << false << more << u"from its next wake"_s;
    QTest::addRow("awake") << true << more << u"refuses until it sleeps"_s;
    QTest::addRow("less") << true << less << u"a restart is safer"_s;
    QTest::addRow("disk") << false << disk << u"cannot be made smaller"_s;
    QTest::addRow("never") << true << never << u"never sleeps by itself"_s;
    QTest::addRow("nothing") << true << MachineResize() << QString();
}

void ServiceModelsTest::resizeEffects()
{
    QFETCH(const bool, awake);
    QFETCH(const MachineResize, change);
    QFETCH(const QString, says);
    Machine machine;
    machine.memoryMib = 1024;
    machine.vcpu = 1;
    machine.storageGib = 10;
    machine.phase = awake ? MachinePhase::Running : MachinePhase::Sleeping;
    const QString effect = resizeEffect(machine, change);
    QVERIFY2(says.isEmpty() ? effect.isEmpty() : effect.contains(says), qPrintable(effect));
}

QTEST_MAIN(ServiceModelsTest)
#include "ServiceModelsTest.moc"
