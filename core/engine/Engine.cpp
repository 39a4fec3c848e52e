#include "core/engine/Engine.h"

#include "core/engine/ProvisionDesk.h"
#include "core/runner/RunReasons.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <QUuid>

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

constexpr int kRunsAtFirst = 500;
constexpr std::chrono::milliseconds kFollow{200};

} // namespace

Engine::Engine(EnginePorts ports, QObject* parent)
    : QObject(parent), m_ports(std::move(ports)), m_watch(m_ports.makeProvider), m_desk(deskPorts())
{
    connect(&m_watch, &MachineWatch::changed, this, &Engine::machinesChanged);
    m_followTimer.setInterval(kFollow);
    connect(&m_followTimer, &QTimer::timeout, this, &Engine::lookElsewhere);
    m_alarmTimer.setSingleShot(true);
    connect(&m_alarmTimer, &QTimer::timeout, this, &Engine::tellAlarms);
}

Engine::~Engine()
{
    close();
}

Result<void> Engine::open(const QString& directory, Role role)
{
    auto store = Store::open(directory);
    if (!store)
        return tl::unexpected(store.error());
    m_store = std::move(*store);
    m_directory = directory;
    if (const auto read = readStore(); !read)
        return read;
    m_watch.setAccounts(m_accounts);
    m_watch.setNames(m_names);
    if (role == Role::Client)
        return {};

    auto lock = RunnerLock::take(directory);
    if (!lock) {
        const bool elsewhere = lock.error().code == ErrorCode::RunnerElsewhere;
        return elsewhere && role == Role::RunOnce ? Result<void>() : tl::unexpected(lock.error());
    }
    return becomeRunner(*std::move(lock),
                        role == Role::Runner ? Runner::Scope::Everything : Runner::Scope::Settle);
}

Result<void> Engine::startRunner(Runner::Scope scope)
{
    m_timers = std::make_unique<TimerShare>(*m_ports.timer);
    RunnerOptions options = m_ports.runner;
    options.parallelRuns = parallelRunsInStore();
    m_runner = std::make_unique<Runner>(
        *m_ports.clock, m_timers->part(), *m_store,
        [this](const AccountId& account) { return m_watch.provider(account); }, options);
    m_runner->setOutputFilter(m_ports.redact);
    m_runner->setSkewReader([this](const AccountId& account) { return m_watch.skewOf(account); });
    connect(m_runner.get(), &Runner::runsChanged, this, [this](const QVector<Run>& runs) {
        Changes changes;
        changes.runs = runs;
        changes.progress = progressOf(runs);
        changes.status = currentStatus();
        Q_EMIT changed(changes);
        watchRuns(runs);
    });
    connect(m_runner.get(), &Runner::leasesChanged, this,
            [this](const QVector<MachineLease>& leases, const QVector<MachineKey>& dropped) {
                Changes changes;
                changes.leases = leases;
                changes.leasesRemoved = dropped;
                Q_EMIT changed(changes);
            });
    connect(m_runner.get(), &Runner::machineSeen, &m_watch,
            [this](const Machine& machine) { m_watch.see(machine); });
    connect(m_runner.get(), &Runner::statusChanged, this, &Engine::announceStatus);
    connect(m_runner.get(), &Runner::runClosed, this, &Engine::runClosed);
    connect(m_runner.get(), &Runner::schedulePaused, this, [this](const Schedule& schedule, const Run& last) {
        (void)readStore();
        Changes changes;
        changes.schedules.append(schedule);
        changes.status = currentStatus();
        Q_EMIT changed(changes);
        Q_EMIT noticed(Notice{Notice::Kind::SchedulePaused, last.id, last.machine, schedule.name, {}});
    });
    connect(m_runner.get(), &Runner::runsWithdrawn, this, [this](const QVector<RunId>& runs) {
        (void)readStore();
        Changes changes;
        changes.schedules = m_schedules;
        changes.runsRemoved = runs;
        Q_EMIT changed(changes);
    });
    connect(m_runner.get(), &Runner::leftAwake, this, [this](const MachineKey& machine, const Error& error) {
        Q_EMIT noticed(Notice{Notice::Kind::MachineLeftAwake,
                              {},
                              machine,
                              m_names.value(machine, machine.machine.value),
                              error});
    });
    if (const auto started = m_runner->start(scope); !started || scope != Runner::Scope::Everything)
        return started;
    return startElapseWatch();
}

void Engine::close()
{
    m_followTimer.stop();
    m_alarmTimer.stop();
    if (m_runner)
        m_runner->stop();
    m_provisions.reset();
    m_elapses.reset();
    m_runner.reset();
    m_timers.reset();
    m_calls.clear();
    m_trials.clear();
    m_elsewhere.reset();
    m_control.reset();
    m_lock.reset();
    m_watch.setWatched(false);
    m_store.reset();
}

void Engine::setForeignLineHandler(std::function<bool(const QByteArray&)> handler)
{
    m_foreignLine = std::move(handler);
}

Result<void> Engine::readStore()
{
    const auto accounts = m_store->accounts();
    if (!accounts)
        return tl::unexpected(accounts.error());
    const auto schedules = m_store->schedules();
    if (!schedules)
        return tl::unexpected(schedules.error());
    const auto names = m_store->machineNames();
    if (!names)
        return tl::unexpected(names.error());
    m_accounts = *accounts;
    m_schedules = *schedules;
    m_names = *names;
    m_counting.clear();
    for (const Schedule& schedule : std::as_const(m_schedules)) {
        if (schedule.policy.runLimit || schedule.policy.skipNext > 0)
            m_counting.insert(schedule.id);
    }
    return {};
}

void Engine::announce()
{
    Changes changes;
    changes.accounts = m_accounts;
    changes.accountStatus = m_watch.accountStatus();
    changes.machines = m_watch.machines();
    changes.schedules = m_schedules;
    if (m_store) {
        if (const auto runs = m_store->runs(std::nullopt, std::nullopt, kRunsAtFirst))
            changes.runs = *runs;
        if (const auto leases = m_store->leases())
            changes.leases = *leases;
        for (const ScheduleId& id : std::as_const(m_counting)) {
            if (const auto progress = m_store->progressOf(id))
                changes.progress.insert(id, *progress);
        }
    }
    changes.status = currentStatus();
    Q_EMIT changed(changes);
}

void Engine::sleepComes()
{
    if (m_runner)
        m_runner->sleepComes();
}

void Engine::awake()
{
    if (m_runner)
        m_runner->awake();
}

void Engine::noteSkew(const AccountId& account, std::chrono::milliseconds skew)
{
    m_watch.noteSkew(account, skew);
}

void Engine::setWatched(bool watched)
{
    m_watch.setWatched(watched);
}

RunnerStatus Engine::status() const
{
    RunnerStatus status;
    if (m_runner) {
        status = m_runner->status();
    } else {
        status = m_statusElsewhere.value_or(RunnerStatus{});
        status.state = RunnerState::Viewer;
        if (m_statusElsewhere)
            status.elsewhere = m_statusElsewhere->state;
        else if (m_store) {
            if (const auto pause = m_store->pause())
                status.pause = *pause;
        }
    }
    if (!status.elsewhere)
        status.machinesAwake = m_watch.awakeCount();
    return status;
}

void Engine::announceStatus()
{
    // The clock is looked at once a minute; a look that found nothing new must not wake anybody else.
    const RunnerStatus now = status();
    if (m_announced && m_announced->looksLike(now))
        return;
    Changes changes;
    changes.status = currentStatus();
    Q_EMIT changed(changes);
}

RunnerStatus Engine::currentStatus()
{
    m_announced = status();
    return *m_announced;
}

void Engine::runClosed(const Run& run)
{
    pruneOutputInTime();
    std::optional<Notice::Kind> kind;
    switch (run.outcome) {
    case Outcome::Succeeded:
        kind = Notice::Kind::RunSucceeded;
        break;
    case Outcome::Failed:
    case Outcome::TimedOut:
    case Outcome::Expired:
    case Outcome::Unknown:
        kind = run.reason == QLatin1String(reason::kSecretMissing) ? Notice::Kind::KeyMissing
                                                                   : Notice::Kind::RunFailed;
        break;
    case Outcome::MissedLate:
    case Outcome::MissedNotRunning:
    case Outcome::NotSeen:
        kind = Notice::Kind::RunMissed;
        break;
    default:
        break;
    }
    if (kind)
        Q_EMIT noticed(Notice{*kind, run.id, run.machine, run.scheduleName, {}});
}

bool Engine::controlLine(const QByteArray& line)
{
    if (line == "changed") {
        if (!showStore())
            return false;
        if (m_runner) {
            m_runner->setParallelRuns(parallelRunsInStore());
            m_runner->takeOwedSleeps();
        }
        return !m_runner || m_runner->reload().has_value();
    }
    if (line.startsWith("cancel "))
        return m_runner && m_runner->cancelRun(RunId{QString::fromUtf8(line.mid(7))}).has_value();
    if (line == "accept-clock" || line.startsWith("catch-up "))
        return commandLine(line);
    return m_foreignLine && m_foreignLine(line);
}

Result<void> Engine::afterEdit()
{
    if (const auto read = readStore(); !read)
        return read;
    m_watch.setAccounts(m_accounts);
    m_watch.setNames(m_names);
    if (m_elapses)
        m_elapses->schedulesChanged();
    if (m_runner)
        return m_runner->reload();
    return {};
}

std::optional<Schedule> Engine::knownSchedule(const ScheduleId& id) const
{
    const auto it = std::ranges::find(m_schedules, id, &Schedule::id);
    return it == m_schedules.cend() ? std::nullopt : std::optional<Schedule>(*it);
}

QString Engine::freshKey(const char* purpose)
{
    return QLatin1String(purpose) + QUuid::createUuid().toString(QUuid::WithoutBraces);
}

void Engine::followElsewhere(const RunId& run)
{
    m_followed.insert(run);
    m_followTimer.start();
}

void Engine::lookElsewhere()
{
    Changes changes;
    for (const RunId& id : QSet<RunId>(m_followed)) {
        const auto run = m_store->run(id.value);
        if (!run)
            continue;
        changes.runs.append(*run);
        if (!run->isOpen())
            m_followed.remove(id);
    }
    if (m_followed.isEmpty())
        m_followTimer.stop();
    Q_EMIT changed(changes);
}

} // namespace reveille
