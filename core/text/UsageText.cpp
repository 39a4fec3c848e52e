#include "core/text/UsageText.h"

#include "core/model/TimeText.h"
#include "core/text/RunCsv.h"

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

QString usageRatesText(const UsageRates& rates)
{
    const auto number = [](double rate) { return QString::number(rate, 'g', 12); };
    const QString numbers = number(rates.perVcpuHour) + u',' + number(rates.perMemoryGibHour) + u',' +
                            number(rates.perStorageGibHour);
    return rates.currency.isEmpty() ? numbers : numbers + u' ' + rates.currency;
}

double awakeCost(const Machine& machine, std::chrono::milliseconds awake, const UsageRates& rates)
{
    const double hours = std::chrono::duration<double>(awake).count() / kHour;
    return hours * (machine.vcpu * rates.perVcpuHour +
                    static_cast<double>(machine.memoryMib) / 1024 * rates.perMemoryGibHour +
                    static_cast<double>(machine.storageGib) * rates.perStorageGibHour);
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

QByteArray usageCsv(const QVector<MachineUsage>& usage, const UsageRates& rates,
                    const std::function<QString(const MachineId&)>& nameOf)
{
    QStringList titles{u"day"_s,
                       u"machine"_s,
                       u"name"_s,
                       u"awake_s"_s,
                       u"vcpu_hours"_s,
                       u"memory_gib_hours"_s,
                       u"storage_gib_hours"_s};
    if (rates.isSet())
        titles += {u"cost"_s, u"currency"_s};
    QByteArray csv = titles.join(u',').toUtf8() + "\r\n";
    const auto number = [](double value) { return QString::number(value, 'f', 6); };
    for (const MachineUsage& line : usage) {
        QStringList fields{toRfc3339(calendar::Instant(line.day.time_since_epoch())).left(10),
                           csvField(line.machine.value),
                           csvField(nameOf(line.machine)),
                           QString::number(line.awake.count()),
                           number(line.vcpuSeconds / kHour),
                           number(line.memoryGibSeconds / kHour),
                           number(line.storageGibSeconds / kHour)};
        if (rates.isSet())
            fields += {number(usageCost(line, rates)), csvField(rates.currency)};
        csv += fields.join(u',').toUtf8() + "\r\n";
    }
    return csv;
}

} // namespace reveille
