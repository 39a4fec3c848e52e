#pragma once

#include "core/engine/Changes.h"

#include <optional>

#include <QHash>
#include <QObject>
#include <QSet>
#include <QVector>

namespace reveille::ui {

/// The engine's state as the window knows it: the sum of all Changes so far. GUI thread only. Lists are
/// sorted for people: accounts, machines and schedules by name, runs newest first.
class EngineState final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    void apply(const Changes& changes);
    /// Puts runs that were fetched on demand beside those that came by themselves; the newer state of a run
    /// wins.
    void mergeRuns(const QVector<Run>& runs);

    [[nodiscard]] bool isPopulated() const { return m_populated; }
    [[nodiscard]] const QVector<Account>& accounts() const { return m_accounts; }
    [[nodiscard]] const QVector<Machine>& machines() const { return m_machines; }
    [[nodiscard]] const QVector<Schedule>& schedules() const { return m_schedules; }
    [[nodiscard]] const QVector<Run>& runs() const { return m_runs; }
    [[nodiscard]] const RunnerStatus& status() const { return m_status; }

    [[nodiscard]] std::optional<Account> account(const AccountId& id) const;
    [[nodiscard]] std::optional<Machine> machine(const MachineKey& key) const;
    [[nodiscard]] std::optional<Schedule> schedule(const ScheduleId& id) const;
    [[nodiscard]] std::optional<Run> run(const RunId& id) const;
    /// What its policies have counted; only kept for those that count runs or skips.
    [[nodiscard]] ScheduleProgress progress(const ScheduleId& id) const { return m_progress.value(id); }
    [[nodiscard]] AccountStatus accountStatus(const AccountId& id) const;
    [[nodiscard]] std::optional<MachineLease> lease(const MachineKey& key) const;
    /// The schedule's runs, newest first, at most `limit`.
    [[nodiscard]] QVector<Run> runsOf(const ScheduleId& id, qsizetype limit) const;
    /// The machine's name for people, or its id when it is not known (any more).
    [[nodiscard]] QString machineName(const MachineKey& key) const;

Q_SIGNALS:
    void accountsChanged();
    void machinesChanged();
    void schedulesChanged();
    void runsChanged(const QSet<reveille::RunId>& runs);
    void statusChanged();
    /// After everything of one Changes has been applied and told.
    void settled();

private:
    void sortRuns();

    bool m_populated = false;
    QVector<Account> m_accounts;
    QVector<Machine> m_machines;
    QVector<Schedule> m_schedules;
    QVector<Run> m_runs;
    QHash<ScheduleId, ScheduleProgress> m_progress;
    QHash<AccountId, AccountStatus> m_accountStatus;
    QHash<MachineKey, MachineLease> m_leases;
    RunnerStatus m_status;
};

} // namespace reveille::ui
