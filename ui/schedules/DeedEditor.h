#pragma once

#include "ui/schedules/ActionOffers.h"

#include <optional>
#include <utility>

#include <QVector>
#include <QWidget>

class QComboBox;

namespace reveille::ui {

class RoleLabel;

/// What a schedule does and who fires it, as far as its machines offer a choice; what the one who fires
/// cannot do is said under it.
class DeedEditor final : public QWidget
{
    Q_OBJECT

public:
    explicit DeedEditor(QWidget* parent = nullptr);

    /// What a schedule does as it comes: offered on any machine.
    void setDeed(ScheduleAction action, FiredBy firedBy);
    /// Offers what these machines have in common; a choice that is not among it gives way to the first.
    void setMachines(const QVector<MachineChoice>& machines);
    [[nodiscard]] ScheduleAction action() const { return m_action; }
    [[nodiscard]] FiredBy firedBy() const { return m_firedBy; }
    [[nodiscard]] QComboBox* actionBox() const { return m_actions; }
    [[nodiscard]] QComboBox* firedByBox() const { return m_firers; }
    /// Whether the chosen machines can all do it.
    [[nodiscard]] bool isPossible() const { return offer(m_action) != nullptr; }
    /// Whether there is anything to choose or to say.
    [[nodiscard]] bool hasChoice() const;

Q_SIGNALS:
    void changed();

private:
    void fill();
    void choose(ScheduleAction action, FiredBy firedBy);
    [[nodiscard]] const ActionOffer* offer(ScheduleAction action) const;

    QVector<MachineChoice> m_machines;
    QVector<ActionOffer> m_offers;
    ScheduleAction m_action = ScheduleAction::Exec;
    FiredBy m_firedBy = FiredBy::Reveille;
    std::optional<std::pair<ScheduleAction, FiredBy>> m_given;
    bool m_quiet = false;
    QComboBox* m_actions;
    QComboBox* m_firers;
    RoleLabel* m_says;
    RoleLabel* m_remarks;
};

} // namespace reveille::ui
