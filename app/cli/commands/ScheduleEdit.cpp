#include "app/cli/commands/ScheduleEdit.h"

#include "app/cli/Invocation.h"
#include "app/cli/TimeInput.h"
#include "core/engine/ScheduleCheck.h"
#include "core/model/TimeText.h"
#include "core/model/Words.h"

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

Result<std::chrono::milliseconds> durationOption(const char* option, const std::string& text)
{
    const auto duration = durationFromText(toQString(text));
    if (!duration || duration->count() <= 0)
        return reveille::fail(ErrorCode::InvalidArgument, QLatin1String(option) + u' ' + toQString(text),
                              u"write a duration like 30s, 10m or 1h30m"_s);
    return *duration;
}

Result<void> editEnvironment(Schedule& schedule, const ScheduleOptions& options)
{
    for (const std::string& text : options.env) {
        const QString pair = toQString(text);
        const auto equals = pair.indexOf(u'=');
        if (equals <= 0)
            return reveille::fail(ErrorCode::InvalidArgument, u"--env "_s + pair.section(u'=', 0, 0),
                                  u"write NAME=VALUE"_s);
        schedule.env.insert(pair.left(equals), pair.mid(equals + 1));
    }
    for (const std::string& name : options.unsetEnv)
        schedule.env.remove(toQString(name));
    return {};
}

Result<void> editPolicy(SchedulePolicy& policy, const ScheduleOptions& options)
{
    if (!options.overlap.empty()) {
        const auto overlap = fromWord<OverlapPolicy>(toQString(options.overlap));
        if (!overlap)
            return reveille::fail(ErrorCode::InvalidArgument, u"--overlap "_s + toQString(options.overlap),
                                  u"it is skip or queue-one"_s);
        policy.overlap = *overlap;
    }
    if (!options.onMiss.empty()) {
        const auto onMiss = fromWord<OnMissPolicy>(toQString(options.onMiss));
        if (!onMiss)
            return reveille::fail(ErrorCode::InvalidArgument, u"--on-miss "_s + toQString(options.onMiss),
                                  u"it is skip or latest"_s);
        policy.onMiss = *onMiss;
    }
    if (options.startDeadline == "auto") {
        policy.startDeadline.reset();
    } else if (!options.startDeadline.empty()) {
        const auto deadline = durationOption("--start-deadline", options.startDeadline);
        if (!deadline)
            return tl::unexpected<Error>(deadline.error());
        policy.startDeadline = std::chrono::ceil<std::chrono::seconds>(*deadline);
    }
    if (options.retries)
        policy.infrastructureRetries = *options.retries;
    return {};
}

} // namespace

Result<Schedule> withOptions(Schedule schedule, const ScheduleOptions& options)
{
    if (!options.newName.empty())
        schedule.name = toQString(options.newName);
    if (!options.when.empty())
        schedule.when = toQStringList(options.when);
    for (const QString& expression : schedule.when) {
        if (const auto checked = checkExpression(expression); !checked)
            return tl::unexpected<Error>(checked.error());
    }
    if (!options.zone.empty()) {
        const auto zone = zoneFromArgument(toQString(options.zone));
        if (!zone)
            return tl::unexpected<Error>(zone.error());
        schedule.zone = zoneName(*zone);
    }
    if (!options.timeout.empty()) {
        const auto timeout = durationOption("--timeout", options.timeout);
        if (!timeout)
            return tl::unexpected<Error>(timeout.error());
        schedule.timeout = *timeout;
    }
    if (options.cwd)
        schedule.cwd = toQString(*options.cwd);
    if (options.argv)
        schedule.argv = *options.argv;
    if (const auto edited = editEnvironment(schedule, options); !edited)
        return tl::unexpected<Error>(edited.error());
    if (const auto edited = editPolicy(schedule.policy, options); !edited)
        return tl::unexpected<Error>(edited.error());
    return schedule;
}

} // namespace reveille::cli
