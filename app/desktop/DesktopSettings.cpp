#include "app/desktop/DesktopSettings.h"

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

constexpr auto kTheme = "window/theme"_L1;
constexpr auto kGeometry = "window/geometry"_L1;
constexpr auto kView = "window/view"_L1;
constexpr auto kTrayNotice = "tray/noticeShown"_L1;

} // namespace

DesktopSettings::DesktopSettings(const QString& directory)
    : m_settings(directory + u"/desktop.ini"_s, QSettings::IniFormat)
{}

ui::ThemeMode DesktopSettings::themeMode() const
{
    const QString word = m_settings.value(kTheme).toString();
    if (word == "light"_L1)
        return ui::ThemeMode::Light;
    return word == "dark"_L1 ? ui::ThemeMode::Dark : ui::ThemeMode::System;
}

void DesktopSettings::setThemeMode(ui::ThemeMode mode)
{
    m_settings.setValue(kTheme, mode == ui::ThemeMode::Light  ? u"light"_s
                                : mode == ui::ThemeMode::Dark ? u"dark"_s
                                                              : u"system"_s);
}

QByteArray DesktopSettings::geometry() const
{
    return m_settings.value(kGeometry).toByteArray();
}

void DesktopSettings::setGeometry(const QByteArray& geometry)
{
    m_settings.setValue(kGeometry, geometry);
}

QByteArray DesktopSettings::view() const
{
    return m_settings.value(kView).toByteArray();
}

void DesktopSettings::setView(const QByteArray& view)
{
    m_settings.setValue(kView, view);
}

bool DesktopSettings::trayNoticeShown() const
{
    return m_settings.value(kTrayNotice, false).toBool();
}

void DesktopSettings::setTrayNoticeShown()
{
    m_settings.setValue(kTrayNotice, true);
}

} // namespace reveille
