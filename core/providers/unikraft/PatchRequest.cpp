#include "core/providers/unikraft/PatchRequest.h"

#include "core/http/Redactor.h"
#include "core/providers/unikraft/UnikraftErrors.h"

namespace reveille::unikraft {

using namespace Qt::StringLiterals;

namespace {

Result<void> withoutValue(const Result<QJsonObject>& item)
{
    return item.map([](const QJsonObject&) {});
}

/// What the reading says of a change: queued and failed, not as asked, or done.
Result<Machine> settled(const Target& target, const PatchItem& item, const Reading& read,
                        const std::function<bool(const Machine&)>& holds)
{
    auto machine = machineOf(target, read.item);
    if (!machine || holds(*machine))
        return machine;
    const auto queued = queuedChange(read.item, item.property);
    if (queued && queued->isEmpty())
        return machine; // accepted, and waiting for the instance to stop
    return fail(ErrorCode::NotKept, target.id.value,
                target.link.redactor().redact(queued.value_or(item.property + u" is something else"_s)));
}

} // namespace

QJsonArray patchBody(const QVector<PatchItem>& items)
{
    QJsonArray body;
    for (const PatchItem& item : items) {
        QJsonObject object{{u"uuid"_s, item.uuid}, {u"prop"_s, item.property}, {u"op"_s, item.operation}};
        if (item.value)
            object.insert(u"value"_s, *item.value);
        if (!item.id.isEmpty())
            object.insert(u"id"_s, item.id);
        body.append(object);
    }
    return body;
}

QVector<Result<void>> patchResults(const QVector<PatchItem>& items, const Envelope& envelope,
                                   const QString& metro, const Redactor& redactor)
{
    QJsonArray answers = itemsOf(envelope, u"instances"_s);
    const auto take = [&answers](const QString& member, const QString& value) -> std::optional<QJsonObject> {
        for (qsizetype i = 0; i < answers.size(); ++i) {
            if (!value.isEmpty() && answers[i][member].toString() == value)
                return answers.takeAt(i).toObject();
        }
        return std::nullopt;
    };
    QVector<Result<void>> results;
    results.reserve(items.size());
    for (const PatchItem& item : items) {
        auto answer = take(u"id"_s, item.id);
        if (!answer)
            answer = take(u"uuid"_s, item.uuid);
        const QString subject = machineIdOf(metro, item.uuid).value;
        if (answer)
            results.append(withoutValue(checkItem(*answer, envelope, subject, redactor)));
        else if (envelope.status == Envelope::Status::Success)
            results.append(Result<void>());
        else
            results.append(tl::unexpected(itemError({}, envelope.message, subject, redactor)));
    }
    return results;
}

Call patchAndRead(const Target& target, const PatchItem& item, std::function<bool(const Machine&)> holds,
                  Reply<Machine> reply)
{
    auto talk = std::make_unique<Conversation>();
    Conversation* step = talk.get();
    const auto read = [step, target, item, holds, reply](const std::optional<Error>& lost) {
        step->step(readInstance(target, [=](const Result<Reading>& reading) {
            if (!reading) {
                reply(tl::unexpected(lost.value_or(reading.error())));
                return;
            }
            auto machine = settled(target, item, *reading, holds);
            if (!machine && lost)
                reply(tl::unexpected(*lost));
            else
                reply(std::move(machine));
        }));
    };
    Ask ask;
    ask.method = HttpMethod::Patch;
    ask.path = u"/instances"_s;
    ask.body = jsonOf(patchBody({item}));
    talk->step(target.ask(ask, [=](const Result<Envelope>& answer) {
        if (!answer) {
            if (leavesOpen(answer.error()))
                read(answer.error());
            else
                reply(tl::unexpected(answer.error()));
            return;
        }
        const auto result = patchResults({item}, *answer, target.metro.code, target.link.redactor());
        if (result.first())
            read(std::nullopt);
        else
            reply(tl::unexpected(result.first().error()));
    }));
    return talk;
}

} // namespace reveille::unikraft
