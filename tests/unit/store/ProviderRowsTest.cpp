#include "core/store/Store.h"
#include "tests/unit/store/StoreSamples.h"

#include <memory>

#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;

/// Very many schedules that a provider keeps, written at once.
class ProviderRowsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void manyProviderSchedulesRoundTrip();

private:
    QTemporaryDir m_home;
    std::unique_ptr<Store> m_store;
};

/// More than SQLite keeps in memory by itself; most of them are there as agreed, but for when they elapse
/// next.
void ProviderRowsTest::manyProviderSchedulesRoundTrip()
{
    m_store = samples::open(m_home.filePath(u"data"_s));
    QVERIFY(m_store->saveAccount(samples::account(u"account-1"_s, u"First"_s)).has_value());
    QVector<Schedule> rows;
    for (int i = 0; i < 2500; ++i) {
        Schedule row = samples::schedule(u"s-%1"_s.arg(i, 4, 10, QChar(u'0')),
                                         u"n-%1"_s.arg(i, 4, 10, QChar(u'0')), u"account-1"_s);
        row.firedBy = FiredBy::Provider;
        ProviderSide& side = *row.provider;
        side.seen = side.agreed;
        if (i % 3 == 0)
            side.seen->nextAt = samples::instant(1'800'000'000'000'000 + i);
        else if (i % 3 == 1)
            side.seen->nextAt.reset();
        rows.append(row);
    }
    QVERIFY(m_store->saveSchedules(rows).has_value());
    QCOMPARE(m_store->schedules().value(), rows);
    QVERIFY(m_store->saveSchedules(rows).has_value()); // replaced, all of them
    QCOMPARE(m_store->schedules().value(), rows);
    rows[0].machine.account.value = u"nobody"_s; // all or none
    rows[1].note = u"changed"_s;
    QVERIFY(!m_store->saveSchedules(rows).has_value());
    QVERIFY(m_store->schedules().value()[1].note != u"changed"_s);
}

QTEST_GUILESS_MAIN(ProviderRowsTest)
#include "ProviderRowsTest.moc"
