#include "app/cli/commands/MachineWatchCommand.h"

#include "app/cli/ErrorReport.h"
#include "app/cli/JsonOutput.h"
#include "app/cli/MachineLookup.h"
#include "app/runtime/UnixSignals.h"
#include "core/model/TimeText.h"
#include "core/text/RunText.h"

#include <chrono>
#include <utility>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

/// How soon a wake that somebody else asked for is seen; the engine itself only looks twice a minute.
constexpr std::chrono::seconds kLookEvery{3};

} // namespace

MachineWatcher::MachineWatcher(Session& session, MachineWatchOptions options)
    : QObject(&session), m_session(session), m_options(std::move(options))
{
    auto* signals = new UnixSignals(this);
    connect(signals, &UnixSignals::stopAsked, this, [this] { m_session.finish(ExitCode::Ok); });
    m_look.setInterval(kLookEvery);
    connect(&m_look, &QTimer::timeout, this,
            [this] { m_session.engine().refreshMachines([](const Result<void>&) {}); });
}

void MachineWatcher::start()
{
    if (!m_options.id.empty()) {
        withMachine(m_session, QString::fromStdString(m_options.id),
                    QString::fromStdString(m_options.account),
                    [this](const Machine& machine) { begin(machine.key); });
        return;
    }
    m_session.withEngine(EngineUse::Look, [this] {
        m_session.engine().refreshMachines(m_session.orFail([this] { begin(std::nullopt); }));
    });
}

void MachineWatcher::goOn(const std::optional<AccountId>& account)
{
    m_account = account;
    for (const Machine& machine : std::as_const(m_session.world().machines))
        m_told.insert(machine.key, machine);
    begin(std::nullopt);
}

void MachineWatcher::begin(const std::optional<MachineKey>& only)
{
    m_only = only;
    connect(&m_session, &Session::worldChanged, this, &MachineWatcher::see);
    for (const Machine& machine : std::as_const(m_session.world().machines))
        tell(machine);
    m_session.engine().setWatched(true);
    m_look.start();
}

void MachineWatcher::see(const Changes& changes)
{
    for (const Machine& machine : changes.machines)
        tell(machine);
    for (const MachineKey& gone : changes.machinesRemoved) {
        if (!m_told.remove(gone) || (m_account && gone.account != *m_account))
            continue;
        if (m_session.json())
            m_session.console().json(QJsonObject{{u"deleted"_s, gone.machine.value}});
        else
            m_session.console().line(
                u"%1  %2  deleted"_s.arg(toRfc3339(m_session.now()), gone.machine.value));
        if (m_only)
            m_session.finish(m_options.until.empty() ? ExitCode::Ok : ExitCode::Failure);
    }
    if (m_session.console().isBroken())
        m_session.finish(ExitCode::Ok);
}

void MachineWatcher::tell(const Machine& machine)
{
    if ((m_only && machine.key != *m_only) || (m_account && machine.key.account != *m_account))
        return;
    const auto told = m_told.constFind(machine.key);
    if (told != m_told.cend() && told->phase == machine.phase && told->reason == machine.reason)
        return;
    m_told.insert(machine.key, machine);
    if (m_session.json()) {
        QJsonObject line = toJson(machine, m_session.world());
        line.insert(u"seen_at"_s, toRfc3339(m_session.now()));
        m_session.console().json(line);
    } else {
        const QString why = machine.reason.isEmpty() ? QString() : u" (%1)"_s.arg(machine.reason);
        m_session.console().line(u"%1  %2  %3%4"_s.arg(toRfc3339(m_session.now()), machine.displayName(),
                                                       phaseText(machine.phase), why));
    }
    const bool reached = (m_options.until == "running" && machine.phase == MachinePhase::Running) ||
                         (m_options.until == "sleeping" && machine.phase == MachinePhase::Sleeping);
    if (reached)
        m_session.finish(ExitCode::Ok);
    else if (!m_options.until.empty() && machine.phase == MachinePhase::Failed)
        m_session.finish(ExitCode::Failure);
}

} // namespace reveille::cli
