#pragma once

#include "core/calendar/Timetable.h"
#include "core/model/Clock.h"
#include "core/model/RunnerStatus.h"
#include "core/model/Schedule.h"
#include "core/runner/Alarm.h"
#include "core/runner/Journal.h"
#include "core/runner/MachineDesk.h"
#include "core/runner/RunDriver.h"
#include "core/store/Store.h"

#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

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
           QObject* parent = nullptr);
    ~Runner() override;

    /// Reads the journal, goes on with open runs by asking the provider, decides what was missed, and arms
    /// the alarm.
    [[nodiscard]] Result<void> start(Scope scope);
    /// Ends all calls and waits; the journal keeps what is open for the next start.
    void stop();
    /// The store was changed by somebody else: schedules, the pause, runs asked for.
    [[nodiscard]] Result<void> reload();

    /// Masks secrets in what is stored of a command's output.
    void setOutputFilter(std::function<QByteArray(const QByteArray&)> filter)
    {
        m_driver.setOutputFilter(std::move(filter));
    }

    [[nodiscard]] Result<Run> runNow(const ScheduleId& schedule);
    [[nodiscard]] Result<void> cancelRun(const RunId& run);
    [[nodiscard]] Result<void> setPause(const std::optional<Pause>& pause);

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
    void leftAwake(const reveille::MachineKey& machine, const reveille::Error& error);

private:
    struct Armed
    {
        Schedule schedule;
        calendar::Timetable timetable;
        calendar::Instant decidedUntil{};
        std::optional<calendar::Instant> next;
    };
    struct IdHash
    {
        size_t operator()(const ScheduleId& id) const noexcept { return qHash(id); }
    };

    [[nodiscard]] Result<void> readSchedules();
    void arm(Armed& armed, std::optional<calendar::Instant> next);
    void evaluate();
    void decide(Armed& armed, calendar::Instant now);
    void beginRun(const Armed& armed, const Run& run);
    [[nodiscard]] Result<void> adoptOpenRuns();
    void endExpiredPause(calendar::Instant now);

    const Clock& m_clock;
    Store& m_store;
    Alarm m_alarm;
    Journal m_journal;
    MachineDesk m_desk;
    RunDriver m_driver;
    Scope m_scope = Scope::Everything;
    bool m_started = false;
    std::optional<Pause> m_pause;
    std::unordered_map<ScheduleId, Armed, IdHash> m_schedules;
    std::multimap<calendar::Instant, ScheduleId> m_due;
    Alarm::Token m_retry = 0;
};

} // namespace reveille
