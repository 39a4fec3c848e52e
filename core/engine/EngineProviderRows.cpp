#include "core/engine/Engine.h"

#include <algorithm>
#include <utility>

// Schedules that a provider fires: between the engine's rows and the provider's side of them.

namespace reveille {

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
    for (const Machine& machine : std::as_const(changes.machines))
        m_desk.merge(machine);
    for (const MachineKey& machine : std::as_const(changes.machinesRemoved))
        m_desk.machineGone(machine);
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
    ports.saw = [this](const Machine& machine) { m_watch.see(machine); };
    ports.gone = [this](const MachineKey& machine) {
        m_watch.forget(machine);
        m_desk.machineGone(machine);
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
    bool isOrdered = false; // more than what was seen there has changed
    Changes changes;
    for (const Schedule& row : rows) {
        const auto before = knownSchedule(row.id);
        if (before) {
            Schedule seen = *before;
            seen.provider = row.provider;
            isOrdered = isOrdered || !(seen == row);
        } else {
            isOrdered = true;
        }
        // The runner decides what was due until now of what it has fired so far.
        const bool wasOurs = before && before->firedBy == FiredBy::Reveille;
        const auto saved = wasOurs ? storeEdit(row) : m_store->saveSchedule(row);
        if (!saved) {
            (void)readStore();
            Q_EMIT changed(changes); // those before it are stored
            return saved;
        }
        changes.schedules.append(row);
    }
    if (isOrdered) {
        if (const auto applied = afterEdit(); !applied)
            return applied;
    } else {
        for (const Schedule& row : rows)
            *std::ranges::find(m_schedules, row.id, &Schedule::id) = row;
        if (m_elapses)
            m_elapses->schedulesChanged();
    }
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
