#include "tests/unit/cli/CliBench.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace reveille::test {

CliBench::CliBench() = default;
CliBench::~CliBench() = default;

void CliBench::start(const QStringList& arguments, const QByteArray& input)
{
    m_app.reset();
    m_exitCode = -1;
    for (QBuffer* buffer : {&m_in, &m_out, &m_err}) {
        buffer->close();
        buffer->setData({});
    }
    m_in.setData(input);
    m_in.open(QIODevice::ReadOnly);
    m_out.open(QIODevice::WriteOnly);
    m_err.open(QIODevice::WriteOnly);
    m_console = std::make_unique<cli::Console>(m_in, m_out, m_err, terminal);
    const auto makeEngine = [this](const QString&,
                                   cli::EngineUse use) -> Result<std::unique_ptr<EngineClient>> {
        engineUse = use;
        auto engine = std::make_unique<FakeEngine>(fake);
        m_engine = engine.get();
        return engine;
    };
    m_app = std::make_unique<cli::CliApp>(cli::Services{*m_console, m_clock, makeEngine});
    QObject::connect(m_app.get(), &cli::CliApp::finished, m_app.get(),
                     [this](int code) { m_exitCode = code; });
    m_app->start(arguments);
}

int CliBench::run(const QStringList& arguments, const QByteArray& input)
{
    start(arguments, input);
    const bool ended = QTest::qWaitFor([this] { return m_exitCode >= 0; });
    return ended ? m_exitCode : -1;
}

Account CliBench::account(const QString& id, const QString& name)
{
    Account account;
    account.id.value = id;
    account.name = name;
    account.provider = ProviderKind::Dedalus;
    account.keySource = KeySource::Environment;
    account.keyRef = u"SOME_KEY"_s;
    return account;
}

Machine CliBench::machine(const QString& id, const QString& name, const QString& account)
{
    Machine machine;
    machine.key = {AccountId{account}, MachineId{id}};
    machine.name = name;
    machine.phase = MachinePhase::Sleeping;
    machine.vcpu = 2;
    machine.memoryMib = 2048;
    machine.storageGib = 10;
    machine.autosleep = std::chrono::minutes(5);
    return machine;
}

Schedule CliBench::schedule(const QString& id, const QString& name, const QString& machine)
{
    Schedule schedule;
    schedule.id.value = id;
    schedule.name = name;
    schedule.machine = {AccountId{u"account-1"_s}, MachineId{machine}};
    schedule.when = {u"Mon..Fri 09:00"_s};
    schedule.zone = u"Europe/Berlin"_s;
    schedule.argv = {u"sh"_s, u"-c"_s, u"echo hi"_s};
    return schedule;
}

Run CliBench::run(const QString& id, Outcome outcome)
{
    Run run;
    run.id.value = id;
    run.schedule.value = u"schedule-1"_s;
    run.scheduleName = u"nightly"_s;
    run.machine = {AccountId{u"account-1"_s}, MachineId{u"dm-1"_s}};
    run.scheduledAt = Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 1));
    run.outcome = outcome;
    run.state = outcome == Outcome::None ? RunState::Waking : RunState::Closed;
    return run;
}

} // namespace reveille::test
