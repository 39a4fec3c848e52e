#include "app/cli/TimeInput.h"

#include "core/calendar/CalendarEvent.h"
#include "core/model/TimeText.h"

#include <array>
#include <chrono>

#include <QRegularExpression>

namespace reveille::cli {

using namespace Qt::StringLiterals;
using calendar::CivilTime;
using calendar::Instant;
using calendar::TimeZone;

namespace {

QString pad(int value, int width = 2)
{
    return QString::number(value).rightJustified(width, u'0');
}

QString fractionText(int microsecond)
{
    if (microsecond == 0)
        return {};
    QString digits = pad(microsecond, 6);
    while (digits.endsWith(u'0'))
        digits.chop(1);
    return u'.' + digits;
}

QString clockText(const CivilTime& civil)
{
    return pad(civil.hour) + u':' + pad(civil.minute) + u':' + pad(civil.second) +
           fractionText(civil.microsecond);
}

QString dateText(const CivilTime& civil)
{
    return pad(civil.year, 4) + u'-' + pad(civil.month) + u'-' + pad(civil.day);
}

std::optional<CivilTime> civilFromText(const QString& text)
{
    static const QRegularExpression pattern(
        u"^(\\d{4})-(\\d\\d)-(\\d\\d)(?:[ T](\\d\\d?):(\\d\\d)(?::(\\d\\d))?)?$"_s);
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    CivilTime civil{match.captured(1).toInt(),
                    match.captured(2).toInt(),
                    match.captured(3).toInt(),
                    match.captured(4).toInt(),
                    match.captured(5).toInt(),
                    match.captured(6).toInt(),
                    0};
    using namespace std::chrono;
    const year_month_day date{year(civil.year), month(static_cast<unsigned>(civil.month)),
                              day(static_cast<unsigned>(civil.day))};
    if (!date.ok() || civil.hour > 23 || civil.minute > 59 || civil.second > 59)
        return std::nullopt;
    return civil;
}

} // namespace

Result<Instant> timeFromArgument(const QString& text, const TimeZone& zone, Instant now)
{
    const QString trimmed = text.trimmed();
    if (trimmed == u"now")
        return now;
    if (const auto instant = fromRfc3339(trimmed))
        return *instant;
    if (const auto civil = civilFromText(trimmed))
        return zone.resolve(*civil).first;
    static const QRegularExpression timeOfDay(u"^\\d\\d?:\\d\\d(:\\d\\d)?$"_s);
    if (timeOfDay.match(trimmed).hasMatch()) {
        if (const auto event = calendar::CalendarEvent::parse(trimmed.toStdString())) {
            if (const auto next = event->next(now, zone))
                return *next;
        }
    }
    return fail(ErrorCode::InvalidArgument, text,
                u"write a time like 2026-11-22T09:00:00Z, \"2026-11-22 09:00\" or 09:00"_s);
}

QString wallText(Instant at, const TimeZone& zone)
{
    static const std::array<QString, 7> days{u"Sun"_s, u"Mon"_s, u"Tue"_s, u"Wed"_s,
                                             u"Thu"_s, u"Fri"_s, u"Sat"_s};
    const CivilTime civil = zone.toCivil(at);
    using namespace std::chrono;
    const weekday day{sys_days(year(civil.year) / civil.month / civil.day)};
    return days.at(day.c_encoding()) + u' ' + dateText(civil) + u' ' + clockText(civil);
}

QString offsetText(Instant at, const TimeZone& zone)
{
    const auto offset = static_cast<int>(zone.offsetAt(at).count());
    const int size = std::abs(offset);
    QString text = (offset < 0 ? u'-' : u'+') + pad(size / 3600) + u':' + pad(size / 60 % 60);
    if (size % 60 != 0)
        text += u':' + pad(size % 60);
    return text;
}

QString rfc3339In(Instant at, const TimeZone& zone)
{
    const CivilTime civil = zone.toCivil(at);
    return dateText(civil) + u'T' + clockText(civil) + offsetText(at, zone);
}

QString zoneName(const TimeZone& zone)
{
    return QString::fromStdString(zone.name());
}

Result<TimeZone> zoneFromArgument(const QString& name)
{
    if (auto zone = TimeZone::load(name.toStdString()))
        return *zone;
    return fail(ErrorCode::UnknownZone, name);
}

Result<qint64> sizeFromArgument(const QString& text, SizeUnit unit)
{
    static const QRegularExpression pattern(u"^(\\d{1,9})\\s*([MGT])?(?:i?B)?$"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    const auto match = pattern.match(text.trimmed());
    const auto refused = [&] {
        return fail(ErrorCode::InvalidArgument, text, u"write a size like 1024, 512M or 2G"_s);
    };
    if (!match.hasMatch())
        return refused();
    const QString suffix = match.captured(2).toUpper();
    const QString letter = suffix.isEmpty() ? (unit == SizeUnit::MiB ? u"M"_s : u"G"_s) : suffix;
    const qint64 mebibytes = match.captured(1).toLongLong() * (letter == u"M"   ? 1
                                                               : letter == u"G" ? 1024
                                                                                : 1024 * 1024);
    if (unit == SizeUnit::MiB)
        return mebibytes;
    if (mebibytes % 1024 != 0)
        return refused();
    return mebibytes / 1024;
}

} // namespace reveille::cli
