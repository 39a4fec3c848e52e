#pragma once

#include <QWidget>

class QLineEdit;
class QToolButton;

namespace reveille::ui {

class ActionRegistry;

/// The tool bar: the few things done most, and the search field.
class TopBar final : public QWidget
{
    Q_OBJECT

public:
    explicit TopBar(const ActionRegistry& actions, QWidget* parent = nullptr);

    void setPaused(bool paused);
    void focusSearch();
    void clearSearch();
    [[nodiscard]] QLineEdit* searchField() const { return m_search; }

Q_SIGNALS:
    void searchChanged(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QToolButton* addButton(class QAction* action, const QString& text, const QString& name);

    QLineEdit* m_search;
    QToolButton* m_pause;
    QToolButton* m_resume;
};

} // namespace reveille::ui
