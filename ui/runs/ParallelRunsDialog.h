#pragma once

#include "core/model/Error.h"

#include <QDialog>

class QPushButton;
class QSpinBox;

namespace reveille::ui {

class MessageBar;

/// Asks how many runs are at work at once. Stays open until accepted or cancelled.
class ParallelRunsDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit ParallelRunsDialog(int most, QWidget* parent = nullptr);

    [[nodiscard]] int most() const;
    void showError(const Error& error);

Q_SIGNALS:
    void saveRequested();

private:
    QSpinBox* m_most;
    MessageBar* m_message;
    QPushButton* m_button = nullptr;
};

} // namespace reveille::ui
