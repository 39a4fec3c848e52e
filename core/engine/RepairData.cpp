#include "core/engine/RepairData.h"

#include "core/engine/RunnerLock.h"

namespace reveille {

Result<RepairReport> repairData(const QString& directory)
{
    const auto lock = RunnerLock::take(directory);
    if (!lock)
        return tl::unexpected(lock.error());
    return repairDatabase(directory);
}

} // namespace reveille
