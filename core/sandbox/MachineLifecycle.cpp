#include "core/sandbox/MachineLifecycle.h"

#include "core/sandbox/Identifiers.h"

#include <utility>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

const QString kReached = u"DesiredStateReached"_s;
const QString kConverging = u"Converging"_s;

} // namespace

MachineLifecycle::MachineLifecycle(const Clock& clock, const Pace& pace, MachineStore& store, TruthLog& truth,
                                   FaultPlan& faults, milliseconds holdWindow)
    : m_clock(clock), m_pace(pace), m_store(store), m_truth(truth), m_faults(faults), m_holdWindow(holdWindow)
{}

MachineLifecycle::Life& MachineLifecycle::life(const QString& id)
{
    std::unique_ptr<Life>& life = m_lives[id];
    if (!life) {
        life = std::make_unique<Life>([this, id] { advance(id); },
                                      [this, id] {
                                          if (MachineRecord* machine = m_store.find(id);
                                              machine && machine->phase == Phase::Running)
                                              sleep(*machine, "autosleep");
                                      });
    }
    return *life;
}

void MachineLifecycle::resume()
{
    for (MachineRecord* machine : m_store.all()) {
        Life& its = life(machine->id);
        switch (machine->phase) {
        case Phase::Accepted:
        case Phase::PlacementPending:
            its.step.set(m_pace.real(m_delays.createStep));
            break;
        case Phase::Starting:
            its.step.set(m_pace.real(m_delays.wake));
            break;
        case Phase::Stopping:
            its.step.set(m_pace.real(m_delays.sleep));
            break;
        case Phase::Destroying:
            its.step.set(m_pace.real(m_delays.destroy));
            break;
        case Phase::Destroyed:
            its.step.set(m_pace.real(m_delays.listedWhenDestroyed));
            break;
        case Phase::Running:
            armIdle(*machine);
            break;
        case Phase::Sleeping:
        case Phase::Failed:
            break;
        }
    }
}

Result<MachineRecord*> MachineLifecycle::create(MachineRecord machine, bool asleep)
{
    const Instant now = m_clock.now();
    machine.id = newMachineId(now);
    machine.createdAt = now;
    machine.lastTransitionAt = now;
    machine.revision = 1;
    machine.phase = asleep ? Phase::Sleeping : Phase::Accepted;
    machine.desired = asleep ? u"sleeping"_s : u"running"_s;
    machine.reason = asleep ? kReached : kConverging;
    auto added = m_store.add(std::move(machine));
    if (!added)
        return added;
    log("machine_created", **added);
    if (!asleep)
        life((*added)->id).step.set(m_pace.real(m_delays.createStep));
    return added;
}

void MachineLifecycle::wake(MachineRecord& machine)
{
    Life& its = life(machine.id);
    its.lastWake = m_clock.now();
    its.holdUntil = QDeadlineTimer(m_pace.real(m_holdWindow), Qt::PreciseTimer);
    machine.desired = u"running"_s;
    milliseconds delay = m_pace.real(m_delays.wake);
    if (const auto slow = m_faults.machine({FaultPlan::Kind::WakeSlow}, machine.id))
        delay += slow->delay;
    log("wake", machine);
    enter(machine, Phase::Starting, delay);
}

void MachineLifecycle::sleep(MachineRecord& machine, const char* why)
{
    machine.desired = u"sleeping"_s;
    log("sleep", machine, why);
    enter(machine, Phase::Stopping, m_pace.real(m_delays.sleep));
    Q_EMIT stopping(machine.id);
}

void MachineLifecycle::destroy(MachineRecord& machine)
{
    machine.desired = u"destroyed"_s;
    log("machine_stopping", machine);
    enter(machine, Phase::Destroying, m_pace.real(m_delays.destroy));
    Q_EMIT stopping(machine.id);
}

void MachineLifecycle::edited(MachineRecord& machine)
{
    ++machine.revision;
    save(machine);
    log("resized", machine);
    armIdle(machine);
}

void MachineLifecycle::enter(MachineRecord& machine, Phase phase, std::optional<milliseconds> nextIn)
{
    machine.phase = phase;
    machine.reason = nextIn ? kConverging : phase == Phase::Failed ? machine.lastError : kReached;
    machine.lastTransitionAt = m_clock.now();
    ++machine.revision;
    save(machine);
    Life& its = life(machine.id);
    its.idle.cancel();
    if (nextIn)
        its.step.set(*nextIn);
    else
        its.step.cancel();
}

void MachineLifecycle::advance(const QString& id)
{
    MachineRecord* const machine = m_store.find(id);
    if (!machine)
        return;
    switch (machine->phase) {
    case Phase::Accepted:
        enter(*machine, Phase::PlacementPending, m_pace.real(m_delays.createStep));
        return;
    case Phase::PlacementPending:
        enter(*machine, Phase::Starting, m_pace.real(m_delays.createStep));
        return;
    case Phase::Starting:
        arrive(*machine);
        return;
    case Phase::Stopping:
        enter(*machine, Phase::Sleeping, std::nullopt);
        log("asleep", *machine);
        Q_EMIT asleep(id);
        return;
    case Phase::Destroying:
        enter(*machine, Phase::Destroyed, m_pace.real(m_delays.listedWhenDestroyed));
        log("machine_deleted", *machine);
        return;
    case Phase::Destroyed: {
        // By value: the id we were called with belongs to the alarm that dies here.
        const QString gone = id;
        Q_EMIT leaving(gone);
        m_store.remove(gone);
        m_lives.erase(gone);
        return;
    }
    case Phase::Running:
    case Phase::Sleeping:
    case Phase::Failed:
        return;
    }
}

void MachineLifecycle::arrive(MachineRecord& machine)
{
    if (const auto fault = m_faults.machine({FaultPlan::Kind::WakeFails}, machine.id)) {
        machine.lastError = fault->code.isEmpty() ? u"RuntimeWakeFailed"_s : fault->code;
        enter(machine, Phase::Failed, std::nullopt);
        log("failed", machine);
        Q_EMIT wakeFailed(machine.id);
        return;
    }
    enter(machine, Phase::Running, std::nullopt);
    log("running", machine);
    armIdle(machine);
    Q_EMIT running(machine.id);
}

void MachineLifecycle::hold(const QString& id)
{
    Life& its = life(id);
    ++its.holds;
    its.idle.cancel();
}

void MachineLifecycle::release(const QString& id)
{
    Life& its = life(id);
    its.holds = qMax(0, its.holds - 1);
    if (const MachineRecord* machine = m_store.find(id))
        armIdle(*machine);
}

void MachineLifecycle::armIdle(const MachineRecord& machine)
{
    Life& its = life(machine.id);
    its.idle.cancel();
    if (machine.phase == Phase::Running && its.holds == 0 && machine.autosleepSeconds > 0)
        its.idle.set(m_pace.real(seconds(machine.autosleepSeconds)));
}

std::optional<MachineLifecycle::HoldWindow> MachineLifecycle::holdWindow(const QString& id) const
{
    const auto it = m_lives.find(id);
    if (it == m_lives.end() || m_holdWindow.count() == 0 || it->second->holdUntil.hasExpired())
        return std::nullopt;
    return HoldWindow{m_pace.real(m_holdWindow),
                      ceil<milliseconds>(it->second->holdUntil.remainingTimeAsDuration()),
                      it->second->lastWake};
}

void MachineLifecycle::save(const MachineRecord& machine)
{
    // A full disk must not stop the sandbox's machines; they are then as they were on the next start.
    static_cast<void>(m_store.save(machine));
    Q_EMIT changed(machine.id);
}

void MachineLifecycle::log(const char* event, const MachineRecord& machine, const char* why)
{
    QJsonObject fields{{u"machine"_s, machine.id}};
    if (qstrcmp(event, "running") == 0 || qstrcmp(event, "resized") == 0) {
        fields.insert(u"vcpu"_s, machine.vcpu);
        fields.insert(u"memory_mib"_s, machine.memoryMib);
        fields.insert(u"storage_gib"_s, machine.storageGib);
    }
    if (why)
        fields.insert(u"why"_s, QString::fromLatin1(why));
    m_truth.write(event, fields);
}

} // namespace reveille::sandbox
