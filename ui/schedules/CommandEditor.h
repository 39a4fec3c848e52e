#pragma once

#include "core/text/CommandLine.h"

#include <QVector>
#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace reveille::ui {

class ArgumentList;

/// The command of a schedule: typed like in a shell, shown as the words that are really handed over, wrapped
/// into a shell by choice, or word by word in a field each.
class CommandEditor final : public QWidget
{
    Q_OBJECT

public:
    explicit CommandEditor(QWidget* parent = nullptr);

    void setArgv(const QStringList& argv);
    [[nodiscard]] QStringList argv() const;
    [[nodiscard]] bool isValid() const { return m_valid; }
    [[nodiscard]] QLineEdit* edit() const { return m_edit; }
    [[nodiscard]] QCheckBox* shellBox() const { return m_shell; }
    /// Puts right what the warning is about; only there while it can.
    [[nodiscard]] QPushButton* fixButton() const { return m_fix; }
    /// What the Tab key visits, in order.
    [[nodiscard]] QVector<QWidget*> stops() const;

Q_SIGNALS:
    void changed();

private:
    void update();
    void warn();
    void setSeparate(bool separate);
    void readLine();

    QLineEdit* m_edit;
    QCheckBox* m_shell;
    ArgumentList* m_list;
    QPushButton* m_separate;
    QLabel* m_words;
    QLabel* m_warning;
    QPushButton* m_fix;
    QString m_shellName;
    bool m_valid = false;
    bool m_isSeparate = false;
};

} // namespace reveille::ui
