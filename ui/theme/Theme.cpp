#include "ui/theme/Theme.h"

#include "ui/theme/Colors.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Style.h"

#include <QApplication>
#include <QStyle>
#include <QToolTip>

namespace reveille::ui {

Theme::Theme(QApplication& application, QObject* parent)
    : QObject(parent), m_application(application), m_systemDark(isDark(QApplication::palette()))
{
    QApplication::setStyle(new Style);
    const QFont base = textFont();
    QApplication::setFont(base);
    QFont medium = base;
    medium.setWeight(QFont::Medium);
    for (const char* name : {"QPushButton", "QToolButton", "QTabBar"})
        QApplication::setFont(medium, name);
    QFont tip = smallFont(base);
    QToolTip::setFont(tip);
    QApplication::setFont(base, "QMenu");
    QApplication::setFont(base, "QMenuBar");
    QApplication::setWindowIcon(applicationIcon());
    apply();
}

void Theme::setMode(ThemeMode mode)
{
    if (m_mode == mode)
        return;
    m_mode = mode;
    apply();
    Q_EMIT modeChanged(mode);
}

void Theme::setSystemDark(bool dark)
{
    if (m_systemDark == dark)
        return;
    m_systemDark = dark;
    apply();
}

void Theme::apply()
{
    const bool dark = m_mode == ThemeMode::Dark || (m_mode == ThemeMode::System && m_systemDark);
    const QPalette palette = makePalette(dark ? darkColors() : lightColors());
    m_application.setPalette(palette);
    QToolTip::setPalette(palette);
}

} // namespace reveille::ui
