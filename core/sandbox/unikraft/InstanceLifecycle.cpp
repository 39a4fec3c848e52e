#include "core/sandbox/unikraft/InstanceLifecycle.h"

#include "core/sandbox/unikraft/InstanceChange.h"

#include <algorithm>
#include <array>
#include <utility>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;
using namespace std::chrono;
using State = InstanceState;

namespace {

constexpr milliseconds kStarting{300};
constexpr milliseconds kStopping{200};
constexpr milliseconds kDraining{500};
constexpr milliseconds kPreparing{500};
constexpr int kScaledToZero = 39;
constexpr int kSuspended = 47;
/// A run this long ends a sequence of restarts.
constexpr milliseconds kHealthy{10'000};

constexpr std::array<const char16_t*, 7> kOrigins{u"api",   u"scheduled-op", u"scale-to-zero", u"restart",
                                                  u"guest", u"autokill",     u"proxy"};

milliseconds backOff(int attempt)
{
    if (attempt <= 1)
        return milliseconds(0);
    const int doublings = std::min(attempt - 2, 6);
    return std::min<milliseconds>(seconds(5) * (1 << doublings), minutes(5));
}

} // namespace

QString wordOf(Origin origin)
{
    return QString::fromUtf16(kOrigins[static_cast<std::size_t>(origin)]);
}

InstanceLifecycle::InstanceLifecycle(Parts parts) : m_parts(std::move(parts)) {}

void InstanceLifecycle::resume()
{
    for (const auto& [sequence, instance] : m_parts.store.all()) {
        const State state = instance->state;
        if (state == State::Starting)
            after(instance->target == State::Checkpoint ? kPreparing : kStarting, *instance, Origin::Api);
        else if (state == State::Draining || state == State::Stopping)
            after(kStopping, *instance, Origin::Api);
        if (instance->isInstance() &&
            (instance->isUp() || state == State::Starting || state == State::Stopping))
            ++m_live;
        if (state == State::Running)
            armIdle(*instance);
    }
}

InstanceRecord& InstanceLifecycle::create(InstanceRecord instance, bool start)
{
    instance.createdAt = m_parts.clock.now();
    rearm(instance.schedules, instance.createdAt);
    InstanceRecord& record = *m_parts.store.add(std::move(instance));
    startAutokill(record);
    log("instance_created", record, {{u"state"_s, wordOf(record.state)}});
    Q_EMIT created(record.uuid);
    if (start)
        static_cast<void>(this->start(record, Origin::Api));
    return record;
}

Outcome<void> InstanceLifecycle::start(InstanceRecord& instance, Origin origin)
{
    if (instance.state == State::Running || instance.state == State::Starting)
        return {};
    if (instance.state != State::Stopped && instance.state != State::Standby)
        return refuse(Code::WrongState, u"Cannot start VM in state '%1'"_s.arg(wordOf(instance.state)));
    if (m_live >= m_parts.mostLive) {
        log("start_failed", instance, {{u"origin"_s, wordOf(origin)}});
        Q_EMIT startFailed(instance.uuid, origin, u"EDQUOT"_s);
        return refuse(Code::Quota, u"The quota of live instances is used up"_s);
    }
    ++m_live;
    if (origin != Origin::Restart) {
        instance.restartAttempt = 0;
        m_restarts.erase(instance.uuid);
    }
    instance.restartAt.reset();
    instance.killAt.reset();
    instance.target = State::Running;
    enter(instance, State::Starting, origin);
    after(kStarting, instance, origin);
    return {};
}

Outcome<void> InstanceLifecycle::stop(InstanceRecord& instance, const StopOrder& order, Origin origin)
{
    if (!instance.isInstance())
        return refuse(Code::WrongState, u"Cannot stop VM in state '%1'"_s.arg(wordOf(instance.state)));
    if (origin != Origin::Guest) {
        // Who stops it by hand does not want it restarted.
        instance.text.clear();
        instance.restartAttempt = 0;
        instance.restartAt.reset();
        m_restarts.erase(instance.uuid);
    }
    if (instance.state == State::Stopped)
        return {};
    if (instance.state == State::Standby) {
        if (order.target == State::Stopped) {
            startAutokill(instance);
            enter(instance, State::Stopped, origin);
        }
        return {};
    }
    instance.stopReason = order.reason;
    instance.exitCode = order.exitCode;
    instance.stopCode = order.stopCode;
    instance.target = order.target;
    m_idle.erase(instance.uuid);
    if (order.force) {
        m_steps.erase(instance.uuid);
        becomeDown(instance, origin);
        return {};
    }
    if (instance.state == State::Stopping)
        return {};
    if (order.drain.count() != 0 && instance.state == State::Running) {
        enter(instance, State::Draining, origin);
        const milliseconds most = order.drain.count() < 0 ? kDraining : std::min(order.drain, kDraining);
        after(most, instance, origin);
        return {};
    }
    enter(instance, State::Stopping, origin);
    after(kStopping, instance, origin);
    return {};
}

Outcome<void> InstanceLifecycle::suspend(InstanceRecord& instance, milliseconds drain)
{
    if (instance.state == State::Stopped || !instance.isInstance())
        return refuse(Code::WrongState, u"Cannot suspend VM in state '%1'"_s.arg(wordOf(instance.state)));
    StopOrder order;
    order.drain = drain;
    order.target = State::Standby;
    order.reason = kSuspended;
    return stop(instance, order, Origin::Api);
}

Outcome<void> InstanceLifecycle::remove(InstanceRecord& instance, Origin origin)
{
    if (instance.isDeleteLocked())
        return refuse(Code::NotAllowed, u"Deletion protection enabled"_s);
    const QString uuid = instance.uuid;
    cancel(uuid);
    if (instance.isInstance() && instance.state != State::Stopped && instance.state != State::Standby) {
        --m_live;
        Q_EMIT down(uuid);
    }
    log("instance_deleted", instance, {{u"origin"_s, wordOf(origin)}});
    Q_EMIT leaving(uuid);
    m_parts.store.remove(uuid);
    Q_EMIT gone(uuid);
    return {};
}

Outcome<void> InstanceLifecycle::makeTemplate(InstanceRecord& instance, const QJsonObject& autokill)
{
    const State state = instance.state;
    if (state != State::Running && state != State::Stopped && state != State::Standby)
        return refuse(Code::WrongState, u"Cannot make a template of VM in state '%1'"_s.arg(wordOf(state)));
    cancel(instance.uuid);
    if (state == State::Running) {
        --m_live;
        instance.stoppedAt = m_parts.clock.now();
        Q_EMIT down(instance.uuid);
    }
    if (!autokill.isEmpty())
        instance.settings.insert(u"template_autokill"_s, autokill);
    enter(instance, State::Template, Origin::Api);
    return {};
}

void InstanceLifecycle::prepare(InstanceRecord& instance)
{
    after(kPreparing, instance, Origin::Api);
}

Outcome<void> InstanceLifecycle::exitInside(InstanceRecord& instance, int exitCode)
{
    if (!instance.isUp())
        return refuse(Code::WrongState, u"Nothing runs in state '%1'"_s.arg(wordOf(instance.state)));
    const Instant now = m_parts.clock.now();
    if (instance.startedAt && now - *instance.startedAt >= kHealthy)
        instance.restartAttempt = 0;
    StopOrder order;
    order.force = true;
    order.reason = 3;
    order.exitCode = exitCode;
    const QString uuid = instance.uuid;
    const auto stopped = stop(instance, order, Origin::Guest);
    if (InstanceRecord* const left = m_parts.store.find(uuid))
        restartIfWanted(*left, exitCode);
    return stopped;
}

void InstanceLifecycle::restartIfWanted(InstanceRecord& instance, int exitCode)
{
    const QString policy = instance.settings.value(u"restart_policy"_s).toString();
    if (policy != u"always" && !(policy == u"on-failure" && exitCode != 0))
        return;
    const milliseconds delay = backOff(++instance.restartAttempt);
    instance.restartAt = m_parts.clock.now() + delay;
    m_parts.store.save(instance);
    set(m_restarts, instance.uuid, m_parts.pace.real(delay), [this, uuid = instance.uuid] {
        m_restarts.erase(uuid);
        InstanceRecord* const found = m_parts.store.find(uuid);
        if (!found || found->state != State::Stopped)
            return;
        ++found->restartCount;
        static_cast<void>(start(*found, Origin::Restart));
    });
}

void InstanceLifecycle::traffic(InstanceRecord& instance)
{
    if (instance.state == State::Standby)
        static_cast<void>(start(instance, Origin::Proxy));
    else if (instance.state == State::Running)
        armIdle(instance);
}

void InstanceLifecycle::settingsChanged(InstanceRecord& instance)
{
    if (instance.state == State::Running)
        armIdle(instance);
    if (instance.state == State::Stopped || !instance.isInstance())
        startAutokill(instance);
}

void InstanceLifecycle::enter(InstanceRecord& instance, State state, Origin origin)
{
    const State from = std::exchange(instance.state, state);
    if (!instance.isInstance())
        startAutokill(instance);
    m_parts.store.save(instance);
    log("instance_state", instance,
        {{u"from"_s, wordOf(from)}, {u"to"_s, wordOf(state)}, {u"origin"_s, wordOf(origin)}});
    Q_EMIT changed(instance.uuid, from, state, origin);
}

void InstanceLifecycle::after(milliseconds delay, const InstanceRecord& instance, Origin origin)
{
    set(m_steps, instance.uuid, m_parts.pace.real(delay),
        [this, uuid = instance.uuid, origin] { step(uuid, origin); });
}

void InstanceLifecycle::step(const QString& uuid, Origin origin)
{
    m_steps.erase(uuid);
    InstanceRecord* const instance = m_parts.store.find(uuid);
    if (!instance)
        return;
    switch (instance->state) {
    case State::Starting:
        if (instance->target == State::Checkpoint)
            enter(*instance, State::Checkpoint, origin);
        else
            becomeUp(*instance, origin);
        return;
    case State::Draining:
        enter(*instance, State::Stopping, origin);
        after(kStopping, *instance, origin);
        return;
    case State::Stopping:
        becomeDown(*instance, origin);
        return;
    default:
        return;
    }
}

void InstanceLifecycle::becomeUp(InstanceRecord& instance, Origin origin)
{
    ++instance.startCount;
    instance.startedAt = m_parts.clock.now();
    enter(instance, State::Running, origin);
    armIdle(instance);
}

void InstanceLifecycle::becomeDown(InstanceRecord& instance, Origin origin)
{
    const Instant now = m_parts.clock.now();
    --m_live;
    if (instance.isUp() || instance.state == State::Stopping) {
        if (instance.startedAt)
            instance.uptime += std::max(floor<milliseconds>(now - *instance.startedAt), milliseconds(0));
    }
    instance.stoppedAt = now;
    const QString uuid = instance.uuid;
    Q_EMIT down(uuid);
    if (instance.target == State::Stopped) {
        applyUpdates(instance);
        startAutokill(instance);
    }
    enter(instance, instance.target, origin);
    if (instance.state == State::Stopped && instance.hasFeature(u"delete-on-stop"_s))
        static_cast<void>(remove(instance, origin));
}

void InstanceLifecycle::applyUpdates(InstanceRecord& instance)
{
    const QJsonArray waiting = std::exchange(instance.updates, {});
    for (const QJsonValue& value : waiting) {
        QJsonObject update = value.toObject();
        if (update.value(u"status"_s) != u"pending"_s)
            continue;
        if (const auto changed = applySetting(instance.settings, update); !changed) {
            update.insert(u"status"_s, u"failed"_s);
            update.insert(u"error"_s, static_cast<int>(changed.error().code));
            instance.updates.append(update);
        }
    }
}

void InstanceLifecycle::armIdle(const InstanceRecord& instance)
{
    const auto cooldown = instance.cooldown();
    if (!cooldown) {
        m_idle.erase(instance.uuid);
        return;
    }
    set(m_idle, instance.uuid, m_parts.pace.real(*cooldown), [this, uuid = instance.uuid] {
        m_idle.erase(uuid);
        InstanceRecord* const found = m_parts.store.find(uuid);
        if (!found || found->state != State::Running)
            return;
        if (m_busy && m_busy(uuid)) {
            armIdle(*found);
            return;
        }
        StopOrder order;
        order.target = State::Standby;
        order.reason = kScaledToZero;
        static_cast<void>(stop(*found, order, Origin::ScaleToZero));
    });
}

void InstanceLifecycle::startAutokill(InstanceRecord& instance) const
{
    const auto delay = instance.autokillAfter();
    instance.killAt = delay ? std::optional<Instant>(m_parts.clock.now() + *delay) : std::nullopt;
}

void InstanceLifecycle::cancel(const QString& uuid)
{
    m_steps.erase(uuid);
    m_idle.erase(uuid);
    m_restarts.erase(uuid);
}

void InstanceLifecycle::set(Alarms& alarms, const QString& uuid, milliseconds delay,
                            std::function<void()> action)
{
    auto alarm = std::make_unique<Alarm>(std::move(action));
    alarm->set(delay);
    alarms.insert_or_assign(uuid, std::move(alarm));
}

void InstanceLifecycle::log(const char* event, const InstanceRecord& instance, QJsonObject fields) const
{
    fields.insert(u"metro"_s, m_parts.metro);
    fields.insert(u"instance"_s, instance.uuid);
    fields.insert(u"name"_s, instance.name);
    m_parts.truth.write(event, fields);
}

} // namespace reveille::sandbox::unikraft
