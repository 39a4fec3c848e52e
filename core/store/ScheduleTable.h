#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Result.h"
#include "core/model/Schedule.h"
#include "core/model/ScheduleProgress.h"
#include "core/store/Database.h"

#include <QHash>
#include <QVector>

namespace reveille {

/// Schedules and how far each of them is decided.
class ScheduleTable
{
public:
    explicit ScheduleTable(Database& database) : m_database(database) {}

    [[nodiscard]] Result<QVector<Schedule>> all() const; ///< by name
    [[nodiscard]] Result<void> save(const Schedule& schedule);
    [[nodiscard]] Result<void> remove(const ScheduleId& schedule);

    [[nodiscard]] Result<QHash<ScheduleId, calendar::Instant>> decidedUntil() const;
    /// A schedule that was removed meanwhile is passed over: it has nothing left to decide.
    [[nodiscard]] Result<void> setDecidedUntil(const ScheduleId& schedule, calendar::Instant until);

    [[nodiscard]] Result<QHash<ScheduleId, ScheduleProgress>> progress() const;
    [[nodiscard]] Result<ScheduleProgress> progressOf(const ScheduleId& schedule) const;
    /// As setDecidedUntil().
    [[nodiscard]] Result<void> setProgress(const ScheduleId& schedule, const ScheduleProgress& progress);

private:
    Database& m_database;
};

} // namespace reveille
