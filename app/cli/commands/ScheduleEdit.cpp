#include "app/cli/commands/ScheduleEdit.h"

#include "app/cli/Invocation.h"
#include "app/cli/TimeInput.h"
#include "core/engine/ScheduleCheck.h"
#include "core/model/TimeText.h"
#include "core/model/Words.h"

#include <QFile>
#include <QUrl>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLargestInput = 64 * 1024;

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

Result<void> editInput(Schedule& schedule, const ScheduleOptions& options)
{
    if (options.stdinFile && options.stdinFile->empty()) {
        schedule.stdinText.clear();
    } else if (options.stdinFile) {
        const QString name = toQString(*options.stdinFile);
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly))
            return reveille::fail(ErrorCode::InvalidArgument, u"--stdin "_s + name, file.errorString());
        const QByteArray text = file.read(kLargestInput + 1);
        if (text.size() > kLargestInput)
            return reveille::fail(ErrorCode::InvalidArgument, u"--stdin "_s + name, u"at most 64 KiB"_s);
        schedule.stdinText = QString::fromUtf8(text);
        // The text is kept and sent as text: what is none would arrive changed.
        if (schedule.stdinText.toUtf8() != text)
            return reveille::fail(ErrorCode::InvalidArgument, u"--stdin "_s + name,
                                  u"only text in UTF-8 can be sent"_s);
    }
    if (options.ping) {
        const QUrl url(toQString(*options.ping), QUrl::StrictMode);
        const bool isWeb = url.scheme() == u"https" || url.scheme() == u"http";
        if (!options.ping->empty() && (!url.isValid() || !isWeb || url.host().isEmpty()))
            return reveille::fail(ErrorCode::InvalidArgument, u"--ping"_s, u"write https://host/path"_s);
        schedule.pingUrl = toQString(*options.ping);
    }
    return {};
}

Result<void> editDeed(Schedule& schedule, const ScheduleOptions& options)
{
    if (!options.action.empty()) {
        const auto action = fromWord<ScheduleAction>(toQString(options.action));
        if (!action)
            return reveille::fail(ErrorCode::InvalidArgument, u"--action "_s + toQString(options.action),
                                  u"it is start, stop, suspend, delete, exec or checkpoint"_s);
        schedule.action = *action;
    }
    if (!options.firedBy.empty()) {
        const auto firedBy = fromWord<FiredBy>(toQString(options.firedBy));
        if (!firedBy)
            return reveille::fail(ErrorCode::InvalidArgument, u"--fired-by "_s + toQString(options.firedBy),
                                  u"it is reveille or provider"_s);
        schedule.firedBy = *firedBy;
    }
    if (options.note)
        schedule.note = toQString(*options.note);
    if (schedule.action == ScheduleAction::Exec) {
        if (options.argv)
            schedule.argv = *options.argv;
        return {};
    }
    if (options.argv)
        return reveille::fail(ErrorCode::InvalidArgument, u"--action "_s + toWord(schedule.action),
                              u"only exec takes a command"_s);
    schedule.argv.clear();
    return {};
}

} // namespace

Result<Schedule> withOptions(Schedule schedule, const ScheduleOptions& options, calendar::Instant now,
                             QStringList& remarks)
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
    if (const auto edited = editDeed(schedule, options); !edited)
        return tl::unexpected<Error>(edited.error());
    if (const auto edited = editEnvironment(schedule, options); !edited)
        return tl::unexpected<Error>(edited.error());
    if (const auto edited = editInput(schedule, options); !edited)
        return tl::unexpected<Error>(edited.error());
    const auto policy = withPolicyOptions(schedule.policy, options.policy, schedule.zone, now, remarks);
    if (!policy)
        return tl::unexpected<Error>(policy.error());
    schedule.policy = *policy;
    return schedule;
}

} // namespace reveille::cli
