#include "app/cli/Lookup.h"

#include <algorithm>

#include <QStringList>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

bool sameName(const QString& a, const QString& b)
{
    return !a.isEmpty() && a.compare(b.trimmed(), Qt::CaseInsensitive) == 0;
}

template <typename Row, typename Match> QVector<Row> filtered(const QVector<Row>& rows, const Match& match)
{
    QVector<Row> found;
    std::copy_if(rows.cbegin(), rows.cend(), std::back_inserter(found), match);
    return found;
}

/// What tells a machine from others of the same name: names are unique within a metro, and an account, only.
QString distinctName(const World& world, const MachineKey& key)
{
    const QString name = world.machineName(key);
    const Machine* machine = world.machine(key);
    const auto same = std::ranges::count_if(world.machines,
                                            [&](const Machine& other) { return sameName(other.name, name); });
    if (same < 2 || !machine)
        return name;
    const bool isMetroEnough = std::ranges::count_if(world.machines, [&](const Machine& other) {
                                   return sameName(other.name, name) && other.metro == machine->metro;
                               }) == 1;
    return isMetroEnough && !machine->metro.isEmpty() ? machine->metro + u'/' + name : key.machine.value;
}

QString quoted(const QString& kind, const QString& name)
{
    return u"%1 \"%2\""_s.arg(kind, name);
}

} // namespace

Result<Account> findAccount(const World& world, const QString& name)
{
    const auto found = filtered(world.accounts, [&name](const Account& account) {
        return sameName(account.name, name) || account.id.value == name;
    });
    if (found.isEmpty())
        return fail(ErrorCode::NotFound, quoted(u"account"_s, name));
    return found.first();
}

Result<Account> pickAccount(const World& world, const QString& name)
{
    if (!name.isEmpty())
        return findAccount(world, name);
    if (world.accounts.size() == 1)
        return world.accounts.first();
    if (world.accounts.isEmpty())
        return fail(ErrorCode::NotFound, u"account yet"_s,
                    u"add one: reveillectl account add sandbox --provider sandbox"_s);
    QStringList names;
    for (const Account& account : world.accounts)
        names.append(account.name);
    return fail(ErrorCode::InvalidArgument, u"no account named"_s,
                u"say which one with --account: %1"_s.arg(names.join(u", "_s)));
}

Result<Account> pickInstanceAccount(const World& world, const QString& name)
{
    World instances;
    instances.accounts = filtered(
        world.accounts, [](const Account& account) { return account.provider == ProviderKind::Unikraft; });
    if (name.isEmpty() && !instances.accounts.isEmpty())
        return pickAccount(instances, name);
    const auto account = pickAccount(world, name);
    if (account && account->provider != ProviderKind::Unikraft)
        return fail(ErrorCode::InvalidArgument, account->name,
                    u"the cloud of this account does not offer this"_s);
    return account;
}

Result<Machine> findMachine(const World& world, const QString& text, const QString& account)
{
    AccountId within;
    if (!account.isEmpty()) {
        const auto named = findAccount(world, account);
        if (!named)
            return tl::unexpected<Error>(named.error());
        within = named->id;
    }
    const auto inScope = [&within](const Machine& machine) {
        return within.isEmpty() || machine.key.account == within;
    };
    auto found = filtered(world.machines, [&](const Machine& machine) {
        return inScope(machine) && machine.key.machine.value == text;
    });
    if (found.isEmpty())
        found = filtered(world.machines, [&](const Machine& machine) {
            return inScope(machine) && sameName(machine.name, text);
        });
    // The ids of some clouds begin with a metro, and their names are unique within it only.
    if (found.isEmpty() && !text.isEmpty())
        found = filtered(world.machines, [&](const Machine& machine) {
            return inScope(machine) && !machine.metro.isEmpty() &&
                   (machine.key.machine.value == machine.metro + u'/' + text ||
                    sameName(machine.metro + u'/' + machine.name, text));
        });
    if (found.isEmpty())
        return fail(ErrorCode::NotFound, quoted(u"machine"_s, text));
    if (found.size() > 1) {
        QStringList all;
        for (const Machine& machine : std::as_const(found))
            all.append(distinctName(world, machine.key));
        return fail(
            ErrorCode::InvalidArgument, text,
            u"several machines are called that; use the id or say --account: %1"_s.arg(all.join(u", "_s)));
    }
    return found.first();
}

Result<Schedule> findSchedule(const World& world, const QString& name)
{
    auto found = filtered(world.schedules, [&name](const Schedule& schedule) {
        return sameName(schedule.name, name) || schedule.id.value == name;
    });
    const auto slash = name.lastIndexOf(u'/');
    if (found.isEmpty() && slash > 0) {
        const QString machine = name.left(slash);
        const auto known = findMachine(world, machine, {});
        found = filtered(world.schedules, [&](const Schedule& schedule) {
            const bool isThere =
                known ? schedule.machine == known->key : schedule.machine.machine.value == machine;
            return isThere && sameName(schedule.name, name.mid(slash + 1));
        });
    }
    if (found.isEmpty())
        return fail(ErrorCode::NotFound, quoted(u"schedule"_s, name));
    if (found.size() > 1) {
        QStringList all;
        for (const Schedule& schedule : std::as_const(found))
            all.append(distinctName(world, schedule.machine) + u'/' + schedule.name);
        return fail(ErrorCode::InvalidArgument, name,
                    u"several schedules are called that; say which, or its id: %1"_s.arg(all.join(u", "_s)));
    }
    return found.first();
}

} // namespace reveille::cli
