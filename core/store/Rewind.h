#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Ids.h"
#include "core/model/Result.h"
#include "core/model/Run.h"
#include "core/store/Database.h"

#include <QHash>
#include <QVector>

namespace reveille {

/// Puts the marks of the journal back after a clock that ran days ahead has been set right. What was started
/// under the wrong clock stays in the journal; mere records of instants that are now to come are taken back.
class Rewind
{
public:
    explicit Rewind(Database& database) : m_database(database) {}

    /// Ids of the records of several occurrences that end after `at` but begin at or before it.
    [[nodiscard]] Result<QVector<RunId>> across(calendar::Instant at) const;
    /// Marks, begins and pauses after `at` become `at`, records of what is after it are deleted: their ids.
    /// The caller has begun a transaction.
    [[nodiscard]] Result<QVector<RunId>> to(calendar::Instant at);
    /// The instants after their schedule's mark and in (from, until] that have a row all the same, ascending.
    [[nodiscard]] Result<QHash<ScheduleId, QVector<calendar::Instant>>>
    decidedAhead(calendar::Instant from, calendar::Instant until) const;

private:
    [[nodiscard]] Result<QVector<RunId>> ids(Statement& select) const;

    Database& m_database;
};

} // namespace reveille
