#pragma once

#include "core/model/Machine.h"
#include "core/model/MachineExtras.h"

#include <chrono>
#include <functional>
#include <optional>

#include <QByteArray>
#include <QString>
#include <QVector>

namespace reveille {

/// "0.045,0.0146,0.0001 USD": per vCPU and hour, per GiB of memory and hour, per GiB of storage and hour.
/// Nothing for anything else.
[[nodiscard]] std::optional<UsageRates> usageRatesFromText(const QString& text);

/// The same the other way round, as a person would type it.
[[nodiscard]] QString usageRatesText(const UsageRates& rates);

/// What it comes to at these rates.
[[nodiscard]] double usageCost(const MachineUsage& usage, const UsageRates& rates);
/// What a machine of this size comes to while awake, at most: only the processor's work is billed, and only
/// the cloud knows how much that is.
[[nodiscard]] double awakeCost(const Machine& machine, std::chrono::milliseconds awake,
                               const UsageRates& rates);
/// "1.2345 USD"
[[nodiscard]] QString costText(double cost, const UsageRates& rates);

/// A table for spreadsheets, as runsCsv() makes them: a line for each machine and day, with its cost where
/// there are rates. `nameOf` tells the person's name for a machine.
[[nodiscard]] QByteArray usageCsv(const QVector<MachineUsage>& usage, const UsageRates& rates,
                                  const std::function<QString(const MachineId&)>& nameOf);

} // namespace reveille
