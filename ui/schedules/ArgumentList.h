#pragma once

#include <QStringList>
#include <QVector>
#include <QWidget>

class QLineEdit;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace reveille::ui {

/// The words of a command, a field each: the program, then its arguments just as they are handed over, with
/// blanks and quotes and all. There is always a field for the program.
class ArgumentList final : public QWidget
{
    Q_OBJECT

public:
    explicit ArgumentList(QWidget* parent = nullptr);

    void setArgv(const QStringList& argv);
    /// Empty arguments count; without a program there is nothing.
    [[nodiscard]] QStringList argv() const;
    void focusFirst();
    void orderTabs();
    [[nodiscard]] QVector<QWidget*> stops() const;

Q_SIGNALS:
    void changed();

private:
    struct Row
    {
        QWidget* box;
        QLineEdit* edit;
        QToolButton* remove;
    };
    QLineEdit* addRow(const QString& text);
    void removeRow(const QWidget* box);
    void renumber();

    QVBoxLayout* m_column;
    QVector<Row> m_rows;
    QPushButton* m_add;
};

} // namespace reveille::ui
