#include "core/engine/ProviderEdits.h"

#include "core/calendar/CalendarEvent.h"
#include "core/engine/CopyNames.h"
#include "core/engine/ProviderForm.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace reveille {

using Operation = ProviderScheduleEdit::Operation;

namespace {

QString normalForm(const QString& when)
{
    const auto event = calendar::CalendarEvent::parse(when.toStdString());
    return event ? QString::fromStdString(event->toText()) : when;
}

/// The names of the entries behind the first: the old ones as far as they go, then free ones.
void nameOthers(QVector<ProviderSchedule>& wanted, QStringList old, QStringList taken)
{
    old.removeAll(wanted.constFirst().name);
    taken.append(wanted.constFirst().name);
    for (qsizetype i = 1; i < wanted.size(); ++i) {
        wanted[i].name =
            old.isEmpty() ? freeName(wanted.constFirst().name, taken, kLongestProviderName) : old.takeFirst();
        taken.append(wanted[i].name);
    }
}

Error noRoom(const Machine& machine, qsizetype others, qsizetype wanted)
{
    const qsizetype free = std::max<qsizetype>(kMostProviderSchedules - others, 0);
    return fail(ErrorCode::QuotaExceeded, machine.displayName(),
                wanted == 1
                    ? u"The provider keeps at most 8 schedules on one machine."_s
                    : u"The provider keeps at most 8 schedules on one machine; this one takes %1 places "
                      u"and %2 are free."_s.arg(wanted)
                          .arg(free))
        .value();
}

} // namespace

const ProviderSchedule* entryNamed(const Machine& machine, const QString& name)
{
    if (!machine.providerSchedules)
        return nullptr;
    const auto at = std::ranges::find(*machine.providerSchedules, name, &ProviderSchedule::name);
    return at == machine.providerSchedules->cend() ? nullptr : &*at;
}

bool isAsSent(const ProviderSchedule& kept, const ProviderSchedule& sent)
{
    return kept.name == sent.name && normalForm(kept.when) == normalForm(sent.when) &&
           kept.action == sent.action && (kept.action != u"exec" || kept.args == sent.args);
}

std::optional<QVector<ProviderSchedule>> keptEntries(const Machine& machine,
                                                     const QVector<ProviderSchedule>& sent)
{
    QVector<ProviderSchedule> all;
    for (const ProviderSchedule& entry : sent) {
        const ProviderSchedule* kept = entryNamed(machine, entry.name);
        if (!kept || !isAsSent(*kept, entry))
            return std::nullopt;
        all.append(*kept);
    }
    return all;
}

ProviderScheduleEdit addingEntries(QVector<ProviderSchedule> entries)
{
    for (ProviderSchedule& entry : entries)
        entry.nextAt.reset();
    return {Operation::Add, std::move(entries), {}};
}

ProviderScheduleEdit removingEntries(const QStringList& names)
{
    return {Operation::Remove, {}, names};
}

Result<ProviderChange> changeOf(const Machine& machine, const QStringList& old,
                                QVector<ProviderSchedule> wanted, const QStringList& reserved)
{
    if (!machine.providerSchedules)
        return fail(ErrorCode::InvalidArgument, machine.key.machine.value,
                    u"The cloud of this machine fires no schedules."_s);
    QStringList ours;    // of the old ones, what is there
    QStringList foreign; // everybody else's
    for (const ProviderSchedule& entry : *machine.providerSchedules)
        (old.contains(entry.name) ? ours : foreign).append(entry.name);

    ProviderChange change;
    if (!wanted.isEmpty()) {
        if (foreign.contains(wanted.constFirst().name))
            return fail(ErrorCode::AlreadyExists, wanted.constFirst().name);
        if (foreign.size() + wanted.size() > kMostProviderSchedules && wanted.size() > ours.size())
            return tl::unexpected(noRoom(machine, foreign.size(), wanted.size()));
        // A renamed schedule renames all of its entries.
        const bool isRenamed = !old.isEmpty() && old.constFirst() != wanted.constFirst().name;
        nameOthers(wanted, isRenamed ? QStringList() : old, foreign + reserved);
    }
    QVector<ProviderSchedule> missing;
    QStringList surplus = ours;
    for (const ProviderSchedule& entry : std::as_const(wanted)) {
        const ProviderSchedule* there = entryNamed(machine, entry.name);
        if (there && isAsSent(*there, entry))
            surplus.removeAll(entry.name);
        else
            missing.append(entry);
    }
    const bool sharesNames = std::ranges::any_of(
        missing, [&](const ProviderSchedule& entry) { return surplus.contains(entry.name); });
    const bool fitsBeside = machine.providerSchedules->size() + missing.size() <= kMostProviderSchedules;
    if (!missing.isEmpty())
        change.edits.append(addingEntries(missing));
    if (!surplus.isEmpty()) {
        const bool removesFirst = !missing.isEmpty() && (sharesNames || !fitsBeside);
        change.edits.insert(removesFirst ? 0 : change.edits.size(), removingEntries(surplus));
        for (const QString& name : removesFirst ? surplus : QStringList())
            change.takenAway.append(*entryNamed(machine, name));
    }
    change.wanted = std::move(wanted);
    return change;
}

} // namespace reveille
