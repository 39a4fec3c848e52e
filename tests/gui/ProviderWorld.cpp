#include "tests/gui/ProviderWorld.h"

#include "tests/support/InventedData.h"

namespace reveille::test {

using namespace Qt::StringLiterals;

MachineKey providerMachine()
{
    return {AccountId{u"account-unikraft"_s}, MachineId{u"web-1"_s}};
}

Changes providerWorld()
{
    const MachineKey key = providerMachine();
    Changes world = inventedWorld();
    Account cloud;
    cloud.id = key.account;
    cloud.name = u"Unikraft"_s;
    cloud.provider = ProviderKind::Unikraft;
    world.accounts.append(cloud);
    AccountStatus status;
    status.account = cloud.id;
    status.state = AccountStatus::State::Connected;
    Error error;
    error.code = ErrorCode::Unavailable;
    error.subject = u"api.was.example.org"_s;
    status.metros = {{u"fra"_s, {}, std::nullopt}, {u"was"_s, {}, error}};
    world.accountStatus.append(status);
    Machine machine;
    machine.key = key;
    machine.name = u"web-1"_s;
    machine.metro = u"fra"_s;
    machine.image = u"nginx:latest"_s;
    machine.phase = MachinePhase::Running;
    machine.history.startCount = 7;
    machine.providerSchedules = QVector<ProviderSchedule>(2);
    world.machines.append(machine);
    const auto add = [&](const QString& name, const QString& when, ScheduleAction action) {
        Schedule schedule;
        schedule.id = ScheduleId{u"schedule-"_s + name};
        schedule.name = name;
        schedule.machine = key;
        schedule.when = {when};
        schedule.zone = u"UTC"_s;
        schedule.action = action;
        schedule.firedBy = FiredBy::Provider;
        ProviderSide side;
        side.agreed = {name, when, action == ScheduleAction::Start ? u"start"_s : u"stop"_s, {}, {}, {}};
        side.seen = side.agreed;
        schedule.provider = side;
        world.schedules.append(schedule);
        return &world.schedules.last();
    };
    Schedule* changed = add(u"morning"_s, u"*-*-* 09:00:00"_s, ScheduleAction::Start);
    changed->provider->seen->when = u"*-*-* 07:30:00"_s;
    changed->provider->drift = Drift::ChangedThere;
    Schedule* removed = add(u"evening"_s, u"*-*-* 20:00:00"_s, ScheduleAction::Stop);
    removed->provider->seen.reset();
    removed->provider->drift = Drift::RemovedThere;
    return world;
}

} // namespace reveille::test
