#pragma once

#include "tests/support/ScreenReader.h"
#include "tests/support/VirtualDesktop.h"

#include <memory>

#include <QMap>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace reveille::test {

/// The real desktop program on a virtual desktop, read through its accessibility and worked with mouse and
/// keyboard. Ends with the object.
class DesktopProgram
{
public:
    /// The desktop's startAccessibility() comes first. `extra` is added to the program's environment alone.
    DesktopProgram(const VirtualDesktop& desktop, const QStringList& arguments = {},
                   const QMap<QString, QString>& extra = {});
    ~DesktopProgram();
    DesktopProgram(const DesktopProgram&) = delete;
    DesktopProgram& operator=(const DesktopProgram&) = delete;

    [[nodiscard]] QProcess& process() { return m_process; }
    [[nodiscard]] bool isRunning() const { return m_process.state() == QProcess::Running; }
    [[nodiscard]] qint64 id() const { return m_process.processId(); }

    /// Waits until something with this text in its name is on the screen, enabled or not.
    [[nodiscard]] bool shows(const QString& text);
    /// Waits until nothing with this text is there any more.
    [[nodiscard]] bool hides(const QString& text);
    [[nodiscard]] bool isShown(const QString& text) const;
    /// Waits for an enabled thing of exactly this name that is not a mere text, and clicks on its middle.
    [[nodiscard]] bool click(const QString& name);
    /// The program's texts, for the message of a failed test.
    [[nodiscard]] QByteArray said() const;
    /// Waits for its end.
    [[nodiscard]] bool ends();

private:
    const VirtualDesktop& m_desktop;
    ScreenReader m_reader;
    QProcess m_process;
};

} // namespace reveille::test
