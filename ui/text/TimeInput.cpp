#include "ui/text/TimeInput.h"

#include "core/model/TimeText.h"

#include <QDate>
#include <QRegularExpression>
#include <QTime>

namespace reveille::ui {

using namespace Qt::StringLiterals;

std::optional<calendar::Instant> timeFromInput(const QString& text, const calendar::TimeZone& zone)
{
    if (const auto exact = fromRfc3339(text.trimmed()))
        return exact;
    static const QRegularExpression kForm(
        uR"(^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$)"_s);
    const QRegularExpressionMatch match = kForm.match(text.trimmed());
    if (!match.hasMatch())
        return std::nullopt;
    calendar::CivilTime civil;
    civil.year = match.captured(1).toInt();
    civil.month = match.captured(2).toInt();
    civil.day = match.captured(3).toInt();
    civil.hour = match.captured(4).toInt();
    civil.minute = match.captured(5).toInt();
    civil.second = match.captured(6).toInt();
    if (!QDate::isValid(civil.year, civil.month, civil.day) ||
        !QTime::isValid(civil.hour, civil.minute, civil.second))
        return std::nullopt;
    const calendar::Instant at = zone.resolve(civil).first;
    // What a clock change skips reads back as another time; a date alone begins when the gap ends.
    const calendar::CivilTime back = zone.toCivil(at);
    const bool same = back.day == civil.day && back.hour == civil.hour && back.minute == civil.minute;
    return same || match.captured(4).isEmpty() ? std::optional(at) : std::nullopt;
}

QString timeToInput(calendar::Instant at, const calendar::TimeZone& zone)
{
    const calendar::CivilTime civil = zone.toCivil(at);
    const QTime time(civil.hour, civil.minute, civil.second);
    return QDate(civil.year, civil.month, civil.day).toString(u"yyyy-MM-dd"_s) + u' ' +
           time.toString(civil.second == 0 ? u"HH:mm"_s : u"HH:mm:ss"_s);
}

} // namespace reveille::ui
