#include "core/sandbox/unikraft/ScheduleDesk.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

/// The clock is looked at so often, because somebody may have set it.
constexpr milliseconds kLookAgain{30'000};
constexpr int kScheduledStop = 7;

std::optional<Instant> dueOf(const InstanceRecord& instance)
{
    // Schedules of a template or a checkpoint wait for what is made of it.
    std::optional<Instant> due = instance.isInstance() ? earliest(instance.schedules) : std::nullopt;
    if (instance.killAt && (!due || *instance.killAt < *due))
        due = instance.killAt;
    return due;
}

/// In the order of time, then of the actions, then of the list.
std::vector<ScheduleEntry> dueEntries(const InstanceRecord& instance, Instant now)
{
    std::vector<ScheduleEntry> entries;
    for (const ScheduleEntry& entry : instance.schedules) {
        if (entry.nextAt && *entry.nextAt <= now)
            entries.push_back(entry);
    }
    std::stable_sort(entries.begin(), entries.end(), [](const ScheduleEntry& a, const ScheduleEntry& b) {
        return std::pair(*a.nextAt, a.action) < std::pair(*b.nextAt, b.action);
    });
    return entries;
}

} // namespace

ScheduleDesk::ScheduleDesk(Parts parts) : m_parts(std::move(parts)), m_alarm([this] { look(); })
{
    const auto refreshFound = [this](const QString& uuid) {
        if (const InstanceRecord* const found = m_parts.store.find(uuid))
            refresh(*found);
    };
    connect(&m_parts.lifecycle, &InstanceLifecycle::created, this, refreshFound);
    connect(&m_parts.lifecycle, &InstanceLifecycle::changed, this, refreshFound);
    connect(&m_parts.lifecycle, &InstanceLifecycle::leaving, this, &ScheduleDesk::drop);
}

void ScheduleDesk::begin()
{
    const Instant now = m_parts.clock.now();
    for (const auto& [sequence, instance] : m_parts.store.all()) {
        rearm(instance->schedules, now);
        put(*instance);
    }
    arm();
}

void ScheduleDesk::put(const InstanceRecord& instance)
{
    const auto due = dueOf(instance);
    const auto known = m_dueOf.constFind(instance.sequence);
    if (known != m_dueOf.constEnd()) {
        if (due == *known)
            return;
        m_due.erase({*known, instance.sequence});
        m_dueOf.erase(known);
    }
    if (due) {
        m_due.insert({*due, instance.sequence});
        m_dueOf.insert(instance.sequence, *due);
    }
}

void ScheduleDesk::refresh(const InstanceRecord& instance)
{
    put(instance);
    arm();
}

void ScheduleDesk::drop(const QString& uuid)
{
    const InstanceRecord* const instance = m_parts.store.find(uuid);
    if (!instance || !m_dueOf.contains(instance->sequence))
        return;
    m_due.erase({m_dueOf.take(instance->sequence), instance->sequence});
    arm();
}

std::optional<Instant> ScheduleDesk::nextDue() const
{
    return m_due.empty() ? std::nullopt : std::optional(m_due.begin()->first);
}

void ScheduleDesk::arm()
{
    if (m_looking)
        return;
    if (const auto due = nextDue())
        m_alarm.set(std::min(m_parts.clock.waitUntil(*due), kLookAgain));
    else
        m_alarm.cancel();
}

void ScheduleDesk::look()
{
    // Whatever an operation does to the agenda, it is armed once, at the end.
    if (m_looking)
        return;
    m_looking = true;
    const Instant now = m_parts.clock.now();
    while (!m_due.empty() && m_due.begin()->first <= now) {
        const qint64 sequence = m_due.begin()->second;
        const auto found = m_parts.store.all().find(sequence);
        if (found == m_parts.store.all().end()) {
            m_due.erase(m_due.begin());
            m_dueOf.remove(sequence);
            continue;
        }
        handle(*found->second, now);
    }
    m_looking = false;
    arm();
}

void ScheduleDesk::handle(InstanceRecord& instance, Instant now)
{
    const QString uuid = instance.uuid;
    const std::vector<ScheduleEntry> entries = dueEntries(instance, now);
    // Set before anything is done, so that an operation finds the agenda as it will be.
    for (ScheduleEntry& entry : instance.schedules) {
        if (entry.nextAt && *entry.nextAt <= now)
            entry.nextAt = entry.event.next(now, calendar::TimeZone::utc());
    }
    instance.text.clear();
    const bool killed = instance.killAt && *instance.killAt <= now;
    if (killed)
        instance.killAt.reset();
    put(instance);

    const auto late = duration_cast<microseconds>(kLate * std::max(1.0, m_parts.clock.speed()));
    for (const ScheduleEntry& entry : entries) {
        InstanceRecord* const left = m_parts.store.find(uuid);
        if (!left)
            return;
        if (now - *entry.nextAt > late)
            log("schedule_missed", *left, entry, u"late"_s);
        else
            fire(uuid, entry);
    }
    InstanceRecord* const left = m_parts.store.find(uuid);
    if (left && killed && !left->isUp())
        static_cast<void>(m_parts.lifecycle.remove(*left, Origin::Autokill));
}

void ScheduleDesk::fire(const QString& uuid, const ScheduleEntry& entry)
{
    InstanceRecord& instance = *m_parts.store.find(uuid);
    const InstanceRecord before = instance;
    const QString place = u'/' + m_parts.metro + u'/' + before.name + u'/' + entry.name;
    if (m_parts.faults.machine({SandboxFault::Kind::Forget}, place)) {
        log("schedule_missed", before, entry, u"forgotten"_s);
        return;
    }
    log("schedule_fired", before, entry, perform(instance, entry));
}

QString ScheduleDesk::perform(InstanceRecord& instance, const ScheduleEntry& entry)
{
    const InstanceState state = instance.state;
    const auto said = [](const Outcome<void>& outcome) {
        return outcome ? u"done"_s : QString(u"failed: "_s + outcome.error().message);
    };
    switch (entry.action) {
    case Action::Start:
        if (state == InstanceState::Running || state == InstanceState::Starting)
            return u"no-op"_s;
        return said(m_parts.lifecycle.start(instance, Origin::ScheduledOp));
    case Action::Stop: {
        if (state == InstanceState::Stopped)
            return u"no-op"_s;
        InstanceLifecycle::StopOrder order;
        order.reason = kScheduledStop;
        return said(m_parts.lifecycle.stop(instance, order, Origin::ScheduledOp));
    }
    case Action::Delete:
        return said(m_parts.lifecycle.remove(instance, Origin::ScheduledOp));
    case Action::Exec: {
        const auto outcome = m_parts.means.exec(instance, entry);
        if (!outcome && outcome.error().code == Code::WrongState)
            return u"skipped: "_s + outcome.error().message;
        return said(outcome);
    }
    case Action::Checkpoint:
        return said(m_parts.means.checkpoint(instance));
    }
    return {};
}

void ScheduleDesk::log(const char* event, const InstanceRecord& instance, const ScheduleEntry& entry,
                       const QString& outcome)
{
    m_parts.truth.write(event, {{u"metro"_s, m_parts.metro},
                                {u"instance"_s, instance.uuid},
                                {u"name"_s, instance.name},
                                {u"schedule"_s, entry.name},
                                {u"action"_s, wordOf(entry.action)},
                                {u"due"_s, qint64(entry.nextAt->time_since_epoch().count())},
                                {u"at"_s, qint64(m_parts.clock.now().time_since_epoch().count())},
                                {u"outcome"_s, outcome}});
}

} // namespace reveille::sandbox::unikraft
