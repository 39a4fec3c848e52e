#include "tests/gui/BuilderPictures.h"
#include "tests/gui/Camera.h"
#include "tests/gui/MachinePictures.h"
#include "tests/gui/TablePictures.h"
#include "tests/support/FakeClock.h"
#include "tests/support/FakeEngineClient.h"
#include "tests/support/InventedData.h"
#include "ui/accounts/AccountDialog.h"
#include "ui/machines/ConfirmDialog.h"
#include "ui/machines/NewMachineDialog.h"
#include "ui/schedules/BackfillDialog.h"
#include "ui/schedules/PauseDialog.h"
#include "ui/schedules/ScheduleDialog.h"
#include "ui/schedules/WhyDialog.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Fold.h"
#include "ui/window/AboutDialog.h"
#include "ui/window/MainWindow.h"

#include <cstdio>

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QProcess>
#include <QPushButton>
#include <QTabBar>
#include <QTableView>
#include <QTest>
#include <QTreeView>

// Draws every page and dialog in both themes, at the usual scale and at twice that, with invented data:
// screenshots OUT

using namespace reveille;
using namespace reveille::ui;
using namespace reveille::test;
using namespace Qt::StringLiterals;

namespace {

void select(MainWindow& window, int account, int machine)
{
    auto* tree = window.findChild<QTreeView*>(u"machineTree"_s);
    const QModelIndex top = tree->model()->index(account, 0);
    tree->setCurrentIndex(machine < 0 ? top : tree->model()->index(machine, 0, top));
    Camera::settle();
}

void takeWindow(const Camera& camera, Theme& theme, const Clock& clock)
{
    FakeEngineClient client;
    client.initial = inventedWorld();
    client.output = inventedOutput();
    MainWindow window(client, clock, theme);
    window.resize(1280, 800);
    window.show();
    Camera::settle();
    camera.take(&window, u"schedules-all"_s);
    select(window, 1, 1);
    camera.take(&window, u"schedules-machine"_s);
    for (auto* menu : window.menuBar()->findChildren<QMenu*>()) {
        if (menu->title() == u"&Schedule") {
            menu->popup(QPoint(0, 0));
            camera.take(menu, u"menu"_s);
            menu->hide();
        }
    }
    auto* tabs = window.findChild<QTabBar*>(u"pageTabs"_s);
    select(window, 0, -1);
    tabs->setCurrentIndex(1);
    auto* runs = window.findChild<QTableView*>(u"runTable"_s);
    window.openRun(RunId{u"run-nightly-backup-1"_s});
    Q_UNUSED(runs)
    camera.take(&window, u"runs"_s);
    window.openRun(RunId{u"run-weekly-verify-6"_s});
    camera.take(&window, u"runs-failed"_s);
    select(window, 0, -1);
    tabs->setCurrentIndex(2);
    camera.take(&window, u"timeline"_s);
    QTest::mouseClick(window.findChild<QPushButton*>(u"timelineSpan2"_s), Qt::LeftButton);
    camera.take(&window, u"timeline-week"_s);
    tabs->setCurrentIndex(0);
    Changes changes;
    Error error;
    error.code = ErrorCode::Unauthorized;
    error.subject = u"dcs.dedaluslabs.ai"_s;
    changes.accountStatus = {{client.initial.accounts[0].id, AccountStatus::State::Failed, error}};
    client.push(changes);
    RunnerStatus status = *client.initial.status;
    CatchUp catchUp;
    catchUp.items = {{client.initial.schedules[0].id, u"nightly-backup"_s, 12, 1},
                     {client.initial.schedules[4].id, u"first-hello"_s, 2, 2}};
    catchUp.startsAt = clock.now() + std::chrono::seconds(9);
    status.catchUp = catchUp;
    MachineLease lease;
    lease.machine = client.initial.machines[1].key;
    lease.since = clock.now() - std::chrono::minutes(4);
    lease.sleepOwedSince = clock.now() - std::chrono::minutes(2);
    lease.sleepAttempts = 3;
    Schedule paused = client.initial.schedules[3];
    paused.enabled = true;
    paused.pause = Pause{clock.now(), clock.now() + std::chrono::hours(69), u"migrating"_s};
    Changes resumed;
    resumed.status = status;
    resumed.leases = {lease};
    resumed.schedules = {paused};
    client.push(resumed);
    camera.take(&window, u"catch-up"_s);
    for (int row = 0; row < 6; ++row) {
        select(window, 1, row);
        if (window.findChild<QLabel*>(u"pageTitle"_s)->text() == u"embeddings")
            break;
    }
    camera.take(&window, u"machine-awake"_s);
    select(window, 0, -1);
    window.resize(1000, 640);
    camera.take(&window, u"account-failed-small"_s);
    window.findChild<QLineEdit*>(u"searchField"_s)->setText(u"no such thing"_s);
    camera.take(&window, u"search-empty"_s);
}

void takeEmpty(const Camera& camera, Theme& theme, const Clock& clock)
{
    FakeEngineClient client;
    MainWindow first(client, clock, theme);
    first.resize(1280, 800);
    first.show();
    Camera::settle();
    camera.take(&first, u"first-run"_s);
    QTest::mouseClick(first.findChild<QAbstractButton*>(u"chooseDedalus"_s), Qt::LeftButton);
    camera.take(&first, u"first-run-dedalus"_s);

    FakeEngineClient other;
    other.initial = inventedWorld();
    other.initial.schedules.clear();
    other.initial.runs.clear();
    MainWindow empty(other, clock, theme);
    empty.resize(1280, 800);
    empty.show();
    Camera::settle();
    camera.take(&empty, u"no-schedules"_s);
}

/// The editor for several machines, and for an instance whose cloud fires.
void takeEditor(const Camera& camera, const QVector<MachineChoice>& machines, const TimeView& view)
{
    Schedule blank;
    blank.zone = u"Europe/Berlin"_s;
    blank.when = QStringList{u"Mon..Fri 09:00"_s};
    blank.argv = {u"tidy"_s, u"--all"_s};
    ScheduleDialog many(blank, machines, view);
    many.show();
    many.findChild<QLineEdit*>(u"scheduleName"_s)->setText(u"tidy"_s);
    QTest::mouseClick(many.findChild<QPushButton*>(u"severalMachines"_s), Qt::LeftButton);
    auto* list = many.findChild<QListWidget*>(u"machineList"_s);
    list->item(1)->setCheckState(Qt::Checked);
    list->item(3)->setCheckState(Qt::Checked);
    camera.take(&many, u"schedule-machines"_s);
    QTest::mouseClick(many.findChild<QPushButton*>(u"separateArguments"_s), Qt::LeftButton);
    many.findChild<QPushButton*>(u"saveSchedule"_s)->click();
    many.showSaved(0);
    Error error;
    error.code = ErrorCode::StorageFull;
    many.showError(1, error);
    many.resize(many.width(), many.layout()->totalSizeHint().height());
    camera.take(&many, u"schedule-saving"_s);

    MachineChoice web;
    web.key = {AccountId{u"account-unikraft"_s}, MachineId{u"fra/web-1"_s}};
    web.name = u"web-1"_s;
    web.label = u"web-1 · Unikraft"_s;
    web.provider = ProviderKind::Unikraft;
    web.rules.runsCommands = false;
    blank.machine = web.key;
    ScheduleDialog cloud(blank, {web}, view);
    cloud.show();
    cloud.findChild<QLineEdit*>(u"scheduleName"_s)->setText(u"Morning start"_s);
    const auto* engine = cloud.findChild<QLabel*>(u"whenSent"_s);
    if (!QTest::qWaitFor([engine] { return !engine->text().isEmpty(); }))
        qFatal("the editor does not tell what is sent");
    camera.take(&cloud, u"schedule-cloud"_s);
    auto* actions = cloud.findChild<QComboBox*>(u"scheduleAction"_s);
    actions->setCurrentIndex(actions->count() - 1);
    cloud.resize(cloud.width(), cloud.layout()->totalSizeHint().height());
    camera.take(&cloud, u"schedule-delete"_s);
}

void takeDialogs(const Camera& camera, const Clock& clock)
{
    FakeEngineClient client;
    const Changes world = inventedWorld();
    QVector<MachineChoice> machines;
    for (const Machine& machine : world.machines) {
        MachineChoice choice;
        choice.key = machine.key;
        choice.name = machine.displayName();
        choice.label = choice.name + u" · Dedalus"_s;
        machines.append(choice);
    }
    const TimeView view{clock.now(), calendar::TimeZone::utc()};
    ScheduleDialog edit(world.schedules[0], machines, view);
    edit.show();
    camera.take(&edit, u"schedule-edit"_s);
    Schedule blank;
    blank.zone = u"Europe/Berlin"_s;
    ScheduleDialog fresh(blank, machines, view);
    fresh.show();
    camera.take(&fresh, u"schedule-new"_s);
    fresh.findChild<QLineEdit*>(u"scheduleName"_s)->setText(u"tidy"_s);
    fresh.findChild<QLineEdit*>(u"when1"_s)->setText(u"*-*-* */6:00"_s);
    fresh.findChild<QLineEdit*>(u"scheduleCommand"_s)->setText(u"find /tmp -mtime +7 | xargs rm"_s);
    camera.take(&fresh, u"schedule-error"_s);
    ScheduleDialog lines(world.schedules[5], machines, view);
    lines.show();
    camera.take(&lines, u"schedule-lines"_s);
    Schedule rich = world.schedules[0];
    rich.argv = {u"bash"_s, u"-c"_s, u"./dump | upload --token abc"_s};
    rich.env = {{u"REGION"_s, u"fra"_s}, {u"DB_PASSWORD"_s, u"hunter2"_s}};
    rich.policy.onMiss = OnMissPolicy::All;
    rich.policy.excludedDates = {u"2026-12-25"_s};
    ScheduleDialog more(rich, machines, view);
    more.show();
    camera.take(&more, u"schedule-folded"_s);
    for (Fold* fold : more.findChildren<Fold*>())
        fold->setOpen(true);
    camera.take(&more, u"schedule-unfolded"_s);
    more.resize(more.width(), more.layout()->totalSizeHint().height());
    camera.take(&more, u"schedule-policies"_s);
    takeEditor(camera, machines, view);
    PauseDialog pause(u"nightly-backup"_s, view);
    pause.show();
    camera.take(&pause, u"schedule-pause"_s);
    BackfillDialog backfill(world.schedules[0], view);
    backfill.show();
    QVector<calendar::Instant> plan;
    for (int i = 0; i < 12; ++i)
        plan.append(clock.now() - std::chrono::hours(24 * (12 - i)));
    backfill.showPlan(*backfill.from(), *backfill.to(), plan);
    camera.take(&backfill, u"schedule-backfill"_s);
    WhyDialog why(world.schedules[0], view);
    why.show();
    Explanation explanation;
    explanation.kind = Explanation::Kind::Recorded;
    explanation.at = clock.now();
    explanation.run = world.runs[0];
    explanation.previous = clock.now() - std::chrono::hours(35);
    explanation.next = clock.now() + std::chrono::hours(13);
    why.showExplanation(explanation);
    camera.take(&why, u"schedule-why"_s);
    AboutDialog about;
    about.show();
    camera.take(&about, u"about"_s);
    NewMachineDialog machine(world.accounts, std::nullopt);
    machine.show();
    camera.take(&machine, u"machine-new"_s);
    ConfirmDialog confirm({u"Delete machine backup"_s,
                           u"The machine and its disk will be gone for good. This cannot be undone."_s,
                           u"backup"_s, u"Delete machine"_s});
    confirm.show();
    camera.take(&confirm, u"machine-delete"_s);
    AccountDialog account(client, std::nullopt);
    account.show();
    QTest::mouseClick(account.findChild<QAbstractButton*>(u"chooseDedalus"_s), Qt::LeftButton);
    account.findChild<QLineEdit*>(u"accountKey"_s)->setText(u"dsk-1234567890"_s);
    client.refuseNext({ErrorCode::SecretStoreUnavailable, {}, {}, {}, {}, 0, -1, 0, {}});
    QTest::mouseClick(account.findChild<QPushButton*>(u"finishAccount"_s), Qt::LeftButton);
    camera.take(&account, u"account-keychain"_s);
}

/// The scale is chosen once per process.
int drawInBothScales(const QDir& out)
{
    for (const QString& scale : {u"1"_s, u"2"_s}) {
        QProcess child;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"QT_SCALE_FACTOR"_s, scale);
        child.setProcessEnvironment(environment);
        child.setProcessChannelMode(QProcess::ForwardedChannels);
        child.start(QCoreApplication::applicationFilePath(), {out.path()});
        if (!child.waitForFinished(-1) || child.exitCode() != 0)
            return 1;
    }
    return 0;
}

} // namespace

int main(int argc, char* argv[])
{
    const bool scaled = qEnvironmentVariableIsSet("QT_SCALE_FACTOR");
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() != 2) {
        std::fprintf(stderr, "usage: screenshots OUT\n");
        return 2;
    }
    const QDir out(arguments[1]);
    if (!QDir().mkpath(out.path()))
        return 1;
    if (!scaled)
        return drawInBothScales(out);
    Theme theme(application);
    const FakeClock clock(inventedNow());
    const QString scale = application.devicePixelRatio() > 1.5 ? u"@2x"_s : QString();
    const calendar::TimeZone berlin =
        calendar::TimeZone::load("Europe/Berlin").value_or(calendar::TimeZone::utc());
    for (const auto& [mode, name] : {std::pair{ThemeMode::Light, u"light"_s}, {ThemeMode::Dark, u"dark"_s}}) {
        theme.setMode(mode);
        const Camera camera(out, name + scale);
        takeWindow(camera, theme, clock);
        takeEmpty(camera, theme, clock);
        takeTables(camera, theme, clock);
        takeMachines(camera, theme, clock);
        takeDialogs(camera, clock);
        takeBuilder(camera, TimeView{clock.now(), berlin});
    }
    return 0;
}
