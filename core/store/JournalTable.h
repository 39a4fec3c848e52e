#pragma once

#include "core/model/Result.h"
#include "core/model/Run.h"
#include "core/store/Database.h"

#include <optional>

#include <QString>
#include <QVector>

namespace reveille {

/// Runs, their steps and what they printed.
class JournalTable
{
public:
    explicit JournalTable(Database& database) : m_database(database) {}

    /// Inserts or replaces the run by id and appends the steps that are not stored yet. AlreadyExists when
    /// the same firing and attempt is journalled under another id. To be called within a transaction.
    [[nodiscard]] Result<void> put(const Run& run);

    [[nodiscard]] Result<QVector<Run>> open() const; ///< oldest scheduled instant first
    /// Newest scheduled instant first; a negative limit means all.
    [[nodiscard]] Result<QVector<Run>> newest(const std::optional<ScheduleId>& schedule,
                                              const std::optional<MachineKey>& machine, int limit) const;
    /// Those that stand for one instant, alone or in a stretch; newest first.
    [[nodiscard]] Result<QVector<Run>> at(const ScheduleId& schedule, calendar::Instant at) const;
    [[nodiscard]] Result<Run> find(const QString& idOrPrefix) const;

    [[nodiscard]] Result<void> put(const RunAttempt& attempt);
    [[nodiscard]] Result<void> saveOutput(const RunId& run, const RunOutput& output);
    [[nodiscard]] Result<RunOutput> output(const RunId& run) const;

private:
    [[nodiscard]] Result<QVector<RunAttempt>> attempts(const RunId& run) const;
    /// The runs whose ids the statement selects.
    [[nodiscard]] Result<QVector<Run>> read(Statement& select) const;
    [[nodiscard]] Result<QVector<RunStep>> steps(const RunId& run) const;
    [[nodiscard]] Result<void> appendSteps(const Run& run);

    Database& m_database;
};

} // namespace reveille
