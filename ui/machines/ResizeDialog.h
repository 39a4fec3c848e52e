#pragma once

#include "core/model/Error.h"
#include "core/model/Machine.h"
#include "core/model/MachineExtras.h"

#include <QDialog>

class QPushButton;

namespace reveille::ui {

class MessageBar;
class RoleLabel;
class SizeFields;

/// Changes a machine's size and its autosleep. Stays open until the cloud has taken it: call showError() or
/// accept().
class ResizeDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit ResizeDialog(const Machine& machine, QWidget* parent = nullptr);

    [[nodiscard]] MachineResize change() const;
    void showError(const Error& error);

Q_SIGNALS:
    void resizeRequested();

private:
    void check();

    Machine m_machine;
    SizeFields* m_size = nullptr;
    RoleLabel* m_effect;
    MessageBar* m_message;
    QPushButton* m_button;
    bool m_isAsked = false; ///< until it is answered
};

/// What a change means for a machine in its present state; empty for no change.
[[nodiscard]] QString resizeEffect(const Machine& machine, const MachineResize& change);

} // namespace reveille::ui
