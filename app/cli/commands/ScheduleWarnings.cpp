#include "app/cli/commands/ScheduleWarnings.h"

#include "core/engine/ProviderForm.h"
#include "core/model/ScheduleDangers.h"
#include "core/model/TimeText.h"
#include "core/text/DangerText.h"

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

QString lineFor(const ScheduleDanger& danger)
{
    const DangerText text = describe(danger);
    QString line = (danger.level == DangerLevel::Note ? u"Note: "_s : u"Warning: "_s) + text.what;
    if (danger.at)
        line += u" First at %1."_s.arg(toRfc3339(*danger.at));
    if (!text.advice.isEmpty())
        line += u' ' + text.advice;
    return line;
}

QVector<ScheduleDanger> dangersOf(const Schedule& schedule, const std::optional<Schedule>& before,
                                  const Machine* machine, calendar::Instant now)
{
    // Reveille wakes a machine for a command itself; it is only the provider that does not.
    const bool isOurCommand =
        schedule.firedBy == FiredBy::Reveille && schedule.action == ScheduleAction::Exec;
    const auto form = providerFormOf(schedule, before, now);
    if (machine && form && !isOurCommand) {
        QVector<ProviderSchedule> others = machine->providerSchedules.value_or(QVector<ProviderSchedule>());
        if (before && before->provider && before->machine == machine->key)
            for (const ProviderSchedule& old : before->provider->allAgreed())
                others.removeIf([&](const ProviderSchedule& other) { return other.name == old.name; });
        others += form->entries.mid(1);
        return scheduleDangers(*machine, others, form->entries.constFirst(), now);
    }
    if (schedule.action != ScheduleAction::Delete)
        return {};
    ScheduleDanger deletes;
    deletes.level = DangerLevel::Destructive;
    return {deletes};
}

} // namespace

ScheduleWarnings scheduleWarnings(const Schedule& schedule, const std::optional<Schedule>& before,
                                  const Machine* machine, calendar::Instant now)
{
    ScheduleWarnings warnings;
    for (const ScheduleDanger& danger : dangersOf(schedule, before, machine, now)) {
        warnings.lines.append(lineFor(danger));
        warnings.isDestructive = warnings.isDestructive || danger.level == DangerLevel::Destructive;
    }
    return warnings;
}

} // namespace reveille::cli
