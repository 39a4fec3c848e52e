#pragma once

#include "core/calendar/Timetable.h"
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
/// do not elapse are not looked at. Where the account has a stream of changes it is followed around each
/// elapse, and what it tells of a scheduled operation counts before anything that a look tells.
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
        std::function<void(const Machine&)> saw;
        std::function<void(const MachineKey&)> gone;
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
    struct Watched
    {
        std::deque<MachineLook> looks; ///< oldest first
        std::optional<calendar::Instant> lookAt;
        std::optional<calendar::Instant> lookedAt; ///< by ourselves
        Call call;
        MachineLook next;               ///< being put together
        QVector<MachineChange> changes; ///< of scheduled operations, as the stream told them; oldest first
    };
    /// An account's stream of changes.
    struct Stream
    {
        Call call;
        quint64 number = 0;
        bool isMissing = false;                     ///< the account has none
        std::optional<calendar::Instant> notBefore; ///< it broke: when to open it again
    };

    using Theirs = std::vector<const Schedule*>; ///< of one machine

    [[nodiscard]] QVector<Schedule> schedulesOn(const MachineKey& machine) const;
    [[nodiscard]] const calendar::Timetable* timetableOf(const Schedule& schedule) const;
    [[nodiscard]] calendar::Instant decided(const Schedule& schedule) const;
    [[nodiscard]] std::optional<calendar::Instant> firstOpen(const Schedule& schedule) const;
    [[nodiscard]] std::optional<calendar::Instant> nextLook(const Theirs& schedules,
                                                            const Watched& watched) const;
    void followEdits();
    void plan();
    void wake();
    void look(const MachineKey& machine);
    void lookedAt(const MachineKey& machine, const Result<Machine>& answer);
    /// Keeps the streams of these accounts open, and no other.
    void follow(const QSet<AccountId>& accounts);
    void told(const AccountId& account, const MachineChange& change);
    void ended(const AccountId& account, quint64 number, const Result<void>& result);
    void askCheckpoints(const MachineKey& machine);
    void keep(const MachineKey& machine, const MachineLook& look);
    void judge(const MachineKey& machine);
    void judge(const Schedule& schedule, const Watched& watched, QVector<Run>& runs,
               QHash<ScheduleId, calendar::Instant>& until) const;

    Ports m_ports;
    bool m_started = false;
    bool m_planning = false;
    QHash<ScheduleId, calendar::Instant> m_decided;
    QHash<ScheduleId, QString> m_lines; ///< what each was watched by
    std::map<MachineKey, Watched> m_machines;
    std::map<AccountId, Stream> m_streams;
    quint64 m_lastStream = 0;
    mutable std::map<QString, std::optional<calendar::Timetable>> m_timetables; ///< by line, read once
};

} // namespace reveille
