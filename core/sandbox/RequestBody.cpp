#include "core/sandbox/RequestBody.h"

#include "core/sandbox/Answers.h"

#include <QJsonDocument>

#include <cmath>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;

namespace {

QStringList listOf(std::initializer_list<const char*> names)
{
    QStringList list;
    for (const char* name : names)
        list.append(QString::fromLatin1(name));
    return list;
}

} // namespace

RequestBody::RequestBody(const QByteArray& body, std::initializer_list<const char*> known)
    : RequestBody(body, listOf(known))
{}

RequestBody::RequestBody(const QByteArray& body, const QStringList& known)
{
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (document.isNull()) {
        m_error = problem(400, u"body is not JSON: "_s + error.errorString(), u"body"_s);
        return;
    }
    if (!document.isObject()) {
        m_error = problem(422, u"body is not an object"_s, u"body"_s);
        return;
    }
    m_object = document.object();
    for (auto it = m_object.constBegin(); it != m_object.constEnd(); ++it) {
        if (!known.contains(it.key())) {
            m_error = problem(422, u"unexpected property"_s, u"body."_s + it.key(), it.value());
            return;
        }
    }
}

bool RequestBody::has(const char* name) const
{
    return m_object.contains(QLatin1String(name));
}

QJsonValue RequestBody::value(const char* name) const
{
    return m_object.value(QLatin1String(name));
}

void RequestBody::complain(const char* name, const QString& message)
{
    if (!m_error)
        m_error = problem(422, message, u"body."_s + QLatin1String(name), value(name));
}

void RequestBody::require(const char* name)
{
    if (!has(name))
        complain(name, u"required property is missing"_s);
}

void RequestBody::complainWithoutValue(const char* name, const QString& message)
{
    if (!m_error)
        m_error = problem(422, message, u"body."_s + QLatin1String(name));
}

std::optional<double> RequestBody::number(const char* name)
{
    if (!has(name))
        return std::nullopt;
    if (!value(name).isDouble()) {
        complain(name, u"expected a number"_s);
        return std::nullopt;
    }
    return value(name).toDouble();
}

std::optional<qint64> RequestBody::integer(const char* name, qint64 least)
{
    const auto read = number(name);
    if (!read)
        return std::nullopt;
    if (*read != std::floor(*read) || std::abs(*read) > 9e15) {
        complain(name, u"expected an integer"_s);
        return std::nullopt;
    }
    const qint64 integer = value(name).toInteger();
    if (integer < least) {
        complain(name, u"must be at least "_s + QString::number(least));
        return std::nullopt;
    }
    return integer;
}

std::optional<QString> RequestBody::text(const char* name)
{
    if (!has(name))
        return std::nullopt;
    if (!value(name).isString()) {
        complain(name, u"expected a string"_s);
        return std::nullopt;
    }
    return value(name).toString();
}

} // namespace reveille::sandbox
