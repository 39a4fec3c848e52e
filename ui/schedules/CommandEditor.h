#pragma once

#include "ui/text/CommandLine.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace reveille::ui {

/// The command of a schedule: typed like in a shell, shown as the words that are really handed over, or
/// wrapped into a shell by choice.
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

Q_SIGNALS:
    void changed();

private:
    void update();
    void warn();

    QLineEdit* m_edit;
    QCheckBox* m_shell;
    QLabel* m_words;
    QLabel* m_warning;
    QPushButton* m_fix;
    QString m_shellName;
    bool m_valid = false;
};

} // namespace reveille::ui
