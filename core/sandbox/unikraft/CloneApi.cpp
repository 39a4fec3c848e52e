#include "core/sandbox/unikraft/CloneApi.h"

#include "core/model/TimeText.h"
#include "core/sandbox/unikraft/CreateOrder.h"
#include "core/sandbox/unikraft/Envelope.h"
#include "core/sandbox/unikraft/SettingRules.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <QJsonDocument>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;
using State = InstanceState;

void CloneApi::addRoutes(Routes& routes)
{
    routes.add("POST", "/v1/instances/templates", [this](const Call& call) { return makeTemplates(call); });
    routes.addLater("POST", "/v1/instances/checkpoints", [this](const Call& call) { makeCheckpoints(call); });
    for (const char* const pattern : {"/v1/instances/history", "/v1/instances/{}/history"})
        routes.add("GET", pattern, [this](const Call& call) { return history(call, Kind::Instance); });
    for (const char* const pattern :
         {"/v1/instances/checkpoints/history", "/v1/instances/checkpoints/{}/history"})
        routes.add("GET", pattern, [this](const Call& call) { return history(call, Kind::Checkpoint); });
}

HttpResponse CloneApi::makeTemplates(const Call& call)
{
    const auto orders =
        ordersOf(call, {"timeout_s", "autokill", "prepare", "create_args", "prepare_timeout_s"});
    if (!orders)
        return rejected(400, orders.error());
    for (const Order& order : *orders) {
        if (order.contains(u"autokill"_s)) {
            if (const auto good = checkSetting(u"autokill"_s, order.value(u"autokill"_s)); !good)
                return rejected(400, good.error());
        }
    }
    return envelope(u"templates"_s, forEach(call, m_parts.store, *orders, Kind::Instance,
                                            [this](InstanceRecord& record, const Order& order) {
                                                QJsonObject item = identityOf(record);
                                                item.insert(u"previous_state"_s, wordOf(record.state));
                                                const auto made = m_parts.lifecycle.makeTemplate(
                                                    record, order.value(u"autokill"_s).toObject());
                                                item.insert(u"state"_s, wordOf(record.state));
                                                return made ? succeeded(item) : failed(item, made.error());
                                            }));
}

Outcome<InstanceRecord*> CloneApi::checkpoint(InstanceRecord& source, const QString& name,
                                              const QJsonObject& more)
{
    if (source.state != State::Running && source.state != State::Stopped && source.state != State::Standby)
        return refuse(Code::WrongState, u"Cannot branch from VM in state '%1'"_s.arg(wordOf(source.state)));
    if (source.settings.value(u"type"_s) == u"full"_s)
        return refuse(Code::NotSupported, u"Checkpoints need an instance of type 'micro'"_s);
    if (!name.isEmpty() && m_parts.store.named(name))
        return refuse(Code::AlreadyExists, u"An instance with the name '%1' already exists"_s.arg(name));
    InstanceRecord record;
    inherit(record, source);
    record.uuid = newUuid();
    record.name = name.isEmpty() ? freeName(m_parts.store, source.name) : name;
    record.state = State::Starting;
    record.target = State::Checkpoint;
    record.history = source.history;
    if (more.contains(u"tags"_s))
        record.settings.insert(u"tags"_s, more.value(u"tags"_s));
    if (more.contains(u"autokill"_s))
        record.settings.insert(u"checkpoint_autokill"_s, more.value(u"autokill"_s));
    InstanceRecord& made = m_parts.lifecycle.create(std::move(record), false);
    m_parts.lifecycle.prepare(made);
    source.history.append(
        QJsonObject{{u"uuid"_s, made.uuid},
                    {u"name"_s, made.name},
                    {u"created_at"_s, toRfc3339(std::chrono::floor<std::chrono::seconds>(made.createdAt))}});
    m_parts.store.save(source);
    return &made;
}

QJsonObject CloneApi::makeOne(const QJsonObject& wanted)
{
    const QJsonObject from = wanted.value(u"from"_s).toObject();
    const auto source = targetOf(m_parts.store, from, Kind::Instance);
    if (!source)
        return failed(namedBy(from), source.error());
    const auto made = checkpoint(**source, wanted.value(u"name"_s).toString(), wanted);
    return made ? summaryOf(**made) : failed(namedBy(from), made.error());
}

void CloneApi::makeCheckpoints(const Call& call)
{
    const QJsonDocument document = QJsonDocument::fromJson(call.request.body);
    const QJsonArray wanted = document.isArray() ? document.array() : QJsonArray{document.object()};
    qint64 timeout = 0;
    for (const QJsonValue& one : wanted) {
        const QJsonObject object = one.toObject();
        auto good = checkMembers(object, {"from", "name", "timeout_s", "tags", "autokill"});
        if (good && !object.value(u"from"_s).isObject())
            good = refuse(Code::Malformed, u"'from' is needed"_s);
        for (const QString& setting : {u"tags"_s, u"autokill"_s}) {
            if (good && object.contains(setting))
                good = checkSetting(setting, object.value(setting));
        }
        const auto seconds = integerOf(object, u"timeout_s"_s, 0);
        if (!good || !seconds) {
            call.reply(rejected(400, good ? seconds.error() : good.error()));
            return;
        }
        timeout = *seconds < 0 || timeout < 0 ? -1 : std::max(timeout, *seconds);
    }
    QJsonArray items;
    std::vector<WaitDesk::Wait> waits;
    const auto limit = timeout < 0 ? std::nullopt : std::optional(std::chrono::seconds(timeout));
    for (const QJsonValue& one : wanted) {
        const QJsonObject item = makeOne(one.toObject());
        if (item.value(u"status"_s) == u"success"_s)
            waits.push_back({item.value(u"uuid"_s).toString(), State::Checkpoint, false, false, limit});
        items.append(item);
    }
    if (timeout == 0) {
        call.reply(envelope(u"checkpoints"_s, items));
        return;
    }
    m_parts.waits.wait(waits, [this, items, reply = call.reply] {
        QJsonArray after;
        for (const QJsonValue& value : items) {
            QJsonObject item = value.toObject();
            if (const InstanceRecord* const record = m_parts.store.find(item.value(u"uuid"_s).toString());
                record && item.value(u"status"_s) == u"success"_s) {
                item.insert(u"state"_s, wordOf(record->state));
                if (record->state != State::Checkpoint)
                    item.insert(u"status"_s, u"error"_s);
            }
            after.append(item);
        }
        reply(envelopeWithMessage(u"checkpoints"_s, after, u"Operation timed out"_s));
    });
}

HttpResponse CloneApi::history(const Call& call, Kind kind) const
{
    const auto orders = ordersOf(call, {});
    if (!orders)
        return rejected(400, orders.error());
    if (orders->empty())
        return rejected(400, {Code::MissingId, u"No instance is named"_s});
    return envelope(u"instances"_s,
                    forEach(call, m_parts.store, *orders, kind, [](InstanceRecord& record, const Order&) {
                        QJsonObject item = identityOf(record);
                        item.insert(u"history"_s, record.history);
                        return succeeded(item);
                    }));
}

} // namespace reveille::sandbox::unikraft
