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

QTEST_GUILESS_MAIN(UsageTextTest)
#include "UsageTextTest.moc"
