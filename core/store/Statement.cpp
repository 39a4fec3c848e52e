#include "core/store/Statement.h"

#include "core/store/SqlError.h"

#include <algorithm>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlError>
#include <QVariant>

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

calendar::Instant fromMicroseconds(qint64 value)
{
    return calendar::Instant(std::chrono::microseconds(value));
}

/// The text of a list of one that needs no unescaping, as most are: a start reads very many of them.
std::optional<QString> onlyText(QStringView json)
{
    if (json.size() < 4 || !json.startsWith(u"[\"") || !json.endsWith(u"\"]"))
        return std::nullopt;
    const QStringView text = json.mid(2, json.size() - 4);
    if (text.contains(u'"') || text.contains(u'\\'))
        return std::nullopt;
    return text.toString();
}

/// A list of none or of one that needs no escaping, as most are.
std::optional<QString> shortList(const QStringList& texts)
{
    if (texts.isEmpty())
        return u"[]"_s;
    const auto isPlain = [](QChar c) { return c.unicode() >= 0x20 && c != u'"' && c != u'\\'; };
    if (texts.size() > 1 || !std::all_of(texts.constFirst().cbegin(), texts.constFirst().cend(), isPlain))
        return std::nullopt;
    return u"[\""_s + texts.constFirst() + u"\"]"_s;
}

} // namespace

Statement::Statement(QSqlQuery& query, bool prepared, const QString& file)
    : m_query(query), m_file(file), m_prepared(prepared)
{}

Statement::~Statement()
{
    m_query.finish();
}

Statement& Statement::add(const QString& value)
{
    m_query.bindValue(m_bound++, value.isNull() ? u""_s : value);
    return *this;
}

Statement& Statement::add(const QByteArray& value)
{
    m_query.bindValue(m_bound++, value.isNull() ? QByteArray("") : value);
    return *this;
}

Statement& Statement::add(qint64 value)
{
    m_query.bindValue(m_bound++, value);
    return *this;
}

Statement& Statement::add(calendar::Instant value)
{
    return add(qint64{value.time_since_epoch().count()});
}

Statement& Statement::add(const QStringList& value)
{
    if (const auto text = shortList(value))
        return add(*text);
    return add(
        QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(value)).toJson(QJsonDocument::Compact)));
}

Statement& Statement::add(const QMap<QString, QString>& value)
{
    if (value.isEmpty())
        return add(u"{}"_s);
    QJsonObject object;
    for (auto it = value.cbegin(); it != value.cend(); ++it)
        object.insert(it.key(), it.value());
    return add(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)));
}

Statement& Statement::addNull()
{
    m_query.bindValue(m_bound++, QVariant());
    return *this;
}

Result<void> Statement::run()
{
    m_bound = 0;
    if (!m_prepared || !m_query.exec())
        return tl::unexpected<Error>(fromSqlError(m_query.lastError(), m_file));
    return {};
}

bool Statement::next()
{
    m_column = 0;
    return m_query.next();
}

Result<void> Statement::ended() const
{
    if (m_query.lastError().isValid())
        return tl::unexpected<Error>(fromSqlError(m_query.lastError(), m_file));
    return {};
}

QVariant Statement::column()
{
    return m_query.value(m_column++);
}

QString Statement::text()
{
    return column().toString();
}

QByteArray Statement::bytes()
{
    return column().toByteArray();
}

qint64 Statement::integer()
{
    return column().toLongLong();
}

calendar::Instant Statement::instant()
{
    return fromMicroseconds(integer());
}

std::optional<qint64> Statement::maybeInteger()
{
    const QVariant value = column();
    if (value.isNull())
        return std::nullopt;
    return value.toLongLong();
}

std::optional<int> Statement::maybeNumber()
{
    const auto value = maybeInteger();
    if (!value)
        return std::nullopt;
    return static_cast<int>(*value);
}

std::optional<calendar::Instant> Statement::maybeInstant()
{
    const auto value = maybeInteger();
    if (!value)
        return std::nullopt;
    return fromMicroseconds(*value);
}

std::optional<QString> Statement::maybeText()
{
    const QVariant value = column();
    if (value.isNull())
        return std::nullopt;
    return value.toString();
}

QStringList Statement::listFrom(QStringView json)
{
    if (const auto only = onlyText(json))
        return {*only};
    QStringList result;
    for (const QJsonValue& value : QJsonDocument::fromJson(json.toUtf8()).array())
        result.append(value.toString());
    return result;
}

QMap<QString, QString> Statement::mapFrom(QStringView json)
{
    QMap<QString, QString> result;
    if (json == u"{}")
        return result;
    const QJsonObject object = QJsonDocument::fromJson(json.toUtf8()).object();
    for (auto it = object.begin(); it != object.end(); ++it)
        result.insert(it.key(), it.value().toString());
    return result;
}

} // namespace reveille
