#include "tests/support/StoreRoom.h"
#include "tests/unit/store/StoreSamples.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;

namespace {

constexpr int kCommits = 6;

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString idOf(int commit)
{
    return u"run-%1"_s.arg(commit);
}

} // namespace

/// The end of the write-ahead log as a power cut may leave it: a transaction is there whole or not at all,
/// and never one without those before it.
class TornLogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cutAnywhere();
    void damagedInItsLastFrame();

private:
    /// How many transactions a store has that finds this log; -1 if they are not the first ones, or it
    /// refuses.
    [[nodiscard]] int foundWith(const QByteArray& log) const;

    QByteArray m_database;
    QByteArray m_log;
};

void TornLogTest::initTestCase()
{
    QTemporaryDir directory(test::storeRoom());
    const auto store = samples::open(directory.filePath(u"data"_s));
    for (int i = 0; i < kCommits; ++i) {
        JournalBatch batch;
        batch.runs = {samples::run(idOf(i), QByteArray(16, static_cast<char>('a' + i)))};
        QVERIFY(store->commit(batch).has_value());
    }
    // As they are while the program runs: what a power cut finds.
    m_database = contentOf(directory.filePath(u"data/reveille.db"_s));
    m_log = contentOf(directory.filePath(u"data/reveille.db-wal"_s));
    QVERIFY(!m_database.isEmpty() && m_log.size() > 4096 * kCommits);
}

int TornLogTest::foundWith(const QByteArray& log) const
{
    QTemporaryDir directory(test::storeRoom());
    for (const auto& [name, bytes] :
         {std::pair{u"reveille.db"_s, m_database}, std::pair{u"reveille.db-wal"_s, log}}) {
        QFile file(directory.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            return -1;
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    }
    const auto store = Store::open(directory.path());
    if (!store)
        return -1;
    const auto runs = (*store)->runs({}, {}, -1);
    if (!runs)
        return -1;
    QStringList ids;
    for (const Run& run : *runs)
        ids.append(run.id.value);
    for (int i = 0; i < ids.size(); ++i) {
        if (!ids.contains(idOf(i)))
            return -1;
    }
    return static_cast<int>(ids.size());
}

void TornLogTest::cutAnywhere()
{
    int before = 0;
    for (qsizetype length = 0; length < m_log.size(); length += 1031) {
        const int found = foundWith(m_log.first(length));
        QVERIFY2(found >= before,
                 qPrintable(u"%1 of %2 bytes: %3"_s.arg(length).arg(m_log.size()).arg(found)));
        before = found;
    }
    QCOMPARE(foundWith({}), 0);
    QCOMPARE(foundWith(m_log.chopped(1)), kCommits - 1);
    QCOMPARE(foundWith(m_log), kCommits);
}

void TornLogTest::damagedInItsLastFrame()
{
    for (const qsizetype fromEnd : {1, 7, 2048, 4096, 4100}) {
        QByteArray log = m_log;
        log[log.size() - fromEnd] = static_cast<char>(~log.at(log.size() - fromEnd));
        QCOMPARE(foundWith(log), kCommits - 1);
    }
}

QTEST_GUILESS_MAIN(TornLogTest)
#include "TornLogTest.moc"
