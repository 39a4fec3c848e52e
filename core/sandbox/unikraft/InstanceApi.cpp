#include "core/sandbox/unikraft/InstanceApi.h"

#include "core/sandbox/unikraft/CreateOrder.h"
#include "core/sandbox/unikraft/Deprecations.h"
#include "core/sandbox/unikraft/Envelope.h"
#include "core/sandbox/unikraft/InstanceChange.h"
#include "core/sandbox/unikraft/Listing.h"
#include "core/sandbox/unikraft/ScheduleDesk.h"
#include "core/sandbox/unikraft/WaitDesk.h"

#include <utility>

#include <QJsonDocument>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

namespace {

const QString& keyOf(Kind kind)
{
    static const QString kInstances = u"instances"_s;
    static const QString kTemplates = u"templates"_s;
    static const QString kCheckpoints = u"checkpoints"_s;
    return kind == Kind::Template ? kTemplates : kind == Kind::Checkpoint ? kCheckpoints : kInstances;
}

std::optional<std::chrono::seconds> secondsOf(qint64 timeout)
{
    return timeout < 0 ? std::nullopt : std::optional(std::chrono::seconds(timeout));
}

} // namespace

void InstanceApi::addRoutes(Routes& routes)
{
    struct Place
    {
        const char* all;
        const char* one;
        Kind kind;
    };
    for (const Place& place :
         {Place{"/v1/instances", "/v1/instances/{}", Kind::Instance},
          Place{"/v1/instances/templates", "/v1/instances/templates/{}", Kind::Template},
          Place{"/v1/instances/checkpoints", "/v1/instances/checkpoints/{}", Kind::Checkpoint}}) {
        for (const char* const pattern : {place.all, place.one}) {
            routes.add("GET", pattern,
                       [this, kind = place.kind](const Call& call) { return list(call, kind); });
            routes.add("PATCH", pattern,
                       [this, kind = place.kind](const Call& call) { return patch(call, kind); });
        }
    }
    routes.addLater("POST", "/v1/instances",
                    [this](const Call& call) { create(warningOf(call, {"wait_timeout_ms"})); });
}

HttpResponse InstanceApi::list(const Call& call, Kind kind) const
{
    const auto request = ListRequest::read(call.query);
    const auto orders = ordersOf(call, {"details"});
    if (!request || !orders)
        return rejected(400, request ? orders.error() : request.error());
    const Instant now = m_parts.clock.now();
    if (!orders->empty()) {
        return envelope(keyOf(kind), forEach(call, m_parts.store, *orders, kind,
                                             [&](InstanceRecord& record, const Order&) {
                                                 return request->details ? detailsOf(record, now)
                                                                         : summaryOf(record);
                                             }));
    }
    QByteArrayList texts;
    for (const InstanceRecord* record : listOf(m_parts.store, kind, *request)) {
        texts.append(request->details ? detailsText(*record, now)
                                      : QJsonDocument(summaryOf(*record)).toJson(QJsonDocument::Compact));
    }
    return envelopeOfTexts(keyOf(kind), texts);
}

void InstanceApi::create(const Call& call)
{
    const auto body = objectOf(call.request.body);
    auto order = body ? createOrderOf(*body, m_parts.store, m_parts.metro, m_parts.rules)
                      : Outcome<CreateOrder>(tl::unexpected(body.error()));
    if (!order) {
        // A name that is taken is the one mistake that a client may want to tell from the others.
        if (order.error().code == Code::AlreadyExists) {
            const QJsonObject known{{u"name"_s, body->value(u"name"_s)}};
            call.reply(envelope(u"instances"_s, {failed(known, order.error())}));
        } else {
            call.reply(rejected(400, order.error()));
        }
        return;
    }
    std::vector<WaitDesk::Wait> waits;
    for (InstanceRecord& instance : order->instances) {
        const InstanceRecord& made = m_parts.lifecycle.create(std::move(instance), order->autostart);
        waits.push_back({made.uuid, InstanceState::Running, false, true, secondsOf(order->timeoutSeconds)});
    }
    const bool waited = order->timeoutSeconds != 0;
    const auto answer = [this, waits, waited, reply = call.reply] {
        QJsonArray items;
        for (const WaitDesk::Wait& wait : waits) {
            const InstanceRecord* const record = m_parts.store.find(wait.uuid);
            QJsonObject item = record ? summaryOf(*record) : QJsonObject{{u"uuid"_s, wait.uuid}};
            if (waited && (!record || record->state != InstanceState::Running))
                item.insert(u"status"_s, u"error"_s);
            items.append(item);
        }
        reply(envelopeWithMessage(u"instances"_s, items, u"Operation timed out"_s));
    };
    if (waited)
        m_parts.waits.wait(waits, answer);
    else
        answer();
}

HttpResponse InstanceApi::patch(const Call& call, Kind kind)
{
    const auto orders = ordersOf(call, {"id", "prop", "op", "value"});
    if (!orders)
        return rejected(400, orders.error());
    for (const Order& order : *orders) {
        if (!order.value(u"prop"_s).isString() || !order.value(u"op"_s).isString())
            return rejected(400, {Code::Malformed, u"'prop' and 'op' are needed"_s});
    }
    QJsonArray items =
        forEach(call, m_parts.store, *orders, kind,
                [this](InstanceRecord& record, const Order& order) { return change(record, order); });
    for (qsizetype i = 0; i < items.size(); ++i) {
        const QJsonValue id = orders->at(static_cast<std::size_t>(i)).value(u"id"_s);
        if (id.isUndefined())
            continue;
        QJsonObject item = items.at(i).toObject();
        item.insert(u"id"_s, id);
        items.replace(i, item);
    }
    return envelope(keyOf(kind), items);
}

QJsonObject InstanceApi::change(InstanceRecord& record, const Order& order)
{
    // On a copy, so that a change that is refused half way leaves nothing behind.
    InstanceRecord changed = record;
    const auto done = applyChange(changed, order, m_parts.rules);
    if (!done)
        return failed(identityOf(record), done.error());
    const bool schedules = order.value(u"prop"_s) == u"schedules"_s;
    if (schedules)
        rearm(changed.schedules, m_parts.clock.now());
    record = std::move(changed);
    if (!schedules && *done == ChangeEffect::Now)
        m_parts.lifecycle.settingsChanged(record);
    m_parts.store.save(record);
    m_parts.schedules.refresh(record);
    return succeeded(identityOf(record));
}

} // namespace reveille::sandbox::unikraft
