#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QPushButton;

namespace reveille::ui {

class IconLabel;

/// Shown instead of an empty list: what this place is for, and what to do next.
class EmptyState final : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget* parent = nullptr);

    void setContent(const QString& icon, const QString& title, const QString& text,
                    const QString& button = {});

Q_SIGNALS:
    void buttonClicked();

private:
    IconLabel* m_icon;
    QLabel* m_title;
    QLabel* m_text;
    QPushButton* m_button;
};

} // namespace reveille::ui
