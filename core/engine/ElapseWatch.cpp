#include "core/engine/ElapseWatch.h"

#include "core/providers/InstanceControl.h"
#include "core/runner/FiringId.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
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
/// How often failing looks double that.
constexpr int kMostDoublings = 4;
/// An account is left alone for so long after it was asked.
constexpr seconds kBetween{5};
constexpr std::size_t kMostLooks = 8;
constexpr qsizetype kMostChanges = 32;
/// More than this that passed unwatched become one row.
constexpr std::size_t kMostSingly = 100;

seconds pauseAfter(int failures)
{
    return kTryAgain * (1 << std::min(failures - 1, kMostDoublings));
}

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

ElapseWatch::ElapseWatch(Ports ports, QObject* parent)
    : QObject(parent),
      m_ports(std::move(ports)),
      m_streams(*m_ports.clock, m_ports.provider,
                [this](const AccountId& account, const MachineChange& change) { told(account, change); })
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
    m_stored = m_ports.stored();
    index();
    plan();
    return {};
}

void ElapseWatch::schedulesChanged()
{
    if (!m_started)
        return;
    // Our copy keeps the data in its place: somewhere else, they are others.
    const QVector<Schedule> stored = m_ports.stored();
    if (stored.constData() != m_stored.constData() || stored.size() != m_stored.size()) {
        m_stored = stored;
        index();
    }
    plan();
}

Instant ElapseWatch::decided(const Schedule& schedule) const
{
    return std::max(m_decided.value(schedule.id, schedule.createdAt), schedule.effectiveFrom);
}

const calendar::Timetable* ElapseWatch::timetableOf(const Schedule& schedule)
{
    QStringList lines;
    for (const ProviderSchedule& seen : schedule.provider->allSeen())
        lines.append(seen.when);
    if (lines.isEmpty())
        return nullptr;
    auto known = m_timetables.find(lines);
    if (known == m_timetables.end()) {
        std::vector<std::string> bytes;
        for (const QString& line : std::as_const(lines))
            bytes.push_back(line.toStdString());
        auto table = calendar::Timetable::parse(bytes, calendar::TimeZone::utc());
        known = m_timetables.emplace(lines, table ? std::optional(*std::move(table)) : std::nullopt).first;
    }
    return known->second ? &*known->second : nullptr;
}

std::optional<Instant> ElapseWatch::nextLook(const Watched& watched) const
{
    std::optional<Instant> first;
    const auto want = [&](Instant at) { first = first ? std::min(*first, at) : at; };
    const Instant now = m_ports.clock->now();
    const Instant last = watched.lookedAt.value_or(Instant());
    for (const Item& item : watched.items) {
        if (!item.open)
            continue;
        if (last < *item.open - kFreshEnough && now < *item.open) {
            want(*item.open - kLookBefore);
            continue;
        }
        const auto after = std::ranges::find_if(kLookAfter, [&](seconds s) { return *item.open + s > last; });
        want(after == kLookAfter.end() ? last + kTryAgain : *item.open + *after);
    }
    return first;
}

/// What somebody else made of a schedule elapses from when we saw it, not from the past.
void ElapseWatch::followEdit(const Schedule& schedule)
{
    QStringList lines;
    for (const ProviderSchedule& seen : schedule.provider->allSeen())
        lines.append(seen.when);
    if (lines.isEmpty())
        return;
    const auto known = m_lines.constFind(schedule.id);
    if (known != m_lines.cend() && *known == lines)
        return;
    if (known != m_lines.cend())
        m_decided.insert(schedule.id, std::max(decided(schedule), m_ports.clock->now()));
    m_lines.insert(schedule.id, lines);
}

void ElapseWatch::index()
{
    QHash<MachineKey, std::vector<Item>> byMachine;
    QSet<MachineKey> wanted;
    for (const Schedule& schedule : std::as_const(m_stored)) {
        if (schedule.firedBy != FiredBy::Provider || !schedule.provider)
            continue;
        followEdit(schedule);
        Item item{&schedule, timetableOf(schedule), {}};
        if (item.table)
            item.open = item.table->next(decided(schedule));
        if (schedule.enabled && item.open)
            wanted.insert(schedule.machine);
        byMachine[schedule.machine].push_back(item);
    }
    std::erase_if(m_machines, [&](const auto& entry) { return !wanted.contains(entry.first); });
    const Instant now = m_ports.clock->now();
    for (const MachineKey& machine : std::as_const(wanted)) {
        Watched& watched = m_machines[machine];
        watched.items = std::move(byMachine[machine]);
        // A look that failed is repeated, but not at once.
        if (watched.failures == 0 || !watched.lookAt || *watched.lookAt <= now)
            watched.lookAt = nextLook(watched);
    }
}

void ElapseWatch::review(const MachineKey& machine)
{
    const auto it = m_machines.find(machine);
    if (it == m_machines.end())
        return;
    bool isWanted = false;
    for (Item& item : it->second.items) {
        item.open = item.table ? item.table->next(decided(*item.schedule)) : std::nullopt;
        isWanted = isWanted || (item.open && item.schedule->enabled);
    }
    if (isWanted)
        it->second.lookAt = nextLook(it->second);
    else
        m_machines.erase(it);
}

void ElapseWatch::plan()
{
    if (std::exchange(m_planning, true))
        return;
    std::optional<Instant> alarm = m_ports.otherAlarm ? m_ports.otherAlarm() : std::nullopt;
    const auto wakeAt = [&](Instant at) { alarm = alarm ? std::min(*alarm, at) : at; };
    const Instant now = m_ports.clock->now();
    QSet<AccountId> streams;
    for (const auto& [machine, watched] : m_machines) {
        if (watched.lookAt && !watched.isReading && !watched.call) {
            const auto pause = m_notBefore.find(machine.account);
            wakeAt(pause == m_notBefore.end() ? *watched.lookAt : std::max(*watched.lookAt, pause->second));
        }
        if (m_streams.isMissing(machine.account))
            continue;
        for (const Item& item : watched.items) {
            if (!item.open || now > *item.open + kEffectWithin)
                continue;
            if (now < *item.open - kLookBefore)
                wakeAt(*item.open - kLookBefore);
            else
                streams.insert(machine.account);
        }
    }
    m_streams.follow(streams);
    m_ports.timer->arm(alarm, std::nullopt);
    m_planning = false;
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

void ElapseWatch::wake()
{
    if (!m_started)
        return;
    const Instant now = m_ports.clock->now();
    if (const auto other = m_ports.otherAlarm ? m_ports.otherAlarm() : std::nullopt; other && *other <= now)
        m_ports.atOtherAlarm();
    QHash<AccountId, QVector<MachineKey>> due;
    for (const auto& [machine, watched] : m_machines) {
        const auto pause = m_notBefore.find(machine.account);
        const bool mayAsk = pause == m_notBefore.end() || pause->second <= now;
        if (mayAsk && !watched.isReading && !watched.call && watched.lookAt && *watched.lookAt <= now)
            due[machine.account].append(machine);
    }
    for (auto it = due.cbegin(); it != due.cend(); ++it)
        look(it.key(), it.value());
    plan();
}

void ElapseWatch::look(const AccountId& account, const QVector<MachineKey>& machines)
{
    const Instant now = m_ports.clock->now();
    Provider* provider = m_ports.provider(account);
    InstanceControl* instances = provider ? provider->instanceControl() : nullptr;
    m_notBefore[account] = now + kBetween;
    QVector<MachineId> ids;
    for (const MachineKey& machine : machines) {
        Watched& watched = m_machines[machine];
        watched.isReading = instances != nullptr;
        if (!instances)
            watched.lookAt = now + kTryAgain;
        ids.append(machine.machine);
    }
    if (!instances)
        return;
    const quint64 number = ++m_lastReading;
    m_readings[number] = instances->readMachines(
        ids, [this, machines, number](const Result<QVector<Result<Machine>>>& answer) {
            const auto finished = m_readings.extract(number);
            lookedAt(machines, answer);
        });
}

void ElapseWatch::lookedAt(const QVector<MachineKey>& machines,
                           const Result<QVector<Result<Machine>>>& answer)
{
    const Instant now = m_ports.clock->now();
    QVector<Machine> seen;
    QVector<MachineKey> gone;
    QVector<MachineKey> judged;
    for (qsizetype i = 0; i < machines.size(); ++i) {
        const MachineKey& machine = machines[i];
        const auto it = m_machines.find(machine);
        if (it == m_machines.end())
            continue;
        Watched& watched = it->second;
        watched.isReading = false;
        const auto read = answer.and_then([i](const QVector<Result<Machine>>& all) { return all[i]; });
        if (!read && read.error().code != ErrorCode::NotFound) {
            watched.lookAt = now + pauseAfter(++watched.failures);
            continue;
        }
        watched.failures = 0;
        watched.lookedAt = now;
        if (read) {
            watched.next = lookOf(*read, now);
            seen.append(*read);
            seen.last().key = machine;
        } else {
            watched.next = MachineLook();
            watched.next.at = now;
            watched.next.isGone = true;
            gone.append(machine);
        }
        const bool wantsCheckpoints =
            read && std::ranges::any_of(watched.items, [now](const Item& item) {
                return item.schedule->action == ScheduleAction::Checkpoint && item.open && *item.open <= now;
            });
        if (wantsCheckpoints) {
            askCheckpoints(machine);
        } else {
            keep(watched, watched.next);
            judged.append(machine);
        }
    }
    judge(judged);
    // Only now: whoever hears of it may change schedules, and with them what is watched.
    if (!seen.isEmpty())
        m_ports.saw(seen);
    if (!gone.isEmpty())
        m_ports.gone(gone);
    plan();
}

void ElapseWatch::askCheckpoints(const MachineKey& machine)
{
    Provider* provider = m_ports.provider(machine.account);
    InstanceControl* instances = provider ? provider->instanceControl(machine.machine) : nullptr;
    Watched& watched = m_machines[machine];
    if (!instances) {
        keep(watched, watched.next);
        judge({machine});
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
                                                    keep(it->second, look);
                                                    judge({machine});
                                                    plan();
                                                });
}

void ElapseWatch::keep(Watched& watched, const MachineLook& look)
{
    watched.looks.push_back(look);
    if (watched.looks.size() > kMostLooks)
        watched.looks.pop_front();
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
    keep(it->second, lookOf(machine, now));
}

void ElapseWatch::judge(const QVector<MachineKey>& machines)
{
    Records records;
    for (const MachineKey& machine : machines) {
        const auto it = m_machines.find(machine);
        if (it == m_machines.end())
            continue;
        for (const Item& item : it->second.items) {
            if (item.table && !it->second.looks.empty())
                judge(item, decided(*item.schedule), it->second, records);
        }
    }
    // What could not be written stays open and is judged again at the next look.
    if (!records.until.isEmpty() && m_ports.record(records.runs, records.until)) {
        for (auto it = records.until.cbegin(); it != records.until.cend(); ++it)
            m_decided.insert(it.key(), it.value());
    }
    for (const MachineKey& machine : machines)
        review(machine);
}

void ElapseWatch::judge(const Item& item, Instant from, const Watched& watched, Records& records)
{
    const Schedule& schedule = *item.schedule;
    const calendar::Timetable* table = item.table;
    const MachineLook& after = watched.looks.back();
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
            records.until.insert(schedule.id, at);
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
        records.runs.append(runFor(schedule, at, found, after.at));
        records.until.insert(schedule.id, at);
        if (schedule.action == ScheduleAction::Delete && found.outcome == Outcome::Seen) {
            records.until.insert(schedule.id, after.at); // a machine is deleted once
            break;
        }
    }
    if (stretch)
        records.runs.append(*stretch);
}

} // namespace reveille
