#include "tests/support/InventedData.h"
#include "ui/tray/CloseDecision.h"
#include "ui/tray/QuitNotice.h"
#include "ui/tray/TrayIcon.h"
#include "ui/tray/TrayState.h"

#include <QTest>

using namespace reveille;
using namespace reveille::ui;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

TimeView view()
{
    return {inventedNow(), calendar::TimeZone::utc()};
}

QStringList texts(const TrayState& tray)
{
    QStringList lines;
    for (const TrayEntry& entry : tray.entries)
        lines += entry.kind == TrayEntry::Kind::Separator ? u"-"_s : QString(entry.level, u'>') + entry.text;
    return lines;
}

bool offers(const TrayState& tray, TrayCommand command)
{
    return std::any_of(tray.entries.begin(), tray.entries.end(),
                       [&](const TrayEntry& entry) { return entry.command == command; });
}

} // namespace

class TrayTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void menuTellsAndOffers();
    void icon_data();
    void icon();
    void wordsStayRightUntilTheNextFiring();
    void closing_data();
    void closing();
    void quittingTellsWhatIsMissed();
    void quittingAsksOnlyWhereItMatters();
};

void TrayTest::menuTellsAndOffers()
{
    EngineState state;
    state.apply(inventedWorld());
    const TrayState tray = trayState(state, view());
    QCOMPARE(tray.icon, TrayIconKind::Running);
    QCOMPARE(tray.running, 1);
    QCOMPARE(tray.toolTip, u"Reveille: On · 1 running\nNext: first-hello, Sun 22 Nov 12:01"_s);
    const QStringList lines = texts(tray);
    QCOMPARE(lines.first(4), (QStringList{u"On · 1 running"_s, u"-"_s, u"Sun 22 Nov 12:01   first-hello"_s,
                                          u"Sun 22 Nov 12:02   first-hello"_s}));
    QVERIFY(lines.contains(u"Cancel embed-news (running)"_s));
    QVERIFY(lines.contains(u">nightly-backup"_s));
    QCOMPARE(lines.last(2), (QStringList{u"Open Reveille"_s, u"Quit"_s}));
    for (const auto command : {TrayCommand::PauseHour, TrayCommand::PauseUntilTomorrow,
                               TrayCommand::PauseUntilResumed, TrayCommand::RunNow, TrayCommand::CancelRun})
        QVERIFY(offers(tray, command));
    QVERIFY(!offers(tray, TrayCommand::Resume));
}

void TrayTest::icon_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<int>("openRuns");
    QTest::addColumn<bool>("unseenFailure");
    QTest::addColumn<int>("icon");
    const auto row = [](const char* name, RunnerState state, int openRuns, bool unseen, TrayIconKind icon) {
        QTest::addRow("%s", name) << static_cast<int>(state) << openRuns << unseen << static_cast<int>(icon);
    };
    row("nothing to do", RunnerState::On, 0, false, TrayIconKind::Idle);
    row("a run is open", RunnerState::On, 2, false, TrayIconKind::Running);
    row("a failure nobody saw", RunnerState::On, 2, true, TrayIconKind::Attention);
    row("paused", RunnerState::Paused, 0, false, TrayIconKind::Paused);
    row("paused with a failure", RunnerState::Paused, 0, true, TrayIconKind::Attention);
    row("another copy fires", RunnerState::Viewer, 0, true, TrayIconKind::Offline);
    row("stopped", RunnerState::Stopped, 1, false, TrayIconKind::Offline);
    row("starting", RunnerState::Starting, 0, false, TrayIconKind::Offline);
}

void TrayTest::icon()
{
    QFETCH(int, state);
    QFETCH(int, openRuns);
    QFETCH(bool, unseenFailure);
    QFETCH(int, icon);
    Changes world = inventedWorld();
    world.status->state = static_cast<RunnerState>(state);
    world.status->openRuns = openRuns;
    EngineState engine;
    engine.apply(world);
    const calendar::Instant seen = unseenFailure ? inventedNow() - std::chrono::hours(24) : inventedNow();
    const TrayState tray = trayState(engine, view(), seen);
    QCOMPARE(static_cast<int>(tray.icon), icon);
    QVERIFY(!trayIconName(tray.icon).isEmpty());
    QCOMPARE(offers(tray, TrayCommand::Resume), static_cast<RunnerState>(state) == RunnerState::Paused);
}

void TrayTest::wordsStayRightUntilTheNextFiring()
{
    EngineState state;
    state.apply(inventedWorld());
    const auto change = nextTrayChange(state, view());
    QVERIFY(change.has_value());
    TimeView later = view();
    later.now = *change - std::chrono::microseconds(1);
    QCOMPARE(trayState(state, later), trayState(state, view()));
    later.now = *change;
    QVERIFY(!(trayState(state, later) == trayState(state, view())));
}

void TrayTest::closing_data()
{
    QTest::addColumn<bool>("tray");
    QTest::addColumn<bool>("quitting");
    QTest::addColumn<bool>("sessionEnding");
    QTest::addColumn<int>("openRuns");
    QTest::addColumn<bool>("told");
    QTest::addColumn<int>("decision");
    const auto row = [](const char* name, bool tray, bool quitting, bool session, int runs, bool told,
                        CloseDecision decision) {
        QTest::addRow("%s", name) << tray << quitting << session << runs << told
                                  << static_cast<int>(decision);
    };
    row("first time with a tray", true, false, false, 0, false, CloseDecision::HideWithNotice);
    row("later with a tray", true, false, false, 3, true, CloseDecision::Hide);
    row("no tray", false, false, false, 0, true, CloseDecision::Minimise);
    row("no tray, never told", false, false, false, 1, false, CloseDecision::Minimise);
    row("quit", true, true, false, 0, true, CloseDecision::Quit);
    row("quit without a tray", false, true, false, 0, false, CloseDecision::Quit);
    row("quit with open runs", true, true, false, 1, true, CloseDecision::QuitAfterAsking);
    row("the session ends", true, false, true, 0, false, CloseDecision::Quit);
    row("the session ends with open runs", true, true, true, 4, false, CloseDecision::Quit);
}

void TrayTest::closing()
{
    QFETCH(bool, tray);
    QFETCH(bool, quitting);
    QFETCH(bool, sessionEnding);
    QFETCH(int, openRuns);
    QFETCH(bool, told);
    QFETCH(int, decision);
    QCOMPARE(static_cast<int>(decideClose({tray, quitting, sessionEnding, openRuns, told})), decision);
}

void TrayTest::quittingTellsWhatIsMissed()
{
    EngineState state;
    Changes world = inventedWorld();
    world.schedules[0].firedBy = FiredBy::Provider;
    world.status->openRuns = 0;
    state.apply(world);
    const auto notice = quitNotice(state, view());
    QVERIFY(notice.has_value());
    QCOMPARE(notice->what, u"Nothing fires until Reveille is started again."_s);
    // The soonest first; neither what is off nor what its provider fires.
    QCOMPARE(notice->detail, u"Missed until then, from:\n"
                             "    Sun 22 Nov 12:01  first-hello\n"
                             "    Mon 23 Nov 11:00  embed-news\n"
                             "    Sun 29 Nov 03:30  weekly-verify\n"
                             "    Mon 30 Nov 23:00  month-close\n\n"
                             "At the next start each schedule's own rule says what is caught up."_s);

    world.schedules[0].firedBy = FiredBy::Reveille;
    world.status->openRuns = 2;
    state.apply(world);
    const auto more = quitNotice(state, view());
    QVERIFY(more->detail.contains(u"    and 1 more schedule\n"_s));
    QVERIFY2(more->detail.contains(u"\n\n2 runs are open. Commands go on in the cloud."_s),
             qPrintable(more->detail));
}

void TrayTest::quittingAsksOnlyWhereItMatters()
{
    EngineState state;
    Changes world = inventedWorld();
    world.status->openRuns = 0;
    world.status->pause = Pause{};
    state.apply(world);
    QVERIFY(!quitNotice(state, view()).has_value());

    world.status->openRuns = 1;
    state.apply(world);
    QVERIFY(quitNotice(state, view())->detail.startsWith(u"A run is open."_s));

    world.status->pause.reset();
    world.status->state = RunnerState::Viewer;
    state.apply(world);
    QVERIFY(!quitNotice(state, view()).has_value());
}

QTEST_MAIN(TrayTest)
#include "TrayTest.moc"
