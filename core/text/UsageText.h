#pragma once

#include "core/model/MachineExtras.h"

#include <QString>

namespace reveille {

/// What a person pays, by their own account: providers change theirs and call them by different units.
struct UsageRates
{
    double perVcpuHour = 0;
    double perMemoryGibHour = 0;
    double perStorageGibHour = 0;
    QString currency; ///< as the person writes it; may be empty

    [[nodiscard]] bool isSet() const
    {
        return perVcpuHour > 0 || perMemoryGibHour > 0 || perStorageGibHour > 0;
    }
    friend bool operator==(const UsageRates&, const UsageRates&) = default;
};

/// "0.045,0.0146,0.0001 USD": per vCPU and hour, per GiB of memory and hour, per GiB of storage and hour.
/// Nothing for anything else.
[[nodiscard]] std::optional<UsageRates> usageRatesFromText(const QString& text);

/// What it comes to at these rates.
[[nodiscard]] double usageCost(const MachineUsage& usage, const UsageRates& rates);
/// "1.2345 USD"
[[nodiscard]] QString costText(double cost, const UsageRates& rates);

} // namespace reveille
