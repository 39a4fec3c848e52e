#include "core/providers/unikraft/ScheduleJson.h"

namespace reveille::unikraft {

using namespace Qt::StringLiterals;

namespace {

bool isOwnMember(const QString& name)
{
    return name == u"name"_s || name == u"when"_s || name == u"action"_s || name == u"args"_s ||
           name == u"next_at"_s;
}

} // namespace

ProviderSchedule scheduleOf(const QJsonObject& object, SharedTexts& texts)
{
    ProviderSchedule schedule;
    schedule.name = texts.shared(object[u"name"_s].toString());
    schedule.when = texts.shared(object[u"when"_s].toString());
    schedule.action = texts.shared(object[u"action"_s].toString());
    for (const QString& arg : stringsOf(object[u"args"_s]))
        schedule.args.append(texts.shared(arg));
    schedule.nextAt = instantOf(object[u"next_at"_s]);
    for (auto it = object.constBegin(); it != object.constEnd(); ++it) {
        if (!isOwnMember(it.key()))
            schedule.otherMembers.insert(it.key(), it.value());
    }
    return schedule;
}

QVector<ProviderSchedule> schedulesOf(const QJsonValue& list, SharedTexts& texts)
{
    const QJsonArray items = list.toArray();
    QVector<ProviderSchedule> schedules;
    schedules.reserve(items.size());
    for (const QJsonValue item : items)
        schedules.append(scheduleOf(item.toObject(), texts));
    return schedules;
}

QJsonObject scheduleToSend(const ProviderSchedule& schedule)
{
    QJsonObject object;
    for (auto it = schedule.otherMembers.constBegin(); it != schedule.otherMembers.constEnd(); ++it) {
        if (!isOwnMember(it.key()))
            object.insert(it.key(), it.value());
    }
    object.insert(u"name"_s, schedule.name);
    object.insert(u"when"_s, schedule.when);
    object.insert(u"action"_s, schedule.action);
    if (!schedule.args.isEmpty())
        object.insert(u"args"_s, QJsonArray::fromStringList(schedule.args));
    return object;
}

QJsonArray schedulesToSend(const QVector<ProviderSchedule>& schedules)
{
    QJsonArray list;
    for (const ProviderSchedule& schedule : schedules)
        list.append(scheduleToSend(schedule));
    return list;
}

} // namespace reveille::unikraft
