#pragma once

#include "core/model/Lease.h"
#include "core/model/Result.h"
#include "core/store/Database.h"

#include <QVector>

namespace reveille {

/// Which machines are held awake by runs or still owed a sleep.
class LeaseTable
{
public:
    explicit LeaseTable(Database& database) : m_database(database) {}

    [[nodiscard]] Result<QVector<MachineLease>> all() const;
    [[nodiscard]] Result<void> put(const MachineLease& lease);
    [[nodiscard]] Result<void> drop(const MachineKey& machine);

private:
    Database& m_database;
};

} // namespace reveille
