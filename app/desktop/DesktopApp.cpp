#include "app/desktop/DesktopApp.h"

#include "app/desktop/OtherCopy.h"
#include "app/runtime/DataDirectory.h"
#include "core/engine/RepairData.h"
#include "core/text/ErrorText.h"
#include "core/text/RunText.h"
#include "core/text/RunnerText.h"
#include "ui/tray/CloseDecision.h"
#include "ui/tray/QuitNotice.h"

#include <chrono>

#include <QCloseEvent>
#include <QMessageBox>
#include <QPushButton>
#include <QSessionManager>

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

constexpr int kTriesToJoin = 30;

} // namespace

DesktopApp::DesktopApp(QApplication& application, const DesktopOptions& options)
    : m_application(application),
      m_options(options),
      m_directory(dataDirectory(options.directory)),
      m_settings(m_directory),
      m_host(m_directory, EngineHost::Threading::OwnThread),
      m_theme(application)
{
    QApplication::setQuitOnLastWindowClosed(false);
    // A finished message box or download must never end the runner.
    QCoreApplication::setQuitLockEnabled(false);
    m_theme.setMode(m_settings.themeMode());
    connect(&m_theme, &ui::Theme::modeChanged, this,
            [this](ui::ThemeMode mode) { m_settings.setThemeMode(mode); });
    connect(&m_signals, &UnixSignals::stopAsked, this, &DesktopApp::quit);
    connect(&m_application, &QGuiApplication::commitDataRequest, this,
            [this](QSessionManager&) { m_sessionEnding = true; });
}

DesktopApp::~DesktopApp() = default;

std::optional<int> DesktopApp::start()
{
    m_host.setLineHandler([this](const QByteArray& line) {
        if (line == "raise")
            showWindow();
    });
    if (const auto opened = m_host.open(Engine::Role::Runner); !opened) {
        if (const auto code = handOver(opened.error()))
            return code;
    }
    buildWindow();
    if (m_viewer)
        m_host.client().followRunner([](const Result<void>&) {});
    connectTray();
    furnishSandbox();
    if (m_options.background && m_tray->isShown())
        m_host.client().setWatched(false);
    else
        showWindow();
    return std::nullopt;
}

std::optional<int> DesktopApp::handOver(const Error& error)
{
    if (error.code == ErrorCode::RunnerElsewhere)
        return joinOther();
    if (error.code == ErrorCode::StorageCorrupt && repaired(error)) {
        m_host.close();
        const auto opened = m_host.open(Engine::Role::Runner);
        return opened ? std::nullopt : std::optional(refuse(opened.error()));
    }
    return refuse(error);
}

std::optional<int> DesktopApp::joinOther()
{
    // Of two that are started at once, one holds the lock a moment before it can be spoken to.
    OtherCopy other = raiseOther(m_directory);
    for (int tries = 0; other == OtherCopy::Silent && tries < kTriesToJoin; ++tries) {
        waitForOther();
        m_host.close();
        const auto opened = m_host.open(Engine::Role::Runner);
        if (opened)
            return std::nullopt;
        if (opened.error().code != ErrorCode::RunnerElsewhere)
            return refuse(opened.error());
        other = raiseOther(m_directory);
    }
    if (other == OtherCopy::Raised)
        return 0;
    // A runner without a window: this one shows what it does.
    m_host.close();
    if (const auto opened = m_host.open(Engine::Role::Client); !opened)
        return refuse(opened.error());
    m_viewer = true;
    return std::nullopt;
}

bool DesktopApp::repaired(const Error& error)
{
    // Where the database says no more than a page's number, that is for who wants to know.
    Error plain = error;
    plain.detail.clear();
    const ErrorText text = describe(plain);
    QMessageBox box(QMessageBox::Critical, tr("Reveille"), text.what);
    box.setObjectName(u"repairOffer"_s);
    box.setInformativeText(
        tr("Reveille can save what is still readable into a new database. The damaged file "
           "is kept beside it."));
    box.setDetailedText(error.detail);
    const QPushButton* save = box.addButton(tr("Save what can be read"), QMessageBox::AcceptRole);
    box.addButton(QMessageBox::Cancel);
    box.exec();
    if (box.clickedButton() != save)
        return false;
    m_host.close();
    const auto report = repairData(m_directory);
    if (!report) {
        refuse(report.error());
        return false;
    }
    QMessageBox done(QMessageBox::Information, tr("Reveille"), tr("The database was repaired."));
    done.setObjectName(u"repairDone"_s);
    done.setInformativeText(repairText(report->damagedFile, report->rows, report->incomplete));
    done.exec();
    return true;
}

int DesktopApp::refuse(const Error& error)
{
    const ErrorText text = describe(error);
    QMessageBox box(QMessageBox::Critical, tr("Reveille"), text.what);
    box.setObjectName(u"startError"_s);
    box.setInformativeText(text.advice);
    box.exec();
    return 1;
}

void DesktopApp::buildWindow()
{
    m_window = std::make_unique<ui::MainWindow>(m_host.client(), m_clock, m_theme);
    m_window->setCloseHandler([this] { return closeAsked(); });
    m_window->installEventFilter(this);
    connect(m_window.get(), &ui::MainWindow::quitRequested, this, &DesktopApp::quitAsked);
    connect(&m_host.client(), &EngineClient::noticed, this, &DesktopApp::notice);
    m_window->restoreView(m_settings.view());
    if (const QByteArray geometry = m_settings.geometry(); !geometry.isEmpty())
        m_window->restoreGeometry(geometry);
}

void DesktopApp::connectTray()
{
    m_tray = std::make_unique<TrayPresence>(m_window->state(), m_clock);
    connect(m_tray.get(), &TrayPresence::commanded, this, &DesktopApp::command);
    connect(m_tray.get(), &TrayPresence::messageClicked, this, [this] {
        showWindow();
        if (!m_noticedRun.isEmpty())
            m_window->openRun(m_noticedRun);
    });
}

void DesktopApp::furnishSandbox()
{
    m_demo = std::make_unique<SandboxDemo>(m_host.client());
    if (m_options.sandbox)
        m_demo->ensure([](const Result<void>&) {});
    // Somebody who chooses the sandbox in the window gets the same examples.
    connect(&m_host.client(), &EngineClient::changed, m_demo.get(), [this](const Changes& changes) {
        for (const Account& account : changes.accounts) {
            const bool isNew = m_heardFirst && !m_accounts.contains(account.id);
            m_accounts.insert(account.id);
            if (isNew && account.isBuiltInSandbox())
                m_demo->ensure([](const Result<void>&) {});
        }
        m_heardFirst = true;
    });
}

void DesktopApp::showWindow()
{
    m_window->setWindowState(m_window->windowState() & ~Qt::WindowMinimized);
    m_window->show();
    m_window->raise();
    m_window->activateWindow();
}

bool DesktopApp::closeAsked()
{
    ui::CloseQuestion question;
    question.trayShown = m_tray->isShown();
    question.quitting = m_quitting;
    question.sessionEnding = m_sessionEnding;
    question.openRuns = m_window->state().status().openRuns;
    question.noticeShown = m_settings.trayNoticeShown();
    switch (ui::decideClose(question)) {
    case ui::CloseDecision::HideWithNotice:
        m_settings.setTrayNoticeShown();
        m_tray->say(tr("Reveille goes on in the tray"),
                    tr("Schedules fire with the window closed. Choose Quit in the tray's menu to stop."));
        return true;
    case ui::CloseDecision::Hide:
        return true;
    case ui::CloseDecision::Minimise:
        m_window->showMinimized();
        return false;
    case ui::CloseDecision::QuitAfterAsking:
        quitAsked();
        return false;
    case ui::CloseDecision::Quit:
        quit();
        return true;
    }
    return true;
}

void DesktopApp::quitAsked()
{
    const auto notice = ui::quitNotice(m_window->state(), {m_clock.now(), calendar::TimeZone::local()});
    if (!notice) {
        quit();
        return;
    }
    if (m_quitQuestion) {
        m_quitQuestion->raise();
        m_quitQuestion->activateWindow();
        return;
    }
    // Not in an event loop of its own: a signal or the session may end everything while the question stands.
    m_quitQuestion = new QMessageBox(QMessageBox::Question, tr("Quit Reveille"), notice->what,
                                     QMessageBox::NoButton, m_window->isVisible() ? m_window.get() : nullptr);
    m_quitQuestion->setObjectName(u"quitQuestion"_s);
    m_quitQuestion->setAttribute(Qt::WA_DeleteOnClose);
    m_quitQuestion->setTextFormat(Qt::PlainText);
    m_quitQuestion->setInformativeText(notice->detail);
    const QPushButton* yes = m_quitQuestion->addButton(tr("Quit"), QMessageBox::AcceptRole);
    m_quitQuestion->setDefaultButton(m_quitQuestion->addButton(tr("Keep running"), QMessageBox::RejectRole));
    connect(yes, &QPushButton::clicked, this, &DesktopApp::quit);
    m_quitQuestion->open();
}

void DesktopApp::quit()
{
    if (m_quitting)
        return;
    m_quitting = true;
    m_settings.setGeometry(m_window->saveGeometry());
    m_settings.setView(m_window->saveView());
    m_window->hide();
    // Later: the window may be in the middle of its own close event.
    QMetaObject::invokeMethod(this, &DesktopApp::end, Qt::QueuedConnection);
}

void DesktopApp::end()
{
    delete m_quitQuestion;
    m_tray.reset();
    m_demo.reset();
    m_window.reset();
    m_host.close();
    QCoreApplication::quit();
}

void DesktopApp::command(ui::TrayCommand command, const QString& id)
{
    using namespace std::chrono;
    switch (command) {
    case ui::TrayCommand::None:
        return;
    case ui::TrayCommand::OpenSchedule:
        showWindow();
        m_window->openSchedule(ScheduleId{id});
        return;
    case ui::TrayCommand::RunNow:
        m_window->runNow(ScheduleId{id});
        return;
    case ui::TrayCommand::CancelRun:
        m_window->cancelRun(RunId{id});
        return;
    case ui::TrayCommand::PauseHour:
        pauseFor(m_clock.now() + hours(1));
        return;
    case ui::TrayCommand::PauseUntilTomorrow: {
        const auto zone = calendar::TimeZone::local();
        auto civil = zone.toCivil(m_clock.now() + hours(24));
        civil.hour = civil.minute = civil.second = civil.microsecond = 0;
        pauseFor(zone.resolve(civil).first);
        return;
    }
    case ui::TrayCommand::PauseUntilResumed:
        pauseFor(std::nullopt);
        return;
    case ui::TrayCommand::Resume:
        m_host.client().resume([](const Result<void>&) {});
        return;
    case ui::TrayCommand::OpenWindow:
        showWindow();
        return;
    case ui::TrayCommand::Quit:
        quitAsked();
        return;
    }
}

void DesktopApp::pauseFor(std::optional<calendar::Instant> until)
{
    m_host.client().pause(until, {}, [](const Result<void>&) {});
}

void DesktopApp::notice(const Notice& notice)
{
    if (!m_tray)
        return;
    // Names and outcomes only: a message may stand on a locked screen.
    switch (notice.kind) {
    case Notice::Kind::RunFailed: {
        const auto run = m_window->state().run(notice.run);
        m_noticedRun = notice.run;
        m_tray->say(tr("%1 failed").arg(notice.subject), run ? outcomeText(*run) : QString());
        return;
    }
    case Notice::Kind::RunMissed:
        m_noticedRun = notice.run;
        m_tray->say(tr("%1 was missed").arg(notice.subject), tr("Open the run to see why."));
        return;
    case Notice::Kind::RunLate:
        m_noticedRun = notice.run;
        m_tray->say(tr("%1 is late").arg(notice.subject), tr("Open the run to see what it waits for."));
        return;
    case Notice::Kind::RunStuck:
        m_noticedRun = notice.run;
        m_tray->say(tr("%1 does not end").arg(notice.subject),
                    tr("Its time-out has passed and the cloud still says that it runs."));
        return;
    case Notice::Kind::SchedulePaused:
        m_noticedRun = notice.run;
        m_tray->say(tr("%1 is paused").arg(notice.subject), tr("It failed too often in a row."));
        return;
    case Notice::Kind::MachineLeftAwake:
        m_noticedRun = {};
        m_tray->say(tr("%1 is still awake").arg(notice.subject),
                    tr("It could not be put to sleep, and may be billing. Reveille goes on trying."));
        return;
    case Notice::Kind::KeyMissing:
        m_noticedRun = notice.run;
        m_tray->say(tr("%1 could not run").arg(notice.subject),
                    tr("The API key of its account could not be read."));
        return;
    case Notice::Kind::RunnerStopped:
        m_noticedRun = {};
        m_tray->say(tr("Reveille has stopped firing"),
                    notice.error ? describe(*notice.error).what : QString());
        return;
    case Notice::Kind::RunSucceeded:
        return;
    }
}

bool DesktopApp::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_window.get()) {
        // A cloud is only re-read while somebody can see it.
        const bool shown = event->type() == QEvent::Show;
        if (shown || event->type() == QEvent::Hide) {
            m_host.client().setWatched(shown);
            if (shown && m_tray)
                m_tray->markSeen();
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace reveille
