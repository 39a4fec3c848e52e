#include "ui/text/TimeView.h"

#include <algorithm>
#include <chrono>

#include <QCoreApplication>
#include <QDate>
#include <QLocale>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

QString two(int value)
{
    return QString::number(value).rightJustified(2, u'0');
}

QString translated(const char* text, int count)
{
    return QCoreApplication::translate("TimeView", text, nullptr, count);
}

} // namespace

QString dateTimeText(calendar::Instant at, const calendar::TimeZone& zone, calendar::Instant now)
{
    const calendar::CivilTime civil = zone.toCivil(at);
    const QDate date(civil.year, civil.month, civil.day);
    const bool thisYear = civil.year == zone.toCivil(now).year;
    QString text = QLocale().toString(date, thisYear ? u"ddd d MMM"_s : u"ddd d MMM yyyy"_s) + u' ' +
                   two(civil.hour) + u':' + two(civil.minute);
    if (civil.second != 0)
        text += u':' + two(civil.second);
    return text;
}

QString exactTimeText(calendar::Instant at, const calendar::TimeZone& zone)
{
    const calendar::CivilTime civil = zone.toCivil(at);
    const QDate date(civil.year, civil.month, civil.day);
    return QLocale().toString(date, u"ddd d MMM yyyy"_s) + u' ' + two(civil.hour) + u':' + two(civil.minute) +
           u':' + two(civil.second) + u' ' + QString::fromStdString(zone.name());
}

QString clockText(calendar::Instant at, const calendar::TimeZone& zone)
{
    const calendar::CivilTime civil = zone.toCivil(at);
    return two(civil.hour) + u':' + two(civil.minute) + u':' + two(civil.second) + u'.' +
           QString::number(civil.microsecond / 1000).rightJustified(3, u'0');
}

QString countdownText(calendar::Instant at, calendar::Instant now)
{
    const qint64 left = std::max<qint64>(0, ceil<seconds>(at - now).count());
    const QString clock = two(static_cast<int>(left / 3600 % 24)) + u':' +
                          two(static_cast<int>(left / 60 % 60)) + u':' + two(static_cast<int>(left % 60));
    const qint64 days = left / 86400;
    return days == 0 ? clock : QCoreApplication::translate("TimeView", "%1 d %2").arg(days).arg(clock);
}

QString hereText(calendar::Instant at, const calendar::TimeZone& zone, const TimeView& view)
{
    if (zone.offsetAt(at) == view.local.offsetAt(at))
        return {};
    const calendar::CivilTime there = zone.toCivil(at);
    const calendar::CivilTime here = view.local.toCivil(at);
    QString text = two(here.hour) + u':' + two(here.minute);
    if (here.second != 0)
        text += u':' + two(here.second);
    if (here.day != there.day)
        text = QLocale().toString(QDate(here.year, here.month, here.day), u"ddd "_s) + text;
    return QCoreApplication::translate("TimeView", "%1 here").arg(text);
}

QString zonePlace(const QString& zone)
{
    return zone.section(u'/', -1).replace(u'_', u' ');
}

QString shortRelativeText(calendar::Instant at, calendar::Instant now)
{
    const qint64 left = ceil<seconds>(at - now).count();
    if (left <= 0)
        return QCoreApplication::translate("TimeView", "now");
    if (left < 60)
        return translated(QT_TRANSLATE_NOOP("TimeView", "in %n s"), static_cast<int>(left));
    if (left < 3600)
        return translated(QT_TRANSLATE_NOOP("TimeView", "in %n min"), static_cast<int>((left + 59) / 60));
    if (left < 48 * 3600)
        return translated(QT_TRANSLATE_NOOP("TimeView", "in %n h"), static_cast<int>(left / 3600));
    return QCoreApplication::translate("TimeView", "in %1 days").arg(left / 86400);
}

} // namespace reveille::ui
