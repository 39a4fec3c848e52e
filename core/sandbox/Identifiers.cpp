#include "core/sandbox/Identifiers.h"

#include <QByteArray>
#include <QRandomGenerator>
#include <QUuid>

#include <array>
#include <chrono>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;

namespace {

QString randomHex(qsizetype digits)
{
    QByteArray bytes(digits / 2, '\0');
    for (char& byte : bytes)
        byte = static_cast<char>(QRandomGenerator::system()->bounded(256));
    return QString::fromLatin1(bytes.toHex());
}

} // namespace

QString newMachineId(calendar::Instant now)
{
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count();
    const QString time = QString::number(ms & 0xffffffffffff, 16).rightJustified(12, u'0');
    const QString random = randomHex(20);
    const quint32 variant = 8 + QRandomGenerator::system()->bounded(4U);
    return u"dm-"_s + time.left(8) + u'-' + time.mid(8) + u"-7"_s + random.left(3) + u'-' +
           QString::number(variant, 16) + random.mid(3, 3) + u'-' + random.mid(6, 12);
}

QString newExecutionId()
{
    return u"wexec-"_s + randomHex(40);
}

QString newApiKey()
{
    return u"dsk-sandbox-"_s + randomHex(48);
}

QString newSideId(const QString& kind)
{
    return kind + u'-' + randomHex(24);
}

QString newIdempotencyKey()
{
    return u"sandbox-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces);
}

} // namespace reveille::sandbox
