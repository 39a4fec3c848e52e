#pragma once

#include "core/model/Machine.h"
#include "core/model/MachineExtras.h"

#include <QObject>
#include <QString>

class QComboBox;
class QDoubleSpinBox;
class QSpinBox;

namespace reveille::ui {

class DialogFrame;
class RoleLabel;

/// The fields for a machine's size and its autosleep, with their bounds and what is to be known about them.
/// Rows of a dialog; belongs to it.
class SizeFields final : public QObject
{
    Q_OBJECT

public:
    SizeFields(DialogFrame& frame, QWidget* dialog);

    /// From the machine's size on; its disk cannot shrink.
    void setMachine(const Machine& machine);
    /// What is in the fields; of the spec only the size and the autosleep are set.
    [[nodiscard]] MachineSpec spec() const;
    /// What is different from the machine of setMachine().
    [[nodiscard]] MachineResize change() const;
    /// What must be put right first; empty if nothing.
    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    void changed();

private:
    [[nodiscard]] QString autosleep() const;
    void setAutosleep(const QString& text);

    QDoubleSpinBox* m_vcpu;
    QSpinBox* m_memory;
    QSpinBox* m_storage;
    QComboBox* m_autosleep;
    RoleLabel* m_storageHint;
    Machine m_machine;
    bool m_hasMachine = false;
};

} // namespace reveille::ui
