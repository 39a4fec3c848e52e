#include "core/providers/unikraft/JsonValues.h"

#include "core/model/TimeText.h"

#include <cmath>

#include <QJsonArray>

namespace reveille::unikraft {

namespace {

constexpr double kLastSecond = 7'258'118'400; // the year 2200, where calendar events end

} // namespace

std::optional<qint64> integerOf(const QJsonValue& value)
{
    const double number = value.toDouble(NAN);
    if (!std::isfinite(number) || std::abs(number) > 9e18)
        return std::nullopt;
    return value.toInteger(static_cast<qint64>(number));
}

std::optional<calendar::Instant> instantOf(const QJsonValue& value)
{
    if (value.isString())
        return fromRfc3339(value.toString());
    const double seconds = value.toDouble(NAN);
    if (!std::isfinite(seconds) || seconds <= 0 || seconds >= kLastSecond)
        return std::nullopt;
    return calendar::Instant(std::chrono::microseconds(static_cast<qint64>(std::round(seconds * 1e6))));
}

QStringList stringsOf(const QJsonValue& value)
{
    QStringList list;
    for (const QJsonValue item : value.toArray())
        list.append(item.toString());
    return list;
}

} // namespace reveille::unikraft
