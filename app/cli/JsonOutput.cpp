#include "app/cli/JsonOutput.h"

#include "core/model/ProviderScheduleJson.h"
#include "core/model/TimeText.h"
#include "core/model/Words.h"
#include "core/text/ErrorText.h"
#include "core/text/RunnerText.h"

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

QJsonValue orNull(const QString& text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonValue orNull(const std::optional<calendar::Instant>& at)
{
    return at ? QJsonValue(toRfc3339(*at)) : QJsonValue();
}

QJsonValue orNull(const std::optional<int>& number)
{
    return number ? QJsonValue(*number) : QJsonValue();
}

template <typename Duration> QJsonValue countOrNull(const std::optional<Duration>& duration)
{
    return duration ? QJsonValue(qint64{duration->count()}) : QJsonValue();
}

QString stateWord(AccountStatus::State state)
{
    switch (state) {
    case AccountStatus::State::Unknown:
        return u"unknown"_s;
    case AccountStatus::State::Connecting:
        return u"connecting"_s;
    case AccountStatus::State::Connected:
        return u"connected"_s;
    case AccountStatus::State::Failed:
        return u"failed"_s;
    }
    return {};
}

} // namespace

QJsonObject toJson(const Account& account, const World& world)
{
    return {
        {u"id"_s, account.id.value},
        {u"name"_s, account.name},
        {u"provider"_s, toWord(account.provider)},
        {u"endpoint"_s, orNull(account.endpoint.toString())},
        {u"key_source"_s, toWord(account.keySource)},
        {u"key_ref"_s, orNull(account.keyRef)},
        {u"metros"_s, QJsonArray::fromStringList(account.metros)},
        {u"state"_s, stateWord(world.accountStatus.value(account.id).state)},
        {u"clock_skew_ms"_s, countOrNull(world.accountStatus.value(account.id).skew)},
    };
}

QJsonObject toJson(const Machine& machine, const World& world)
{
    return {
        {u"id"_s, machine.key.machine.value},
        {u"account"_s, world.accountName(machine.key.account)},
        {u"name"_s, orNull(machine.name)},
        {u"metro"_s, orNull(machine.metro)},
        {u"tags"_s, QJsonArray::fromStringList(machine.tags)},
        {u"delete_locked"_s, machine.rules.deleteLocked},
        {u"phase"_s, toWord(machine.phase)},
        {u"awake"_s, machine.isAwake()},
        {u"reason"_s, orNull(machine.reason)},
        {u"vcpu"_s, machine.vcpu},
        {u"memory_mib"_s, machine.memoryMib},
        {u"storage_gib"_s, machine.storageGib},
        {u"autosleep_s"_s, countOrNull(machine.autosleep)},
        {u"created_at"_s, orNull(machine.createdAt)},
        {u"last_transition_at"_s, orNull(machine.lastTransitionAt)},
    };
}

QJsonObject toJson(const Schedule& schedule, const World& world, std::optional<calendar::Instant> next)
{
    QJsonObject env;
    for (auto it = schedule.env.cbegin(); it != schedule.env.cend(); ++it)
        env.insert(it.key(), it.value());
    return {
        {u"id"_s, schedule.id.value},
        {u"name"_s, schedule.name},
        {u"account"_s, world.accountName(schedule.machine.account)},
        {u"machine"_s, schedule.machine.machine.value},
        {u"when"_s, QJsonArray::fromStringList(schedule.when)},
        {u"zone"_s, schedule.zone},
        {u"action"_s, toWord(schedule.action)},
        {u"fired_by"_s, toWord(schedule.firedBy)},
        {u"argv"_s, QJsonArray::fromStringList(schedule.argv)},
        {u"cwd"_s, orNull(schedule.cwd)},
        {u"env"_s, env},
        {u"timeout_ms"_s, qint64{schedule.timeout.count()}},
        {u"enabled"_s, schedule.enabled},
        {u"stdin"_s, orNull(schedule.stdinText)},
        {u"ping_url"_s, orNull(schedule.pingUrl)},
        {u"note"_s, orNull(schedule.note)},
        {u"provider_side"_s, schedule.provider ? QJsonValue(toJson(*schedule.provider)) : QJsonValue()},
        {u"pause"_s, schedule.pause ? QJsonValue(toJson(schedule.pause)) : QJsonValue()},
        {u"policy"_s, toJson(schedule.policy, JsonDetail::Full)},
        {u"next_at"_s, orNull(next)},
        {u"created_at"_s, toRfc3339(schedule.createdAt)},
        {u"effective_from"_s, toRfc3339(schedule.effectiveFrom)},
    };
}

QJsonObject toJson(const Run& run, const World& world)
{
    return {
        {u"id"_s, run.id.value},
        {u"schedule"_s, run.scheduleName},
        {u"schedule_id"_s, orNull(run.schedule.value)},
        {u"account"_s, orNull(world.accountName(run.machine.account))},
        {u"machine"_s, run.machine.machine.value},
        {u"kind"_s, toWord(run.kind)},
        {u"scheduled_at"_s, toRfc3339(run.scheduledAt)},
        {u"last_scheduled_at"_s, orNull(run.lastScheduledAt)},
        {u"occurrences"_s, run.occurrences},
        {u"started_at"_s, orNull(run.startedAt)},
        {u"ended_at"_s, orNull(run.endedAt)},
        {u"state"_s, toWord(run.state)},
        {u"outcome"_s, orNull(toWord(run.outcome))},
        {u"exit_code"_s, orNull(run.exitCode)},
        {u"signal"_s, orNull(run.signal)},
        {u"attempt"_s, run.attempt},
        {u"lateness_ms"_s, countOrNull(run.lateness())},
        {u"awake_ms"_s, countOrNull(run.awake)},
        {u"clock_skew_ms"_s, countOrNull(run.clockSkew)},
        {u"reason"_s, orNull(run.reason)},
        {u"detail"_s, orNull(run.detail)},
        {u"stdout_bytes"_s, run.stdoutBytes},
        {u"stderr_bytes"_s, run.stderrBytes},
    };
}

QJsonObject toJson(const std::optional<Pause>& pause)
{
    if (!pause)
        return {{u"paused"_s, false}, {u"since"_s, QJsonValue()}, {u"until"_s, QJsonValue()}};
    return {{u"paused"_s, true},
            {u"since"_s, toRfc3339(pause->since)},
            {u"until"_s, orNull(pause->until)},
            {u"note"_s, orNull(pause->note)}};
}

QJsonObject toJson(const RunnerStatus& status, const World& world)
{
    QJsonArray machines;
    for (const MachineLease& lease : world.leases)
        machines.append(QJsonObject{{u"id"_s, lease.machine.machine.value},
                                    {u"name"_s, world.machineName(lease.machine)},
                                    {u"since"_s, toRfc3339(lease.since)},
                                    {u"woken_by_us"_s, lease.wokenByUs},
                                    {u"sleep_owed_since"_s, orNull(lease.sleepOwedSince)},
                                    {u"sleep_attempts"_s, lease.sleepAttempts},
                                    {u"note"_s, orNull(lease.note)}});
    const Schedule* next = status.nextAt ? world.schedule(status.nextSchedule) : nullptr;
    QJsonObject object{
        {u"state"_s, status.elsewhere ? QJsonValue(toWord(*status.elsewhere)) : QJsonValue()},
        {u"next_at"_s, orNull(status.nextAt)},
        {u"next_schedule"_s, next ? QJsonValue(next->name) : QJsonValue()},
        {u"open_runs"_s, status.openRuns},
        {u"machines"_s, machines},
        {u"pause"_s, status.pause ? QJsonValue(toJson(status.pause)) : QJsonValue()},
        {u"clock"_s, QJsonValue()},
        {u"catch_up"_s, QJsonValue()},
        {u"error"_s, status.error ? QJsonValue(describe(*status.error).what) : QJsonValue()},
    };
    if (status.clock)
        object.insert(u"clock"_s, QJsonObject{{u"shown"_s, toRfc3339(status.clock->shown)},
                                              {u"expected"_s, toRfc3339(status.clock->expected)},
                                              {u"sentence"_s, clockTroubleText(*status.clock)}});
    QJsonArray skews;
    for (const Account& account : world.accounts) {
        if (const auto skew = world.accountStatus.value(account.id).skew)
            skews.append(QJsonObject{{u"account"_s, account.name},
                                     {u"clock_skew_ms"_s, qint64{skew->count()}},
                                     {u"sentence"_s, clockSkewText(*skew, account.name)}});
    }
    object.insert(u"clock_skews"_s, skews);
    if (status.catchUp)
        object.insert(u"catch_up"_s, QJsonObject{{u"schedules"_s, status.catchUp->items.size()},
                                                 {u"missed"_s, status.catchUp->missed()},
                                                 {u"to_run"_s, status.catchUp->toRun()},
                                                 {u"starts_at"_s, toRfc3339(status.catchUp->startsAt)}});
    return object;
}

} // namespace reveille::cli
