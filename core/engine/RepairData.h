#pragma once

#include "core/store/Repair.h"

namespace reveille {

/// repairDatabase() while nobody fires from the directory. RunnerElsewhere if somebody does; the window and
/// other commands must not have it open either.
[[nodiscard]] Result<RepairReport> repairData(const QString& directory);

} // namespace reveille
