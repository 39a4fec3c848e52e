#pragma once

#include "core/calendar/Instant.h"
#include "core/model/OutputLimits.h"
#include "core/model/Result.h"
#include "core/model/Run.h"
#include "core/store/Database.h"

#include <QString>
#include <QVector>

namespace reveille {

/// What all runs have printed, taken together.
class OutputTable
{
public:
    explicit OutputTable(Database& database) : m_database(database) {}

    /// Drops the output of closed runs beyond the limits, the oldest first; how many runs lost theirs. To be
    /// called within a transaction.
    [[nodiscard]] Result<int> prune(const OutputLimits& limits, calendar::Instant now);
    /// Runs whose output holds the text, without regard to the case of ASCII letters; newest first.
    [[nodiscard]] Result<QVector<RunId>> holding(const QString& text, int limit) const;

private:
    [[nodiscard]] Result<QVector<RunId>> beyond(const OutputLimits& limits, calendar::Instant now) const;

    Database& m_database;
};

} // namespace reveille
