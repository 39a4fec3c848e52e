#include "core/engine/ElapseWatch.h"

#include "core/providers/InstanceControl.h"
#include "core/runner/FiringId.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <utility>

#include <QSet>
#include <QUuid>

namespace reveille {

using calendar::Instant;
using std::chrono::seconds;

namespace {

constexpr seconds kLookBefore{10};
/// A look that is no older than this tells how the machine was before.
constexpr seconds kFreshEnough{60};
/// When to look after an elapse; the last one is final.
constexpr std::array<seconds, 3> kLookAfter{seconds(3), seconds(20), kEffectWithin};
constexpr seconds kTryAgain{60};
constexpr std::size_t kMostLooks = 8;
constexpr qsizetype kMostChanges = 32;
/// More than this that passed unwatched become one row.
constexpr std::size_t kMostSingly = 100;

Run runFor(const Schedule& schedule, Instant at, const Evidence& found, Instant now)
{
    Run run;
    run.firingId = firingIdOf(schedule.id, at);
    // The same elapse has the same row, however often and by whomever it is judged.
    run.id.value = QUuid::fromRfc4122(run.firingId).toString(QUuid::WithoutBraces);
    run.schedule = schedule.id;
    run.scheduleName = schedule.name;
    run.machine = schedule.machine;
    run.kind = RunKind::Provider;
    run.scheduledAt = at;
    run.state = RunState::Closed;
    run.outcome = found.outcome;
    run.reason = found.reason;
    run.detail = found.detail;
    run.startedAt = found.happenedAt;
    run.closedAt = now;
    run.steps = {{RunState::Due, at, {}}, {RunState::Closed, now, found.reason}};
    return run;
}

} // namespace

ElapseWatch::ElapseWatch(Ports ports, QObject* parent) : QObject(parent), m_ports(std::move(ports))
{
    connect(m_ports.timer, &WallTimer::fired, this, &ElapseWatch::wake);
}

Result<void> ElapseWatch::start()
{
    const auto decided = m_ports.decidedUntil();
    if (!decided)
        return tl::unexpected(decided.error());
    m_decided = *decided;
    m_started = true;
    plan();
    return {};
}

void ElapseWatch::schedulesChanged()
{
    if (m_started)
        plan();
}

QVector<Schedule> ElapseWatch::schedulesOn(const MachineKey& machine) const
{
    QVector<Schedule> found;
    for (const Schedule& schedule : m_ports.stored()) {
        if (schedule.firedBy == FiredBy::Provider && schedule.machine == machine && schedule.provider)
            found.append(schedule);
    }
    return found;
}

Instant ElapseWatch::decided(const Schedule& schedule) const
{
    return std::max(m_decided.value(schedule.id, schedule.createdAt), schedule.effectiveFrom);
}

const calendar::Timetable* ElapseWatch::timetableOf(const Schedule& schedule) const
{
    if (!schedule.provider || !schedule.provider->seen)
        return nullptr;
    const QString& line = schedule.provider->seen->when;
    auto known = m_timetables.find(line);
    if (known == m_timetables.end()) {
        auto table = calendar::Timetable::parse({line.toStdString()}, calendar::TimeZone::utc());
        known = m_timetables.emplace(line, table ? std::optional(*std::move(table)) : std::nullopt).first;
    }
    return known->second ? &*known->second : nullptr;
}

std::optional<Instant> ElapseWatch::firstOpen(const Schedule& schedule) const
{
    const calendar::Timetable* table = timetableOf(schedule);
    return table ? table->next(decided(schedule)) : std::nullopt;
}

std::optional<Instant> ElapseWatch::nextLook(const Theirs& schedules, const Watched& watched) const
{
    std::optional<Instant> first;
    const auto want = [&](Instant at) { first = first ? std::min(*first, at) : at; };
    const Instant now = m_ports.clock->now();
    const Instant last = watched.lookedAt.value_or(Instant());
    for (const Schedule* schedule : schedules) {
        const auto open = firstOpen(*schedule);
        if (!open)
            continue;
        if (last < *open - kFreshEnough && now < *open) {
            want(*open - kLookBefore);
            continue;
        }
        const auto after = std::ranges::find_if(kLookAfter, [&](seconds s) { return *open + s > last; });
        want(after == kLookAfter.end() ? last + kTryAgain : *open + *after);
    }
    // A look that failed is repeated, but not at once.
    if (first && watched.lookAt && *first <= now && *watched.lookAt > now)
        first = watched.lookAt;
    return first;
}

/// What somebody else made of a schedule elapses from when we saw it, not from the past.
void ElapseWatch::followEdits()
{
    for (const Schedule& schedule : m_ports.stored()) {
        if (!schedule.provider || !schedule.provider->seen)
            continue;
        const QString& line = schedule.provider->seen->when;
        const auto known = m_lines.constFind(schedule.id);
        if (known != m_lines.cend() && *known != line)
            m_decided.insert(schedule.id, std::max(decided(schedule), m_ports.clock->now()));
        m_lines.insert(schedule.id, line);
    }
}

void ElapseWatch::plan()
{
    if (std::exchange(m_planning, true))
        return;
    followEdits();
    const QVector<Schedule> stored = m_ports.stored();
    QHash<MachineKey, Theirs> byMachine;
    QSet<MachineKey> wanted;
    for (const Schedule& schedule : stored) {
        if (schedule.firedBy != FiredBy::Provider || !schedule.provider)
            continue;
        byMachine[schedule.machine].push_back(&schedule);
        if (schedule.enabled && firstOpen(schedule))
            wanted.insert(schedule.machine);
    }
    std::erase_if(m_machines, [&](const auto& entry) { return !wanted.contains(entry.first); });
    std::optional<Instant> alarm = m_ports.otherAlarm ? m_ports.otherAlarm() : std::nullopt;
    const auto wakeAt = [&](Instant at) { alarm = alarm ? std::min(*alarm, at) : at; };
    const Instant now = m_ports.clock->now();
    QSet<AccountId> streams;
    for (const MachineKey& machine : std::as_const(wanted)) {
        Watched& watched = m_machines[machine];
        watched.lookAt = nextLook(byMachine[machine], watched);
        if (watched.lookAt && !watched.call)
            wakeAt(*watched.lookAt);
        const auto stream = m_streams.find(machine.account);
        if (stream != m_streams.end() && stream->second.isMissing)
            continue;
        for (const Schedule* schedule : byMachine[machine]) {
            const auto open = firstOpen(*schedule);
            if (!open || now > *open + kEffectWithin)
                continue;
            if (now < *open - kLookBefore)
                wakeAt(*open - kLookBefore);
            else
                streams.insert(machine.account);
        }
    }
    follow(streams);
    m_ports.timer->arm(alarm, std::nullopt);
    m_planning = false;
}

void ElapseWatch::follow(const QSet<AccountId>& accounts)
{
    // Also called while a stream tells something: its end waits until the event loop turns.
    const auto closed = std::make_shared<std::vector<Call>>();
    for (auto& [account, stream] : m_streams) {
        if (stream.call && !accounts.contains(account))
            closed->push_back(std::move(stream.call));
    }
    if (!closed->empty())
        QMetaObject::invokeMethod(
            this, [closed] {}, Qt::QueuedConnection);
    for (const AccountId& account : accounts) {
        Stream& stream = m_streams[account];
        if (stream.call || stream.isMissing || (stream.notBefore && m_ports.clock->now() < *stream.notBefore))
            continue;
        Provider* provider = m_ports.provider(account);
        InstanceControl* instances = provider ? provider->instanceControl() : nullptr;
        if (!instances)
            continue;
        stream.number = ++m_lastStream;
        stream.call = instances->followChanges(
            [this, account](const MachineChange& change) { told(account, change); },
            [this, account, number = stream.number](const Result<void>& result) {
                QMetaObject::invokeMethod(
                    this, [this, account, number, result] { ended(account, number, result); },
                    Qt::QueuedConnection);
            });
    }
}

void ElapseWatch::told(const AccountId& account, const MachineChange& change)
{
    const auto at = m_machines.find(MachineKey{account, change.machine});
    if (at == m_machines.end() || change.origin != u"scheduled-op")
        return;
    // The next look judges: it is never far, and tells what the stream does not.
    at->second.changes.append(change);
    if (at->second.changes.size() > kMostChanges)
        at->second.changes.removeFirst();
}

void ElapseWatch::ended(const AccountId& account, quint64 number, const Result<void>& result)
{
    const auto at = m_streams.find(account);
    if (at == m_streams.end() || at->second.number != number)
        return;
    at->second.call.reset();
    at->second.isMissing = !result && result.error().code == ErrorCode::NotSupported;
    at->second.notBefore = m_ports.clock->now() + kTryAgain;
}

void ElapseWatch::wake()
{
    if (!m_started)
        return;
    const Instant now = m_ports.clock->now();
    if (const auto other = m_ports.otherAlarm ? m_ports.otherAlarm() : std::nullopt; other && *other <= now)
        m_ports.atOtherAlarm();
    QVector<MachineKey> due;
    for (const auto& [machine, watched] : m_machines) {
        if (!watched.call && watched.lookAt && *watched.lookAt <= now)
            due.append(machine);
    }
    for (const MachineKey& machine : std::as_const(due))
        look(machine);
    plan();
}

void ElapseWatch::look(const MachineKey& machine)
{
    Provider* provider = m_ports.provider(machine.account);
    Watched& watched = m_machines[machine];
    if (!provider) {
        watched.lookAt = m_ports.clock->now() + kTryAgain;
        return;
    }
    watched.call = provider->getMachine(
        machine.machine, [this, machine](const Result<Machine>& answer) { lookedAt(machine, answer); });
}

void ElapseWatch::lookedAt(const MachineKey& machine, const Result<Machine>& answer)
{
    const auto it = m_machines.find(machine);
    if (it == m_machines.end())
        return;
    const Call finished = std::move(it->second.call);
    const Instant now = m_ports.clock->now();
    if (!answer && answer.error().code != ErrorCode::NotFound) {
        it->second.lookAt = now + kTryAgain;
        plan();
        return;
    }
    MachineLook look;
    if (answer) {
        look = lookOf(*answer, now);
    } else {
        look.at = now;
        look.isGone = true;
    }
    const auto schedules = schedulesOn(machine);
    const bool wantsCheckpoints =
        answer && std::ranges::any_of(schedules, [&](const Schedule& schedule) {
            const auto open = firstOpen(schedule);
            return schedule.action == ScheduleAction::Checkpoint && open && *open <= now;
        });
    it->second.next = look;
    it->second.lookedAt = now;
    if (wantsCheckpoints) {
        askCheckpoints(machine);
    } else {
        keep(machine, look);
        judge(machine);
    }
    // Only now: whoever hears of it may change schedules, and with them what is watched.
    if (answer) {
        Machine seen = *answer;
        seen.key = machine;
        m_ports.saw(seen);
    } else {
        m_ports.gone(machine);
    }
    plan();
}

void ElapseWatch::askCheckpoints(const MachineKey& machine)
{
    Provider* provider = m_ports.provider(machine.account);
    InstanceControl* instances = provider ? provider->instanceControl(machine.machine) : nullptr;
    Watched& watched = m_machines[machine];
    if (!instances) {
        keep(machine, watched.next);
        judge(machine);
        return;
    }
    watched.call = instances->checkpointHistory(machine.machine,
                                                [this, machine](const Result<QVector<Snapshot>>& answer) {
                                                    const auto it = m_machines.find(machine);
                                                    if (it == m_machines.end())
                                                        return;
                                                    const Call finished = std::move(it->second.call);
                                                    MachineLook look = it->second.next;
                                                    if (answer)
                                                        look.checkpoints = *answer;
                                                    keep(machine, look);
                                                    judge(machine);
                                                    plan();
                                                });
}

void ElapseWatch::keep(const MachineKey& machine, const MachineLook& look)
{
    std::deque<MachineLook>& looks = m_machines[machine].looks;
    looks.push_back(look);
    if (looks.size() > kMostLooks)
        looks.pop_front();
}

void ElapseWatch::machineSeen(const Machine& machine)
{
    const auto it = m_machines.find(machine.key);
    if (!m_started || it == m_machines.end())
        return;
    const Instant now = m_ports.clock->now();
    // Our own look comes back here; one with what the history tells is more than one without.
    if (!it->second.looks.empty() && it->second.looks.back().at == now)
        return;
    keep(machine.key, lookOf(machine, now));
}

void ElapseWatch::judge(const MachineKey& machine)
{
    QVector<Run> runs;
    QHash<ScheduleId, Instant> until;
    for (const Schedule& schedule : schedulesOn(machine))
        judge(schedule, m_machines[machine], runs, until);
    if (until.isEmpty())
        return;
    if (const auto written = m_ports.record(runs, until); !written)
        return; // they stay open and are judged again at the next look
    for (auto it = until.cbegin(); it != until.cend(); ++it)
        m_decided.insert(it.key(), it.value());
}

void ElapseWatch::judge(const Schedule& schedule, const Watched& watched, QVector<Run>& runs,
                        QHash<ScheduleId, Instant>& until) const
{
    const calendar::Timetable* table = timetableOf(schedule);
    if (!table || watched.looks.empty())
        return;
    const MachineLook& after = watched.looks.back();
    const Instant from = decided(schedule);
    const std::size_t open = table->countIn(from, after.at);
    Instant at = from;
    std::size_t place = 0;
    std::optional<Run> stretch;
    for (auto next = table->next(at); next && *next < after.at; next = table->next(at), ++place) {
        at = *next;
        if (open - place > kMostSingly) {
            if (!stretch) {
                Evidence unwatched;
                unwatched.reason = QString::fromLatin1(evidence::kNotWatched);
                stretch = runFor(schedule, at, unwatched, after.at);
                stretch->occurrences = 0;
            }
            ++stretch->occurrences;
            stretch->lastScheduledAt = at;
            until.insert(schedule.id, at);
            continue;
        }
        std::optional<MachineLook> before;
        for (const MachineLook& look : watched.looks) {
            if (look.at <= at)
                before = look;
        }
        const Evidence found = judgeElapse(schedule.action, at, before, after, watched.changes);
        if (!found.isFinal)
            break;
        runs.append(runFor(schedule, at, found, after.at));
        until.insert(schedule.id, at);
        if (schedule.action == ScheduleAction::Delete && found.outcome == Outcome::Seen) {
            until.insert(schedule.id, after.at); // a machine is deleted once
            break;
        }
    }
    if (stretch)
        runs.append(*stretch);
}

} // namespace reveille
