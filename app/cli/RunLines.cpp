#include "app/cli/RunLines.h"

#include "app/cli/TablePrinter.h"
#include "app/cli/TimeInput.h"
#include "core/model/TimeText.h"
#include "core/text/ArgvText.h"
#include "core/text/DurationText.h"
#include "core/text/RunText.h"

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kShownId = 8;

template <typename Duration> QString durationOrDash(const std::optional<Duration>& duration)
{
    return duration ? durationText(*duration) : u"-"_s;
}

QString countText(const Run& run)
{
    return run.occurrences > 1 ? u" (%1 times)"_s.arg(run.occurrences) : QString();
}

} // namespace

QString shortId(const RunId& id)
{
    return id.value.left(kShownId);
}

QString runLine(const Run& run, const World& world)
{
    QStringList parts{toRfc3339(run.scheduledAt), plainLine(run.scheduleName),
                      plainLine(world.machineName(run.machine)), outcomeWithReason(run) + countText(run)};
    if (const auto lateness = run.lateness())
        parts.append(u"started %1 late"_s.arg(durationText(*lateness)));
    if (run.awake)
        parts.append(u"awake %1"_s.arg(durationText(*run.awake)));
    parts.append(shortId(run.id));
    return parts.join(u"  "_s);
}

QString runTable(const QVector<Run>& runs, const World& world)
{
    const auto local = calendar::TimeZone::local();
    TablePrinter table({u"Run"_s, u"Scheduled (%1)"_s.arg(zoneName(local)), u"Schedule"_s, u"Machine"_s,
                        u"Outcome"_s, u"Late"_s, u"Awake"_s});
    for (const Run& run : runs)
        table.addRow({shortId(run.id), wallText(run.scheduledAt, local), run.scheduleName,
                      world.machineName(run.machine), outcomeText(run) + countText(run),
                      durationOrDash(run.lateness()), durationOrDash(run.awake)});
    return table.text();
}

} // namespace reveille::cli
