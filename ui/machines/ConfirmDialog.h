#pragma once

#include "core/model/Error.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace reveille::ui {

class MessageBar;

/// Asks before something that cannot be undone: the name must be typed. Stays open until the deed was done:
/// call showError() or accept().
class ConfirmDialog final : public QDialog
{
    Q_OBJECT

public:
    struct Question
    {
        QString title;
        QString text;   ///< what will be gone
        QString name;   ///< what must be typed
        QString button; ///< "Delete machine"
    };
    explicit ConfirmDialog(const Question& question, QWidget* parent = nullptr);

    void showError(const Error& error);

Q_SIGNALS:
    void confirmed();

private:
    QString m_expected;
    QLineEdit* m_name;
    MessageBar* m_message;
    QPushButton* m_button;
};

} // namespace reveille::ui
