#include "core/http/ServerClock.h"

#include <QDateTime>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace reveille {

using calendar::Instant;
using namespace std::chrono;

std::optional<Instant> fromHttpDate(const QByteArray& text)
{
    QDateTime at =
        QLocale::c().toDateTime(QString::fromLatin1(text.trimmed()), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    at.setTimeSpec(Qt::UTC);
    if (!at.isValid())
        return std::nullopt;
    return Instant(seconds(at.toSecsSinceEpoch()));
}

milliseconds clockSkew(Instant date, Instant received, milliseconds took)
{
    const Instant latest = date + seconds(1) + took;
    if (received < date)
        return duration_cast<milliseconds>(received - date);
    if (received > latest)
        return duration_cast<milliseconds>(received - latest);
    return milliseconds(0);
}

} // namespace reveille
