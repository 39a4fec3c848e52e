#pragma once

#include <optional>

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPair>
#include <QString>
#include <QUrl>

namespace reveille::test {

/// An answer as it came over the wire.
struct Answer
{
    int status = 0; ///< 0: none came
    QNetworkReply::NetworkError error = QNetworkReply::NoError;
    QByteArray body;
    QJsonObject json;
    QList<QNetworkReply::RawHeaderPair> headers;

    [[nodiscard]] QByteArray header(const QByteArray& name) const;
    [[nodiscard]] QString text(const char* name) const { return json.value(QLatin1String(name)).toString(); }
    [[nodiscard]] QString phase() const;
    [[nodiscard]] QJsonArray items() const;
};

using Headers = QList<QPair<QByteArray, QByteArray>>;

/// Plain HTTP to a sandbox, one call at a time, with nothing of the product's own client in it.
class ApiClient
{
public:
    ApiClient(const QUrl& endpoint, const QString& key) : m_endpoint(endpoint), m_key(key) {}

    [[nodiscard]] Answer call(const QByteArray& method, const QString& path,
                              const std::optional<QByteArray>& body = std::nullopt,
                              const Headers& headers = {});
    [[nodiscard]] Answer get(const QString& path) { return call("GET", path); }
    [[nodiscard]] Answer post(const QString& path, const QJsonObject& body, const Headers& headers = {});
    [[nodiscard]] Answer post(const QString& path, const Headers& headers = {});
    /// Starts a call and leaves it to the caller.
    [[nodiscard]] QNetworkReply* send(const QByteArray& method, const QString& path,
                                      const std::optional<QByteArray>& body, const Headers& headers);
    [[nodiscard]] static Answer answerOf(QNetworkReply* reply);

    // What nearly every test needs.
    [[nodiscard]] QString phaseOf(const QString& machine);
    /// The id of a machine that is running.
    [[nodiscard]] QString runningMachine(const QString& autosleep = QStringLiteral("never"));
    [[nodiscard]] QString execute(const QString& machine, const QJsonObject& order);
    /// The execution once it has ended, or as it is after 20 s.
    [[nodiscard]] QJsonObject ended(const QString& machine, const QString& execution);
    [[nodiscard]] QJsonObject outputOf(const QString& machine, const QString& execution);

    void setKey(const QString& key) { m_key = key; }

private:
    QNetworkAccessManager m_network;
    QUrl m_endpoint;
    QString m_key;
};

/// {"command":["/bin/sh","-c",script]} and what else is given.
[[nodiscard]] QJsonObject shell(const QString& script, const QJsonObject& more = {});

} // namespace reveille::test
