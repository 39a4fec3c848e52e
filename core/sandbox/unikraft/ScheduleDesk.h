#pragma once

#include "core/sandbox/FaultPlan.h"
#include "core/sandbox/Pace.h"
#include "core/sandbox/unikraft/InstanceLifecycle.h"
#include "core/sandbox/unikraft/PlatformClock.h"

#include <functional>
#include <optional>
#include <set>
#include <utility>

#include <QHash>
#include <QObject>
#include <QString>

namespace reveille::sandbox::unikraft {

/// Carries out the scheduled operations of one metro, and its autokills, when the platform's clock says so.
/// Finds what is due in O(log n) of the instances. An occurrence that was more than kLate late — the computer
/// slept, the process was down — is not made up for.
class ScheduleDesk final : public QObject
{
    Q_OBJECT

public:
    /// How late an occurrence may still happen, in the computer's own time.
    static constexpr std::chrono::seconds kLate{60};

    /// What the desk cannot do itself. Both say whether and what went wrong.
    struct Means
    {
        std::function<Outcome<void>(InstanceRecord& instance, const ScheduleEntry& entry)> exec;
        std::function<Outcome<void>(InstanceRecord& instance)> checkpoint;
    };
    struct Parts
    {
        QString metro;
        const PlatformClock& clock;
        InstanceStore& store;
        InstanceLifecycle& lifecycle;
        TruthLog& truth;
        FaultPlan& faults;
        Means means;
    };
    explicit ScheduleDesk(Parts parts);

    /// Takes up every instance of the store: what elapsed before now is passed over.
    void begin();
    /// After a change of an instance's schedules.
    void refresh(const InstanceRecord& instance);
    /// Does what is due by the clock, now. For those who moved the clock by hand.
    void look();
    [[nodiscard]] std::optional<Instant> nextDue() const;

private:
    void put(const InstanceRecord& instance);
    void drop(const QString& uuid);
    void arm();
    void handle(InstanceRecord& instance, Instant now);
    void fire(const QString& uuid, const ScheduleEntry& entry);
    [[nodiscard]] QString perform(InstanceRecord& instance, const ScheduleEntry& entry);
    void log(const char* event, const InstanceRecord& instance, const ScheduleEntry& entry,
             const QString& outcome);

    Parts m_parts;
    std::set<std::pair<Instant, qint64>> m_due; ///< the earliest of each instance, by its sequence
    QHash<qint64, Instant> m_dueOf;
    Alarm m_alarm;
    bool m_looking = false;
};

} // namespace reveille::sandbox::unikraft
