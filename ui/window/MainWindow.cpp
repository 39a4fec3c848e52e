#include "ui/window/MainWindow.h"

#include "core/text/ErrorText.h"
#include "core/text/RunnerText.h"
#include "ui/accounts/AccountDialog.h"
#include "ui/machines/MachinePage.h"
#include "ui/machines/MachineSidebar.h"
#include "ui/runs/RunsPage.h"
#include "ui/schedules/SchedulesPage.h"
#include "ui/theme/Fonts.h"
#include "ui/timeline/TimelinePage.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/MessageBar.h"
#include "ui/window/CatchUpBar.h"
#include "ui/window/Commands.h"
#include "ui/window/EditCommands.h"
#include "ui/window/EditResultsDialog.h"
#include "ui/window/PageHeader.h"
#include "ui/window/ScheduleCommands.h"
#include "ui/window/SearchPopup.h"
#include "ui/window/StatusStrip.h"
#include "ui/window/Ticker.h"
#include "ui/window/TopBar.h"

#include <algorithm>

#include <QCloseEvent>
#include <QJsonDocument>
#include <QMenu>
#include <QMenuBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

QString errorLine(const Error& error)
{
    const ErrorText text = describe(error);
    return text.advice.isEmpty() ? text.what : text.what + u' ' + text.advice;
}

} // namespace

MainWindow::MainWindow(EngineClient& client, const Clock& clock, Theme& theme, QWidget* parent)
    : QMainWindow(parent),
      m_client(client),
      m_theme(theme),
      m_ticker(new Ticker(this, clock)),
      m_edits(new EditCommands(
          client, m_state, m_undo, [this] { return m_ticker->view(); }, this)),
      m_commands(new Commands(
          client, m_state, m_undo, m_edits->undoContext(), [this] { return m_ticker->view(); }, this)),
      m_scheduleCommands(new ScheduleCommands(
          client, m_state, [this] { return m_ticker->view(); }, this))
{
    setObjectName(u"mainWindow"_s);
    setWindowTitle(tr("Reveille"));
    buildMenus();
    buildBody();
    connectState();
    connectPages();
    connectActions();
    const int step = unit(this);
    setMinimumSize(96 * step, 60 * step);
    resize(160 * step, 100 * step);
    updateActions();
    updateChrome();
    m_sidebar->view()->setFocus();
    m_client.connectToEngine();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildMenus()
{
    menuBar()->setObjectName(u"menuBar"_s);
    menuBar()->setAccessibleName(tr("Menu bar"));
    const auto menu = [this](const QString& title, std::initializer_list<ActionId> ids) {
        QMenu* made = menuBar()->addMenu(title);
        m_actions.fill(made, ids);
        return made;
    };
    menu(tr("&Reveille"),
         {ActionId::NewAccount, ActionId::EditAccount, ActionId::RemoveAccount, ActionId::ManageSecrets,
          kSeparator, ActionId::PauseHour, ActionId::PauseUntilTomorrow, ActionId::PauseUntilResumed,
          ActionId::Resume, kSeparator, ActionId::Quit});
    menu(tr("&Edit"), {ActionId::Undo, ActionId::Redo, kSeparator, ActionId::CopySchedules,
                       ActionId::PasteSchedules, kSeparator, ActionId::Find});
    menu(tr("&Schedule"),
         {ActionId::NewSchedule, kSeparator, ActionId::RunNow, ActionId::CancelRun, ActionId::ShowOutput,
          kSeparator, ActionId::EditSchedule, ActionId::DuplicateSchedule, ActionId::RenameSchedule,
          ActionId::ToggleSchedule, kSeparator, ActionId::PauseSchedule, ActionId::ResumeSchedule,
          ActionId::SkipNext, ActionId::Backfill, ActionId::Why, ActionId::CompareDrift, kSeparator,
          ActionId::RemoveSchedule});
    menu(tr("&Machine"),
         {ActionId::Wake, ActionId::Sleep, kSeparator, ActionId::StartMachine, ActionId::StopMachine,
          ActionId::ForceStopMachine, ActionId::SuspendMachine, ActionId::RestartMachine,
          ActionId::CheckpointMachine, kSeparator, ActionId::NewMachine, ActionId::ShowSetUp,
          ActionId::ResizeMachine, ActionId::RenameMachine, ActionId::DeleteMachine, kSeparator,
          ActionId::ShowUsage, ActionId::Refresh});
    QMenu* view = menu(tr("&View"), {ActionId::ShowSchedules, ActionId::ShowRuns, ActionId::ShowTimeline,
                                     ActionId::ShowMachine, kSeparator});
    QMenu* theme = view->addMenu(tr("Th&eme"));
    m_actions.fill(theme, {ActionId::ThemeSystem, ActionId::ThemeLight, ActionId::ThemeDark});
    m_viewMenu = view;
    menu(tr("&Help"), {ActionId::About});
}

void MainWindow::buildBody()
{
    const int step = unit(this);
    m_body = new QStackedWidget(this);
    m_firstRun = new FirstRunPage(m_client, m_body);
    auto* workspace = new QWidget(m_body);
    auto* column = new QVBoxLayout(workspace);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_top = new TopBar(m_actions, workspace);
    column->addWidget(m_top);

    auto* splitter = new QSplitter(Qt::Horizontal, workspace);
    splitter->setObjectName(u"mainSplitter"_s);
    splitter->setChildrenCollapsible(false);
    m_sidebar = new MachineSidebar(m_machines, m_actions, splitter);
    m_sidebar->setMinimumWidth(24 * step);
    auto* right = new QWidget(splitter);
    auto* rightColumn = new QVBoxLayout(right);
    rightColumn->setContentsMargins(0, 0, 0, 0);
    rightColumn->setSpacing(0);
    auto* tabBand = new Band(Color::Window, Qt::BottomEdge, right);
    auto* tabRow = new QHBoxLayout(tabBand);
    tabRow->setContentsMargins(2 * step, 0, 2 * step, 0);
    m_tabs = new QTabBar(tabBand);
    m_tabs->setObjectName(u"pageTabs"_s);
    m_tabs->setAccessibleName(tr("Pages"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->addTab(tr("Schedules"));
    m_tabs->addTab(tr("Runs"));
    m_tabs->addTab(tr("Timeline"));
    m_tabs->addTab(tr("Machine"));
    tabRow->addWidget(m_tabs);
    tabRow->addStretch(1);
    m_catchUp = new CatchUpBar(right);
    m_trouble = new MessageBar(right);
    m_trouble->setObjectName(u"clockBanner"_s);
    m_trouble->setClosable(false);
    m_banner = new MessageBar(right);
    m_banner->setObjectName(u"accountBanner"_s);
    m_message = new MessageBar(right);
    m_message->setObjectName(u"messageBar"_s);
    m_header = new PageHeader(right);
    m_pages = new QStackedWidget(right);
    m_schedulesPage = new SchedulesPage(m_schedules, m_state, m_actions, m_pages);
    m_runsPage = new RunsPage(m_runs, m_state, m_client, m_actions, m_pages);
    m_pages->addWidget(m_schedulesPage);
    m_pages->addWidget(m_runsPage);
    m_timelinePage = new TimelinePage(m_state, m_pages);
    m_pages->addWidget(m_timelinePage);
    m_machinePage = new MachinePage(m_client, m_state, m_actions, m_pages);
    m_pages->addWidget(m_machinePage);
    rightColumn->addWidget(tabBand);
    rightColumn->addWidget(m_catchUp);
    rightColumn->addWidget(m_trouble);
    rightColumn->addWidget(m_banner);
    rightColumn->addWidget(m_message);
    rightColumn->addWidget(m_header);
    rightColumn->addWidget(m_pages, 1);
    splitter->addWidget(m_sidebar);
    splitter->addWidget(right);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({36 * step, 124 * step});
    column->addWidget(splitter, 1);
    m_status = new StatusStrip(workspace);
    column->addWidget(m_status);

    m_body->addWidget(workspace);
    m_body->addWidget(m_firstRun);
    setCentralWidget(m_body);
}

void MainWindow::connectState()
{
    connect(&m_client, &EngineClient::changed, this,
            [this](const Changes& changes) { m_state.apply(changes); });
    connect(&m_state, &EngineState::settled, this, &MainWindow::applyChanges);
    connect(m_ticker, &Ticker::minute, this, &MainWindow::applyChanges);
    connect(m_ticker, &Ticker::second, this, [this](const TimeView& view) {
        if (m_imminent)
            applyChanges();
        else
            m_status->show(statusTexts(m_state, view));
        m_catchUp->show(m_state.status().catchUp, view);
    });
    connect(m_ticker, &Ticker::watchedChanged, this, [this](bool watched) { m_client.setWatched(watched); });
}

void MainWindow::applyChanges()
{
    // Hidden windows do not follow: the ticker calls again as soon as this one is seen.
    const TimeView view = m_ticker->view();
    const QVector<ScheduleRow> rows = m_scheduleRows.make(m_state, view);
    m_schedules.setRows(rows);
    m_machines.setTree(makeMachineTree(m_state, rows, view));
    m_runs.setRows(makeRunRows(m_state, view));
    m_imminent = std::any_of(rows.begin(), rows.end(), [&](const ScheduleRow& row) {
        return row.next && *row.next - view.now <= std::chrono::seconds(61);
    });
    m_schedulesPage->refresh(view);
    m_runsPage->refresh(view);
    m_timelinePage->refresh(view);
    m_machinePage->refresh(view);
    m_header->show(headerTexts(m_state, m_sidebar->scope(), view));
    m_status->show(statusTexts(m_state, view));
    m_catchUp->show(m_state.status().catchUp, view);
    updateTrouble();
    updateChrome();
    updateBanner();
    updateActions();
}

void MainWindow::updateChrome()
{
    const bool first = m_state.isPopulated() && m_state.accounts().isEmpty();
    m_body->setCurrentIndex(first ? 1 : 0);
    m_top->setPaused(m_state.status().state == RunnerState::Paused);
}

void MainWindow::connectPages()
{
    connect(m_sidebar, &MachineSidebar::scopeChanged, this, &MainWindow::scopeChanged);
    connect(m_sidebar, &MachineSidebar::renameRequested, m_commands, &Commands::renameMachine);
    connect(m_top, &TopBar::searchChanged, this, &MainWindow::search);
    m_search = new SearchPopup(m_top->searchField(), this);
    connect(m_search, &SearchPopup::chosen, this, &MainWindow::goTo);
    auto* table = m_viewMenu->addMenu(tr("Ta&ble"));
    connect(table, &QMenu::aboutToShow, this, [this, table] {
        table->clear();
        m_schedulesPage->fillViewMenu(table);
    });
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        m_pages->setCurrentIndex(index);
        m_runsPage->setScope(m_sidebar->scope());
        updateActions();
    });
    connect(m_schedulesPage, &SchedulesPage::selectionChanged, this, &MainWindow::updateActions);
    connect(m_schedulesPage, &SchedulesPage::newRequested, m_actions.action(ActionId::NewSchedule),
            &QAction::trigger);
    connect(m_schedulesPage, &SchedulesPage::editRequested, this,
            [this](const ScheduleId& id) { m_edits->edit({id}); });
    connect(m_schedulesPage, &SchedulesPage::renameRequested, m_edits, &EditCommands::rename);
    connect(m_schedulesPage, &SchedulesPage::toggleRequested, this,
            [this](const ScheduleId& id) { m_edits->toggle({id}); });
    connect(m_schedulesPage, &SchedulesPage::fixRequested, this,
            [this](const ScheduleId& id, const Badge& badge) {
                if (badge.fixed)
                    m_edits->fix(id, *badge.fixed);
                else
                    m_edits->compare(id);
            });
    connect(m_sidebar, &MachineSidebar::dropped, m_edits, &EditCommands::drop);
    connect(m_runsPage, &RunsPage::selectionChanged, this, &MainWindow::updateActions);
    connect(m_timelinePage, &TimelinePage::runOpened, this, &MainWindow::openRun);
    connect(m_timelinePage, &TimelinePage::scheduleOpened, this,
            [this](const ScheduleId& id) { m_edits->edit({id}); });
    connect(m_banner, &MessageBar::buttonClicked, m_commands, &Commands::refresh);
    const auto tell = [this](const Error& error) {
        m_refused.clear();
        m_message->setClosable(true);
        m_message->showError(error);
    };
    connect(m_commands, &Commands::failed, this, tell);
    connect(m_commands, &Commands::done, this, [this](const QString& what) {
        m_message->setClosable(true);
        m_message->showText(what, {});
    });
    connect(m_edits, &EditCommands::failed, this, tell);
    connect(m_edits, &EditCommands::partlyRefused, this, &MainWindow::tellRefused);
    connect(m_edits, &EditCommands::told, this, [this](const QString& what, const QString& advice) {
        m_message->setClosable(true);
        m_message->showText(what, advice);
    });
    connect(m_message, &MessageBar::buttonClicked, this, [this] {
        auto* dialog = new EditResultsDialog(m_refusedStep, m_refused, m_state, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    });
    connect(m_scheduleCommands, &ScheduleCommands::failed, this, tell);
    connect(m_scheduleCommands, &ScheduleCommands::runStarted, this, &MainWindow::openRun);
    connect(m_catchUp, &CatchUpBar::answered, this, [this](CatchUpAnswer answer) {
        m_scheduleCommands->answerCatchUp(answer, [this] { m_catchUp->enable(); });
    });
    connect(m_trouble, &MessageBar::buttonClicked, this, [this] {
        if (m_state.status().state == RunnerState::Viewer && !m_state.status().clock)
            m_scheduleCommands->takeOver();
        else
            m_scheduleCommands->acceptClock();
    });
    connect(m_edits, &EditCommands::scheduleSaved, m_schedulesPage, &SchedulesPage::select);
    connect(m_commands, &Commands::runStarted, this, &MainWindow::openRun);
    connect(m_commands, &Commands::machineCreated, m_sidebar, &MachineSidebar::select);
    for (const auto changed : {&QUndoStack::canUndoChanged, &QUndoStack::canRedoChanged})
        connect(&m_undo, changed, this, &MainWindow::updateActions);
    connect(&m_undo, &QUndoStack::indexChanged, this, &MainWindow::updateActions);
}

void MainWindow::scopeChanged()
{
    const Scope scope = m_sidebar->scope();
    m_schedulesPage->setScope(scope);
    m_runsPage->setScope(scope);
    m_timelinePage->setScope(scope);
    m_machinePage->setScope(scope);
    m_header->show(headerTexts(m_state, scope, m_ticker->view()));
    updateBanner();
    updateActions();
}

std::optional<RunId> MainWindow::runInFocus() const
{
    if (m_tabs->currentIndex() == 1)
        return m_runsPage->current();
    const auto schedule = m_schedulesPage->current();
    if (!schedule)
        return std::nullopt;
    const QVector<Run> runs = m_state.runsOf(*schedule, 1);
    return runs.isEmpty() ? std::nullopt : std::optional(runs.first().id);
}

void MainWindow::showTab(int index)
{
    m_tabs->setCurrentIndex(index);
    QWidget* page = index == 0   ? static_cast<QWidget*>(m_schedulesPage->view())
                    : index == 1 ? static_cast<QWidget*>(m_runsPage->view())
                                 : m_tabs;
    page->setFocus();
}

void MainWindow::updateBanner()
{
    const Scope scope = m_sidebar->scope();
    for (const Account& account : m_state.accounts()) {
        const AccountStatus status = m_state.accountStatus(account.id);
        for (const MetroStatus& metro : status.metros) {
            if (!metro.error || (scope.account && *scope.account != account.id))
                continue;
            const ErrorText text = describe(*metro.error);
            m_banner->showText(tr("%1 · %2: %3").arg(account.name, metro.metro, text.what), text.advice,
                               tr("Retry"));
            m_banner->setClosable(false);
            return;
        }
        if (status.state != AccountStatus::State::Failed || !status.error ||
            (scope.account && *scope.account != account.id))
            continue;
        const ErrorText text = describe(*status.error);
        m_banner->showText(tr("%1: %2").arg(account.name, text.what), text.advice, tr("Retry"));
        m_banner->setClosable(false);
        return;
    }
    m_banner->hide();
}

void MainWindow::updateTrouble()
{
    const RunnerStatus& status = m_state.status();
    if (status.clock)
        m_trouble->showText(clockTroubleText(*status.clock), {},
                            status.clock->kind == ClockTrouble::Kind::TooFar ? tr("The clock is right")
                                                                             : QString());
    else if (status.state == RunnerState::Stopped && status.error)
        m_trouble->showText(tr("Nothing is fired until the journal can be written again; it is tried again "
                               "every few seconds."),
                            errorLine(*status.error));
    else if (status.state == RunnerState::Viewer && !status.elsewhere)
        m_trouble->showText(tr("The copy of Reveille that fired has ended: nothing is fired now."), {},
                            tr("Fire from here"));
    else
        m_trouble->hide();
}

void MainWindow::search(const QString& text)
{
    m_schedulesPage->setSearch(text);
    m_runsPage->setSearch(text);
    m_sidebar->setSearch(text);
    m_search->setHits(searchHits(text, m_schedules.rows(), m_schedulesPage->searchTexts(), m_state.machines(),
                                 m_runs.rows()));
}

void MainWindow::goTo(const SearchHit& hit)
{
    m_top->clearSearch();
    switch (hit.kind) {
    case SearchHit::Kind::Schedule:
        openSchedule(ScheduleId{hit.id});
        break;
    case SearchHit::Kind::Machine:
        m_sidebar->select(hit.machine);
        m_sidebar->view()->setFocus();
        break;
    case SearchHit::Kind::Run:
        openRun(RunId{hit.id});
        break;
    case SearchHit::Kind::Heading:
        break;
    }
}

QByteArray MainWindow::saveView() const
{
    return QJsonDocument(m_schedulesPage->saveView()).toJson(QJsonDocument::Compact);
}

void MainWindow::restoreView(const QByteArray& view)
{
    if (const QJsonDocument read = QJsonDocument::fromJson(view); read.isObject())
        m_schedulesPage->restoreView(read.object());
}

void MainWindow::openRun(const RunId& id)
{
    showTab(1);
    if (m_runsPage->select(id))
        return;
    if (const auto run = m_state.run(id)) {
        m_sidebar->select(run->machine);
        m_runsPage->select(id);
    }
}

void MainWindow::openSchedule(const ScheduleId& id)
{
    if (const auto schedule = m_state.schedule(id);
        schedule && !m_sidebar->scope().contains(schedule->machine))
        m_sidebar->select(schedule->machine);
    showTab(0);
    m_schedulesPage->select(id);
}

void MainWindow::tellRefused(const QString& step, const QVector<ScheduleEditResult>& results)
{
    const auto refused = std::count_if(results.begin(), results.end(),
                                       [](const auto& result) { return result.error.has_value(); });
    m_refusedStep = step;
    m_refused = results;
    m_message->setClosable(true);
    m_message->showText(tr("%1 of %2 schedules were left as they are.").arg(refused).arg(results.size()),
                        tr("The others are done; Undo takes those back."), tr("Show each"));
}

void MainWindow::runNow(const ScheduleId& id)
{
    m_commands->runNow({id});
}

void MainWindow::cancelRun(const RunId& id)
{
    m_commands->cancelRun(id);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    event->setAccepted(!m_closeHandler || m_closeHandler());
}

} // namespace reveille::ui
