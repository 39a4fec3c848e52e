#pragma once

#include "app/desktop/DesktopOptions.h"
#include "app/desktop/DesktopSettings.h"
#include "app/desktop/TrayPresence.h"
#include "app/runtime/EngineHost.h"
#include "app/runtime/SystemClock.h"
#include "app/runtime/UnixSignals.h"
#include "core/engine/SandboxDemo.h"
#include "ui/theme/Theme.h"
#include "ui/window/MainWindow.h"

#include <memory>
#include <optional>

#include <QApplication>
#include <QMessageBox>
#include <QObject>
#include <QPointer>
#include <QSet>

namespace reveille {

/// The desktop program: the window, the tray and the engine on its own thread, and the four ways to end
/// (close, quit, session end, signal). The only place that knows all of them.
class DesktopApp final : public QObject
{
    Q_OBJECT

public:
    DesktopApp(QApplication& application, const DesktopOptions& options);
    ~DesktopApp() override;

    /// An exit code when there is nothing to run: another copy was raised, or the data directory cannot be
    /// used.
    [[nodiscard]] std::optional<int> start();

private:
    /// What to do when this copy can't fire: an exit code, or nothing to go on with what could be opened.
    [[nodiscard]] std::optional<int> handOver(const Error& error);
    /// Another copy fires: shows its window, or looks on here where it has none.
    [[nodiscard]] std::optional<int> joinOther();
    [[nodiscard]] bool repaired(const Error& error);
    int refuse(const Error& error);
    void buildWindow();
    void connectTray();
    void furnishSandbox();
    void showWindow();
    /// The window's close button: true lets it close.
    [[nodiscard]] bool closeAsked();
    /// Ends, after a question where ending means that something is missed.
    void quitAsked();
    void quit();
    void end();
    void command(ui::TrayCommand command, const QString& id);
    void pauseFor(std::optional<calendar::Instant> until);
    void notice(const Notice& notice);
    bool eventFilter(QObject* watched, QEvent* event) override;

    QApplication& m_application;
    DesktopOptions m_options;
    QString m_directory;
    SystemClock m_clock;
    DesktopSettings m_settings;
    EngineHost m_host;
    ui::Theme m_theme;
    UnixSignals m_signals;
    std::unique_ptr<ui::MainWindow> m_window;
    std::unique_ptr<TrayPresence> m_tray;
    std::unique_ptr<SandboxDemo> m_demo;
    QPointer<QMessageBox> m_quitQuestion;
    RunId m_noticedRun; ///< what a click on the last message opens
    QSet<AccountId> m_accounts;
    bool m_heardFirst = false;
    bool m_viewer = false; ///< another copy fires
    bool m_quitting = false;
    bool m_sessionEnding = false;
};

} // namespace reveille
