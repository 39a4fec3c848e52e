#pragma once

#include "core/model/Clock.h"
#include "core/model/Schedule.h"
#include "core/providers/Provider.h"
#include "core/runner/Advance.h"
#include "core/runner/Alarm.h"
#include "core/runner/Journal.h"
#include "core/runner/MachineDesk.h"

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <unordered_map>
#include <utility>

#include <QByteArray>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QVector>

namespace reveille {

/// What the calendar allows a run.
struct RunTerms
{
    std::chrono::seconds startDeadline{0};
    std::optional<calendar::Instant> retryBefore; ///< as RunContext::retryBefore
};

using SkewReader = std::function<std::optional<std::chrono::milliseconds>(const AccountId&)>;

/// Carries out what advance() decides for the open runs: writes each step to the journal, then makes the call
/// or starts the wait it asked for, and feeds the answer back as an event.
class RunDriver : public QObject
{
    Q_OBJECT

public:
    RunDriver(const Clock& clock, Alarm& alarm, Journal& journal, MachineDesk& desk, ProviderLookup provider,
              QObject* parent = nullptr);

    /// Takes over an open run and begins, or goes on with, it. `schedule` is nothing when it has been
    /// removed.
    void add(const Run& run, const std::optional<Schedule>& schedule, const RunTerms& terms);
    /// How many runs may be at work at once; the others keep their turn and wait.
    void setParallelRuns(int most);
    void cancel(const RunId& run);
    /// The open runs of occurrences of this schedule end for the next one.
    void replaceOpen(const ScheduleId& schedule);
    /// Runs that have not been handed to a machine yet end when their schedule goes.
    void scheduleRemoved(const ScheduleId& schedule);

    [[nodiscard]] bool has(const RunId& run) const;
    [[nodiscard]] int openCount() const { return static_cast<int>(m_runs.size()); }
    [[nodiscard]] int openCount(const ScheduleId& schedule) const;
    [[nodiscard]] int queuedCount(const ScheduleId& schedule) const;
    void stop();
    /// What is stored of a command's output goes through this first: secrets are masked before they reach the
    /// disk.
    /// Held, nothing that waits for its turn gets it.
    void setHeld(bool held);
    void setOutputFilter(std::function<QByteArray(const QByteArray&)> filter)
    {
        m_outputFilter = std::move(filter);
    }

    void setSkewReader(SkewReader read) { m_skewOf = std::move(read); }

Q_SIGNALS:
    void machineSeen(const reveille::Machine& machine);
    /// The run's last row is in the journal's batch: what is put there now is kept or lost with it.
    void closing(const reveille::Run& run);
    /// The run's outcome stands and it has been closed on disk.
    void closed(const reveille::Run& run);

private:
    struct OpenRun
    {
        Run run;
        RunMemory memory;
        RunContext context;
        MachineUse use;
        Call call;
        Alarm::Token wait = 0;
        quint64 turn = 0; ///< answers to what was asked before are dropped
    };
    struct IdHash
    {
        size_t operator()(const RunId& id) const noexcept { return qHash(id); }
    };

    void handle(const RunId& id, const RunEvent& event);
    void perform(const RunId& id, const RunEffect& effect);
    /// The account is gone: every question about it is answered with "not found".
    [[nodiscard]] Call performAction(Provider& provider, const OpenRun& open, const RunEffect& effect);
    void answerNoProvider(const RunId& id, const RunEffect& effect);
    template <typename Printed> void filter(Printed& printed) const
    {
        if (m_outputFilter) {
            printed.stdoutText = m_outputFilter(printed.stdoutText);
            printed.stderrText = m_outputFilter(printed.stderrText);
        }
    }
    void admit(const RunId& id);
    void leave(const RunId& id);
    void admitWaiting();
    OpenRun* find(const RunId& id);
    void forget(const RunId& id);
    template <typename Matches>
    [[nodiscard]] int countScheduled(const ScheduleId& schedule, Matches matches) const;
    /// A reply that becomes the event E, unless the run has asked for something else since.
    template <typename E, typename T> Reply<T> answerTo(const RunId& id, quint64 turn);

    const Clock& m_clock;
    Alarm& m_alarm;
    Journal& m_journal;
    MachineDesk& m_desk;
    ProviderLookup m_provider;
    std::function<QByteArray(const QByteArray&)> m_outputFilter;
    SkewReader m_skewOf;
    std::unordered_map<RunId, OpenRun, IdHash> m_runs;
    int m_parallel = 4;
    bool m_held = false;
    QSet<RunId> m_atWork;
    /// They have their machine and wait for one of those at work. The queue may hold some that have ended
    /// since; the set holds exactly those that wait.
    std::deque<RunId> m_queue;
    QSet<RunId> m_waiting;
    QHash<ScheduleId, QVector<RunId>> m_scheduled; ///< those that count for the overlap of their schedule
};

} // namespace reveille
