#include "core/model/ProviderScheduleJson.h"

#include "core/model/TimeText.h"

#include <array>
#include <utility>

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

const std::array<std::pair<Drift, QString>, 3>& driftWords()
{
    static const std::array<std::pair<Drift, QString>, 3> words{{{Drift::None, u"none"_s},
                                                                 {Drift::ChangedThere, u"changed-there"_s},
                                                                 {Drift::RemovedThere, u"removed-there"_s}}};
    return words;
}

QJsonArray partsToJson(const QVector<ProviderPart>& parts)
{
    QJsonArray array;
    for (const ProviderPart& part : parts) {
        QJsonObject object{{u"agreed"_s, toJson(part.agreed)}};
        if (part.seen)
            object.insert(u"seen"_s, toJson(*part.seen));
        array.append(object);
    }
    return array;
}

QStringList textsIn(const QJsonValue& array)
{
    QStringList texts;
    for (const QJsonValue value : array.toArray())
        texts.append(value.toString());
    return texts;
}

ProviderResend resendFromJson(const QJsonObject& object)
{
    return {fromRfc3339(object.value(u"at"_s).toString()).value_or(calendar::Instant()),
            textsIn(object.value(u"from"_s)), textsIn(object.value(u"to"_s)),
            object.value(u"verified"_s).toBool(), object.value(u"refusal"_s).toString()};
}

} // namespace

QString toWord(Drift drift)
{
    for (const auto& [value, word] : driftWords()) {
        if (value == drift)
            return word;
    }
    return {};
}

QJsonObject toJson(const ProviderSchedule& schedule)
{
    QJsonObject object{
        {u"name"_s, schedule.name},
        {u"when"_s, schedule.when},
        {u"action"_s, schedule.action},
        {u"args"_s, QJsonArray::fromStringList(schedule.args)},
    };
    if (schedule.nextAt)
        object.insert(u"next_at"_s, toRfc3339(*schedule.nextAt));
    if (!schedule.otherMembers.isEmpty())
        object.insert(u"other"_s, schedule.otherMembers);
    return object;
}

QJsonObject toJson(const ProviderSide& side)
{
    QJsonObject object{{u"agreed"_s, toJson(side.agreed)}, {u"drift"_s, toWord(side.drift)}};
    if (side.seen)
        object.insert(u"seen"_s, toJson(*side.seen));
    if (side.nextDiffers)
        object.insert(u"next_differs"_s, true);
    if (!side.more.isEmpty())
        object.insert(u"more"_s, partsToJson(side.more));
    QJsonArray resends;
    for (const ProviderResend& resend : side.resends)
        resends.append(toJson(resend));
    if (!resends.isEmpty())
        object.insert(u"resends"_s, resends);
    return object;
}

QJsonObject toJson(const ProviderResend& resend)
{
    QJsonObject object{{u"at"_s, toRfc3339(resend.at)},
                       {u"from"_s, QJsonArray::fromStringList(resend.from)},
                       {u"to"_s, QJsonArray::fromStringList(resend.to)},
                       {u"verified"_s, resend.verified}};
    if (!resend.refusal.isEmpty())
        object.insert(u"refusal"_s, resend.refusal);
    return object;
}

std::optional<ProviderSchedule> providerScheduleFromJson(const QJsonObject& object)
{
    if (!object.value(u"name"_s).isString() || !object.value(u"when"_s).isString() ||
        !object.value(u"action"_s).isString())
        return std::nullopt;
    ProviderSchedule schedule;
    schedule.name = object.value(u"name"_s).toString();
    schedule.when = object.value(u"when"_s).toString();
    schedule.action = object.value(u"action"_s).toString();
    for (const QJsonValue value : object.value(u"args"_s).toArray())
        schedule.args.append(value.toString());
    schedule.nextAt = fromRfc3339(object.value(u"next_at"_s).toString());
    schedule.otherMembers = object.value(u"other"_s).toObject();
    return schedule;
}

std::optional<ProviderSide> providerSideFromJson(const QJsonObject& object)
{
    const auto agreed = providerScheduleFromJson(object.value(u"agreed"_s).toObject());
    if (!agreed)
        return std::nullopt;
    ProviderSide side;
    side.agreed = *agreed;
    if (const QJsonObject seen = object.value(u"seen"_s).toObject(); seen.value(u"as_agreed"_s).toBool()) {
        side.seen = side.agreed;
        side.seen->nextAt = fromRfc3339(seen.value(u"next_at"_s).toString());
    } else if (!seen.isEmpty()) {
        side.seen = providerScheduleFromJson(seen);
    }
    const QString drift = object.value(u"drift"_s).toString();
    for (const auto& [value, word] : driftWords()) {
        if (word == drift)
            side.drift = value;
    }
    side.nextDiffers = object.value(u"next_differs"_s).toBool();
    for (const QJsonValue value : object.value(u"more"_s).toArray()) {
        const QJsonObject part = value.toObject();
        if (auto kept = providerScheduleFromJson(part.value(u"agreed"_s).toObject()))
            side.more.append({*std::move(kept), providerScheduleFromJson(part.value(u"seen"_s).toObject())});
    }
    for (const QJsonValue value : object.value(u"resends"_s).toArray())
        side.resends.append(resendFromJson(value.toObject()));
    return side;
}

} // namespace reveille
