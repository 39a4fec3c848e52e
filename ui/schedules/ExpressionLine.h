#pragma once

#include <QLineEdit>
#include <QVector>
#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace reveille::ui {

/// A line edit that can underline a stretch of its text as wrong.
class ExpressionEdit final : public QLineEdit
{
    Q_OBJECT

public:
    explicit ExpressionEdit(QWidget* parent = nullptr);

    /// Marks `length` characters from `column`; a negative column takes the mark away. The text, the cursor
    /// and the undo history stay as they are.
    void setMark(int column, int length);
    [[nodiscard]] int markColumn() const { return m_column; }

private:
    int m_column = -1;
};

/// One calendar event being typed: checked on every key, with what is wrong under it and a button that puts
/// it right where that is known.
class ExpressionLine final : public QWidget
{
    Q_OBJECT

public:
    explicit ExpressionLine(QWidget* parent = nullptr);

    void setText(const QString& text);
    [[nodiscard]] QString text() const;
    [[nodiscard]] bool isValid() const { return m_valid; }
    void setRemovable(bool removable);
    /// Numbers the line for object and accessible names.
    void setNumber(int number);
    [[nodiscard]] ExpressionEdit* edit() const { return m_edit; }
    /// What the Tab key visits, in order.
    [[nodiscard]] QVector<QWidget*> stops() const;

Q_SIGNALS:
    void changed();
    void removeRequested();

private:
    void check();

    ExpressionEdit* m_edit;
    QToolButton* m_remove;
    QWidget* m_problem;
    QLabel* m_message;
    QPushButton* m_fix;
    QString m_fixText;
    bool m_valid = false;
};

} // namespace reveille::ui
