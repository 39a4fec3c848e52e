#pragma once

#include "ui/theme/Colors.h"

#include <QLabel>
#include <QWidget>

namespace reveille::ui {

/// A plain-text label in one of the theme's roles; it follows a change of theme.
class RoleLabel final : public QLabel
{
    Q_OBJECT

public:
    explicit RoleLabel(Color role, QWidget* parent = nullptr);
    void setRole(Color role);
    /// One line that gives way and ends in "…" rather than asking for room.
    void setElided(bool elided);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void tint();
    Color m_role;
    bool m_elided = false;
};

/// One line of text with figures of equal width; elides, and gives way to its neighbours.
class TabularLabel final : public QWidget
{
    Q_OBJECT

public:
    explicit TabularLabel(QWidget* parent = nullptr);

    void setText(const QString& text);
    [[nodiscard]] const QString& text() const { return m_text; }
    void setRole(Color role);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    Color m_role = Color::Text;
};

/// A themed icon of 16 px with a role.
class IconLabel final : public QWidget
{
    Q_OBJECT

public:
    IconLabel(QString name, Color role, QWidget* parent = nullptr);

    void setIcon(const QString& name, Color role);
    [[nodiscard]] QSize sizeHint() const override { return {m_side, m_side}; }
    void setSide(int side);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_name;
    Color m_role;
    int m_side = 16;
};

/// A widget filled with one role of the theme, with a line on the chosen edges.
class Band final : public QWidget
{
    Q_OBJECT

public:
    explicit Band(Color fill, Qt::Edges lines = {}, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Color m_fill;
    Qt::Edges m_lines;
};

/// A small heading over a group of facts.
[[nodiscard]] RoleLabel* makeHeading(const QString& text, QWidget* parent);

} // namespace reveille::ui
