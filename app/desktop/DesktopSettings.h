#pragma once

#include "ui/theme/Theme.h"

#include <QByteArray>
#include <QSettings>
#include <QString>

namespace reveille {

/// What the desktop program remembers about itself, in `desktop.ini` of the data directory.
class DesktopSettings
{
public:
    explicit DesktopSettings(const QString& directory);

    [[nodiscard]] ui::ThemeMode themeMode() const;
    void setThemeMode(ui::ThemeMode mode);
    [[nodiscard]] QByteArray geometry() const;
    void setGeometry(const QByteArray& geometry);
    /// How the tables are set up, as the window told it.
    [[nodiscard]] QByteArray view() const;
    void setView(const QByteArray& view);
    /// Whether the person has been told that closing the window leaves Reveille in the tray.
    [[nodiscard]] bool trayNoticeShown() const;
    void setTrayNoticeShown();

private:
    QSettings m_settings;
};

} // namespace reveille
