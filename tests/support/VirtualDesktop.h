#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QByteArray>
#include <QPoint>
#include <QProcess>
#include <QProcessEnvironment>
#include <QSize>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace reveille::test {

/// A desktop of its own for one test: an X server without a screen, a window manager, a tray and a session
/// bus on which nothing is started by itself. Everything ends with the object.
class VirtualDesktop
{
public:
    static constexpr QSize kSize{1400, 900};

    VirtualDesktop();
    ~VirtualDesktop();
    VirtualDesktop(const VirtualDesktop&) = delete;
    VirtualDesktop& operator=(const VirtualDesktop&) = delete;

    /// False if any part does not come up; problem() says which.
    [[nodiscard]] bool start();
    [[nodiscard]] QString problem() const { return m_problem; }

    /// From here on programs tell a screen reader what they show.
    [[nodiscard]] bool startAccessibility();
    /// Empty before startAccessibility().
    [[nodiscard]] QString accessibilityBus() const { return m_accessibilityBus; }

    /// The test's own environment, on this desktop.
    [[nodiscard]] QProcessEnvironment environment() const;

    /// The visible windows whose title matches the regular expression, as X ids.
    [[nodiscard]] QStringList windows(const QString& title) const;
    /// How many icons of that title the tray holds.
    [[nodiscard]] int trayIcons(const QString& title) const;
    /// Asks the window manager to close the window, as its close button does.
    void close(const QString& window) const;
    /// The left mouse button, pressed and released there.
    void click(QPoint point) const;
    void rightClick(QPoint point) const;
    /// Keys to whatever has the focus, as xdotool(1) names them.
    void press(const QStringList& keys) const;
    /// How many windows of a program are on the screen, open menus included.
    [[nodiscard]] int windowsOf(const QString& program) const;
    /// The middle of the tray's icon of that title; nothing while there is none.
    [[nodiscard]] std::optional<QPoint> trayIcon(const QString& title) const;
    /// The whole screen into `<artifacts>/<name>.png`; the file's path, or nothing if it failed.
    [[nodiscard]] QString screenshot(const QString& name) const;

private:
    [[nodiscard]] bool startServer();
    [[nodiscard]] bool startBus();
    void clickWith(int button, QPoint point) const;
    [[nodiscard]] bool startOnDisplay(const QString& program, const QStringList& arguments);
    [[nodiscard]] bool fail(const QString& problem);
    /// What a short-lived program prints; empty if it fails.
    [[nodiscard]] QByteArray output(const QString& program, const QStringList& arguments) const;
    QProcess& add();

    QTemporaryDir m_directory;
    std::vector<std::unique_ptr<QProcess>> m_processes; ///< in the order of their start
    QString m_display;
    QString m_bus;
    QString m_accessibilityBus;
    QString m_problem;
};

} // namespace reveille::test
