#pragma once

#include "core/sandbox/HttpMessage.h"

#include <initializer_list>
#include <optional>

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace reveille::sandbox {

/// Reads a JSON body field by field and keeps the first complaint, so that a handler can ask for everything
/// and look for the error once. Fields that nobody may send are a complaint too.
class RequestBody
{
public:
    /// Not JSON: 400; not an object or an unknown field: 422.
    RequestBody(const QByteArray& body, std::initializer_list<const char*> known);
    RequestBody(const QByteArray& body, const QStringList& known);

    [[nodiscard]] const QJsonObject& object() const { return m_object; }
    [[nodiscard]] bool has(const char* name) const;
    [[nodiscard]] QJsonValue value(const char* name) const;
    /// Nothing if absent or wrong (then with a complaint). `least` is included.
    [[nodiscard]] std::optional<qint64> integer(const char* name, qint64 least);
    [[nodiscard]] std::optional<double> number(const char* name);
    [[nodiscard]] std::optional<QString> text(const char* name);

    void complain(const char* name, const QString& message);
    /// For what may hold a secret.
    void complainWithoutValue(const char* name, const QString& message);
    void require(const char* name);
    [[nodiscard]] const std::optional<HttpResponse>& error() const { return m_error; }

private:
    QJsonObject m_object;
    std::optional<HttpResponse> m_error;
};

} // namespace reveille::sandbox
