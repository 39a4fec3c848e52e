#include "core/store/Store.h"
#include "tests/contract/engine/ProviderWorld.h"

#include <QFile>
#include <QtEndian>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::Program;

namespace {

constexpr int kMachines = 60;
constexpr int kEach = 4;

/// How many transactions the write-ahead log holds: the last frame of each tells the size of the database
/// after it (sqlite.org/fileformat2.html, 4.1).
int transactionsIn(const QString& log)
{
    constexpr qint64 kHeader = 32;
    constexpr qint64 kFrameHeader = 24;
    QFile file(log);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray bytes = file.readAll();
    if (bytes.size() < kHeader)
        return 0;
    const qint64 page = qFromBigEndian<quint32>(bytes.constData() + 8);
    const QByteArray salt = bytes.mid(16, 8);
    int count = 0;
    for (qint64 at = kHeader; at + kFrameHeader <= bytes.size(); at += kFrameHeader + page) {
        if (bytes.mid(at + 8, 8) != salt)
            break;
        if (qFromBigEndian<quint32>(bytes.constData() + at + 4) != 0)
            ++count;
    }
    return count;
}

} // namespace

/// An account with many schedules at the provider: a listing is one piece of work.
class ManySchedulesTest final : public test::ProviderWorld
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { endWorld(); }

    void listingIsOneTransaction_data();
    void listingIsOneTransaction();
    void oneRefusedRowHoldsNobodyUp();
    void manyAreSavedTogetherOrNotAtAll();

private:
    [[nodiscard]] int transactions(const Program& program) const
    {
        return transactionsIn(program.home.path() + u"/data/reveille.db-wal"_s);
    }
};

void ManySchedulesTest::init()
{
    makeWorld();
    for (int i = 0; i < kMachines; ++i) {
        const QString id = u"sin/%1"_s.arg(i);
        m_cloud->add(id);
        for (int j = 0; j < kEach; ++j)
            there(u"s-%1"_s.arg(j), u"*-*-* %1:00:00"_s.arg(9 + j), u"start"_s, id);
    }
}

void ManySchedulesTest::listingIsOneTransaction_data()
{
    QTest::addColumn<Engine::Role>("role");
    QTest::newRow("client") << Engine::Role::Client;
    QTest::newRow("runner") << Engine::Role::Runner;
}

void ManySchedulesTest::listingIsOneTransaction()
{
    QFETCH(const Engine::Role, role);
    QVERIFY(m_first->open(role));
    if (role == Engine::Role::Runner)
        runUntil(m_clock->now() + 1s);
    QVector<qsizetype> told;
    connect(m_first->client.get(), &EngineClient::changed, this, [&told](const Changes& changes) {
        if (!changes.schedules.isEmpty())
            told.append(changes.schedules.size());
    });
    const bool isRunner = role == Engine::Role::Runner;
    // A runner has listed the machines as it opened only if it had schedules of theirs: this is its first.
    const int before = transactions(*m_first);
    look(*m_first);
    QCOMPARE(told, QVector<qsizetype>{kMachines * kEach});
    QCOMPARE(m_first->schedules.size(), kMachines * kEach);
    QVERIFY2(transactions(*m_first) - before == 1 || isRunner,
             qPrintable(QString::number(transactions(*m_first) - before)));
    QVERIFY(transactions(*m_first) - before <= 2); // what a runner decides of new schedules is one more

    told.clear();
    const int listed = transactions(*m_first);
    look(*m_first);
    look(*m_first);
    QCOMPARE(told, QVector<qsizetype>());
    QCOMPARE(transactions(*m_first), listed);

    // Somebody's edits on three machines are one more.
    for (const QString& id : {u"sin/0"_s, u"sin/7"_s, u"sin/33"_s})
        there(u"s-1"_s, u"*-*-* 23:00:00"_s, u"start"_s, id);
    look(*m_first);
    QCOMPARE(told, QVector<qsizetype>{3});
    QCOMPARE(transactions(*m_first), listed + 1);

    // And so is what a vanished machine leaves behind.
    told.clear();
    for (const QString& id : {u"sin/1"_s, u"sin/2"_s})
        QVERIFY(m_cloud->remove(MachineId{id}).has_value());
    look(*m_first);
    QCOMPARE(told, QVector<qsizetype>{2 * kEach});
    QCOMPARE(transactions(*m_first), listed + 2);
}

void ManySchedulesTest::oneRefusedRowHoldsNobodyUp()
{
    // The same name twice on one machine is no list of a provider's: it is refused, the others are not.
    m_cloud->find(u"sin/5"_s)->schedules.append(m_cloud->find(u"sin/5"_s)->schedules.constFirst());
    look(*m_first);
    QCOMPARE(m_first->schedules.size(), (kMachines - 1) * kEach);
}

void ManySchedulesTest::manyAreSavedTogetherOrNotAtAll()
{
    look(*m_first);
    const auto store = Store::open(m_first->home.path() + u"/data"_s);
    QVERIFY(store.has_value());
    const auto before = (*store)->schedules();
    QVERIFY(before.has_value());
    QVector<Schedule> rows = before->mid(0, 3);
    for (Schedule& row : rows)
        row.note = u"changed"_s;
    rows[2].id.value = u"another of the same name"_s;
    QCOMPARE((*store)->saveSchedules(rows).error().code, ErrorCode::AlreadyExists);
    QVERIFY((*store)->schedules().value() == *before);
    rows.removeLast();
    QVERIFY((*store)->saveSchedules(rows).has_value());
    const auto after = (*store)->schedules();
    QCOMPARE(std::ranges::count(*after, u"changed"_s, &Schedule::note), 2);
    QCOMPARE(after->size(), before->size());
}

QTEST_GUILESS_MAIN(ManySchedulesTest)
#include "ManySchedulesTest.moc"
