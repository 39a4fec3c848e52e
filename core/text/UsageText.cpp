#include "core/text/UsageText.h"

#include <array>
#include <cmath>

#include <QStringList>

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

constexpr double kHour = 3600;

} // namespace

std::optional<UsageRates> usageRatesFromText(const QString& text)
{
    const qsizetype blank = text.trimmed().indexOf(u' ');
    const QString numbers = blank < 0 ? text.trimmed() : text.trimmed().left(blank);
    const QStringList parts = numbers.split(u',');
    if (parts.size() != 3)
        return std::nullopt;
    std::array<double, 3> rates{};
    for (std::size_t i = 0; i < rates.size(); ++i) {
        bool ok = false;
        rates[i] = parts[static_cast<qsizetype>(i)].toDouble(&ok);
        if (!ok || !std::isfinite(rates[i]) || rates[i] < 0)
            return std::nullopt;
    }
    return UsageRates{rates[0], rates[1], rates[2],
                      blank < 0 ? QString() : text.trimmed().mid(blank + 1).trimmed()};
}

double usageCost(const MachineUsage& usage, const UsageRates& rates)
{
    return (usage.vcpuSeconds * rates.perVcpuHour + usage.memoryGibSeconds * rates.perMemoryGibHour +
            usage.storageGibSeconds * rates.perStorageGibHour) /
           kHour;
}

QString costText(double cost, const UsageRates& rates)
{
    const QString number = QString::number(cost, 'f', 4);
    return rates.currency.isEmpty() ? number : number + u' ' + rates.currency;
}

} // namespace reveille
