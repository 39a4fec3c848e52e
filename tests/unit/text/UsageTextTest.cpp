#include "core/text/UsageText.h"

#include <QTest>

using namespace reveille;
using namespace std::chrono;
using namespace Qt::StringLiterals;

class UsageTextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rates_data();
    void rates();
    void costs();
    void ratesRoundTrip();
    void csvIsGuarded();
};

void UsageTextTest::rates_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("good");
    QTest::newRow("three and a currency") << u"0.045,0.0146,0.0001 USD"_s << true;
    QTest::newRow("no currency") << u"1,2,3"_s << true;
    QTest::newRow("some are free") << u"0.05,0,0 €"_s << true;
    QTest::newRow("two") << u"1,2"_s << false;
    QTest::newRow("four") << u"1,2,3,4"_s << false;
    QTest::newRow("words") << u"a,b,c"_s << false;
    QTest::newRow("negative") << u"1,2,-3"_s << false;
    QTest::newRow("endless") << u"1,2,inf"_s << false;
    QTest::newRow("nothing") << QString() << false;
}

void UsageTextTest::rates()
{
    QFETCH(QString, text);
    QFETCH(bool, good);
    QCOMPARE(usageRatesFromText(text).has_value(), good);
}

void UsageTextTest::costs()
{
    const auto rates = usageRatesFromText(u"0.04,0.01,0.001 USD"_s);
    MachineUsage usage;
    usage.vcpuSeconds = 3600 * 2;         // two hours of a processor
    usage.memoryGibSeconds = 3600 * 4;    // one hour of 4 GiB
    usage.storageGibSeconds = 3600 * 240; // a day of 10 GiB
    QCOMPARE(usageCost(usage, *rates), 0.08 + 0.04 + 0.24);
    QCOMPARE(costText(0.36, *rates), u"0.3600 USD"_s);
    QCOMPARE(costText(0.36, *usageRatesFromText(u"1,1,1"_s)), u"0.3600"_s);
    QVERIFY(!UsageRates().isSet());
}

void UsageTextTest::ratesRoundTrip()
{
    const UsageRates rates{0.04536, 0.01458, 0.0001, u"US $"_s};
    QCOMPARE(usageRatesFromText(usageRatesText(rates)), rates);
    QCOMPARE(usageRatesText(UsageRates{1, 0, 0}), u"1,0,0"_s);
}

void UsageTextTest::csvIsGuarded()
{
    MachineUsage usage;
    usage.machine.value = u"=cmd|' /C calc'!A0"_s;
    usage.day = sys_days(2026y / 3 / 1);
    usage.awake = seconds(60);
    usage.vcpuSeconds = 3600;
    const auto name = [](const MachineId&) { return u"@SUM(1+9), \"really\""_s; };
    QCOMPARE(
        usageCsv({usage}, {}, name),
        "day,machine,name,awake_s,vcpu_hours,memory_gib_hours,storage_gib_hours\r\n"
        "2026-03-01,'=cmd|' /C calc'!A0,\"'@SUM(1+9), \"\"really\"\"\",60,1.000000,0.000000,0.000000\r\n");
    const QByteArray priced = usageCsv({usage}, UsageRates{2, 0, 0, u"+EUR"_s}, name);
    QVERIFY(priced.startsWith(
        "day,machine,name,awake_s,vcpu_hours,memory_gib_hours,storage_gib_hours,cost,currency"));
    QVERIFY(priced.endsWith(",2.000000,'+EUR\r\n"));
}

QTEST_GUILESS_MAIN(UsageTextTest)
#include "UsageTextTest.moc"
