#include "tests/contract/providers/UnikraftSide.h"

namespace reveille::test {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

HttpOptions quickRetries()
{
    HttpOptions options;
    options.retry.base = milliseconds(5);
    return options;
}

} // namespace

SandboxOptions UnikraftSide::defaults()
{
    SandboxOptions options = SandboxFixture::defaults();
    options.seedMachines = 0;
    return options;
}

UnikraftSide::UnikraftSide(SandboxOptions options, FakeClock* clock)
    : m_clock(clock),
      m_fixture(std::move(options), clock),
      m_http(*m_network, m_redactor, quickRetries()),
      m_provider(providerFor(account(), m_fixture.sandbox().unikraftToken()))
{}

Account UnikraftSide::account() const
{
    Account account;
    account.id = {u"account"_s};
    account.provider = ProviderKind::Unikraft;
    account.endpoint = m_fixture.sandbox().controlPlane();
    return account;
}

std::unique_ptr<UnikraftProvider> UnikraftSide::providerFor(const Account& account, const QString& token)
{
    const Clock& clock = m_clock != nullptr ? static_cast<const Clock&>(*m_clock) : m_liveClock;
    return std::make_unique<UnikraftProvider>(m_http, m_redactor, clock, account, fixedApiKey(token));
}

MachineSpec UnikraftSide::spec(const QString& name)
{
    MachineSpec spec;
    spec.image = u"acme/nginx:latest"_s;
    spec.name = name;
    spec.memoryMib = 256;
    return spec;
}

Result<Machine> UnikraftSide::create(const MachineSpec& spec, const QString& key)
{
    return replyOf<Machine>([&](auto reply) { return m_provider->createMachine(spec, key, reply); });
}

MachineId UnikraftSide::running(const QString& name)
{
    const auto made = create(spec(name));
    if (!made || !reaches(made->key.machine, MachinePhase::Running))
        return {};
    return made->key.machine;
}

Result<Machine> UnikraftSide::machine(const MachineId& id)
{
    return replyOf<Machine>([&](auto reply) { return m_provider->getMachine(id, reply); });
}

bool UnikraftSide::reaches(const MachineId& id, MachinePhase phase)
{
    return QTest::qWaitFor(
        [&] {
            const auto read = machine(id);
            return read && read->phase == phase;
        },
        20'000);
}

Result<Machine> UnikraftSide::edit(const MachineId& id, ProviderScheduleEdit::Operation operation,
                                   const QVector<ProviderSchedule>& schedules, const QStringList& names)
{
    const ProviderScheduleEdit edit{operation, schedules, names};
    return replyOf<Machine>([&](auto reply) { return m_provider->editSchedules(id, edit, reply); });
}

Result<QByteArray> UnikraftSide::raw(const QByteArray& method, const QString& path, const QByteArray& body)
{
    return replyOf<QByteArray>(
        [&](auto reply) { return m_provider->raw(u"fra"_s, method, path, body, reply); });
}

void UnikraftSide::pass(microseconds time)
{
    const Instant until = m_clock->now() + time;
    const auto settle = [this] {
        if (!QTest::qWaitFor([this] { return sandbox().isSettled(); }, 20'000))
            qFatal("the sandbox does not settle");
    };
    settle();
    for (auto due = sandbox().unikraftNextDue(); due && *due <= until; due = sandbox().unikraftNextDue()) {
        m_clock->advanceTo(*due);
        sandbox().lookAtClock();
        settle();
    }
    m_clock->advanceTo(until);
    sandbox().lookAtClock();
    settle();
}

ProviderSchedule scheduleOf(const QString& name, const QString& when, const QString& action,
                            const QStringList& args)
{
    ProviderSchedule schedule;
    schedule.name = name;
    schedule.when = when;
    schedule.action = action;
    schedule.args = args;
    return schedule;
}

} // namespace reveille::test
