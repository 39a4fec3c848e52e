#include "core/sandbox/unikraft/ServiceGroup.h"

#include "core/sandbox/unikraft/Call.h"

#include <QRandomGenerator>
#include <QUuid>

#include <array>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

namespace {

QString inventedName()
{
    static constexpr std::array<const char16_t*, 6> kFirst{u"calm",  u"floral", u"misty",
                                                           u"quiet", u"small",  u"warm"};
    static constexpr std::array<const char16_t*, 6> kSecond{u"brook", u"cloud", u"field",
                                                            u"moon",  u"sun",   u"wind"};
    auto* const random = QRandomGenerator::system();
    const QString uuid = QUuid::createUuid().toString(QUuid::Id128);
    return QString::fromUtf16(kFirst[random->bounded(6U)]) + u'-' +
           QString::fromUtf16(kSecond[random->bounded(6U)]) + u'-' + uuid.left(8);
}

Outcome<QString> serviceText(const QJsonObject& service)
{
    if (const auto good = checkMembers(service, {"port", "destination_port", "handlers"}); !good)
        return tl::unexpected(good.error());
    const int port = service.value(u"port"_s).toInt();
    const QJsonArray handlers = service.value(u"handlers"_s).toArray();
    const bool tls = handlers.contains(u"tls"_s);
    const bool http = handlers.contains(u"http"_s);
    const bool redirect = handlers.contains(u"redirect"_s);
    const bool good = port == 80    ? http && !tls
                      : port == 443 ? http && tls && !redirect
                                    : tls && !http && !redirect;
    if (port < 1 || port > 65535 || !good)
        return refuse(Code::Invalid, u"Invalid service on port %1"_s.arg(port));
    const QString protocol = http ? (tls ? u"https"_s : u"http"_s) : u"tls"_s;
    return QString(protocol + u':' + QString::number(port));
}

} // namespace

Outcome<ServiceGroup> ServiceGroup::read(const QJsonObject& wanted, const QString& metro)
{
    if (const auto good =
            checkMembers(wanted, {"uuid", "name", "services", "domains", "soft_limit", "hard_limit"});
        !good)
        return tl::unexpected(good.error());
    ServiceGroup made;
    const QJsonArray services = wanted.value(u"services"_s).toArray();
    for (const QJsonValue& service : services) {
        const auto text = serviceText(service.toObject());
        if (!text)
            return tl::unexpected(text.error());
        made.services.append(*text);
    }
    const QString name = wanted.value(u"name"_s).toString(inventedName());
    QJsonArray domains;
    const QJsonArray asked = wanted.value(u"domains"_s).toArray();
    for (const QJsonValue& domain : asked) {
        const QString given = domain.toObject().value(u"name"_s).toString();
        const bool whole = given.endsWith(u'.') || given.contains(u'.');
        const QString stem = given.endsWith(u'.') ? given.chopped(1) : given;
        domains.append(QJsonObject{{u"fqdn"_s, whole ? stem : stem + u'.' + metro + u".unikraft.app"_s}});
    }
    if (domains.isEmpty())
        domains.append(QJsonObject{{u"fqdn"_s, QString(name + u'.' + metro + u".unikraft.app"_s)}});
    made.group = {
        {u"uuid"_s, wanted.value(u"uuid"_s).toString(QUuid::createUuid().toString(QUuid::WithoutBraces))},
        {u"name"_s, name},
        {u"domains"_s, domains}};
    return made;
}

} // namespace reveille::sandbox::unikraft
