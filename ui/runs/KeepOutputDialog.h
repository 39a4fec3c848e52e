#pragma once

#include "core/model/Error.h"
#include "core/model/OutputLimits.h"

#include <QDialog>

class QPushButton;
class QSpinBox;

namespace reveille::ui {

class MessageBar;

/// Asks how long what runs printed is kept, and how much of it. Stays open until accepted or cancelled.
class KeepOutputDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit KeepOutputDialog(const OutputLimits& limits, QWidget* parent = nullptr);

    /// A limit that was not touched is given back as it came, also between two days or MiB.
    [[nodiscard]] OutputLimits limits() const;
    void showError(const Error& error);

Q_SIGNALS:
    void saveRequested();

private:
    OutputLimits m_known;
    QSpinBox* m_days;
    QSpinBox* m_size;
    MessageBar* m_message;
    QPushButton* m_button = nullptr;
};

} // namespace reveille::ui
