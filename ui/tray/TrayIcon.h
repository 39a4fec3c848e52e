#pragma once

#include "ui/tray/TrayState.h"

#include <memory>

#include <QMenu>
#include <QSystemTrayIcon>

namespace reveille::ui {

/// Shows a TrayState and says what was clicked. Decides nothing.
class TrayIcon final : public QObject
{
    Q_OBJECT

public:
    explicit TrayIcon(QObject* parent = nullptr);

    void setState(const TrayState& state);
    /// Shows or takes away the icon; a desktop without a tray shows nothing.
    void setShown(bool shown);
    [[nodiscard]] bool isShown() const;
    void showMessage(const QString& title, const QString& text);

Q_SIGNALS:
    void commanded(reveille::ui::TrayCommand command, const QString& id);
    void messageClicked();

private:
    void rebuildMenu();

    TrayState m_state;
    std::unique_ptr<QMenu> m_menu;
    QSystemTrayIcon m_icon;
};

[[nodiscard]] QString trayIconName(TrayIconKind kind);

} // namespace reveille::ui
