#pragma once

#include "core/engine/InstanceCommands.h"
#include "core/model/Call.h"
#include "core/model/Clock.h"
#include "core/model/Machine.h"
#include "core/model/Result.h"
#include "core/model/Schedule.h"
#include "core/providers/Provider.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include <QHash>
#include <QObject>
#include <QSet>
#include <QVector>

namespace reveille {

/// Carries edits of schedules that a provider fires to the provider, and what it keeps back into the store.
/// One edit of a machine at a time: read, compare, change entry by entry (never the whole list, which could
/// hold somebody else's entry that we have not seen), read again, and only then store. What somebody else
/// changed in the meantime is not overwritten: the edit is refused and the difference is stored as a drift;
/// an edit of a schedule whose drift was known goes ahead.
class ProviderDesk : public QObject
{
    Q_OBJECT

public:
    struct Ports
    {
        const Clock* clock = nullptr;
        std::function<Provider*(const AccountId&)> provider;
        std::function<QVector<Schedule>()> stored;
        /// Inserts or replaces rows, all of them or none, and tells everybody once.
        std::function<Result<void>(const QVector<Schedule>&)> store;
        std::function<Result<void>(const ScheduleId&)> drop;
        std::function<void(const Machine&)> saw;
    };

    explicit ProviderDesk(Ports ports, QObject* parent = nullptr);

    /// Machines were read: adopts what is new there and notes what differs, with one store for all of them
    /// and none if nothing differs.
    void merge(const QVector<Machine>& machines);
    /// They were deleted.
    void machinesGone(const QVector<MachineKey>& machines);

    /// `wanted` is checked but for what the provider demands; `before` is the row that the person edited.
    void save(const Schedule& wanted, const std::optional<Schedule>& before, Reply<Schedule> reply);
    void remove(const Schedule& schedule, Reply<void> reply);
    void resolve(const Schedule& schedule, DriftChoice choice, Reply<Schedule> reply);

    /// Sends what is no longer right since the clocks of its zone changed, and keeps a record of it with the
    /// schedule.
    void sendAgain();
    /// When something will have to be sent again.
    [[nodiscard]] std::optional<calendar::Instant> nextSending() const;

private:
    using Edits = QVector<ProviderScheduleEdit>;
    struct Job
    {
        MachineKey machine;
        /// From the machine as it was read and merged.
        std::function<Result<Edits>(const Machine&)> decide;
        /// From the machine as it was read afterwards; `refused` is what the provider said against an edit.
        std::function<void(const Machine&, const std::optional<Error>& refused)> done;
        std::function<void(const Error&)> failed;
        QVector<ProviderSchedule> wanted; ///< what is to be there in the end
        /// What was removed for a change of the same entries, to be put back if the change is refused.
        QVector<ProviderSchedule> takenAway;
        int readings = 0;
        QStringList oldNames; ///< of the entries that are being changed
        bool isQuiet = false; ///< what is there is known to be ours, on its way elsewhere
    };
    using JobPtr = std::shared_ptr<Job>;

    void enqueue(JobPtr job);
    void next(const MachineKey& machine);
    void read(const JobPtr& job, std::function<void(const Machine&)> then);
    void decided(const JobPtr& job, const Machine& machine);
    void send(const JobPtr& job, const Edits& edits, std::function<void(std::optional<Error>)> then);
    void verify(const JobPtr& job, const std::optional<Error>& refused);
    void finish(const JobPtr& job, const std::function<void()>& tell);

    [[nodiscard]] std::optional<Schedule> row(const ScheduleId& id) const;
    [[nodiscard]] InstanceControl* control(const MachineKey& machine) const;
    [[nodiscard]] Result<void> checkUnchanged(const std::optional<Schedule>& before) const;
    [[nodiscard]] Result<Edits> editsFor(Job& job, const Machine& machine, const Schedule& wanted,
                                         const std::optional<Schedule>& before) const;
    void saveThere(const Schedule& wanted, const std::optional<Schedule>& before,
                   const QVector<ProviderSchedule>& entries, Reply<Schedule> reply);
    void noteResend(const ScheduleId& id, const ProviderResend& resend);
    void saveHere(const Schedule& wanted, const Reply<Schedule>& reply);

    Ports m_ports;
    std::map<MachineKey, std::deque<JobPtr>> m_jobs; ///< the first of each is under way
    std::map<MachineKey, Call> m_calls;
    /// Until when the form that was sent is right, for the lines and the zone it was sent for.
    struct Sent
    {
        QStringList when;
        QString zone;
        std::optional<calendar::Instant> rightUntil;
    };
    QHash<ScheduleId, Sent> m_sent;
    QSet<MachineKey> m_sending; ///< what is read of them meanwhile is our own doing
};

} // namespace reveille
