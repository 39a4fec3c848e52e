#include "core/engine/ProvisionDesk.h"

#include "core/runner/RunReasons.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <QUuid>

using namespace Qt::StringLiterals;

namespace reveille {

using namespace std::chrono;

namespace {

QString reasonOf(const ProvisionState& state)
{
    switch (state.news.setup) {
    case Outcome::Failed:
        return QString::fromLatin1(state.news.error ? reason::kExecutionRefused : reason::kCommandFailed);
    case Outcome::TimedOut:
        return QString::fromLatin1(reason::kTimedOut);
    case Outcome::Expired:
        return QString::fromLatin1(reason::kNotStartedInTime);
    case Outcome::Cancelled:
        return QString::fromLatin1(state.cancelWanted ? reason::kCancelledByPerson
                                                      : reason::kCancelledElsewhere);
    case Outcome::Unknown:
        return QString::fromLatin1(reason::kNoAnswer);
    default:
        return {};
    }
}

} // namespace

ProvisionDesk::ProvisionDesk(Ports ports, QObject* parent) : QObject(parent), m_ports(std::move(ports)) {}

ProvisionDesk::~ProvisionDesk() = default;

void ProvisionDesk::begin(const ProvisionOrder& order, const Reply<ProvisionNews>& reply)
{
    if (order.key.isEmpty()) {
        reply(fail(ErrorCode::InvalidArgument, u"key"_s));
        return;
    }
    if (m_jobs.contains(order.key)) {
        reply(fail(ErrorCode::AlreadyExists, order.name.isEmpty() ? order.key : order.name));
        return;
    }
    if (!m_ports.provider(order.account)) {
        reply(fail(ErrorCode::NotFound, order.account.value));
        return;
    }
    auto job = std::make_unique<Job>();
    job->begun = m_ports.clock->now();
    job->state = newProvision(order, job->begun);
    job->state.limits = m_limits;
    job->reply = reply;
    job->timer = std::make_unique<QTimer>();
    job->timer->setSingleShot(true);
    connect(job->timer.get(), &QTimer::timeout, this,
            [this, key = order.key] { take(key, provision::WaitOver{}); });
    m_jobs[order.key] = std::move(job);
    take(order.key, provision::Began{});
}

Result<void> ProvisionDesk::cancel(const QString& key)
{
    if (!m_jobs.contains(key))
        return fail(ErrorCode::NotFound, key);
    take(key, provision::CancelAsked{});
    return {};
}

void ProvisionDesk::take(const QString& key, const provision::Event& event)
{
    const auto it = m_jobs.find(key);
    if (it == m_jobs.end())
        return;
    Job& job = *it->second;
    const ProvisionState before = std::exchange(job.state, {});
    job.state = advanceProvision(before, event, m_ports.clock->now());
    const ProvisionNews& was = before.news;
    ProvisionNews& is = job.state.news;
    follow(job);
    mask(job);
    if (is.stage != was.stage && is.stage == ProvisionStage::SettingUp)
        job.commandBegun = is.since;
    if (is.stage != was.stage && was.stage == ProvisionStage::SettingUp)
        record(job);
    is.run = job.state.news.run;
    const bool hasNews =
        is.stage != was.stage || is.machine != was.machine || is.cancelled != was.cancelled ||
        is.sleepError.has_value() != was.sleepError.has_value() || !is.stdoutText.isEmpty() ||
        !is.stderrText.isEmpty() || std::holds_alternative<provision::Began>(event);
    if (hasNews)
        Q_EMIT moved(is);
    if (std::holds_alternative<provision::CancelAsked>(event) && job.state.act == before.act)
        return; // what is under way goes on and answers first
    carryOut(key, job);
}

template <typename Happened, typename T> Reply<T> ProvisionDesk::into(const QString& key)
{
    return [this, key](const Result<T>& answer) {
        // The call may not end within its own reply's life, so it is kept until this returns.
        const auto it = m_jobs.find(key);
        const Call finished = it == m_jobs.end() ? Call() : std::move(it->second->call);
        take(key, Happened{answer});
    };
}

void ProvisionDesk::carryOut(const QString& key, Job& job)
{
    job.timer->stop();
    const ProvisionAct act = job.state.act;
    if (act == ProvisionAct::Wait) {
        job.timer->start(job.state.wait);
        return;
    }
    if (act == ProvisionAct::Finish) {
        settle(job);
        const auto done = std::move(m_jobs.extract(key).mapped());
        const Reply<ProvisionNews> reply = std::exchange(done->reply, nullptr);
        // This may be inside the timer's own signal.
        done->timer->disconnect(this);
        done->timer.release()->deleteLater();
        reply(done->state.news);
        return;
    }
    Provider* const provider = m_ports.provider(job.state.order.account);
    if (!provider) {
        // The account was removed meanwhile, and with it every means to go on.
        job.state.act = ProvisionAct::Finish;
        job.state.news.stage = ProvisionStage::Over;
        job.state.news.error = fail(ErrorCode::NotFound, job.state.order.account.value).value();
        Q_EMIT moved(job.state.news);
        carryOut(key, job);
        return;
    }
    const ProvisionOrder& order = job.state.order;
    const MachineId machine = job.state.news.machine ? job.state.news.machine->key.machine : MachineId{};
    const auto freshKey = [&](const QString& deed) -> QString {
        return order.key + u'-' + deed + QUuid::createUuid().toString(QUuid::WithoutBraces);
    };
    switch (act) {
    case ProvisionAct::CreateMachine:
        job.call =
            provider->createMachine(order.spec, order.key, into<provision::MachineCreated, Machine>(key));
        break;
    case ProvisionAct::ReadMachine:
        job.call = provider->getMachine(machine, into<provision::MachineRead, Machine>(key));
        break;
    case ProvisionAct::StartCommand:
        startCommand(key, job, *provider);
        break;
    case ProvisionAct::ReadCommand:
        job.call = provider->getExecution(machine, job.state.execution,
                                          into<provision::CommandRead, Execution>(key));
        break;
    case ProvisionAct::ReadOutput:
        job.call = provider->getOutput(machine, job.state.execution,
                                       into<provision::OutputRead, ExecutionOutput>(key));
        break;
    case ProvisionAct::EndCommand:
        job.call = provider->cancelExecution(machine, job.state.execution, freshKey(u"end-"_s),
                                             into<provision::EndAnswered, Execution>(key));
        break;
    case ProvisionAct::SleepMachine:
        job.call =
            provider->sleep(machine, freshKey(u"sleep-"_s), into<provision::SleepAnswered, Machine>(key));
        break;
    case ProvisionAct::RemoveMachine:
        job.call = provider->deleteMachine(machine, freshKey(u"remove-"_s),
                                           into<provision::RemoveAnswered, void>(key));
        break;
    case ProvisionAct::Wait:
    case ProvisionAct::Finish:
        break;
    }
}

void ProvisionDesk::startCommand(const QString& key, Job& job, Provider& provider)
{
    const ProvisionOrder& order = job.state.order;
    if (job.body.isEmpty()) {
        ExecutionSpec spec;
        spec.argv = order.setup;
        spec.env = order.env;
        spec.timeout = order.timeout;
        job.body = provider.executionBody(spec);
    }
    const QString attemptKey = order.key + u"-setup-"_s + QString::number(job.state.attempt);
    job.call = provider.startExecution(job.state.news.machine->key.machine, job.body, attemptKey,
                                       into<provision::CommandRead, Execution>(key));
}

void ProvisionDesk::follow(Job& job)
{
    std::optional<Machine>& machine = job.state.news.machine;
    if (machine) {
        machine->key.account = job.state.order.account;
        machine->name = job.state.order.name;
        if (job.told != machine)
            m_ports.seen(*machine);
        if (!job.told && !job.state.order.name.isEmpty())
            m_ports.name(machine->key, job.state.order.name);
        hold(job);
    } else if (job.told) {
        m_ports.letGo(job.told->key);
        m_ports.gone(job.told->key);
        job.isHeld = false;
    }
    job.told = machine;
}

void ProvisionDesk::hold(Job& job)
{
    if (job.isHeld || !job.state.order.thenSleep)
        return;
    job.isHeld = true;
    MachineLease lease;
    lease.machine = job.state.news.machine->key;
    lease.priorPhase = MachinePhase::Sleeping;
    lease.wokenByUs = true;
    lease.since = job.begun;
    m_ports.hold(lease);
}

void ProvisionDesk::settle(Job& job)
{
    if (!job.isHeld || !job.state.news.machine)
        return;
    const ProvisionNews& news = job.state.news;
    const bool isOwed = !news.asleep && news.sleepError &&
                        news.sleepError->code != ErrorCode::LifecycleForbidden &&
                        news.sleepError->code != ErrorCode::NotFound;
    if (!isOwed) {
        m_ports.letGo(news.machine->key);
        return;
    }
    // The next start of the runner goes on with it.
    MachineLease lease;
    lease.machine = news.machine->key;
    lease.priorPhase = MachinePhase::Sleeping;
    lease.wokenByUs = true;
    lease.since = job.begun;
    lease.sleepOwedSince = news.since;
    lease.note = news.sleepError->detail;
    m_ports.hold(lease);
}

void ProvisionDesk::mask(Job& job)
{
    // The mask knows the secrets of this command only once they were put into its request.
    if (job.state.news.stage == ProvisionStage::SettingUp && !job.state.execution.isEmpty() && !job.maskOut &&
        m_ports.makeMask) {
        job.maskOut = m_ports.makeMask();
        job.maskErr = m_ports.makeMask();
    }
    const bool isLast = job.state.commandOver && job.state.news.stage != ProvisionStage::SettingUp;
    const auto pass = [isLast](QByteArray& text, StreamMask& mask, QByteArray& kept) {
        if (mask)
            text = mask(text, isLast);
        if (isLast)
            mask = nullptr;
        kept += text;
    };
    ProvisionNews& news = job.state.news;
    pass(news.stdoutText, job.maskOut, job.printed.stdoutText);
    pass(news.stderrText, job.maskErr, job.printed.stderrText);
}

void ProvisionDesk::record(Job& job)
{
    if (std::exchange(job.isRecorded, true))
        return;
    const ProvisionState& state = job.state;
    Run run;
    run.id.value = QUuid::createUuid().toString(QUuid::WithoutBraces);
    run.scheduleName = u"Set-up"_s;
    run.machine = state.news.machine->key;
    run.kind = RunKind::SetUp;
    run.scheduledAt = job.commandBegun;
    run.attempt = state.attempt;
    run.state = RunState::Closed;
    run.outcome = state.news.setup;
    run.reason = reasonOf(state);
    run.detail = state.news.error ? state.news.error->detail : QString();
    run.requestBody = job.body; // names of secrets only
    run.execution = state.execution;
    run.startedAt = state.commandStartedAt;
    run.endedAt = state.commandEndedAt;
    run.closedAt = state.news.since;
    run.exitCode = state.news.exitCode;
    run.signal = state.news.signal;
    run.awake = duration_cast<milliseconds>(state.news.since - job.begun);
    run.stdoutBytes = state.stdoutBytes;
    run.stderrBytes = state.stderrBytes;
    run.stdoutKept = job.printed.stdoutText.size();
    run.stderrKept = job.printed.stderrText.size();
    run.steps = {RunStep{RunState::Waking, job.begun, {}},
                 RunStep{RunState::Running, state.commandStartedAt.value_or(job.commandBegun), {}},
                 RunStep{RunState::Closed, state.news.since, {}}};
    if (m_ports.record(run, job.printed))
        job.state.news.run = run.id;
}

} // namespace reveille
