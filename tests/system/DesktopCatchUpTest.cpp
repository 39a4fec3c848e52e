#include "core/store/Store.h"
#include "tests/support/LiveClock.h"
#include "tests/support/TempHome.h"
#include "tests/system/DesktopProgram.h"
#include "tests/system/cli/CliBed.h"

#include <chrono>
#include <functional>
#include <memory>

#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 30'000;

} // namespace

/// What was missed while nothing ran: the window says how much, and what will be run of it, and does what the
/// person chooses instead.
class DesktopCatchUpTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void doesWhatIsChosen_data();
    void doesWhatIsChosen();

private:
    /// Every ten minutes since an hour ago, nothing of it decided.
    void addSchedule(const QString& name, const std::function<void(SchedulePolicy&)>& change);
    [[nodiscard]] int countOf(const QString& name, Outcome outcome) const;
    [[nodiscard]] QVector<Run> runsOf(const QString& name) const
    {
        return m_store->runs(ScheduleId{name}, {}, -1).value_or(QVector<Run>());
    }

    std::unique_ptr<TempHome> m_home;
    VirtualDesktop m_desktop;
    Cloud m_cloud;
    std::unique_ptr<Store> m_store;
    Schedule m_template;
};

void DesktopCatchUpTest::initTestCase()
{
    m_home = std::make_unique<TempHome>();
    QVERIFY2(m_desktop.start(), qPrintable(m_desktop.problem()));
    QVERIFY2(m_desktop.startAccessibility(), qPrintable(m_desktop.problem()));
}

void DesktopCatchUpTest::addSchedule(const QString& name, const std::function<void(SchedulePolicy&)>& change)
{
    // Minutes that are not near, so that nothing new comes due meanwhile.
    const auto minute =
        std::chrono::floor<std::chrono::minutes>(LiveClock().now().time_since_epoch()).count();
    Schedule schedule = m_template;
    schedule.id.value = name;
    schedule.name = name;
    schedule.when = QStringList{u"*:%1/10"_s.arg((minute + 5) % 10)};
    schedule.zone = u"UTC"_s;
    schedule.enabled = true;
    schedule.policy.startDeadline = 60s;
    schedule.policy.parallelOnMachine = true;
    change(schedule.policy);
    schedule.createdAt = schedule.effectiveFrom = LiveClock().now() - 60min;
    QVERIFY(m_store->saveSchedule(schedule).has_value());
}

int DesktopCatchUpTest::countOf(const QString& name, Outcome outcome) const
{
    int count = 0;
    for (const Run& run : runsOf(name))
        count += run.outcome == outcome ? static_cast<int>(run.occurrences) : 0;
    return count;
}

void DesktopCatchUpTest::init()
{
    m_store.reset();
    m_home.reset();
    m_home = std::make_unique<TempHome>();
    m_cloud = startCloud(m_home->path() + u"/cloud"_s);
    QVERIFY(!furnish(m_cloud, {u"yearly"_s}, {u"true"_s}).isEmpty());
    auto opened = Store::open(m_home->dataDirectory());
    QVERIFY(opened.has_value());
    m_store = *std::move(opened);
    m_template = m_store->schedules()->constFirst();
    addSchedule(u"latest"_s, [](SchedulePolicy& policy) { policy.onMiss = OnMissPolicy::Latest; });
    addSchedule(u"some"_s, [](SchedulePolicy& policy) {
        policy.onMiss = OnMissPolicy::All;
        policy.missLimit = 2;
    });
    addSchedule(u"skip"_s, [](SchedulePolicy& policy) { policy.onMiss = OnMissPolicy::Skip; });
}

void DesktopCatchUpTest::cleanup()
{
    qunsetenv("CLOUD_KEY");
    m_store.reset();
    m_cloud = {};
}

void DesktopCatchUpTest::doesWhatIsChosen_data()
{
    QTest::addColumn<QString>("button");
    QTest::addColumn<QVector<int>>("ran"); // of the six, for latest, some and skip
    QTest::newRow("as planned") << u"Start now"_s << QVector<int>{1, 2, 0};
    QTest::newRow("all") << u"Run all"_s << QVector<int>{6, 6, 6};
    QTest::newRow("latest") << u"Only the latest"_s << QVector<int>{1, 1, 1};
    QTest::newRow("none") << u"None"_s << QVector<int>{0, 0, 0};
}

void DesktopCatchUpTest::doesWhatIsChosen()
{
    QFETCH(const QString, button);
    QFETCH(const QVector<int>, ran);
    const QStringList names{u"latest"_s, u"some"_s, u"skip"_s};
    DesktopProgram window(m_desktop);
    QVERIFY2(window.shows(u"3 schedules missed 18 runs: will run 3"_s), window.said().constData());
    QVERIFY(!m_desktop.screenshot(u"desktop-catch-up"_s).isEmpty());
    // Nothing is decided while the person may still choose.
    for (const QString& name : names)
        QVERIFY(runsOf(name).isEmpty());

    QVERIFY2(window.click(button), window.said().constData());
    QVERIFY(window.hides(u"schedules missed"_s));
    for (qsizetype i = 0; i < names.size(); ++i) {
        QTRY_COMPARE_WITH_TIMEOUT(countOf(names[i], Outcome::Succeeded), ran[i], kPatience);
        // Each of the six has its one outcome.
        QTRY_COMPARE_WITH_TIMEOUT(countOf(names[i], Outcome::MissedNotRunning) +
                                      countOf(names[i], Outcome::Coalesced),
                                  6 - ran[i], kPatience);
    }
    window.process().terminate();
    QVERIFY(window.ends());
}

QTEST_GUILESS_MAIN(DesktopCatchUpTest)
#include "DesktopCatchUpTest.moc"
