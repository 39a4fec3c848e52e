#include "tests/gui/Journey.h"

#include <functional>

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTabBar>
#include <QTableView>

using namespace reveille;
using namespace reveille::ui;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

QString labelText(Journey& journey, const QString& name)
{
    return journey.find<QLabel>(name)->text();
}

QAction* actionOf(Journey& journey, ActionId id)
{
    return journey.window->actions().action(id);
}

void choose(Journey& journey, const QString& schedule, ActionId id)
{
    journey.clickCell(u"scheduleTable"_s, schedule);
    actionOf(journey, id)->trigger();
    Journey::settle();
}

CatchUp missed()
{
    CatchUp catchUp;
    catchUp.items = {{ScheduleId{u"schedule-nightly-backup"_s}, u"nightly-backup"_s, 12, 1},
                     {ScheduleId{u"schedule-first-hello"_s}, u"first-hello"_s, 2, 2}};
    catchUp.startsAt = inventedNow() + std::chrono::seconds(10);
    return catchUp;
}

void push(Journey& journey, const std::function<void(RunnerStatus&)>& change)
{
    RunnerStatus status = journey.window->state().status();
    change(status);
    Changes changes;
    changes.status = status;
    journey.client.push(changes);
    Journey::settle();
}

} // namespace

/// What a person does with the firings of a schedule besides running it now.
class FiringJourneyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void cleanup() { QApplication::closeAllWindows(); }
    void pauseAndResumeOneSchedule();
    void aPauseMustEndLater();
    void aRefusedPauseStaysOpen();
    void skipTheNextFiringAndUndo();
    void backfillShowsItsPlanFirst();
    void aBackfillBeginsWithAFewRuns_data();
    void aBackfillBeginsWithAFewRuns();
    void aPlanOfAnotherTimeIsNotShown();
    void whyTellsWhatBecameOfATime();
    void whatWasMissedIsAskedAbout_data();
    void whatWasMissedIsAskedAbout();
    void aWrongClockIsToldAndAccepted();

private:
    std::unique_ptr<Theme> m_theme;
};

void FiringJourneyTest::pauseAndResumeOneSchedule()
{
    Journey journey(*m_theme);
    journey.clickCell(u"scheduleTable"_s, u"month-close"_s);
    QVERIFY(!actionOf(journey, ActionId::ResumeSchedule)->isEnabled());
    choose(journey, u"month-close"_s, ActionId::PauseSchedule);
    journey.find<QComboBox>(u"pauseHow"_s)->setCurrentIndex(3);
    journey.find<QLineEdit>(u"pauseUntil"_s)->setText(u"2026-11-25"_s);
    journey.find<QLineEdit>(u"pauseNote"_s)->setFocus();
    journey.type(u"migrating"_s);
    journey.press(Qt::Key_Return);
    QVERIFY(!journey.isVisible(u"pauseDialog"_s));
    const auto pause = journey.client.schedule(u"month-close"_s)->pause;
    QVERIFY(pause && pause->until);
    QCOMPARE(pause->note, u"migrating"_s);
    QVERIFY(!actionOf(journey, ActionId::PauseSchedule)->isEnabled());
    actionOf(journey, ActionId::ResumeSchedule)->trigger();
    Journey::settle();
    QVERIFY(!journey.client.schedule(u"month-close"_s)->pause);
}

void FiringJourneyTest::aPauseMustEndLater()
{
    Journey journey(*m_theme);
    choose(journey, u"month-close"_s, ActionId::PauseSchedule);
    auto* button = journey.find<QPushButton>(u"pauseSchedule"_s);
    QVERIFY(button->isEnabled());
    journey.find<QComboBox>(u"pauseHow"_s)->setCurrentIndex(3);
    QVERIFY(button->isEnabled());
    auto* until = journey.find<QLineEdit>(u"pauseUntil"_s);
    until->setText(u"2026-11-20 09:00"_s);
    QVERIFY(!button->isEnabled());
    until->setText(u"soon"_s);
    QVERIFY(!button->isEnabled());
}

void FiringJourneyTest::aRefusedPauseStaysOpen()
{
    Journey journey(*m_theme);
    choose(journey, u"month-close"_s, ActionId::PauseSchedule);
    Error error;
    error.code = ErrorCode::NotFound;
    error.subject = u"month-close"_s;
    journey.client.refuseNext(error);
    journey.click(u"pauseSchedule"_s);
    QVERIFY(journey.isVisible(u"pauseDialog"_s));
    QVERIFY(labelText(journey, u"messageWhat"_s).contains(u"month-close"_s));
    QVERIFY(journey.find<QPushButton>(u"pauseSchedule"_s)->isEnabled());
}

void FiringJourneyTest::skipTheNextFiringAndUndo()
{
    Journey journey(*m_theme);
    choose(journey, u"month-close"_s, ActionId::SkipNext);
    QCOMPARE(journey.client.schedule(u"month-close"_s)->policy.skipNext, 1);
    actionOf(journey, ActionId::SkipNext)->trigger();
    Journey::settle();
    QCOMPARE(journey.client.schedule(u"month-close"_s)->policy.skipNext, 2);
    journey.press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(journey.client.schedule(u"month-close"_s)->policy.skipNext, 1);
}

void FiringJourneyTest::backfillShowsItsPlanFirst()
{
    Journey journey(*m_theme);
    journey.client.backfillPlan = {inventedNow() - std::chrono::hours(2),
                                   inventedNow() - std::chrono::hours(1)};
    choose(journey, u"nightly-backup"_s, ActionId::Backfill);
    auto* button = journey.find<QPushButton>(u"runBackfill"_s);
    QCOMPARE(button->text(), u"Run 2"_s);
    auto* from = journey.find<QLineEdit>(u"backfillFrom"_s);
    from->setText(u"yesterday"_s);
    QVERIFY(!button->isEnabled());
    journey.client.backfillPlan.clear();
    from->setText(u"2026-11-21 00:00"_s);
    Journey::settle();
    QVERIFY(!button->isEnabled());
    journey.client.backfillPlan = {inventedNow() - std::chrono::hours(1)};
    from->setText(u"2026-11-22 00:00"_s);
    Journey::settle();
    QCOMPARE(button->text(), u"Run it"_s);
    QVERIFY(!journey.client.calls.contains(u"backfill schedule-nightly-backup"_s));
    journey.click(u"runBackfill"_s);
    QVERIFY(journey.client.calls.contains(u"backfill schedule-nightly-backup"_s));
    QVERIFY(!journey.isVisible(u"backfillDialog"_s));
    QCOMPARE(journey.find<QTabBar>(u"pageTabs"_s)->currentIndex(), 1);
}

void FiringJourneyTest::aBackfillBeginsWithAFewRuns_data()
{
    QTest::addColumn<QString>("schedule");
    QTest::addColumn<QString>("from");
    QTest::addRow("every minute") << u"first-hello"_s << u"2026-11-22 11:50"_s;
    QTest::addRow("every day") << u"nightly-backup"_s << u"2026-11-21 00:00"_s;
}

void FiringJourneyTest::aBackfillBeginsWithAFewRuns()
{
    QFETCH(QString, schedule);
    Journey journey(*m_theme);
    choose(journey, schedule, ActionId::Backfill);
    QTEST(journey.find<QLineEdit>(u"backfillFrom"_s)->text(), "from");
}

void FiringJourneyTest::aPlanOfAnotherTimeIsNotShown()
{
    Journey journey(*m_theme);
    journey.client.backfillPlan = {inventedNow() - std::chrono::hours(1)};
    choose(journey, u"nightly-backup"_s, ActionId::Backfill);
    auto* from = journey.find<QLineEdit>(u"backfillFrom"_s);
    // The answer to the first text comes when the text can no longer be read.
    from->setText(u"2026-11-20 00:00"_s);
    from->setText(u"never"_s);
    Journey::settle();
    QVERIFY(!journey.find<QPushButton>(u"runBackfill"_s)->isEnabled());
}

void FiringJourneyTest::whyTellsWhatBecameOfATime()
{
    Journey journey(*m_theme);
    journey.client.explanation.kind = Explanation::Kind::NotAnElapse;
    journey.client.explanation.previous = inventedNow() - std::chrono::hours(11);
    choose(journey, u"nightly-backup"_s, ActionId::Why);
    QCOMPARE(labelText(journey, u"whyAnswer"_s), u"The schedule does not elapse then."_s);
    QVERIFY(!journey.isVisible(u"whyNext"_s));
    journey.client.explanation.kind = Explanation::Kind::Recorded;
    journey.client.explanation.run = journey.window->state().run(RunId{u"run-nightly-backup-4"_s});
    journey.click(u"whyPrevious"_s);
    QCOMPARE(journey.find<QLineEdit>(u"whyAt"_s)->text(), u"2026-11-22 02:00"_s);
    QCOMPARE(labelText(journey, u"whyAnswer"_s), u"Missed: Reveille was not running"_s);
    journey.find<QLineEdit>(u"whyAt"_s)->setText(u"then"_s);
    QCOMPARE(labelText(journey, u"whyAnswer"_s), u"The time reads like 2026-11-25 09:00."_s);
    journey.click(u"closeButton"_s);
    QVERIFY(!journey.isVisible(u"whyDialog"_s));
}

void FiringJourneyTest::whatWasMissedIsAskedAbout_data()
{
    QTest::addColumn<QString>("button");
    QTest::addColumn<int>("answer");
    QTest::addRow("all") << u"catchUpAll"_s << static_cast<int>(CatchUpAnswer::All);
    QTest::addRow("latest") << u"catchUpLatest"_s << static_cast<int>(CatchUpAnswer::Latest);
    QTest::addRow("none") << u"catchUpNone"_s << static_cast<int>(CatchUpAnswer::Skip);
    QTest::addRow("as planned") << u"catchUpStart"_s << static_cast<int>(CatchUpAnswer::AsPlanned);
}

void FiringJourneyTest::whatWasMissedIsAskedAbout()
{
    QFETCH(QString, button);
    QFETCH(int, answer);
    Journey journey(*m_theme);
    QVERIFY(!journey.isVisible(u"catchUpBar"_s));
    push(journey, [](RunnerStatus& status) { status.catchUp = missed(); });
    QVERIFY(labelText(journey, u"catchUpWhat"_s).contains(u"14"_s));
    QVERIFY(labelText(journey, u"catchUpWhat"_s).contains(u"will run 3"_s));
    QCOMPARE(labelText(journey, u"catchUpLeft"_s), u"It begins in 10 s, unless you choose otherwise."_s);
    Error error;
    error.code = ErrorCode::NotFound;
    journey.client.refuseNext(error);
    journey.click(button);
    QVERIFY(journey.find<QPushButton>(button)->isEnabled());
    journey.click(button);
    QCOMPARE(journey.client.calls.last(), u"answerCatchUp %1"_s.arg(answer));
    QVERIFY(!journey.isVisible(u"catchUpBar"_s));
}

void FiringJourneyTest::aWrongClockIsToldAndAccepted()
{
    Journey journey(*m_theme);
    QVERIFY(!journey.isVisible(u"clockBanner"_s));
    push(journey, [](RunnerStatus& status) {
        status.state = RunnerState::Held;
        status.clock =
            ClockTrouble{ClockTrouble::Kind::TooFar, inventedNow(), inventedNow() + std::chrono::hours(72)};
    });
    QVERIFY(labelText(journey, u"messageWhat"_s).contains(u"3 d"_s));
    journey.click(u"messageButton"_s);
    QVERIFY(journey.client.calls.contains(u"acceptClock"_s));
}

QTEST_MAIN(FiringJourneyTest)
#include "FiringJourneyTest.moc"
