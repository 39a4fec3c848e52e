#include "core/sandbox/unikraft/ControlPlane.h"

#include "core/sandbox/unikraft/Envelope.h"

#include <QJsonArray>
#include <QMap>
#include <QUuid>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

namespace {

struct Town
{
    QString name;
    QString country;
};

Town townOf(const QString& metro)
{
    static const QMap<QString, Town> kTowns{{u"dal"_s, {u"Dallas"_s, u"us"_s}},
                                            {u"fra"_s, {u"Frankfurt"_s, u"de"_s}},
                                            {u"sfo"_s, {u"San Francisco"_s, u"us"_s}},
                                            {u"sin"_s, {u"Singapore"_s, u"sg"_s}},
                                            {u"was"_s, {u"Washington"_s, u"us"_s}}};
    return kTowns.value(metro, {metro, u"xx"_s});
}

} // namespace

QString stableUuid(const QString& text)
{
    static const QUuid kSpace(u"6ba7b811-9dad-11d1-80b4-00c04fd430c8"_s);
    return QUuid::createUuidV5(kSpace, text).toString(QUuid::WithoutBraces);
}

void ControlPlane::addRoutes(Routes& routes)
{
    routes.add("GET", "/v1/metros", [this](const Call&) { return metros(); });
    routes.add("GET", "/v1/auth", [](const Call&) {
        return envelope(u"auth"_s, {succeeded({{u"user_uuid"_s, stableUuid(u"sandbox user"_s)},
                                               {u"organization_uuid"_s, stableUuid(u"sandbox"_s)},
                                               {u"organization_name"_s, u"sandbox"_s}})});
    });
}

HttpResponse ControlPlane::metros() const
{
    QJsonArray items;
    for (const MetroAddress& metro : m_metros()) {
        const Town town = townOf(metro.name);
        QString endpoint = metro.endpoint.toString();
        endpoint += u"/v1"_s;
        items.append(succeeded({{u"uuid"_s, stableUuid(u"metro "_s + metro.name)},
                                {u"endpoint"_s, endpoint},
                                {u"name"_s, town.name},
                                {u"iata_code"_s, metro.name.toUpper()},
                                {u"country"_s, town.country}}));
    }
    return envelope(u"metros"_s, items);
}

} // namespace reveille::sandbox::unikraft
