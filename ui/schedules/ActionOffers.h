#pragma once

#include "core/model/Schedule.h"
#include "ui/schedules/MachineChoice.h"

#include <QString>
#include <QStringList>
#include <QVector>

namespace reveille::ui {

/// What a schedule can do on a machine, and who can fire it there.
struct ActionOffer
{
    ScheduleAction action = ScheduleAction::Exec;
    bool byReveille = true;
    bool byProvider = false;

    friend bool operator==(const ActionOffer&, const ActionOffer&) = default;
};
[[nodiscard]] QVector<ActionOffer> actionOffers(const MachineChoice& machine);
/// What all of the machines have in common.
[[nodiscard]] QVector<ActionOffer> actionOffers(const QVector<MachineChoice>& machines);

/// "Unikraft Cloud", "Dedalus", "the sandbox".
[[nodiscard]] QString providerName(ProviderKind provider);

/// What the one who fires does and what it cannot do, said plainly.
[[nodiscard]] QString firingText(FiredBy firedBy, ScheduleAction action, ProviderKind provider);
/// Remarks about this deed on these machines: nothing is lost, but it may surprise.
[[nodiscard]] QStringList actionRemarks(ScheduleAction action, FiredBy firedBy,
                                        const QVector<MachineChoice>& machines);

/// What cannot be undone: why, and what is to be typed before it is saved.
struct Danger
{
    QString text;
    QString typed; ///< the machines' names; empty: no danger
};
[[nodiscard]] Danger dangerOf(ScheduleAction action, const QVector<MachineChoice>& machines);

} // namespace reveille::ui
