#include "core/runner/FiringId.h"

#include <array>
#include <chrono>

#include <QCryptographicHash>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

constexpr int kFiringIdBytes = 16;
constexpr int kMarkerDigits = 10;

} // namespace

QByteArray firingIdOf(const ScheduleId& schedule, calendar::Instant scheduledAt)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(scheduledAt);
    QByteArray name =
        schedule.value.toUtf8() + '|' + QByteArray::number(qint64(seconds.time_since_epoch().count()));
    // Whole seconds keep the plain form, so that only schedules that fire several times a second carry the
    // fraction.
    if (const auto fraction = (scheduledAt - seconds).count(); fraction != 0)
        name += '.' + QByteArray::number(qint64(fraction)).rightJustified(6, '0');
    return QCryptographicHash::hash(name, QCryptographicHash::Sha256).first(kFiringIdBytes);
}

QByteArray fixedShareOf(const ScheduleId& schedule)
{
    return QCryptographicHash::hash(schedule.value.toUtf8(), QCryptographicHash::Sha256)
        .first(kFiringIdBytes);
}

QByteArray randomFiringId()
{
    std::array<quint32, kFiringIdBytes / sizeof(quint32)> words{};
    QRandomGenerator::system()->fillRange(words.data(), words.size());
    return QByteArray(reinterpret_cast<const char*>(words.data()), kFiringIdBytes);
}

QString idempotencyKeyOf(const QByteArray& firingId, int attempt)
{
    return QString::fromLatin1(firingId.toHex()) + u'-' + QString::number(attempt);
}

QString markerOf(const QByteArray& firingId, int attempt)
{
    return u"REVEILLE_F_"_s + QString::fromLatin1(firingId.toHex()).first(kMarkerDigits).toUpper() + u'_' +
           QString::number(attempt);
}

} // namespace reveille
