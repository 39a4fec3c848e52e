#include "core/runner/Journal.h"

#include <utility>

namespace reveille {

Journal::Journal(Store& store, QObject* parent) : QObject(parent), m_store(store) {}

void Journal::put(const Run& run)
{
    // Several steps of one run within a turn are one row; its steps list holds them all.
    if (const auto it = m_runIndex.constFind(run.id); it != m_runIndex.cend()) {
        m_batch.runs[*it] = run;
    } else {
        m_runIndex.insert(run.id, m_batch.runs.size());
        m_batch.runs.append(run);
    }
    schedule();
}

void Journal::put(const MachineLease& lease)
{
    m_batch.leasesDropped.removeAll(lease.machine);
    m_batch.leases.removeIf([&](const MachineLease& other) { return other.machine == lease.machine; });
    m_batch.leases.append(lease);
    schedule();
}

void Journal::drop(const MachineKey& lease)
{
    m_batch.leases.removeIf([&](const MachineLease& other) { return other.machine == lease; });
    if (!m_batch.leasesDropped.contains(lease))
        m_batch.leasesDropped.append(lease);
    schedule();
}

void Journal::decided(const ScheduleId& scheduleId, calendar::Instant until)
{
    m_batch.decidedUntil.insert(scheduleId, until);
    schedule();
}

void Journal::put(const ScheduleId& scheduleId, const ScheduleProgress& progress)
{
    m_batch.progress.insert(scheduleId, progress);
    schedule();
}

void Journal::put(const RunId& run, const RunOutput& output)
{
    m_outputs.emplace_back(run, output);
    schedule();
}

void Journal::put(const RunAttempt& attempt)
{
    m_batch.attempts.append(attempt);
    schedule();
}

void Journal::then(std::function<void()> act)
{
    m_acts.push_back(std::move(act));
    schedule();
}

void Journal::schedule()
{
    if (m_scheduled)
        return;
    m_scheduled = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_scheduled = false;
            flush();
        },
        Qt::QueuedConnection);
}

bool Journal::flush()
{
    if (!commit())
        return false;
    // An act may put more: that belongs to the next commit, with its own acts behind it.
    const auto acts = std::exchange(m_acts, {});
    for (const auto& act : acts)
        act();
    return true;
}

bool Journal::commit()
{
    const bool empty = m_batch.runs.isEmpty() && m_batch.leases.isEmpty() &&
                       m_batch.leasesDropped.isEmpty() && m_batch.decidedUntil.isEmpty() &&
                       m_batch.progress.isEmpty() && m_batch.attempts.isEmpty() && m_outputs.empty();
    if (empty && !m_failure)
        return true;
    // Output goes before the run that says it was collected: a crash in between collects it again.
    while (!m_outputs.empty()) {
        const auto& [run, output] = m_outputs.front();
        if (const auto saved = m_store.saveOutput(run, output); !saved) {
            m_failure = saved.error();
            Q_EMIT failed(*m_failure);
            return false;
        }
        m_outputs.erase(m_outputs.begin());
    }
    if (const auto written = m_store.commit(m_batch); !written) {
        m_failure = written.error();
        Q_EMIT failed(*m_failure);
        return false;
    }
    const JournalBatch batch = std::exchange(m_batch, {});
    m_runIndex.clear();
    const bool hadFailed = m_failure.has_value();
    m_failure.reset();
    if (!batch.runs.isEmpty())
        Q_EMIT runsWritten(batch.runs);
    if (!batch.leases.isEmpty() || !batch.leasesDropped.isEmpty())
        Q_EMIT leasesWritten(batch.leases, batch.leasesDropped);
    if (hadFailed)
        Q_EMIT recovered();
    return true;
}

} // namespace reveille
