#pragma once

#include "core/engine/InstanceCommands.h"
#include "core/model/Error.h"
#include "core/model/Schedule.h"
#include "ui/text/TimeView.h"

#include <QDialog>

class QGridLayout;
class QPushButton;

namespace reveille::ui {

class MessageBar;

/// Ours and theirs side by side, and which of the two is to be had on both sides. Stays open until the engine
/// took the choice: call showError() or accept().
class DriftDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `schedule` is one that the provider fires and that has drifted.
    DriftDialog(const Schedule& schedule, const TimeView& view, QWidget* parent = nullptr);

    void showError(const Error& error);

Q_SIGNALS:
    void chosen(reveille::DriftChoice choice);

private:
    QPushButton* addChoice(const QString& text, const QString& name, DriftChoice choice);

    MessageBar* m_message;
    QPushButton* m_theirs;
    QPushButton* m_ours;
};

/// One line of the comparison; empty texts where a side has none.
struct DriftLine
{
    QString what;
    QString ours;
    QString theirs;
    [[nodiscard]] bool differs() const { return ours != theirs; }
    friend bool operator==(const DriftLine&, const DriftLine&) = default;
};
[[nodiscard]] QVector<DriftLine> driftLines(const Schedule& schedule, const TimeView& view);

} // namespace reveille::ui
