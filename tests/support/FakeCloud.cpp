#include "tests/support/FakeCloud.h"

#include <algorithm>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace reveille::test {

void FakeCloud::addMachine(const QString& id, MachinePhase phase)
{
    m_hosts[id].phase = phase;
}

void FakeCloud::startForeign(const QString& machine, milliseconds runs)
{
    settle();
    Job job;
    job.told.id.value = u"wexec-foreign-%1"_s.arg(m_jobs.size());
    job.told.machine.value = machine;
    job.told.status = ExecutionStatus::Running;
    job.told.createdAt = job.told.startedAt = m_clock.now();
    job.startAt = m_clock.sinceBoot();
    job.endAt = m_clock.sinceBoot() + runs;
    m_jobs.push_back(job);
}

const FakeCloud::Host& FakeCloud::host(const QString& id)
{
    settle();
    return m_hosts[id];
}

const std::vector<FakeCloud::Job>& FakeCloud::jobs()
{
    settle();
    return m_jobs;
}

void FakeCloud::settle()
{
    const microseconds now = m_clock.sinceBoot();
    for (auto& [id, host] : m_hosts) {
        if (host.changesAt > now)
            continue;
        if (host.phase == MachinePhase::Waking)
            host.phase = MachinePhase::Running;
        else if (host.phase == MachinePhase::GoingToSleep)
            host.phase = MachinePhase::Sleeping;
    }
    for (Job& job : m_jobs) {
        if (isTerminal(job.told.status) || job.startAt > now)
            continue;
        if (job.fate.refused) {
            job.told.status = ExecutionStatus::Failed;
            job.told.errorCode = u"machine_not_routable"_s;
            continue;
        }
        job.told.status = ExecutionStatus::Running;
        job.told.startedAt = wallAt(job.startAt);
        if (job.endAt > now)
            continue;
        job.told.status = job.fate.exitCode == 0 ? ExecutionStatus::Succeeded : ExecutionStatus::Failed;
        job.told.exitCode = job.fate.exitCode;
        job.told.completedAt = wallAt(job.endAt);
    }
}

Result<Machine> FakeCloud::told(const MachineId& id) const
{
    const auto it = m_hosts.find(id.value);
    if (it == m_hosts.end())
        return fail(ErrorCode::NotFound, id.value);
    Machine machine;
    machine.key.machine = id;
    machine.phase = it->second.phase;
    return machine;
}

Result<Machine> FakeCloud::get(const MachineId& id)
{
    settle();
    return told(id);
}

Result<Machine> FakeCloud::wake(const MachineId& id)
{
    settle();
    if (const auto it = m_hosts.find(id.value); it != m_hosts.end()) {
        Host& host = it->second;
        if (host.phase == MachinePhase::GoingToSleep)
            return fail(ErrorCode::InvalidState, id.value);
        if (host.phase == MachinePhase::Sleeping) {
            ++host.wakes;
            host.phase = MachinePhase::Waking;
            host.wokenAt = m_clock.sinceBoot();
            host.changesAt = m_clock.sinceBoot() + wakeTakes;
        }
    }
    return told(id);
}

Result<Machine> FakeCloud::sleep(const MachineId& id)
{
    settle();
    if (const auto it = m_hosts.find(id.value); it != m_hosts.end()) {
        Host& host = it->second;
        if (host.phase == MachinePhase::Waking)
            return fail(ErrorCode::InvalidState, id.value);
        const microseconds held = m_clock.sinceBoot() - host.wokenAt;
        if (host.phase == MachinePhase::Running && held < holdWindow) {
            Error error;
            error.code = ErrorCode::HoldWindow;
            error.retry = {true, ceil<milliseconds>(holdWindow - held)};
            return tl::unexpected<Error>(error);
        }
        if (host.phase == MachinePhase::Running) {
            sleptWhileBusy += static_cast<int>(std::ranges::count_if(m_jobs, [&](const Job& job) {
                return job.told.machine == id && !isTerminal(job.told.status);
            }));
            ++host.sleeps;
            host.phase = MachinePhase::GoingToSleep;
            host.changesAt = m_clock.sinceBoot() + sleepTakes;
        }
    }
    return told(id);
}

Result<Execution> FakeCloud::start(const MachineId& id, const QByteArray& body, const QString& key)
{
    settle();
    if (onStart)
        onStart(key, body);
    const auto it = m_hosts.find(id.value);
    if (it == m_hosts.end())
        return fail(ErrorCode::NotFound, id.value);
    if (!forgetsKeys) {
        const auto known = std::ranges::find(m_jobs, key, &Job::key);
        if (known != m_jobs.end()) {
            if (known->body == body)
                return told(*known);
            ++keysReused;
            return fail(ErrorCode::IdempotencyKeyReused, key);
        }
    }
    Host& host = it->second;
    microseconds ready = m_clock.sinceBoot();
    if (host.phase == MachinePhase::GoingToSleep)
        return fail(ErrorCode::InvalidState, id.value);
    if (host.phase == MachinePhase::Sleeping) {
        host.phase = MachinePhase::Waking;
        host.wokenAt = m_clock.sinceBoot();
        host.changesAt = ready + wakeTakes;
    }
    if (host.phase == MachinePhase::Waking)
        ready = host.changesAt;

    Job job;
    job.fate = fate();
    job.key = key;
    job.body = body;
    const QJsonObject env = QJsonDocument::fromJson(body).object()[u"env"_s].toObject();
    for (auto variable = env.begin(); variable != env.end(); ++variable)
        job.env.insert(variable.key(), variable.value().toString());
    job.told.id.value = u"wexec-%1"_s.arg(m_jobs.size());
    job.told.machine = id;
    job.told.envKeys = job.env.keys();
    job.told.status = ExecutionStatus::Queued;
    job.told.createdAt = m_clock.now();
    job.startAt = ready + job.fate.startsAfter;
    job.endAt = job.startAt + job.fate.runs;
    m_jobs.push_back(job);
    return told(m_jobs.back());
}

FakeCloud::Job* FakeCloud::find(const ExecutionId& id)
{
    settle();
    const auto it = std::ranges::find_if(m_jobs, [&](const Job& job) { return job.told.id == id; });
    return it == m_jobs.end() ? nullptr : &*it;
}

Result<Execution> FakeCloud::read(const ExecutionId& id)
{
    const Job* job = find(id);
    if (!job)
        return fail(ErrorCode::NotFound, id.value);
    return told(*job);
}

Result<QVector<Execution>> FakeCloud::list(const MachineId& id)
{
    settle();
    QVector<Execution> executions;
    for (const Job& job : m_jobs) {
        if (job.told.machine == id)
            executions.prepend(job.told);
    }
    return executions;
}

Result<Execution> FakeCloud::cancel(const ExecutionId& id)
{
    Job* job = find(id);
    if (!job)
        return fail(ErrorCode::NotFound, id.value);
    if (!isTerminal(job->told.status)) {
        job->told.status = ExecutionStatus::Cancelled;
        job->told.completedAt = m_clock.now();
    }
    return told(*job);
}

Result<ExecutionOutput> FakeCloud::output(const ExecutionId& id)
{
    const Job* job = find(id);
    if (!job)
        return fail(ErrorCode::NotFound, id.value);
    ExecutionOutput output;
    output.stdoutText = "output of " + id.value.toUtf8();
    return output;
}

} // namespace reveille::test
