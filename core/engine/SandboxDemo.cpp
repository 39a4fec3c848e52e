#include "core/engine/SandboxDemo.h"

#include "core/calendar/TimeZone.h"

#include <algorithm>
#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

Schedule example(const MachineKey& machine, const QString& name, const QString& when, const QString& command)
{
    Schedule schedule;
    schedule.name = name;
    schedule.machine = machine;
    schedule.when = {when};
    schedule.zone = QString::fromStdString(calendar::TimeZone::local().name());
    schedule.argv = {u"/bin/sh"_s, u"-c"_s, command};
    schedule.timeout = std::chrono::minutes(1);
    return schedule;
}

ProviderSchedule rule(const QString& name, const QString& when, const QString& action)
{
    ProviderSchedule schedule;
    schedule.name = name;
    schedule.when = when;
    schedule.action = action;
    return schedule;
}

MachineSpec instance(const QString& metro, const QString& name, const QString& image,
                     const QVector<ProviderSchedule>& schedules)
{
    MachineSpec spec;
    spec.metro = metro;
    spec.name = name;
    spec.image = image;
    spec.memoryMib = 256;
    spec.schedules = schedules;
    return spec;
}

} // namespace

SandboxDemo::SandboxDemo(EngineClient& client, QObject* parent) : QObject(parent), m_client(client)
{
    connect(&m_client, &EngineClient::changed, this, &SandboxDemo::learn);
}

void SandboxDemo::ensure(Reply<void> reply)
{
    m_reply = std::move(reply);
    m_wanted = true;
    if (m_connected)
        ensureAccount();
}

void SandboxDemo::learn(const Changes& changes)
{
    for (const Account& account : changes.accounts) {
        m_accounts.removeIf([&](const Account& known) { return known.id == account.id; });
        m_accounts.append(account);
    }
    for (const Machine& machine : changes.machines)
        m_machines.insert(machine.key, machine);
    for (const Schedule& schedule : changes.schedules)
        m_schedules.insert(schedule.id, schedule);
    for (const ScheduleId& schedule : changes.schedulesRemoved)
        m_schedules.remove(schedule);
    if (!std::exchange(m_connected, true) && m_wanted)
        ensureAccount();
}

void SandboxDemo::ensureAccount()
{
    const auto known = std::ranges::find_if(m_accounts, &Account::isBuiltInSandbox);
    if (known != m_accounts.cend()) {
        m_account = known->id;
        readMachines();
        return;
    }
    Account account;
    account.name = u"Sandbox"_s;
    account.provider = ProviderKind::Sandbox;
    account.keySource = KeySource::BuiltIn;
    m_client.saveAccount(account, {}, [this](const Result<Account>& saved) {
        if (!saved) {
            done(tl::unexpected(saved.error()));
            return;
        }
        m_account = saved->id;
        readMachines();
    });
}

void SandboxDemo::readMachines()
{
    m_client.refreshMachines([this](const Result<void>& read) {
        if (read)
            ensureNames();
        else
            done(read);
    });
}

void SandboxDemo::ensureNames()
{
    QVector<MachineKey> own;
    bool hasInstance = false;
    for (const Machine& machine : std::as_const(m_machines)) {
        if (machine.key.account != m_account)
            continue;
        if (machine.metro.isEmpty())
            own.append(machine.key);
        else
            hasInstance = true;
    }
    std::sort(own.begin(), own.end());
    const QStringList names{u"first-machine"_s, u"second-machine"_s};
    for (qsizetype i = 0; i < std::min(own.size(), names.size()); ++i) {
        if (m_machines.value(own[i]).name.isEmpty())
            m_client.renameMachine(own[i], names[i], [](const Result<void>&) {});
    }
    const bool furnished = std::ranges::any_of(
        m_schedules, [&](const Schedule& schedule) { return schedule.machine.account == m_account; });
    if (!furnished)
        furnish(own, hasInstance);
    saveNext();
}

void SandboxDemo::furnish(const QVector<MachineKey>& own, bool hasInstance)
{
    if (!own.isEmpty()) {
        const MachineKey first = own.constFirst();
        const MachineKey second = own.size() > 1 ? own[1] : first;
        m_toSave = {
            example(first, u"first-hello"_s, u"minutely"_s,
                    u"date >> visits.log; echo \"Good morning: visit number $(wc -l < visits.log) to this "
                    u"machine.\"; "
                    "echo \"This run was due at $REVEILLE_SCHEDULED_AT.\""_s),
            example(second, u"disk-report"_s, u"*:0/5"_s, u"df -h ."_s),
            example(
                second, u"nightly-backup"_s, u"*-*-* 02:00"_s,
                u"tar czf \"backup-$REVEILLE_SCHEDULED_DATE.tar.gz\" --exclude='backup-*' . && ls -l backup-*"_s),
        };
    }
    if (!hasInstance) {
        m_toCreate = {
            instance(u"fra"_s, u"web"_s, u"nginx:latest"_s,
                     {rule(u"morning-start"_s, u"Mon..Fri *-*-* 09:00:00"_s, u"start"_s),
                      rule(u"evening-stop"_s, u"Mon..Fri *-*-* 18:00:00"_s, u"stop"_s)}),
            instance(u"sin"_s, u"database"_s, u"postgres:latest"_s,
                     {rule(u"nightly-checkpoint"_s, u"*-*-* 03:00:00"_s, u"checkpoint"_s)}),
        };
    }
}

void SandboxDemo::saveNext()
{
    if (m_toSave.isEmpty()) {
        createNext();
        return;
    }
    const Schedule next = m_toSave.takeFirst();
    m_client.saveSchedule(next, [this](const Result<Schedule>& saved) {
        // A name that is taken belongs to something of the person's own; the rest is still worth having.
        if (saved || saved.error().code == ErrorCode::AlreadyExists)
            saveNext();
        else
            done(tl::unexpected(saved.error()));
    });
}

void SandboxDemo::createNext()
{
    if (m_toCreate.isEmpty()) {
        done({});
        return;
    }
    const MachineSpec next = m_toCreate.takeFirst();
    m_client.createMachine(m_account, next, {}, [this](const Result<Machine>& created) {
        if (created)
            createNext();
        else
            done(tl::unexpected(created.error()));
    });
}

void SandboxDemo::done(Result<void> result)
{
    m_wanted = false;
    if (const auto reply = std::exchange(m_reply, {}))
        reply(std::move(result));
}

} // namespace reveille
