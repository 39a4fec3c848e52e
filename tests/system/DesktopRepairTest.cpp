#include "core/store/Store.h"
#include "tests/support/CliRunner.h"
#include "tests/support/TempHome.h"
#include "tests/system/DesktopProgram.h"
#include "tests/system/cli/CliBed.h"

#include <memory>

#include <QDir>
#include <QFile>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 30'000;
constexpr int kRuns = 400;
const QString kOffer = u"Save what can be read"_s;

} // namespace

/// A journal with a page in its middle that cannot be read: the window refuses it, offers to repair it, and
/// goes on with what was saved.
class DesktopRepairTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void refusesAndLeavesItAlone();
    void repairsAndGoesOn();
    void cleanupTestCase();

private:
    [[nodiscard]] QString database() const { return m_home.dataDirectory() + u"/reveille.db"_s; }
    [[nodiscard]] QByteArray content() const;
    void fillJournal();
    /// Fills pages with nonsense, one after the other from the middle on, until the store is refused.
    [[nodiscard]] bool tear() const;

    TempHome m_home;
    VirtualDesktop m_desktop;
    Cloud m_cloud;
    qsizetype m_runsBefore = 0;
};

QByteArray DesktopRepairTest::content() const
{
    QFile file(database());
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void DesktopRepairTest::fillJournal()
{
    const auto store = Store::open(m_home.dataDirectory());
    QVERIFY(store.has_value());
    const Schedule schedule = (*store)->schedules()->constFirst();
    JournalBatch batch;
    for (int i = 0; i < kRuns; ++i) {
        Run run;
        run.id.value = u"run-%1"_s.arg(i, 4, 10, QChar(u'0'));
        run.schedule = schedule.id;
        run.scheduleName = schedule.name;
        run.machine = schedule.machine;
        run.scheduledAt = schedule.createdAt - std::chrono::hours(24 * (i + 1));
        run.state = RunState::Closed;
        run.outcome = Outcome::Succeeded;
        run.closedAt = run.scheduledAt;
        batch.runs.append(run);
    }
    QVERIFY((*store)->commit(batch).has_value());
    m_runsBefore = (*store)->runs(std::nullopt, std::nullopt, -1)->size();
}

bool DesktopRepairTest::tear() const
{
    constexpr qint64 kPage = 4096;
    QFile file(database());
    const qint64 pages = file.size() / kPage;
    for (qint64 page = pages / 2; page < pages; ++page) {
        if (!file.open(QIODevice::ReadWrite) || !file.seek(page * kPage) ||
            file.write(QByteArray(kPage, '\xFF')) != kPage)
            return false;
        file.close();
        if (const auto opened = Store::open(m_home.dataDirectory());
            !opened && opened.error().code == ErrorCode::StorageCorrupt)
            return true;
    }
    return false;
}

void DesktopRepairTest::initTestCase()
{
    QVERIFY2(m_desktop.start(), qPrintable(m_desktop.problem()));
    QVERIFY2(m_desktop.startAccessibility(), qPrintable(m_desktop.problem()));
    m_cloud = startCloud(m_home.path() + u"/cloud"_s);
    QVERIFY(!furnish(m_cloud, {u"*:*:*"_s}, {u"true"_s}).isEmpty());
    fillJournal();
    QVERIFY(tear());
}

void DesktopRepairTest::refusesAndLeavesItAlone()
{
    const QByteArray before = content();
    DesktopProgram window(m_desktop);
    QVERIFY2(window.shows(u"is damaged"_s), window.said().constData());
    QVERIFY(window.isShown(kOffer));
    QVERIFY(!m_desktop.screenshot(u"desktop-repair-offer"_s).isEmpty());
    QVERIFY(window.click(u"Cancel"_s));
    QVERIFY(window.click(u"OK"_s));
    QVERIFY(window.ends());
    QCOMPARE(window.process().exitCode(), 1);
    QCOMPARE(content(), before);
    QVERIFY(truthOf(m_cloud.truth, u"execution_created"_s).isEmpty());
}

void DesktopRepairTest::repairsAndGoesOn()
{
    const QByteArray before = content();
    DesktopProgram window(m_desktop);
    QVERIFY2(window.click(kOffer), window.said().constData());
    QVERIFY2(window.shows(u"The database was repaired."_s), window.said().constData());
    QVERIFY(window.isShown(u"The damaged file is kept as"_s));
    QVERIFY(!m_desktop.screenshot(u"desktop-repair-done"_s).isEmpty());
    QVERIFY(window.click(u"OK"_s));
    QVERIFY2(window.shows(u"Runner on"_s), window.said().constData());
    QTRY_VERIFY_WITH_TIMEOUT(!truthOf(m_cloud.truth, u"execution_created"_s).isEmpty(), kPatience);
    window.process().terminate();
    QVERIFY(window.ends());

    const auto store = Store::open(m_home.dataDirectory());
    QVERIFY(store.has_value());
    QCOMPARE((*store)->accounts()->size(), 1);
    QCOMPARE((*store)->schedules()->constFirst().name, u"job"_s);
    const auto runs = (*store)->runs(std::nullopt, std::nullopt, -1);
    QVERIFY(runs.has_value());
    // What stood on the page that was torn is gone, and what came since is there.
    QVERIFY2(runs->size() > m_runsBefore / 2, qPrintable(QString::number(runs->size())));
    QByteArray kept;
    for (const QFileInfo& file : QDir(m_home.dataDirectory()).entryInfoList(QDir::Files)) {
        QFile each(file.filePath());
        if (file.fileName().contains(u"damaged"_s) && each.open(QIODevice::ReadOnly) && kept.isEmpty())
            kept = each.readAll();
    }
    QCOMPARE(kept, before);
}

void DesktopRepairTest::cleanupTestCase()
{
    qunsetenv("CLOUD_KEY");
}

QTEST_GUILESS_MAIN(DesktopRepairTest)
#include "DesktopRepairTest.moc"
