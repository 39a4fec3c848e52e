#include "core/text/DurationText.h"

#include <QCoreApplication>

namespace reveille {

using namespace std::chrono;

namespace {

QString words(const char* pattern, qint64 first, qint64 second = -1)
{
    const QString text = QCoreApplication::translate("DurationText", pattern).arg(first);
    return second < 0 ? text : text.arg(second);
}

} // namespace

QString durationText(milliseconds duration)
{
    const qint64 ms = duration.count() < 0 ? -duration.count() : duration.count();
    const qint64 s = ms / 1000;
    const qint64 min = s / 60;
    const qint64 h = min / 60;
    const qint64 d = h / 24;
    if (s == 0 && ms > 0)
        return words(QT_TRANSLATE_NOOP("DurationText", "%1 ms"), ms);
    if (min == 0)
        return words(QT_TRANSLATE_NOOP("DurationText", "%1 s"), s);
    if (h == 0) {
        return s % 60 == 0 ? words(QT_TRANSLATE_NOOP("DurationText", "%1 min"), min)
                           : words(QT_TRANSLATE_NOOP("DurationText", "%1 min %2 s"), min, s % 60);
    }
    if (d == 0) {
        return min % 60 == 0 ? words(QT_TRANSLATE_NOOP("DurationText", "%1 h"), h)
                             : words(QT_TRANSLATE_NOOP("DurationText", "%1 h %2 min"), h, min % 60);
    }
    return h % 24 == 0 ? words(QT_TRANSLATE_NOOP("DurationText", "%1 d"), d)
                       : words(QT_TRANSLATE_NOOP("DurationText", "%1 d %2 h"), d, h % 24);
}

QString relativeTimeText(calendar::Instant at, calendar::Instant now)
{
    const bool ahead = at >= now;
    // Time ahead is rounded up and time past down, so that "in 1 min" never means "already due".
    const auto distance = ahead ? ceil<seconds>(at - now) : floor<seconds>(now - at);
    if (distance < seconds(1))
        return QCoreApplication::translate("DurationText", "now");
    seconds shown = distance;
    if (distance >= minutes(1))
        shown = ahead ? ceil<minutes>(distance) : floor<minutes>(distance);
    return ahead ? QCoreApplication::translate("DurationText", "in %1").arg(durationText(shown))
                 : QCoreApplication::translate("DurationText", "%1 ago").arg(durationText(shown));
}

} // namespace reveille
