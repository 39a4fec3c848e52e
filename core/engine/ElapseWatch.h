#pragma once

#include "core/calendar/Timetable.h"
#include "core/engine/ChangeStreams.h"
#include "core/engine/ElapseEvidence.h"
#include "core/model/Call.h"
#include "core/model/Clock.h"
#include "core/model/Result.h"
#include "core/model/Run.h"
#include "core/model/Schedule.h"
#include "core/providers/Provider.h"
#include "core/runner/WallTimer.h"

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include <QHash>
#include <QObject>
#include <QSet>
#include <QVector>

namespace reveille {

/// Records what became of the elapses that a provider fires: looks at the machine shortly before each and a
/// few times after it, and writes exactly one run of RunKind::Provider for each, closed, with the evidence.
/// What elapsed while nobody looked is judged from what the next look still tells. Machines whose schedules
/// do not elapse are not looked at. Machines of one account whose looks are due are read together, and an
/// account is asked every five seconds at most; where reading fails, less and less often. Where the account
/// has a stream of changes it is followed around each elapse, and what it tells of a scheduled operation
/// counts before anything that a look tells.
class ElapseWatch : public QObject
{
    Q_OBJECT

public:
    struct Ports
    {
        const Clock* clock = nullptr;
        WallTimer* timer = nullptr;
        std::function<Provider*(const AccountId&)> provider;
        std::function<QVector<Schedule>()> stored;
        /// Up to which instant each schedule has its records.
        std::function<Result<QHash<ScheduleId, calendar::Instant>>()> decidedUntil;
        /// Runs, and how far their schedules are decided with them: together or not at all.
        std::function<Result<void>(const QVector<Run>&, const QHash<ScheduleId, calendar::Instant>&)> record;
        std::function<void(const QVector<Machine>&)> saw;
        std::function<void(const QVector<MachineKey>&)> gone;
        /// When something else wants to be woken, and what it does then.
        std::function<std::optional<calendar::Instant>()> otherAlarm;
        std::function<void()> atOtherAlarm;
    };

    explicit ElapseWatch(Ports ports, QObject* parent = nullptr);

    /// Looks at what elapsed so far and goes on from there.
    [[nodiscard]] Result<void> start();
    /// Schedules were edited, adopted or removed.
    void schedulesChanged();
    /// A machine was read by somebody: a look is a look.
    void machineSeen(const Machine& machine);

private:
    /// One schedule, as of the last time that schedules changed.
    struct Item
    {
        const Schedule* schedule = nullptr;         ///< in m_stored
        const calendar::Timetable* table = nullptr; ///< in m_timetables; null where nothing elapses
        std::optional<calendar::Instant> open;      ///< the first elapse without a record
    };
    struct Watched
    {
        std::vector<Item> items;
        std::deque<MachineLook> looks; ///< oldest first
        std::optional<calendar::Instant> lookAt;
        std::optional<calendar::Instant> lookedAt; ///< by ourselves
        bool isReading = false;
        Call call;                      ///< for its checkpoints
        MachineLook next;               ///< being put together
        QVector<MachineChange> changes; ///< of scheduled operations, as the stream told them; oldest first
        int failures = 0;               ///< of its looks, in a row
    };
    struct Records
    {
        QVector<Run> runs;
        QHash<ScheduleId, calendar::Instant> until;
    };

    [[nodiscard]] const calendar::Timetable* timetableOf(const Schedule& schedule);
    [[nodiscard]] calendar::Instant decided(const Schedule& schedule) const;
    [[nodiscard]] std::optional<calendar::Instant> nextLook(const Watched& watched) const;
    void followEdit(const Schedule& schedule);
    /// Finds out anew which machines are watched, and for what.
    void index();
    /// After its records changed: what is next of this machine; it is let go when nothing is.
    void review(const MachineKey& machine);
    void plan();
    void wake();
    void look(const AccountId& account, const QVector<MachineKey>& machines);
    void lookedAt(const QVector<MachineKey>& machines, const Result<QVector<Result<Machine>>>& answer);
    void told(const AccountId& account, const MachineChange& change);
    void askCheckpoints(const MachineKey& machine);
    void keep(Watched& watched, const MachineLook& look);
    /// Judges and records what these machines' looks tell, all at once.
    void judge(const QVector<MachineKey>& machines);
    static void judge(const Item& item, calendar::Instant from, const Watched& watched, Records& records);

    Ports m_ports;
    ChangeStreams m_streams;
    bool m_started = false;
    bool m_planning = false;
    QVector<Schedule> m_stored; ///< what m_machines was made from
    QHash<ScheduleId, calendar::Instant> m_decided;
    QHash<ScheduleId, QStringList> m_lines; ///< what each was watched by
    std::map<MachineKey, Watched> m_machines;
    std::map<AccountId, calendar::Instant> m_notBefore; ///< the next look at an account's machines
    std::map<quint64, Call> m_readings;
    quint64 m_lastReading = 0;
    std::map<QStringList, std::optional<calendar::Timetable>> m_timetables; ///< by lines, read once
};

} // namespace reveille
