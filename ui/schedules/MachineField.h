#pragma once

#include "ui/schedules/MachineChoice.h"

#include <QVector>
#include <QWidget>

class QComboBox;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace reveille::ui {

class RoleLabel;

/// One machine of a list, or several at once with a tick each.
class MachineField final : public QWidget
{
    Q_OBJECT

public:
    MachineField(QVector<MachineChoice> machines, QWidget* parent);

    void setMachine(const MachineKey& key);
    /// Whether several may be chosen; one only for a schedule that exists.
    void setManyAllowed(bool allowed);
    /// In the list's order; empty while none is ticked.
    [[nodiscard]] QVector<MachineChoice> chosen() const;
    [[nodiscard]] bool isMany() const { return m_many; }
    /// Takes the tick off a machine, as one that is done.
    void untick(const MachineKey& key);
    [[nodiscard]] QComboBox* box() const { return m_box; }
    [[nodiscard]] QVector<QWidget*> stops() const;

Q_SIGNALS:
    void changed();

private:
    void setMany(bool many);
    void filter(const QString& text);
    void count();

    QVector<MachineChoice> m_machines;
    QComboBox* m_box;
    QPushButton* m_several;
    QWidget* m_manyBox;
    QLineEdit* m_search;
    QListWidget* m_list;
    RoleLabel* m_count;
    bool m_many = false;
};

} // namespace reveille::ui
