#include "core/runner/Runner.h"

#include "core/runner/NewRun.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace reveille {

using calendar::Instant;
using namespace std::chrono;

namespace {

constexpr seconds kDiskRetry{15};
constexpr minutes kLongestFallingAsleep{1};

} // namespace

Runner::Runner(const Clock& clock, WallTimer& timer, Store& store, ProviderLookup provider,
               const RunnerOptions& options, QObject* parent)
    : QObject(parent),
      m_clock(clock),
      m_store(store),
      m_alarm(clock, timer),
      m_journal(store),
      m_desk(clock, m_alarm, m_journal, provider),
      m_catchUp(clock, m_alarm, provider, options.catchUpDelay),
      m_options(options),
      m_driver(clock, m_alarm, m_journal, m_desk, provider)
{
    m_driver.setParallelRuns(options.parallelRuns);
    connect(&m_alarm, &Alarm::look, this, &Runner::evaluate);
    connect(&m_journal, &Journal::runsWritten, this, [this](const QVector<Run>& runs) {
        Q_EMIT runsChanged(runs);
        Q_EMIT statusChanged();
    });
    connect(&m_journal, &Journal::leasesWritten, this, &Runner::leasesChanged);
    connect(&m_journal, &Journal::failed, this, [this] {
        // Without a journal nothing may be fired; the disk is tried again, with everything that waits.
        if (m_retry == 0) {
            m_retry = m_alarm.after(kDiskRetry, [this] {
                m_retry = 0;
                if (m_journal.flush())
                    evaluate();
            });
        }
        Q_EMIT statusChanged();
    });
    connect(&m_journal, &Journal::recovered, this, [this] {
        // What became due meanwhile need not wait for the next look at the clock.
        m_alarm.setWall(m_clock.now());
        Q_EMIT statusChanged();
    });
    connect(&m_catchUp, &CatchUpDesk::changed, this, &Runner::statusChanged);
    connect(&m_catchUp, &CatchUpDesk::due, this, &Runner::catchUp);
    connect(&m_desk, &MachineDesk::machineSeen, this, &Runner::machineSeen);
    connect(&m_desk, &MachineDesk::leftAwake, this, &Runner::leftAwake);
    connect(&m_driver, &RunDriver::machineSeen, this, &Runner::machineSeen);
    connect(&m_driver, &RunDriver::closing, this, &Runner::countOutcome);
    connect(&m_driver, &RunDriver::closed, this, [this](const Run& run) {
        Q_EMIT runClosed(run);
        Q_EMIT statusChanged();
    });
}

Runner::~Runner()
{
    stop();
}

Result<void> Runner::start(Scope scope)
{
    m_scope = scope;
    const auto leases = m_store.leases();
    if (!leases)
        return tl::unexpected(leases.error());
    m_desk.restore(*leases);
    m_started = true;
    if (const auto read = reload(); !read) {
        m_started = false;
        return read;
    }
    // Only after the open runs have taken their machines back, which a failing disk may put off, is it known
    // which sleeps are owed by nobody.
    m_journal.then([this] { m_desk.settleOwed(); });
    m_journal.flush();
    return {};
}

void Runner::takeOwedSleeps()
{
    const auto leases = m_started ? m_store.leases() : Result<QVector<MachineLease>>();
    if (!leases)
        return;
    QVector<MachineLease> owed;
    std::ranges::copy_if(*leases, std::back_inserter(owed), [this](const MachineLease& lease) {
        return lease.sleepOwedSince && !m_desk.knows(lease.machine);
    });
    if (owed.isEmpty())
        return;
    m_desk.restore(owed);
    m_desk.settleOwed();
}

void Runner::stop()
{
    if (!m_started)
        return;
    m_started = false;
    m_hasRead = false;
    if (m_asleep != 0)
        m_alarm.cancel(std::exchange(m_asleep, 0));
    m_journal.flush();
    m_catchUp.stop();
    m_driver.stop();
    m_desk.stop();
    m_due.clear();
    m_schedules.clear();
    m_alarm.setWall(std::nullopt);
}

Result<void> Runner::reload()
{
    if (!m_started)
        return {};
    // What waits to be written is newer than what would be read.
    m_journal.flush();
    const auto pause = m_store.pause();
    if (!pause)
        return tl::unexpected(pause.error());
    m_pause = *pause;
    if (const auto read = readSchedules(); !read)
        return read;
    if (!std::exchange(m_hasRead, true))
        pauseWhatFailed();
    if (const auto adopted = adoptOpenRuns(); !adopted)
        return adopted;
    evaluate();
    return {};
}

Result<void> Runner::beforeEdit()
{
    evaluate();
    if (m_started && !m_journal.flush())
        return tl::unexpected(*m_journal.failure());
    return {};
}

Result<void> Runner::readSchedules()
{
    auto schedules = m_store.schedules();
    if (!schedules)
        return tl::unexpected(schedules.error());
    const auto cursors = m_store.decidedUntil();
    if (!cursors)
        return tl::unexpected(cursors.error());

    const auto progress = m_store.progress();
    if (!progress)
        return tl::unexpected(progress.error());
    const auto ahead = m_store.decidedAhead();
    if (!ahead)
        return tl::unexpected(ahead.error());

    std::unordered_map<ScheduleId, Armed, IdHash> next;
    next.reserve(static_cast<size_t>(schedules->size()));
    for (Schedule& schedule : *schedules) {
        const auto known = m_schedules.find(schedule.id);
        if (known != m_schedules.end() && known->second.schedule == schedule) {
            next.insert(m_schedules.extract(known));
            continue;
        }
        auto occurrences = Occurrences::of(schedule);
        if (!occurrences)
            continue; // Saved by a version that knows more; it stays in the list and does not fire.
        const ScheduleId id = schedule.id;
        if (const auto decided = ahead->constFind(id); decided != ahead->cend())
            occurrences = occurrences->without({decided->cbegin(), decided->cend()});
        Armed& armed = next.try_emplace(id, std::move(schedule), *std::move(occurrences)).first->second;
        armed.decidedUntil = cursors->value(id, armed.schedule.effectiveFrom);
        armed.progress = progress->value(id);
        if (known != m_schedules.end())
            armed.decidedUntil = std::max(armed.decidedUntil, known->second.decidedUntil);
    }
    for (const auto& [id, armed] : m_schedules) {
        if (!next.contains(id) && m_started)
            m_driver.scheduleRemoved(id);
    }
    m_schedules = std::move(next);
    m_catchUp.retain([this](const ScheduleId& id) { return m_schedules.contains(id); });
    m_due.clear();
    for (auto& [id, armed] : m_schedules) {
        m_guard.remember(armed.decidedUntil);
        const bool fires = armed.schedule.enabled && armed.schedule.firedBy == FiredBy::Reveille &&
                           !hasEnded(armed.schedule.policy, armed.progress);
        armed.lookAt = std::nullopt;
        const auto following =
            fires ? armed.occurrences.next(std::max(armed.decidedUntil, armed.schedule.effectiveFrom))
                  : std::nullopt;
        arm(armed, following ? std::optional(armed.occurrences.startOf(*following)) : std::nullopt);
    }
    return {};
}

Result<void> Runner::adoptOpenRuns()
{
    auto open = m_store.openRuns();
    if (!open)
        return tl::unexpected(open.error());
    // Those that had their turn on a machine take it back before any that only wait for it.
    std::ranges::stable_partition(*open, [](const Run& run) { return run.state != RunState::Due; });
    for (const Run& run : std::as_const(*open)) {
        if (m_driver.has(run.id))
            continue;
        const auto it = m_schedules.find(run.schedule);
        if (it == m_schedules.end())
            m_driver.add(run, std::nullopt, {});
        else
            beginRun(it->second, run);
    }
    return {};
}

void Runner::arm(Armed& armed, std::optional<Instant> lookAt)
{
    if (armed.lookAt) {
        const auto [begin, end] = m_due.equal_range(*armed.lookAt);
        const auto it =
            std::find_if(begin, end, [&](const auto& item) { return item.second == armed.schedule.id; });
        if (it != end)
            m_due.erase(it);
    }
    armed.lookAt = lookAt;
    if (lookAt && m_scope == Scope::Everything)
        m_due.emplace(*lookAt, armed.schedule.id);
}

void Runner::evaluate()
{
    if (!m_started)
        return;
    if (m_journal.failure()) {
        // What is due stays due; an alarm in the past would only ring without end.
        m_alarm.setWall(std::nullopt);
        return;
    }
    const Instant now = m_clock.now();
    m_guard.look(now, m_clock.sinceBoot());
    if (m_guard.holds() || m_asleep != 0) {
        m_alarm.setWall(std::nullopt);
        Q_EMIT statusChanged();
        return;
    }
    while (!m_due.empty() && m_due.begin()->first <= now) {
        const auto it = m_schedules.find(m_due.begin()->second);
        decide(it->second, now);
    }
    endExpiredPause(now);
    std::optional<Instant> look;
    if (!m_due.empty())
        look = m_due.begin()->first;
    if (m_pause && m_pause->until)
        look = look ? std::min(*look, *m_pause->until) : *m_pause->until;
    m_alarm.setWall(look);
    Q_EMIT statusChanged();
}

void Runner::beginRun(const Armed& armed, const Run& run)
{
    const SchedulePolicy& policy = armed.schedule.policy;
    RunTerms terms{startDeadline(policy, armed.occurrences, run.scheduledAt), std::nullopt};
    if (policy.overlap == OverlapPolicy::Skip && run.kind == RunKind::Scheduled)
        terms.retryBefore = armed.occurrences.next(std::max(run.scheduledAt, m_clock.now()));
    m_driver.add(run, armed.schedule, terms);
}

void Runner::endExpiredPause(Instant now)
{
    if (!m_pause || !m_pause->until || *m_pause->until > now)
        return;
    if (m_store.setPause(std::nullopt))
        m_pause.reset();
}

Result<Run> Runner::runNow(const ScheduleId& schedule)
{
    const auto it = m_schedules.find(schedule);
    if (it == m_schedules.end())
        return fail(ErrorCode::NotFound, schedule.value);
    if (m_journal.failure())
        return tl::unexpected(*m_journal.failure());
    const Run run = manualRun(it->second.schedule, m_clock.now());
    m_journal.put(run);
    beginRun(it->second, run);
    // The person waits for this one: it is on disk, or they hear why not.
    if (!m_journal.flush()) {
        const Error error = *m_journal.failure();
        m_driver.cancel(run.id);
        return tl::unexpected(error);
    }
    return run;
}

Result<void> Runner::cancelRun(const RunId& run)
{
    if (!m_driver.has(run))
        return fail(ErrorCode::NotFound, run.value);
    m_driver.cancel(run);
    return {};
}

void Runner::sleepComes()
{
    if (!m_started)
        return;
    m_driver.setHeld(true);
    m_journal.flush();
    if (m_asleep != 0)
        m_alarm.cancel(m_asleep);
    // Time since boot counts the sleep, so this also rings right after one that nobody told the end of.
    m_asleep = m_alarm.after(kLongestFallingAsleep, [this] {
        m_asleep = 0;
        awake();
    });
    m_alarm.setWall(std::nullopt);
}

void Runner::awake()
{
    if (m_asleep != 0)
        m_alarm.cancel(std::exchange(m_asleep, 0));
    if (!m_started)
        return;
    m_driver.setHeld(false);
    evaluate();
}

Result<void> Runner::acceptClock()
{
    if (!m_guard.holds())
        return fail(ErrorCode::NotFound);
    const Instant now = m_clock.now();
    if (std::ranges::any_of(m_schedules, [now](const auto& it) { return it.second.decidedUntil > now; })) {
        if (const auto done = rewind(now); !done)
            return done;
    }
    m_guard.accept(now, m_clock.sinceBoot());
    return reload();
}

Result<void> Runner::rewind(Instant now)
{
    if (!m_journal.flush())
        return tl::unexpected(*m_journal.failure());
    auto records = m_store.recordsAcross(now);
    if (!records)
        return tl::unexpected(records.error());
    // What such a record says of instants up to now stays true.
    for (Run& record : *records) {
        const auto it = m_schedules.find(record.schedule);
        if (it == m_schedules.end())
            continue;
        const Occurrences& occurrences = it->second.occurrences;
        record.occurrences = static_cast<qint64>(occurrences.countIn(record.scheduledAt, now)) + 1;
        record.lastScheduledAt = occurrences.previous(now + microseconds(1));
        if (record.occurrences == 1)
            record.lastScheduledAt.reset();
    }
    const auto withdrawn = m_store.rewind(now, *records);
    if (!withdrawn)
        return tl::unexpected(withdrawn.error());
    m_schedules.clear();
    m_due.clear();
    Q_EMIT runsWithdrawn(*withdrawn);
    Q_EMIT runsChanged(*records);
    return {};
}

Result<void> Runner::answerCatchUp(CatchUpAnswer answer)
{
    if (!m_catchUp.answer(answer))
        return fail(ErrorCode::NotFound);
    return {};
}

Result<void> Runner::setPause(const std::optional<Pause>& pause)
{
    // What was due before the pause is decided before it counts, and what was due during it before it ends.
    evaluate();
    if (const auto saved = m_store.setPause(pause); !saved)
        return saved;
    m_pause = pause;
    evaluate();
    return {};
}

RunnerStatus Runner::status() const
{
    RunnerStatus status;
    status.state = !m_started ? RunnerState::Starting : m_pause ? RunnerState::Paused : RunnerState::On;
    status.pause = m_pause;
    status.openRuns = m_driver.openCount();
    if (!m_due.empty()) {
        status.nextAt = m_due.begin()->first;
        status.nextSchedule = m_due.begin()->second;
    }
    status.clock = m_guard.trouble();
    status.catchUp = m_catchUp.pending();
    if (m_guard.holds())
        status.state = RunnerState::Held;
    if (m_journal.failure()) {
        status.state = RunnerState::Stopped;
        status.error = m_journal.failure();
    }
    return status;
}

} // namespace reveille
