#pragma once

#include "core/http/HttpTypes.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>
#include <QTest>

namespace reveille::test {

/// What the platform sends and takes, as its documentation and clients show it.
[[nodiscard]] QByteArray fixture(const QString& name);
[[nodiscard]] inline QJsonObject fixtureObject(const QString& name)
{
    return QJsonDocument::fromJson(fixture(name)).object();
}
[[nodiscard]] inline QJsonArray fixtureArray(const QString& name)
{
    return QJsonDocument::fromJson(fixture(name)).array();
}

[[nodiscard]] inline HttpResponse responseOf(const QByteArray& body, int status = 200,
                                             const QByteArray& type = "application/json")
{
    HttpResponse response;
    response.status = status;
    response.url = QUrl(QStringLiteral("https://api.fra.unikraft.cloud/v1/instances"));
    response.headers = {{"Content-Type", type}};
    response.body = body;
    return response;
}

} // namespace reveille::test
