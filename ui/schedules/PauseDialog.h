#pragma once

#include "core/model/Error.h"
#include "ui/text/TimeView.h"

#include <optional>

#include <QDialog>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace reveille::ui {

class MessageBar;

/// Asks how long a schedule pauses, and why. Stays open until the engine took it: call showError() or
/// accept().
class PauseDialog final : public QDialog
{
    Q_OBJECT

public:
    PauseDialog(const QString& schedule, const TimeView& view, QWidget* parent = nullptr);

    /// Nothing: until the person resumes it.
    [[nodiscard]] std::optional<calendar::Instant> until() const;
    [[nodiscard]] QString note() const;
    void showError(const Error& error);

Q_SIGNALS:
    void pauseRequested();

private:
    void update();

    TimeView m_view;
    QComboBox* m_how;
    QLineEdit* m_until;
    QLineEdit* m_note;
    MessageBar* m_message;
    QPushButton* m_button;
};

} // namespace reveille::ui
