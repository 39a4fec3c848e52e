#include "core/runner/RunEnvironment.h"

#include "core/calendar/TimeZone.h"
#include "core/model/TimeText.h"
#include "core/runner/FiringId.h"

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

QString dateIn(const QString& zoneName, calendar::Instant at)
{
    const auto zone = calendar::TimeZone::load(zoneName.toStdString()).value_or(calendar::TimeZone::utc());
    const auto civil = zone.toCivil(at);
    return u"%1-%2-%3"_s.arg(civil.year, 4, 10, QLatin1Char('0'))
        .arg(civil.month, 2, 10, QLatin1Char('0'))
        .arg(civil.day, 2, 10, QLatin1Char('0'));
}

} // namespace

ExecutionSpec executionSpecFor(const Schedule& schedule, const Run& run, calendar::Instant now)
{
    const auto late = std::chrono::duration_cast<std::chrono::seconds>(now - run.scheduledAt);
    ExecutionSpec spec;
    spec.argv = schedule.argv;
    spec.cwd = schedule.cwd;
    spec.stdinText = schedule.stdinText;
    spec.timeout = schedule.timeout;
    spec.env = schedule.env;
    spec.env.insert(u"REVEILLE_SCHEDULED_AT"_s, toRfc3339(run.scheduledAt));
    spec.env.insert(u"REVEILLE_SCHEDULED_DATE"_s, dateIn(schedule.zone, run.scheduledAt));
    spec.env.insert(u"REVEILLE_FIRING_ID"_s, QString::fromLatin1(run.firingId.toHex()));
    spec.env.insert(u"REVEILLE_ATTEMPT"_s, QString::number(run.attempt));
    spec.env.insert(u"REVEILLE_LATENESS_S"_s, QString::number(std::max<qint64>(0, late.count())));
    spec.env.insert(markerOf(run.firingId, run.attempt), u"1"_s);
    return spec;
}

} // namespace reveille
