#include "core/sandbox/ExecutionService.h"

#include "core/sandbox/Identifiers.h"
#include "core/sandbox/JobPlace.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QMetaObject>

#include <algorithm>
#include <utility>
#include <vector>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

constexpr milliseconds kKillGrace{2000};
constexpr milliseconds kPollHint{250};
constexpr int kPruneEvery = 256;
/// A command that writes byte by byte must not make an event of each: after so many, the rest comes at the
/// end.
constexpr qsizetype kMaxEvents = 1000;

} // namespace

ExecutionService::ExecutionService(const Parts& parts) : m_parts(parts)
{
    MachineLifecycle* const lifecycle = &m_parts.lifecycle;
    connect(lifecycle, &MachineLifecycle::running, this, &ExecutionService::machineRunning);
    connect(lifecycle, &MachineLifecycle::stopping, this, &ExecutionService::machineStopping);
    connect(lifecycle, &MachineLifecycle::asleep, this, &ExecutionService::machineAsleep);
    connect(lifecycle, &MachineLifecycle::wakeFailed, this, &ExecutionService::wakeFailed);
    connect(lifecycle, &MachineLifecycle::leaving, this, &ExecutionService::leaving);
}

ExecutionService::~ExecutionService()
{
    std::vector<QString> machines;
    for (const auto& [id, machine] : m_machineOf)
        machines.push_back(machine);
    for (const QString& machine : machines)
        finishAll(machine, {ExecutionStatus::Failed,
                            {},
                            {},
                            u"execution_runner_interrupted"_s,
                            u"the runner was stopped"_s});
}

void ExecutionService::settle()
{
    for (ExecutionRecord* execution : m_parts.store.all()) {
        if (isTerminal(execution->status))
            continue;
        finish(*execution, {ExecutionStatus::Failed,
                            {},
                            {},
                            u"execution_runner_interrupted"_s,
                            u"the runner ended while the execution was open"_s});
    }
    m_parts.store.prune(m_parts.clock.now());
}

ExecutionRecord* ExecutionService::recordOf(const QString& id) const
{
    const auto machine = m_machineOf.find(id);
    return machine == m_machineOf.end() ? nullptr : m_parts.store.find(machine->second, id);
}

Result<const ExecutionRecord*> ExecutionService::create(MachineRecord& machine, const ExecutionOrder& order)
{
    ExecutionRecord record;
    record.id = newExecutionId();
    record.machine = machine.id;
    record.command = order.command;
    record.cwd = order.cwd;
    record.envKeys = order.environment.keys();
    record.idempotencyKey = order.idempotencyKey;
    record.createdAt = m_parts.clock.now();
    const bool waits = machine.phase == Phase::Sleeping || machine.phase == Phase::Stopping ||
                       machine.phase == Phase::Starting;
    record.status = waits ? ExecutionStatus::WakeInProgress : ExecutionStatus::Queued;
    if (waits) {
        const auto hint = std::max(m_parts.pace.real(kPollHint), milliseconds(10));
        record.retryAfterMs = static_cast<int>(hint.count());
    }
    tell(record, record.status);
    const auto added = m_parts.store.add(std::move(record));
    if (!added)
        return tl::unexpected(added.error());
    ExecutionRecord& execution = **added;
    log("execution_created", execution);

    auto open = std::make_unique<Open>();
    open->order = order;
    m_open.emplace(execution.id, std::move(open));
    m_machineOf.emplace(execution.id, machine.id);
    m_parts.lifecycle.hold(machine.id);
    if (++m_sincePrune >= kPruneEvery) {
        m_sincePrune = 0;
        m_parts.store.prune(m_parts.clock.now());
    }

    if (machine.phase == Phase::Failed) {
        finish(execution, {ExecutionStatus::Failed,
                           {},
                           {},
                           u"machine_not_routable"_s,
                           u"machine is not routable for execution"_s});
    } else if (machine.isEnding()) {
        finish(execution,
               {ExecutionStatus::Failed, {}, {}, u"machine_not_found"_s, u"machine no longer exists"_s});
    } else if (machine.phase == Phase::Sleeping) {
        m_parts.lifecycle.wake(machine);
    } else if (machine.phase == Phase::Running) {
        QMetaObject::invokeMethod(
            this, [this, id = execution.id] { begin(id); }, Qt::QueuedConnection);
    }
    return &execution;
}

void ExecutionService::machineRunning(const QString& machine)
{
    for (const auto& [id, its] : m_machineOf) {
        if (its == machine) {
            QMetaObject::invokeMethod(
                this, [this, id = id] { begin(id); }, Qt::QueuedConnection);
        }
    }
}

void ExecutionService::machineStopping(const QString& machine)
{
    finishAll(machine,
              {ExecutionStatus::Cancelled, {}, {}, u"machine_stopped"_s, u"the machine was stopped"_s});
}

void ExecutionService::machineAsleep(const QString& machine)
{
    const bool wanted = std::any_of(m_machineOf.begin(), m_machineOf.end(),
                                    [&](const auto& entry) { return entry.second == machine; });
    MachineRecord* record = m_parts.machines.find(machine);
    if (wanted && record && record->phase == Phase::Sleeping)
        m_parts.lifecycle.wake(*record);
}

void ExecutionService::wakeFailed(const QString& machine)
{
    finishAll(machine,
              {ExecutionStatus::Failed, {}, {}, u"machine_wake_failed"_s, u"the machine did not wake"_s});
}

void ExecutionService::leaving(const QString& machine)
{
    finishAll(machine,
              {ExecutionStatus::Failed, {}, {}, u"machine_not_found"_s, u"machine no longer exists"_s});
    m_parts.store.forget(machine);
}

void ExecutionService::finishAll(const QString& machine, const Ending& ending)
{
    std::vector<QString> ids;
    for (const auto& [id, its] : m_machineOf) {
        if (its == machine)
            ids.push_back(id);
    }
    for (const QString& id : ids) {
        if (ExecutionRecord* execution = recordOf(id))
            finish(*execution, ending);
    }
}

void ExecutionService::begin(const QString& id)
{
    const auto it = m_open.find(id);
    ExecutionRecord* const execution = recordOf(id);
    if (it == m_open.end() || !execution || it->second->process)
        return;
    const MachineRecord* machine = m_parts.machines.find(execution->machine);
    if (!machine || machine->phase != Phase::Running)
        return; // it went to sleep again meanwhile; the next wake comes back here
    Open& open = *it->second;
    execution->retryAfterMs.reset();
    const Launch launch = prepare(*execution, open.order);
    if (launch.refused) {
        // The host's agent refuses late: the start is on record, though nothing ran.
        if (launch.refused->code == u"host_agent_execute_failed")
            execution->startedAt = m_parts.clock.now();
        finish(*execution, *launch.refused);
        return;
    }
    execution->startedAt = m_parts.clock.now();
    tell(*execution, ExecutionStatus::Running);
    static_cast<void>(m_parts.store.save(*execution));
    log("execution_started", *execution);
    if (launch.shellCode != 0) {
        const QString what = launch.shellCode == 127 ? u": not found\n"_s : u": not executable\n"_s;
        collect(id, Stream::Err, (execution->command.first() + what).toUtf8());
        finish(*execution, {ExecutionStatus::Failed, launch.shellCode, {}, {}, {}});
        return;
    }
    run(*execution, open, launch.spec);
}

ExecutionService::Launch ExecutionService::prepare(const ExecutionRecord& execution,
                                                   const ExecutionOrder& order)
{
    Launch launch;
    if (const auto fault = m_parts.faults.machine({FaultPlan::Kind::Refuse}, execution.machine)) {
        launch.refused = Ending{ExecutionStatus::Failed, {}, {}, fault->code, u"refused by the platform"_s};
        if (fault->code.isEmpty())
            launch.refused->code = u"machine_not_routable"_s;
        return launch;
    }
    const JobPlace place(m_parts.machines.homeDir(execution.machine));
    launch.spec.directory = place.directory(order.cwd.value_or(QString()));
    if (!QFileInfo(launch.spec.directory).isDir()) {
        launch.refused = Ending{ExecutionStatus::Failed,
                                {},
                                {},
                                u"execution_runner_prepare_failed"_s,
                                u"no such working directory"_s};
        return launch;
    }
    launch.spec.environment = place.environment(order.environment);
    const auto program =
        JobPlace::find(order.command.first(), launch.spec.directory, launch.spec.environment);
    launch.shellCode = program.exitCode;
    launch.spec.program = program.path;
    launch.spec.arguments = order.command.mid(1);
    if (order.input)
        launch.spec.input = order.input->toUtf8();
    return launch;
}

void ExecutionService::run(ExecutionRecord& execution, Open& open, const JobSpec& spec)
{
    const QString id = execution.id;
    open.process = std::make_unique<JobProcess>();
    connect(open.process.get(), &JobProcess::output, this,
            [this, id](Stream stream, const QByteArray& bytes) { collect(id, stream, bytes); });
    connect(open.process.get(), &JobProcess::ended, this,
            [this, id](const JobEnd& end) { processEnded(id, end); });
    armTimeout(execution, open);
    open.process->start(spec);
}

void ExecutionService::armTimeout(ExecutionRecord& execution, Open& open)
{
    using Kind = FaultPlan::Kind;
    const QString id = execution.id;
    const auto fault = m_parts.faults.machine({Kind::Expire, Kind::Cancel}, execution.machine);
    if (fault && fault->kind == Kind::Cancel) {
        open.alarm = std::make_unique<Alarm>([this, id] {
            if (ExecutionRecord* its = recordOf(id))
                finish(*its, {ExecutionStatus::Cancelled, {}, {}, {}, {}});
        });
    } else {
        open.alarm = std::make_unique<Alarm>([this, id] {
            const auto it = m_open.find(id);
            if (it == m_open.end() || !it->second->process)
                return;
            it->second->expired = true;
            it->second->process->terminate(m_parts.pace.real(kKillGrace));
        });
    }
    open.alarm->set(fault ? fault->delay : open.order.timeout);
}

void ExecutionService::collect(const QString& id, Stream stream, const QByteArray& bytes)
{
    const auto it = m_open.find(id);
    ExecutionRecord* const execution = recordOf(id);
    if (it == m_open.end() || !execution)
        return;
    Open& open = *it->second;
    OutputHead& head = stream == Stream::Out ? open.out : open.err;
    head.append(bytes);
    (stream == Stream::Out ? execution->out : execution->err) = {head.total(), head.truncated()};
    tellOutput(*execution, open, stream, false);
}

void ExecutionService::processEnded(const QString& id, const JobEnd& end)
{
    const auto it = m_open.find(id);
    ExecutionRecord* const execution = recordOf(id);
    if (it == m_open.end() || !execution)
        return;
    Ending ending;
    if (it->second->expired) {
        ending.status = ExecutionStatus::Expired;
        ending.code = u"execution_timed_out"_s;
        ending.message = u"execution exceeded timeout_ms"_s;
    } else if (!end.startError.isEmpty()) {
        ending.code = u"host_agent_execute_failed"_s;
        ending.message = u"exec_init_rejected: "_s + end.startError;
    } else {
        ending.exitCode = end.exitCode;
        ending.signal = end.signal;
        if (end.exitCode == 0)
            ending.status = ExecutionStatus::Succeeded;
    }
    finish(*execution, ending);
}

void ExecutionService::finish(ExecutionRecord& execution, const Ending& ending)
{
    execution.completedAt = m_parts.clock.now();
    execution.exitCode = ending.exitCode;
    execution.signal = ending.signal;
    execution.errorCode = ending.code;
    execution.errorMessage = ending.message;
    execution.retryAfterMs.reset();

    std::unique_ptr<Open> open;
    if (const auto it = m_open.find(execution.id); it != m_open.end()) {
        open = std::move(it->second);
        m_open.erase(it);
        m_machineOf.erase(execution.id);
    }
    if (open) {
        tellOutput(execution, *open, Stream::Out, true);
        tellOutput(execution, *open, Stream::Err, true);
        m_parts.store.saveText(execution, {open->out.head(), open->err.head()});
    }
    tell(execution, ending.status);
    static_cast<void>(m_parts.store.save(execution));
    if (open && open->process) {
        // We may be called by it, and a killed one takes a moment to be gone: it leaves on its own.
        JobProcess* const process = open->process.release();
        process->disconnect(this);
        process->setParent(this);
        connect(process, &JobProcess::ended, process, &QObject::deleteLater);
        if (process->isOver())
            process->deleteLater();
        else
            process->kill();
    }
    log("execution_ended", execution);
    if (open)
        m_parts.lifecycle.release(execution.machine);
}

ExecutionRecord ExecutionService::remove(ExecutionRecord& execution)
{
    if (!isTerminal(execution.status)) {
        finish(execution, {ExecutionStatus::Cancelled, {}, {}, {}, {}});
        return execution;
    }
    ExecutionRecord last = execution;
    m_parts.store.remove(last.machine, last.id);
    return last;
}

ExecutionText ExecutionService::text(const ExecutionRecord& execution) const
{
    const auto it = m_open.find(execution.id);
    if (it == m_open.end())
        return m_parts.store.text(execution);
    return {it->second->out.head(), it->second->err.head()};
}

void ExecutionService::tell(ExecutionRecord& execution, ExecutionStatus status)
{
    execution.status = status;
    ExecutionEvent event;
    event.at = m_parts.clock.now();
    event.status = status;
    execution.events.append(event);
}

void ExecutionService::tellOutput(ExecutionRecord& execution, Open& open, Stream stream, bool last)
{
    const QByteArray& head = stream == Stream::Out ? open.out.head() : open.err.head();
    qint64& shown = stream == Stream::Out ? open.outShown : open.errShown;
    const QByteArray news = head.mid(shown);
    const qint64 length = last ? news.size() : completeUtf8(news);
    if (length == 0 || (!last && execution.events.size() >= kMaxEvents))
        return;
    ExecutionEvent event;
    event.type = stream == Stream::Out ? ExecutionEvent::Type::Out : ExecutionEvent::Type::Err;
    event.at = m_parts.clock.now();
    event.from = shown;
    event.length = length;
    execution.events.append(event);
    shown += length;
}

void ExecutionService::log(const char* event, const ExecutionRecord& execution)
{
    QJsonObject fields{{u"machine"_s, execution.machine},
                       {u"execution"_s, execution.id},
                       {u"command"_s, QJsonArray::fromStringList(execution.command)},
                       {u"status"_s, wireWord(execution.status)}};
    if (!execution.idempotencyKey.isEmpty())
        fields.insert(u"key"_s, execution.idempotencyKey);
    if (execution.completedAt) {
        fields.insert(u"bytes"_s, execution.out.bytes + execution.err.bytes);
        if (execution.exitCode)
            fields.insert(u"exit_code"_s, *execution.exitCode);
        if (execution.signal)
            fields.insert(u"signal"_s, *execution.signal);
        if (!execution.errorCode.isEmpty())
            fields.insert(u"error_code"_s, execution.errorCode);
    } else {
        fields.insert(u"env_keys"_s, QJsonArray::fromStringList(execution.envKeys));
    }
    m_parts.truth.write(event, fields);
}

} // namespace reveille::sandbox
