#include "ui/schedules/ActionOffers.h"

#include "core/model/ScheduleDangers.h"

#include <algorithm>

#include <QCoreApplication>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("ActionOffers", text);
}

QString namesOf(const QVector<MachineChoice>& machines)
{
    QStringList names;
    for (const MachineChoice& machine : machines)
        names += machine.name;
    return names.join(u", "_s);
}

template <typename Test> QVector<MachineChoice> those(const QVector<MachineChoice>& machines, Test test)
{
    QVector<MachineChoice> found;
    std::copy_if(machines.begin(), machines.end(), std::back_inserter(found), test);
    return found;
}

} // namespace

QVector<ActionOffer> actionOffers(const MachineChoice& machine)
{
    if (machine.provider != ProviderKind::Unikraft && !machine.providerFires)
        return {{ScheduleAction::Exec, true, false}};
    // A cloud of instances suspends only when it is told to at once.
    return {{ScheduleAction::Exec, machine.rules.runsCommands, true},
            {ScheduleAction::Start, true, true},
            {ScheduleAction::Stop, true, true},
            {ScheduleAction::Suspend, true, false},
            {ScheduleAction::Checkpoint, true, true},
            {ScheduleAction::Delete, true, true}};
}

QVector<ActionOffer> actionOffers(const QVector<MachineChoice>& machines)
{
    if (machines.isEmpty())
        return {{ScheduleAction::Exec, true, false}};
    QVector<ActionOffer> common = actionOffers(machines.first());
    for (const MachineChoice& machine : machines) {
        const QVector<ActionOffer> offers = actionOffers(machine);
        for (ActionOffer& offer : common) {
            const auto same = std::find_if(offers.begin(), offers.end(), [&offer](const ActionOffer& other) {
                return other.action == offer.action;
            });
            offer.byReveille = offer.byReveille && same != offers.end() && same->byReveille;
            offer.byProvider = offer.byProvider && same != offers.end() && same->byProvider;
        }
    }
    common.removeIf([](const ActionOffer& offer) { return !offer.byReveille && !offer.byProvider; });
    return common;
}

QString providerName(ProviderKind provider)
{
    switch (provider) {
    case ProviderKind::Dedalus:
        return say(QT_TRANSLATE_NOOP("ActionOffers", "Dedalus"));
    case ProviderKind::Unikraft:
        return say(QT_TRANSLATE_NOOP("ActionOffers", "Unikraft Cloud"));
    case ProviderKind::Sandbox:
        break;
    }
    return say(QT_TRANSLATE_NOOP("ActionOffers", "the sandbox"));
}

QString firingText(FiredBy firedBy, ScheduleAction action, ProviderKind provider)
{
    if (firedBy == FiredBy::Provider) {
        const QString text =
            action == ScheduleAction::Exec
                ? say(QT_TRANSLATE_NOOP("ActionOffers",
                                        "%1 fires it, also while this computer is off: in UTC, at most 8 "
                                        "for a machine. It keeps no output and no exit code, tries nothing "
                                        "again and catches nothing up."))
                : say(QT_TRANSLATE_NOOP("ActionOffers",
                                        "%1 fires it, also while this computer is off: in UTC, at most 8 "
                                        "for a machine. It tries nothing again and catches nothing "
                                        "up."));
        const QString name = providerName(provider);
        return text.arg(name.at(0).toUpper() + name.mid(1));
    }
    return action == ScheduleAction::Exec
               ? say(QT_TRANSLATE_NOOP("ActionOffers",
                                       "Reveille fires it in any time zone while it runs on this computer, "
                                       "keeps output and exit code, tries again and catches up."))
               : say(QT_TRANSLATE_NOOP("ActionOffers",
                                       "Reveille fires it in any time zone while it runs on this computer, "
                                       "tries again and catches up. Nothing fires while it is closed."));
}

QStringList actionRemarks(ScheduleAction action, FiredBy firedBy, const QVector<MachineChoice>& machines)
{
    QStringList remarks;
    if (action == ScheduleAction::Exec && firedBy == FiredBy::Provider) {
        remarks += say(QT_TRANSLATE_NOOP(
            "ActionOffers", "Whether a stopped machine is woken for a command is not documented: a schedule "
                            "that starts it a minute before makes sure."));
        const auto sleepers =
            those(machines, [](const MachineChoice& machine) { return machine.rules.scaleToZero; });
        if (!sleepers.isEmpty())
            remarks += say(QT_TRANSLATE_NOOP("ActionOffers",
                                             "%1 goes to standby when no traffic comes, also while the "
                                             "command runs."))
                           .arg(namesOf(sleepers));
    }
    const auto locked = those(machines, [action](const MachineChoice& machine) {
        return lossBy(action, machine.rules) == DangerCode::DeleteIsLocked;
    });
    if (!locked.isEmpty())
        remarks += say(QT_TRANSLATE_NOOP("ActionOffers", "%1 is locked against deletion: it stays until the "
                                                         "lock is taken off."))
                       .arg(namesOf(locked));
    return remarks;
}

Danger dangerOf(ScheduleAction action, const QVector<MachineChoice>& machines)
{
    if (action == ScheduleAction::Delete)
        return {say(QT_TRANSLATE_NOOP("ActionOffers",
                                      "When this fires, %1 is stopped by force and deleted with its disk. "
                                      "That cannot be undone."))
                    .arg(namesOf(machines)),
                namesOf(machines)};
    const auto gone = those(machines, [action](const MachineChoice& machine) {
        return lossBy(action, machine.rules).has_value();
    });
    if (gone.isEmpty())
        return {};
    return {say(QT_TRANSLATE_NOOP("ActionOffers", "%1 is set to be deleted once it stops: stopping it loses "
                                                  "the machine."))
                .arg(namesOf(gone)),
            namesOf(gone)};
}

} // namespace reveille::ui
