#include "core/providers/unikraft/OneShotExecutions.h"

#include "core/model/TimeText.h"
#include "core/providers/unikraft/ExecutionBody.h"
#include "core/providers/unikraft/ScheduleEditing.h"

#include <algorithm>

#include <QCryptographicHash>
#include <QRegularExpression>

namespace reveille::unikraft {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

calendar::Instant platformTime(const Target& target, const Reading& reading)
{
    return reading.serverTime.value_or(target.link.clock->now());
}

QVector<ProviderSchedule> schedulesIn(const Target& target, const Reading& reading)
{
    const auto machine = machineOf(target, reading.item);
    return machine ? machine->providerSchedules.value_or(QVector<ProviderSchedule>())
                   : QVector<ProviderSchedule>();
}

const ProviderSchedule* find(const QVector<ProviderSchedule>& schedules, const QString& name)
{
    const auto found = std::ranges::find(schedules, name, &ProviderSchedule::name);
    return found == schedules.cend() ? nullptr : &*found;
}

std::optional<calendar::Instant> timeOf(const ProviderSchedule& schedule)
{
    if (schedule.nextAt)
        return schedule.nextAt;
    const QString text = QString(schedule.when).replace(u' ', u'T') + u'Z';
    return fromRfc3339(text);
}

/// Nothing more can be said of it.
Execution unknowable(const QString& name, const MachineId& machine)
{
    Execution execution;
    execution.id = {name};
    execution.machine = machine;
    execution.status = ExecutionStatus::Unknown;
    execution.rawStatus = u"elapsed"_s;
    execution.errorCode = QString::fromLatin1(kCannotKnow);
    execution.errorMessage =
        u"its time has gone; the platform tells nothing of a scheduled command's end or output"_s;
    return execution;
}

Call remove(const Target& target, const QString& name, Reply<Machine> reply)
{
    ProviderScheduleEdit edit;
    edit.operation = ProviderScheduleEdit::Operation::Remove;
    edit.names = {name};
    return std::make_unique<ScheduleEditing>(
        target.link, target.metro, QVector<ScheduleEditing::Edit>{{target.uuid, edit}},
        [reply = std::move(reply)](const Result<ScheduleEditing::Results>& results) {
            reply(results.and_then([](const ScheduleEditing::Results& all) { return all.first(); }));
        });
}

} // namespace

QString oneShotName(const IdempotencyKey& key)
{
    const QByteArray hash = QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha256).toHex();
    return u"run-"_s + QString::fromLatin1(hash.first(8));
}

bool isOneShotName(const QString& name)
{
    static const QRegularExpression kName(u"\\Arun-[0-9a-f]{8}\\z"_s);
    return kName.match(name).hasMatch();
}

QString oneShotWhen(calendar::Instant at)
{
    return toRfc3339(ceil<seconds>(at)).replace(u'T', u' ').chopped(1);
}

Execution oneShotState(const ProviderSchedule& schedule, calendar::Instant now, const MachineId& machine)
{
    const auto at = timeOf(schedule);
    if (!at || now >= *at + kOneShotGrace) {
        Execution execution = unknowable(schedule.name, machine);
        execution.command = schedule.args;
        return execution;
    }
    Execution execution;
    execution.id = {schedule.name};
    execution.machine = machine;
    execution.command = schedule.args;
    execution.status = ExecutionStatus::Queued;
    execution.rawStatus = u"scheduled"_s;
    execution.retryAfter = duration_cast<milliseconds>(*at + kOneShotGrace - now);
    return execution;
}

Call startOneShot(const Target& target, const Reading& reading, const ExecutionSpec& spec,
                  const IdempotencyKey& key, Reply<Execution> reply)
{
    const QString name = oneShotName(key);
    const calendar::Instant now = platformTime(target, reading);
    const QVector<ProviderSchedule> schedules = schedulesIn(target, reading);
    // This very call has been here before.
    if (const ProviderSchedule* before = find(schedules, name))
        return deferredReply<Execution>(oneShotState(*before, now, target.id), std::move(reply));
    const auto args = bareCommand(spec, target.id.value);
    if (!args)
        return deferredReply<Execution>(tl::unexpected(args.error()), std::move(reply));
    ProviderSchedule schedule;
    schedule.name = name;
    schedule.when = oneShotWhen(now + kOneShotLead);
    schedule.action = u"exec"_s;
    schedule.args = *args;
    ProviderScheduleEdit edit;
    edit.schedules = {schedule};
    return std::make_unique<ScheduleEditing>(
        target.link, target.metro, QVector<ScheduleEditing::Edit>{{target.uuid, edit}},
        [target, schedule, now, reply = std::move(reply)](const Result<ScheduleEditing::Results>& results) {
            const auto added =
                results.and_then([](const ScheduleEditing::Results& all) { return all.first(); });
            reply(added.map([&](const Machine&) { return oneShotState(schedule, now, target.id); }));
        });
}

Call readOneShot(const Target& target, const QString& name, Reply<Execution> reply)
{
    auto talk = std::make_unique<Conversation>();
    talk->step(readInstance(
        target, [step = talk.get(), target, name, reply = std::move(reply)](const Result<Reading>& reading) {
            if (!reading) {
                reply(tl::unexpected(reading.error()));
                return;
            }
            const QVector<ProviderSchedule> schedules = schedulesIn(target, *reading);
            const ProviderSchedule* schedule = find(schedules, name);
            if (schedule == nullptr) {
                reply(unknowable(name, target.id));
                return;
            }
            const Execution state = oneShotState(*schedule, platformTime(target, *reading), target.id);
            if (state.status == ExecutionStatus::Queued) {
                reply(state);
                return;
            }
            // Not removed is not fatal: the place stays taken until the next reading.
            step->step(remove(target, name, [reply, state](const Result<Machine>&) { reply(state); }));
        }));
    return talk;
}

QVector<Execution> oneShotsOf(const Target& target, const Reading& reading)
{
    QVector<Execution> executions;
    for (const ProviderSchedule& schedule : schedulesIn(target, reading)) {
        if (isOneShotName(schedule.name))
            executions.append(oneShotState(schedule, platformTime(target, reading), target.id));
    }
    return executions;
}

Call cancelOneShot(const Target& target, const QString& name, Reply<Execution> reply)
{
    auto talk = std::make_unique<Conversation>();
    talk->step(readOneShot(
        target, name,
        [step = talk.get(), target, name, reply = std::move(reply)](const Result<Execution>& read) {
            if (!read || read->status != ExecutionStatus::Queued) {
                reply(read);
                return;
            }
            step->step(remove(target, name, [reply, state = *read](const Result<Machine>& removed) {
                reply(removed.map([&](const Machine&) {
                    Execution execution = state;
                    execution.status = ExecutionStatus::Cancelled;
                    execution.rawStatus = u"removed"_s;
                    execution.retryAfter.reset();
                    return execution;
                }));
            }));
        }));
    return talk;
}

} // namespace reveille::unikraft
