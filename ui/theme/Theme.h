#pragma once

#include <QObject>

class QApplication;

namespace reveille::ui {

enum class ThemeMode
{
    System,
    Light,
    Dark
};

/// Dresses the application: style, palette and fonts. Make one after the QApplication and before any widget;
/// GUI thread only.
class Theme final : public QObject
{
    Q_OBJECT

public:
    explicit Theme(QApplication& application, QObject* parent = nullptr);

    [[nodiscard]] ThemeMode mode() const { return m_mode; }
    void setMode(ThemeMode mode);
    /// What the desktop prefers, for who can tell (the portal's color-scheme); until then the lightness of
    /// the palette that the platform came with.
    void setSystemDark(bool dark);

Q_SIGNALS:
    void modeChanged(reveille::ui::ThemeMode mode);

private:
    void apply();

    QApplication& m_application;
    ThemeMode m_mode = ThemeMode::System;
    bool m_systemDark = false;
};

} // namespace reveille::ui
