#include "core/engine/Engine.h"

#include "core/store/ScheduleKey.h"

#include <algorithm>
#include <utility>
#include <vector>

// Schedules that a provider fires: between the engine's rows and the provider's side of them.

namespace reveille {

namespace {

/// With these rows in it, in the store's order.
QVector<Schedule> withRows(QVector<Schedule> all, const QVector<Schedule>& rows)
{
    QHash<ScheduleId, qsizetype> places;
    places.reserve(all.size());
    for (qsizetype i = 0; i < all.size(); ++i)
        places.insert(all[i].id, i);
    for (const Schedule& row : rows) {
        if (const qsizetype place = places.value(row.id, -1); place >= 0)
            all[place] = row;
        else
            all.append(row);
    }
    std::vector<std::pair<QByteArray, qsizetype>> order;
    order.reserve(static_cast<std::size_t>(all.size()));
    for (qsizetype i = 0; i < all.size(); ++i)
        order.emplace_back(scheduleKey(all[i]).toUtf8(), i);
    std::ranges::sort(order);
    QVector<Schedule> sorted;
    sorted.reserve(all.size());
    for (const auto& [key, place] : order)
        sorted.append(std::move(all[place]));
    return sorted;
}

} // namespace

ProviderDesk::Ports Engine::deskPorts()
{
    ProviderDesk::Ports ports;
    ports.clock = m_ports.clock;
    ports.provider = [this](const AccountId& account) { return m_watch.provider(account); };
    ports.stored = [this] { return m_schedules; };
    ports.store = [this](const QVector<Schedule>& rows) { return storeProviderRows(rows); };
    ports.drop = [this](const ScheduleId& schedule) { return dropSchedule(schedule); };
    ports.saw = [this](const Machine& machine) { m_watch.see(machine); };
    return ports;
}

void Engine::machinesChanged(Changes changes)
{
    changes.status = currentStatus();
    Q_EMIT changed(changes);
    m_desk.merge(changes.machines);
    m_desk.machinesGone(changes.machinesRemoved);
    if (!m_elapses)
        return;
    for (const Machine& machine : std::as_const(changes.machines))
        m_elapses->machineSeen(machine);
    m_desk.sendAgain();
    m_elapses->schedulesChanged();
}

Result<void> Engine::startElapseWatch()
{
    ElapseWatch::Ports ports;
    ports.clock = m_ports.clock;
    ports.timer = &m_timers->part();
    ports.provider = [this](const AccountId& account) { return m_watch.provider(account); };
    ports.stored = [this] { return m_schedules; };
    ports.decidedUntil = [this] { return m_store->decidedUntil(); };
    ports.record = [this](const QVector<Run>& runs, const QHash<ScheduleId, calendar::Instant>& until) {
        JournalBatch batch;
        batch.runs = runs;
        batch.decidedUntil = until;
        const auto written = m_store->commit(batch);
        if (!written || runs.isEmpty())
            return written;
        Changes changes;
        changes.runs = runs;
        Q_EMIT changed(changes);
        for (const Run& run : runs)
            runClosed(run);
        return written;
    };
    ports.saw = [this](const QVector<Machine>& machines) { m_watch.see(machines); };
    ports.gone = [this](const QVector<MachineKey>& machines) {
        for (const MachineKey& machine : machines)
            m_watch.forget(machine);
        m_desk.machinesGone(machines);
    };
    ports.otherAlarm = [this] { return m_desk.nextSending(); };
    ports.atOtherAlarm = [this] { m_desk.sendAgain(); };
    m_elapses = std::make_unique<ElapseWatch>(ports);
    if (const auto started = m_elapses->start(); !started)
        return started;
    // What the clocks changed while nobody was here is sent again once the machines have been read.
    QSet<AccountId> accounts;
    for (const Schedule& schedule : std::as_const(m_schedules)) {
        if (schedule.firedBy == FiredBy::Provider)
            accounts.insert(schedule.machine.account);
    }
    for (const AccountId& account : std::as_const(accounts))
        m_watch.refresh(account, [](const Result<void>&) {});
    return {};
}

Result<void> Engine::storeProviderRows(const QVector<Schedule>& rows)
{
    if (!m_store)
        return {};
    QHash<ScheduleId, qsizetype> places;
    places.reserve(m_schedules.size());
    for (qsizetype i = 0; i < m_schedules.size(); ++i)
        places.insert(m_schedules[i].id, i);
    bool isOrdered = false; // more than what was seen there has changed
    QVector<Schedule> ours;
    QVector<Schedule> theirs;
    for (const Schedule& row : rows) {
        const qsizetype place = places.value(row.id, -1);
        if (place >= 0) {
            Schedule seen = m_schedules[place];
            // The runner decides what was due until now of what it has fired so far.
            if (seen.firedBy == FiredBy::Reveille)
                ours.append(row);
            seen.provider = row.provider;
            isOrdered = isOrdered || !(seen == row);
        } else {
            isOrdered = true;
        }
        if (ours.isEmpty() || ours.constLast().id != row.id)
            theirs.append(row);
    }
    for (const Schedule& row : std::as_const(ours)) {
        if (const auto saved = storeEdit(row); !saved)
            return saved;
    }
    if (const auto saved = m_store->saveSchedules(theirs); !saved) {
        (void)readStore();
        return saved;
    }
    if (!ours.isEmpty()) {
        if (const auto applied = afterEdit(); !applied)
            return applied;
    } else if (isOrdered) {
        // To read all of them again, as after another edit, would take longer than writing these did.
        m_schedules = withRows(std::exchange(m_schedules, {}), rows);
        if (m_elapses)
            m_elapses->schedulesChanged();
        if (const auto reloaded = m_runner ? m_runner->reload() : Result<void>(); !reloaded)
            return reloaded;
    } else {
        for (const Schedule& row : rows)
            m_schedules[places.value(row.id)] = row;
        if (m_elapses)
            m_elapses->schedulesChanged();
    }
    Changes changes;
    changes.schedules = rows;
    changes.status = currentStatus();
    Q_EMIT changed(changes);
    return {};
}

void Engine::saveAtProvider(const Schedule& schedule, const std::optional<Schedule>& before,
                            const Reply<Schedule>& reply)
{
    const auto told = [this, reply](const Result<Schedule>& answer) {
        answerAfterPoke<Schedule>(reply, answer);
    };
    if (schedule.firedBy == FiredBy::Provider) {
        m_desk.save(schedule, before, told);
        return;
    }
    // From now on Reveille fires it: first it must not be there any more.
    Schedule withdrawn = *before;
    withdrawn.enabled = false;
    m_desk.save(withdrawn, before, [this, schedule, told](const Result<Schedule>& answer) {
        if (!answer) {
            told(answer);
            return;
        }
        Schedule ours = schedule;
        ours.provider.reset();
        if (const auto stored = storeEdit(ours); !stored)
            told(tl::unexpected(stored.error()));
        else
            told(ours);
    });
}

void Engine::resolveDrift(const ScheduleId& id, DriftChoice choice, const Reply<Schedule>& reply)
{
    const auto known = knownSchedule(id);
    if (!known) {
        reply(fail(ErrorCode::NotFound, id.value));
        return;
    }
    m_desk.resolve(*known, choice, [this, reply](const Result<Schedule>& answer) {
        answerAfterPoke<Schedule>(reply, answer);
    });
}

} // namespace reveille
