#include "core/sandbox/Sandbox.h"

#include "core/sandbox/ApiService.h"
#include "core/sandbox/Conformance.h"
#include "core/sandbox/ExecutionApi.h"
#include "core/sandbox/Files.h"
#include "core/sandbox/HttpServer.h"
#include "core/sandbox/Identifiers.h"
#include "core/sandbox/MachineApi.h"
#include "core/sandbox/SideApi.h"
#include "core/sandbox/UsageApi.h"
#include "core/sandbox/unikraft/UnikraftCloud.h"

#include <QFile>

#include <utility>

namespace reveille {

using namespace Qt::StringLiterals;
using namespace sandbox;

struct Sandbox::Parts
{
    Parts(const Clock& clock, const SandboxOptions& options)
        : pace(options.speed),
          truth(clock, options.dataDir + u"/truth.jsonl"_s),
          idempotency(clock, options.dataDir + u"/idempotency"_s, options.idempotencyLifetime),
          machines(options.dataDir + u"/machines"_s),
          lifecycle(clock, pace, machines, truth, faults, options.holdWindow),
          executions(machines),
          machineApi(options, pace, machines, lifecycle),
          executionService({clock, pace, machines, lifecycle, executions, faults, truth}),
          executionApi(machines, executions, executionService),
          sideApi(clock, machines, lifecycle),
          usageApi(clock, machines, options.dataDir + u"/truth.jsonl"_s),
          unikraft({options.dataDir + u"/unikraft"_s, options.unikraft, clock, pace, faults, truth})
    {}

    Pace pace;
    TruthLog truth;
    FaultPlan faults;
    IdempotencyCache idempotency;
    MachineStore machines;
    MachineLifecycle lifecycle;
    ExecutionStore executions;
    MachineApi machineApi;
    ExecutionService executionService;
    ExecutionApi executionApi;
    SideApi sideApi;
    UsageApi usageApi;
    Router router;
    std::unique_ptr<ApiService> service;
    std::unique_ptr<HttpServer> server;
    unikraft::UnikraftCloud unikraft;
};

namespace {

/// One key per data directory: idempotency keys and the clients' stored key stay good over a restart.
Result<QString> keyOf(const SandboxOptions& options)
{
    if (!options.key.isEmpty())
        return options.key;
    const QString path = options.dataDir + u"/key"_s;
    if (const auto kept = readFile(path); kept && !kept->trimmed().isEmpty())
        return QString::fromUtf8(kept->trimmed());
    const QString key = newApiKey();
    if (const auto written = writeFile(path, key.toUtf8()); !written)
        return tl::unexpected(written.error());
    return key;
}

/// Only once per data directory: a person who deleted the seeds does not get them back.
Result<void> seed(const SandboxOptions& options, MachineLifecycle& lifecycle)
{
    const QString mark = options.dataDir + u"/seeded"_s;
    if (options.seedMachines <= 0 || QFile::exists(mark))
        return {};
    for (int i = 0; i < options.seedMachines; ++i) {
        if (const auto made = lifecycle.create(MachineRecord{}, true); !made)
            return tl::unexpected(made.error());
    }
    return writeFile(mark, {});
}

} // namespace

Result<void> Sandbox::addPlaceholders(const Clock& clock, Parts& parts)
{
    if (!parts.machines.find(kConformanceMachine)) {
        MachineRecord machine;
        machine.id = kConformanceMachine;
        machine.createdAt = machine.lastTransitionAt = clock.now();
        machine.autosleepSeconds = 0;
        machine.phase = Phase::Running;
        machine.desired = u"running"_s;
        machine.reason = u"DesiredStateReached"_s;
        if (const auto added = parts.machines.add(std::move(machine)); !added)
            return tl::unexpected(added.error());
    }
    if (!parts.executions.find(kConformanceMachine, u"execution_id"_s)) {
        ExecutionRecord execution;
        execution.id = u"execution_id"_s;
        execution.machine = kConformanceMachine;
        execution.status = ExecutionStatus::Succeeded;
        execution.command = {u"true"_s};
        execution.createdAt = clock.now();
        execution.startedAt = execution.completedAt = execution.createdAt;
        execution.exitCode = 0;
        if (const auto added = parts.executions.add(std::move(execution)); !added)
            return tl::unexpected(added.error());
    }
    parts.sideApi.addPlaceholders(kConformanceMachine);
    return {};
}

Sandbox::Sandbox(const Clock& clock, SandboxOptions options, QObject* parent)
    : QObject(parent), m_clock(clock), m_options(std::move(options))
{}

Sandbox::~Sandbox()
{
    stop();
}

Result<void> Sandbox::start()
{
    if (isRunning())
        return {};
    if (m_options.dataDir.isEmpty() || !(m_options.speed > 0) || !(m_options.unikraft.calendarSpeed > 0))
        return fail(ErrorCode::InvalidArgument, u"dataDir, speed, calendarSpeed"_s);
    if (const auto made = makePrivateDir(m_options.dataDir); !made)
        return made;
    const auto key = keyOf(m_options);
    if (!key)
        return tl::unexpected(key.error());
    m_key = *key;

    auto parts = std::make_unique<Parts>(m_clock, m_options);
    Result<void> ready = parts->truth.open();
    if (ready)
        ready = parts->idempotency.load();
    if (ready)
        ready = parts->machines.load();
    if (ready)
        ready = seed(m_options, parts->lifecycle);
    if (!ready)
        return ready;

    parts->executions.load();
    parts->executionService.settle();
    parts->machineApi.addRoutes(parts->router);
    parts->executionApi.addRoutes(parts->router);
    parts->sideApi.addRoutes(parts->router);
    parts->usageApi.addRoutes(parts->router);
    if (m_options.conformance) {
        if (const auto placed = addPlaceholders(m_clock, *parts); !placed)
            return placed;
    }
    QByteArrayList keys{m_key.toUtf8()};
    for (const QString& more : std::as_const(m_options.moreKeys))
        keys.append(more.toUtf8());
    if (m_options.conformance)
        keys.append(kConformanceKey);
    parts->service = std::make_unique<ApiService>(
        ApiService::Parts{m_clock, parts->router, parts->idempotency, parts->faults, parts->truth,
                          [this] { return m_options; },
                          [this](const SandboxOptions& ways) { setWays(ways); }},
        keys);
    ApiService* const service = parts->service.get();
    parts->server = std::make_unique<HttpServer>(
        m_clock,
        [service, forgiving = m_options.conformance](const HttpRequest& request, const Respond& respond) {
            service->handle(forgiving ? forgiven(request) : request, respond);
        });
    if (const auto listening = parts->server->listen(m_options.port); !listening)
        return listening;
    if (!m_options.unikraft.metros.isEmpty()) {
        const quint16 next = m_options.port == 0 ? 0 : static_cast<quint16>(m_options.port + 1);
        if (const auto started = parts->unikraft.start(next); !started)
            return started;
    }
    parts->lifecycle.resume();
    m_parts = std::move(parts);
    return {};
}

void Sandbox::setWays(const SandboxOptions& ways)
{
    m_options.shape = ways.shape;
    m_options.gateLifecycle = ways.gateLifecycle;
    m_options.wakeOnRunning = ways.wakeOnRunning;
    m_options.holdWindow = ways.holdWindow;
    m_parts->lifecycle.setHoldWindow(ways.holdWindow);
    if (m_options.idempotencyLifetime != ways.idempotencyLifetime)
        m_parts->idempotency.setLifetime(ways.idempotencyLifetime);
    m_options.idempotencyLifetime = ways.idempotencyLifetime;
}

void Sandbox::stop()
{
    m_parts.reset();
}

bool Sandbox::isRunning() const
{
    return m_parts != nullptr;
}

QUrl Sandbox::endpoint() const
{
    if (!m_parts)
        return {};
    QUrl url;
    url.setScheme(u"http"_s);
    url.setHost(u"127.0.0.1"_s);
    url.setPort(m_parts->server->port());
    return url;
}

QString Sandbox::key() const
{
    return m_key;
}

QString Sandbox::truthPath() const
{
    return m_options.dataDir + u"/truth.jsonl"_s;
}

QStringList Sandbox::unikraftMetros() const
{
    return m_parts ? m_parts->unikraft.metros() : QStringList();
}

QUrl Sandbox::unikraftEndpoint(const QString& metro) const
{
    return m_parts ? m_parts->unikraft.endpoint(metro) : QUrl();
}

QUrl Sandbox::controlPlane() const
{
    return m_parts ? m_parts->unikraft.controlPlane() : QUrl();
}

QString Sandbox::unikraftToken() const
{
    return m_parts ? m_parts->unikraft.token() : QString();
}

const Clock& Sandbox::unikraftClock() const
{
    return m_parts->unikraft.clock();
}

std::optional<Instant> Sandbox::unikraftNextDue() const
{
    return m_parts ? m_parts->unikraft.nextDue() : std::nullopt;
}

void Sandbox::lookAtClock()
{
    if (m_parts)
        m_parts->unikraft.look();
}

bool Sandbox::isSettled() const
{
    return !m_parts || m_parts->unikraft.isSettled();
}

void Sandbox::addFault(const SandboxFault& fault)
{
    if (m_parts)
        m_parts->faults.add(fault);
}

void Sandbox::clearFaults()
{
    if (m_parts)
        m_parts->faults.clear();
}

} // namespace reveille
