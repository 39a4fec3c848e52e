#include "core/sandbox/unikraft/ScheduleEntry.h"

#include "core/calendar/TimeZone.h"
#include "core/model/TimeText.h"
#include "core/sandbox/unikraft/Call.h"

#include <algorithm>
#include <array>
#include <utility>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;
using calendar::CalendarEvent;

namespace {

constexpr std::array<const char16_t*, 5> kActions{u"start", u"exec", u"checkpoint", u"stop", u"delete"};

Outcome<QString> textOf(const QJsonObject& object, const QString& key)
{
    const QJsonValue value = object.value(key);
    if (!value.isString() || value.toString().isEmpty())
        return refuse(Code::Invalid, u"A schedule needs a '%1'"_s.arg(key));
    return value.toString();
}

/// A DNS label of lower-case letters, digits and hyphens.
bool isLabel(const QString& name)
{
    const auto plain = [](QChar c) { return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9'); };
    return plain(name.front()) && plain(name.back()) &&
           std::all_of(name.begin(), name.end(), [&](QChar c) { return plain(c) || c == u'-'; });
}

Outcome<Action> actionOf(const QString& word)
{
    const auto* const it = std::find_if(kActions.begin(), kActions.end(),
                                        [&](const char16_t* k) { return word == QStringView(k); });
    if (it == kActions.end())
        return refuse(Code::Invalid, u"Invalid schedule action '%1'"_s.arg(word));
    return static_cast<Action>(it - kActions.begin());
}

Outcome<QStringList> argsOf(const QJsonValue& value, const QString& name)
{
    const QJsonArray array = value.toArray();
    QStringList args;
    for (const QJsonValue& arg : array) {
        if (!arg.isString() || arg.toString().contains(QChar(u'\0')))
            return refuse(Code::Invalid, u"Invalid args of schedule '%1'"_s.arg(name));
        args.append(arg.toString());
    }
    if (args.isEmpty() || args.first().isEmpty())
        return refuse(Code::Invalid, u"Schedule '%1' with action 'exec' needs args"_s.arg(name));
    return args;
}

const ScheduleEntry* named(const Schedules& schedules, const QString& name)
{
    const auto it = std::find_if(schedules.begin(), schedules.end(),
                                 [&](const ScheduleEntry& entry) { return entry.name == name; });
    return it == schedules.end() ? nullptr : &*it;
}

} // namespace

QString wordOf(Action action)
{
    return QString::fromUtf16(kActions[static_cast<std::size_t>(action)]);
}

Outcome<ScheduleEntry> scheduleFromJson(const QJsonValue& value, const ScheduleRules& rules)
{
    if (!value.isObject())
        return refuse(Code::Malformed, u"A schedule is an object"_s);
    const QJsonObject object = value.toObject();
    if (const auto good = checkMembers(object, {"name", "when", "action", "args", "next_at"}); !good)
        return tl::unexpected(good.error());
    const auto name = textOf(object, u"name"_s);
    if (!name)
        return tl::unexpected(name.error());
    if (name->size() > ScheduleRules::kLongestName)
        return refuse(Code::TooLong, u"The schedule name '%1' is longer than 31 characters"_s.arg(*name));
    if (!isLabel(*name))
        return refuse(Code::Invalid, u"Invalid schedule name '%1'"_s.arg(*name));
    const auto when = textOf(object, u"when"_s);
    if (!when)
        return tl::unexpected(when.error());
    const auto event = CalendarEvent::parse(when->toStdString());
    if (!event || (event->zone() && !rules.zones))
        return refuse(Code::Invalid, u"Invalid calendar expression '%1'"_s.arg(*when));
    const auto action = textOf(object, u"action"_s).and_then(actionOf);
    if (!action)
        return tl::unexpected(action.error());
    ScheduleEntry entry{*name, *when, *action, {}, *event, {}};
    if (entry.action == Action::Exec) {
        auto args = argsOf(object.value(u"args"_s), *name);
        if (!args)
            return tl::unexpected(args.error());
        entry.args = *std::move(args);
    }
    return entry;
}

Outcome<Schedules> schedulesFromJson(const QJsonValue& value, const ScheduleRules& rules)
{
    if (!value.isArray())
        return refuse(Code::Malformed, u"'schedules' must be an array"_s);
    Schedules schedules;
    const QJsonArray array = value.toArray();
    for (const QJsonValue& item : array) {
        auto entry = scheduleFromJson(item, rules);
        if (!entry)
            return tl::unexpected(entry.error());
        if (named(schedules, entry->name))
            return refuse(Code::Invalid, u"The schedule name '%1' is given twice"_s.arg(entry->name));
        schedules.push_back(*std::move(entry));
    }
    if (schedules.size() > ScheduleRules::kMost)
        return refuse(Code::TooMany, u"An instance can have at most 8 schedules"_s);
    return schedules;
}

Outcome<Schedules> withAdded(const Schedules& now, const QJsonValue& value, const ScheduleRules& rules)
{
    const auto added = schedulesFromJson(value, rules);
    if (!added)
        return added;
    Schedules all = now;
    for (const ScheduleEntry& entry : *added) {
        if (named(now, entry.name)) {
            return refuse(Code::AlreadyExists,
                          u"A schedule with the name '%1' already exists"_s.arg(entry.name));
        }
        all.push_back(entry);
    }
    if (all.size() > ScheduleRules::kMost)
        return refuse(Code::TooMany, u"An instance can have at most 8 schedules"_s);
    return all;
}

Outcome<Schedules> withSet(const QJsonValue& value, const ScheduleRules& rules)
{
    if (value.isUndefined())
        return Schedules();
    return schedulesFromJson(value, rules);
}

Outcome<Schedules> withRemoved(const Schedules& now, const QJsonValue& value)
{
    if (value.isUndefined())
        return now;
    if (!value.isArray() && !value.isString())
        return refuse(Code::Malformed, u"'value' must be an array of names"_s);
    const QJsonArray names = value.isString() ? QJsonArray{value} : value.toArray();
    Schedules left = now;
    for (const QJsonValue& name : names) {
        if (!named(now, name.toString()))
            return refuse(Code::NotFound, u"No schedule with name '%1'"_s.arg(name.toString()));
        std::erase_if(left, [&](const ScheduleEntry& entry) { return entry.name == name.toString(); });
    }
    return left;
}

void rearm(Schedules& schedules, Instant after)
{
    for (ScheduleEntry& entry : schedules)
        entry.nextAt = entry.event.next(after, calendar::TimeZone::utc());
}

std::optional<Instant> earliest(const Schedules& schedules)
{
    std::optional<Instant> first;
    for (const ScheduleEntry& entry : schedules) {
        if (entry.nextAt && (!first || *entry.nextAt < *first))
            first = entry.nextAt;
    }
    return first;
}

QJsonArray toJson(const Schedules& schedules, bool withNext)
{
    QJsonArray array;
    for (const ScheduleEntry& entry : schedules) {
        QJsonObject object{
            {u"name"_s, entry.name}, {u"when"_s, entry.when}, {u"action"_s, wordOf(entry.action)}};
        if (!entry.args.isEmpty())
            object.insert(u"args"_s, QJsonArray::fromStringList(entry.args));
        if (withNext && entry.nextAt)
            object.insert(u"next_at"_s, toRfc3339(*entry.nextAt));
        array.append(object);
    }
    return array;
}

} // namespace reveille::sandbox::unikraft
