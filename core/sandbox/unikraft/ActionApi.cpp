#include "core/sandbox/unikraft/ActionApi.h"

#include "core/sandbox/unikraft/Deprecations.h"
#include "core/sandbox/unikraft/Envelope.h"

#include <optional>
#include <utility>
#include <vector>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

constexpr const char* kStart = "/v1/instances/start";
constexpr int kForced = 28;

std::optional<seconds> timeoutOf(qint64 given)
{
    return given < 0 ? std::nullopt : std::optional(seconds(given));
}

/// What an action of a whole request may not be: one malformed order stops all of them.
std::optional<Refusal> checkStop(const std::vector<Order>& orders)
{
    for (const Order& order : orders) {
        const auto drain = integerOf(order, u"drain_timeout_ms"_s, 0);
        if (!drain)
            return drain.error();
        for (const QString& flag : {u"force"_s, u"quick"_s, u"dump"_s}) {
            if (order.contains(flag) && !order.value(flag).isBool())
                return Refusal{Code::Malformed, u"'%1' must be true or false"_s.arg(flag)};
        }
        const bool force = order.value(u"force"_s).toBool();
        if (force && order.contains(u"drain_timeout_ms"_s))
            return Refusal{Code::Malformed, u"drain_timeout_ms and force cannot be given together"_s};
        if (order.value(u"dump"_s).toBool() && !force)
            return Refusal{Code::Malformed, u"dump needs force"_s};
        if (order.contains(u"ifstate"_s) && !stateOf(order.value(u"ifstate"_s).toString()))
            return Refusal{Code::Malformed, u"Invalid value of 'ifstate'"_s};
    }
    return std::nullopt;
}

/// A request for several things that names none at all.
Outcome<std::vector<Order>> someOrders(const Call& call, std::initializer_list<const char*> known)
{
    auto orders = ordersOf(call, known);
    if (orders && orders->empty())
        return refuse(Code::MissingId, u"No instance is named"_s);
    return orders;
}

Outcome<qint64> longestTimeout(const std::vector<Order>& orders)
{
    qint64 longest = 0;
    for (const Order& order : orders) {
        const auto timeout = timeoutSecondsOf(order, u"wait_timeout_ms"_s);
        if (!timeout)
            return timeout;
        longest = *timeout < 0 || longest < 0 ? -1 : std::max(longest, *timeout);
    }
    return longest;
}

} // namespace

void ActionApi::addRoutes(Routes& routes)
{
    for (const char* const pattern : {kStart, "/v1/instances/{}/start"})
        routes.addLater("PUT", pattern,
                        [this](const Call& call) { start(warningOf(call, {"wait_timeout_ms"})); });
    for (const char* const pattern : {"/v1/instances/stop", "/v1/instances/{}/stop"})
        routes.add("PUT", pattern, [this](const Call& call) { return stop(call); });
    for (const char* const method : {"PUT", "POST"}) {
        for (const char* const pattern : {"/v1/instances/suspend", "/v1/instances/{}/suspend"})
            routes.add(method, pattern, [this](const Call& call) { return suspend(call); });
    }
    for (const char* const pattern : {"/v1/instances", "/v1/instances/{}"})
        routes.addLater("DELETE", pattern, [this](const Call& call) { remove(call, Kind::Instance); });
    for (const char* const pattern : {"/v1/instances/templates", "/v1/instances/templates/{}"})
        routes.addLater("DELETE", pattern, [this](const Call& call) { remove(call, Kind::Template); });
    for (const char* const pattern : {"/v1/instances/checkpoints", "/v1/instances/checkpoints/{}"})
        routes.addLater("DELETE", pattern, [this](const Call& call) { remove(call, Kind::Checkpoint); });
    for (const char* const pattern : {"/v1/instances/wait", "/v1/instances/{}/wait"})
        routes.addLater("GET", pattern, [this](const Call& call) { wait(warningOf(call, {"timeout_ms"})); });
}

QJsonArray ActionApi::act(const Call& call, const std::vector<Order>& orders, Kind kind,
                          const Action& action) const
{
    return forEach(call, m_parts.store, orders, kind, [&](InstanceRecord& record, const Order& order) {
        QJsonObject item = identityOf(record);
        const QString uuid = record.uuid;
        item.insert(u"previous_state"_s, wordOf(record.state));
        const auto done = action(record, order);
        // The action may have ended the record.
        if (const InstanceRecord* const left = m_parts.store.find(uuid))
            item.insert(u"state"_s, wordOf(left->state));
        return done ? succeeded(item) : failed(item, done.error());
    });
}

void ActionApi::start(const Call& call)
{
    const auto orders = someOrders(call, {"timeout_s", "wait_timeout_ms"});
    if (!orders) {
        call.reply(rejected(400, orders.error()));
        return;
    }
    const auto timeout = longestTimeout(*orders);
    if (!timeout) {
        call.reply(rejected(400, timeout.error()));
        return;
    }
    const QJsonArray items = act(call, *orders, Kind::Instance, [this](InstanceRecord& record, const Order&) {
        return m_parts.lifecycle.start(record, Origin::Api);
    });
    if (*timeout == 0) {
        call.reply(envelope(u"instances"_s, items));
        return;
    }
    std::vector<WaitDesk::Wait> waits;
    for (const QJsonValue& item : items) {
        if (item.toObject().value(u"status"_s) == u"success"_s)
            waits.push_back({item.toObject().value(u"uuid"_s).toString(), InstanceState::Running, false, true,
                             timeoutOf(*timeout)});
    }
    m_parts.waits.wait(waits, [this, items, reply = call.reply] {
        QJsonArray after;
        bool lapsed = false;
        for (const QJsonValue& value : items) {
            QJsonObject item = value.toObject();
            const InstanceRecord* const record = m_parts.store.find(item.value(u"uuid"_s).toString());
            if (record && item.value(u"status"_s) == u"success"_s) {
                item.insert(u"state"_s, wordOf(record->state));
                if (record->state != InstanceState::Running) {
                    item.insert(u"status"_s, u"error"_s);
                    lapsed = true;
                }
            }
            after.append(item);
        }
        reply(lapsed ? envelopeWithMessage(u"instances"_s, after, u"Operation timed out"_s)
                     : envelope(u"instances"_s, after));
    });
}

HttpResponse ActionApi::stop(const Call& call)
{
    const auto orders = someOrders(call, {"drain_timeout_ms", "force", "quick", "ifstate", "dump"});
    if (!orders)
        return rejected(400, orders.error());
    if (const auto bad = checkStop(*orders))
        return rejected(400, *bad);
    return envelope(u"instances"_s,
                    act(call, *orders, Kind::Instance, [this](InstanceRecord& record, const Order& order) {
                        if (order.contains(u"ifstate"_s) &&
                            order.value(u"ifstate"_s).toString() != wordOf(record.state))
                            return Outcome<void>();
                        InstanceLifecycle::StopOrder stop;
                        stop.drain = milliseconds(*integerOf(order, u"drain_timeout_ms"_s, 0));
                        stop.force = order.value(u"force"_s).toBool();
                        if (stop.force) {
                            stop.reason = kForced;
                            stop.exitCode.reset();
                            stop.stopCode.reset();
                        }
                        return m_parts.lifecycle.stop(record, stop, Origin::Api);
                    }));
}

HttpResponse ActionApi::suspend(const Call& call)
{
    const auto orders = someOrders(call, {"drain_timeout_ms"});
    if (!orders)
        return rejected(400, orders.error());
    for (const Order& order : *orders) {
        if (const auto drain = integerOf(order, u"drain_timeout_ms"_s, -1); !drain)
            return rejected(400, drain.error());
    }
    return envelope(u"instances"_s,
                    act(call, *orders, Kind::Instance, [this](InstanceRecord& record, const Order& order) {
                        return m_parts.lifecycle.suspend(
                            record, milliseconds(*integerOf(order, u"drain_timeout_ms"_s, -1)));
                    }));
}

void ActionApi::remove(const Call& call, Kind kind)
{
    const auto orders = someOrders(call, {"timeout_s", "dont_retain"});
    const QString key = kind == Kind::Template     ? u"templates"_s
                        : kind == Kind::Checkpoint ? u"checkpoints"_s
                                                   : u"instances"_s;
    if (!orders) {
        call.reply(rejected(400, orders.error()));
        return;
    }
    if (const auto timeout = longestTimeout(*orders); !timeout) {
        call.reply(rejected(400, timeout.error()));
        return;
    }
    call.reply(envelope(key, act(call, *orders, kind, [this](InstanceRecord& record, const Order&) {
                            return m_parts.lifecycle.remove(record, Origin::Api);
                        })));
}

void ActionApi::wait(const Call& call)
{
    const auto orders = someOrders(call, {"state", "timeout_s", "timeout_ms"});
    if (!orders) {
        call.reply(rejected(400, orders.error()));
        return;
    }
    std::vector<WaitDesk::Wait> waits;
    for (const Order& order : *orders) {
        const auto timeout = timeoutSecondsOf(order, u"timeout_ms"_s);
        const auto state = stateOf(order.value(u"state"_s).toString(u"running"_s));
        if (!timeout || !state) {
            call.reply(rejected(400, timeout ? Refusal{Code::Malformed, u"Invalid value of 'state'"_s}
                                             : timeout.error()));
            return;
        }
        const auto target = targetOf(m_parts.store, order, Kind::Instance);
        waits.push_back({target ? (*target)->uuid : QString(), *state, false, false, timeoutOf(*timeout)});
    }
    m_parts.waits.wait(waits, [this, waits, orders = *orders, reply = call.reply] {
        QJsonArray items;
        bool refused = false;
        for (std::size_t i = 0; i < waits.size(); ++i) {
            const auto target = targetOf(m_parts.store, orders[i], Kind::Instance);
            if (!target) {
                refused = true;
                items.append(failed(namedBy(orders[i]), target.error()));
                continue;
            }
            QJsonObject item = summaryOf(**target);
            if ((*target)->state != waits[i].state)
                item.insert(u"status"_s, u"error"_s);
            items.append(item);
        }
        reply(refused ? envelope(u"instances"_s, items)
                      : envelopeWithMessage(u"instances"_s, items, u"Operation timed out"_s));
    });
}

} // namespace reveille::sandbox::unikraft
