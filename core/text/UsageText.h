#pragma once

#include "core/model/MachineExtras.h"

#include <QString>

namespace reveille {

/// "0.045,0.0146,0.0001 USD": per vCPU and hour, per GiB of memory and hour, per GiB of storage and hour.
/// Nothing for anything else.
[[nodiscard]] std::optional<UsageRates> usageRatesFromText(const QString& text);

/// What it comes to at these rates.
[[nodiscard]] double usageCost(const MachineUsage& usage, const UsageRates& rates);
/// "1.2345 USD"
[[nodiscard]] QString costText(double cost, const UsageRates& rates);

} // namespace reveille
