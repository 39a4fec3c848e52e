#include "ui/tray/TrayIcon.h"

#include "ui/theme/Icons.h"

namespace reveille::ui {

using namespace Qt::StringLiterals;

QString trayIconName(TrayIconKind kind)
{
    switch (kind) {
    case TrayIconKind::Offline:
        return u"tray-offline"_s;
    case TrayIconKind::Attention:
        return u"tray-attention"_s;
    case TrayIconKind::Paused:
        return u"tray-paused"_s;
    case TrayIconKind::Running:
        return u"tray-running"_s;
    case TrayIconKind::Idle:
        break;
    }
    return u"tray-idle"_s;
}

TrayIcon::TrayIcon(QObject* parent) : QObject(parent), m_menu(std::make_unique<QMenu>())
{
    m_icon.setContextMenu(m_menu.get());
    // A panel may be light or dark whatever our theme is; the accent stands out on both.
    m_icon.setIcon(icon(trayIconName(m_state.icon), Color::AccentFill));
    connect(&m_icon, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
            Q_EMIT commanded(TrayCommand::OpenWindow, QString());
    });
    connect(&m_icon, &QSystemTrayIcon::messageClicked, this, &TrayIcon::messageClicked);
}

void TrayIcon::setState(const TrayState& state)
{
    if (state == m_state)
        return;
    const bool otherMenu = state.entries != m_state.entries;
    if (state.icon != m_state.icon)
        m_icon.setIcon(icon(trayIconName(state.icon), Color::AccentFill));
    if (state.toolTip != m_state.toolTip)
        m_icon.setToolTip(state.toolTip);
    m_state = state;
    if (otherMenu)
        rebuildMenu();
}

void TrayIcon::setShown(bool shown)
{
    m_icon.setVisible(shown);
}

bool TrayIcon::isShown() const
{
    return m_icon.isVisible() && QSystemTrayIcon::isSystemTrayAvailable();
}

void TrayIcon::showMessage(const QString& title, const QString& text)
{
    m_icon.showMessage(title, text, applicationIcon());
}

void TrayIcon::rebuildMenu()
{
    m_menu->clear();
    QMenu* into = m_menu.get();
    for (const TrayEntry& entry : m_state.entries) {
        if (entry.level == 0)
            into = m_menu.get();
        if (entry.kind == TrayEntry::Kind::Separator) {
            into->addSeparator();
        } else if (entry.kind == TrayEntry::Kind::Menu) {
            into = m_menu->addMenu(entry.text);
        } else {
            QString text = entry.text;
            QAction* action = into->addAction(text.replace(u'&', u"&&"_s));
            action->setEnabled(entry.command != TrayCommand::None);
            connect(action, &QAction::triggered, this,
                    [this, entry] { Q_EMIT commanded(entry.command, entry.id); });
        }
    }
}

} // namespace reveille::ui
