#pragma once

#include "core/model/Clock.h"
#include "core/model/RunnerStatus.h"
#include "core/model/Schedule.h"
#include "core/runner/Alarm.h"
#include "core/runner/CatchUpDesk.h"
#include "core/runner/ClockGuard.h"
#include "core/runner/Journal.h"
#include "core/runner/MachineDesk.h"
#include "core/runner/Occurrences.h"
#include "core/runner/Plan.h"
#include "core/runner/RunDriver.h"
#include "core/runner/RunnerOptions.h"
#include "core/store/Store.h"

#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <QObject>

namespace reveille {

/// Fires schedules while it is open. The only impure part of firing: reads the clock and the journal, lets
/// plan() and advance() decide, and carries that out. Lives on one thread, with the store.
class Runner : public QObject
{
    Q_OBJECT

public:
    /// Everything: schedules are fired and open runs carried on. Settle: only open runs and owed sleeps, and
    /// what is asked for by runNow().
    enum class Scope
    {
        Everything,
        Settle
    };

    Runner(const Clock& clock, WallTimer& timer, Store& store, ProviderLookup provider,
           const RunnerOptions& options = {}, QObject* parent = nullptr);
    ~Runner() override;

    /// Reads the journal, goes on with open runs by asking the provider, decides what was missed, and arms
    /// the alarm.
    [[nodiscard]] Result<void> start(Scope scope);
    /// Ends all calls and waits; the journal keeps what is open for the next start.
    void stop();
    /// The store was changed by somebody else: schedules, the pause, runs asked for.
    [[nodiscard]] Result<void> reload();

    /// Call before a schedule is changed in the store: what is due by now is decided by the old rules.
    [[nodiscard]] Result<void> beforeEdit();

    /// Masks secrets in what is stored of a command's output.
    void setOutputFilter(std::function<QByteArray(const QByteArray&)> filter)
    {
        m_driver.setOutputFilter(std::move(filter));
    }

    /// Runs at work at once, on all machines together; those that are go on, whatever it is now.
    void setParallelRuns(int most) { m_driver.setParallelRuns(most); }
    /// Goes on with sleeps that somebody else left in the store as owed, such as a set-up that gave up on one.
    void takeOwedSleeps();
    /// Who knows how far this computer's clock is ahead of an account's cloud; it is recorded with each run.
    void setSkewReader(SkewReader read) { m_driver.setSkewReader(std::move(read)); }

    [[nodiscard]] Result<Run> runNow(const ScheduleId& schedule);
    [[nodiscard]] Result<void> cancelRun(const RunId& run);
    [[nodiscard]] Result<void> setPause(const std::optional<Pause>& pause);

    /// The computer is about to sleep: nothing new is decided or given to a machine; what is open goes on.
    void sleepComes();
    /// It has slept, or will not: what is due by now is decided.
    void awake();

    /// The person says that the clock is right. Schedules that have had decisions about later instants go on
    /// from now; what was started stays and is not started again. NotFound when nothing is held.
    [[nodiscard]] Result<void> acceptClock();
    /// NotFound when nothing is to be caught up.
    [[nodiscard]] Result<void> answerCatchUp(CatchUpAnswer answer);

    [[nodiscard]] RunnerStatus status() const;
    [[nodiscard]] int openRuns() const { return m_driver.openCount(); }

Q_SIGNALS:
    void runsChanged(const QVector<reveille::Run>& runs);
    void leasesChanged(const QVector<reveille::MachineLease>& leases,
                       const QVector<reveille::MachineKey>& dropped);
    void machineSeen(const reveille::Machine& machine);
    void statusChanged();
    /// A run has its outcome, or an occurrence was recorded without one.
    void runClosed(const reveille::Run& run);
    /// It failed too often in a row; `last` is the failure that made it so. It is in the store.
    void schedulePaused(const reveille::Schedule& schedule, const reveille::Run& last);
    /// Records of what was missed or skipped by a wrong clock are in the journal no more.
    void runsWithdrawn(const QVector<reveille::RunId>& runs);
    void leftAwake(const reveille::MachineKey& machine, const reveille::Error& error);

private:
    struct Armed
    {
        Armed(Schedule&& item, Occurrences&& its) : schedule(std::move(item)), occurrences(std::move(its)) {}
        Schedule schedule;
        Occurrences occurrences;
        calendar::Instant decidedUntil{};
        ScheduleProgress progress;
        std::vector<calendar::Instant> starts;   ///< within the last minute, ascending
        std::optional<calendar::Instant> lookAt; ///< as in m_due
    };
    /// Not noexcept, so that the table keeps each hash: among very many ids a search is mostly that.
    struct IdHash
    {
        size_t operator()(const ScheduleId& id) const { return qHash(id); }
    };

    [[nodiscard]] Result<void> readSchedules();
    void arm(Armed& armed, std::optional<calendar::Instant> lookAt);
    void evaluate();
    void decide(Armed& armed, calendar::Instant now);
    [[nodiscard]] SchedulePlan planFor(const Armed& armed, const Schedule& schedule,
                                       calendar::Instant now) const;
    [[nodiscard]] bool keepBack(Armed& armed, const SchedulePlan& decided, calendar::Instant now);
    void catchUp(const QVector<ScheduleId>& schedules, CatchUpAnswer answer);
    void carryOut(Armed& armed, const SchedulePlan& decided, calendar::Instant now);
    [[nodiscard]] int startsLeft(Armed& armed, calendar::Instant now);
    void countOutcome(const Run& run);
    void pauseFailing(const Run& run);
    void beginRun(const Armed& armed, const Run& run);
    [[nodiscard]] Result<void> adoptOpenRuns();
    void endExpiredPause(calendar::Instant now);
    [[nodiscard]] Result<void> rewind(calendar::Instant now);
    /// A crash may have come between the failure that pauses a schedule and its pause.
    void pauseWhatFailed();

    const Clock& m_clock;
    Store& m_store;
    Alarm m_alarm;
    Journal m_journal;
    MachineDesk m_desk;
    CatchUpDesk m_catchUp;
    ClockGuard m_guard;
    RunnerOptions m_options;
    RunDriver m_driver;
    Scope m_scope = Scope::Everything;
    bool m_started = false;
    bool m_hasRead = false; ///< the schedules, since the start
    std::optional<Pause> m_pause;
    std::unordered_map<ScheduleId, Armed, IdHash> m_schedules;
    std::multimap<calendar::Instant, ScheduleId> m_due;
    Alarm::Token m_retry = 0;
    Alarm::Token m_asleep = 0; ///< between sleepComes() and awake()
};

} // namespace reveille
