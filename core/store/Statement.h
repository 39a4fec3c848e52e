#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Ids.h"
#include "core/model/Result.h"

#include <chrono>
#include <optional>

#include <QByteArray>
#include <QMap>
#include <QSqlQuery>
#include <QString>
#include <QStringList>

namespace reveille {

/// A prepared statement in use: bind from the left, run, read rows. Ends its read transaction when it goes
/// out of scope. Two uses of the same SQL at once are not possible: they would share the statement.
class Statement
{
public:
    /// `file` is what an Error will be about. A query that could not be prepared (a damaged schema) fails in
    /// run().
    Statement(QSqlQuery& query, bool prepared, const QString& file);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Statement& add(const QString& value); ///< null is stored as the empty text
    Statement& add(const QByteArray& value);
    Statement& add(qint64 value);
    Statement& add(int value) { return add(qint64{value}); }
    Statement& add(bool value) { return add(qint64{value ? 1 : 0}); }
    Statement& add(calendar::Instant value);
    Statement& add(const QStringList& value); ///< as a JSON array
    Statement& add(const QMap<QString, QString>& value);
    template <typename Tag> Statement& add(const Id<Tag>& id) { return add(id.value); }
    template <typename T> Statement& add(const std::optional<T>& value)
    {
        return value ? add(*value) : addNull();
    }
    Statement& addNull();

    [[nodiscard]] Result<void> run();

    /// The next row; false at the end and after an error: ask ended().
    [[nodiscard]] bool next();
    [[nodiscard]] Result<void> ended() const;

    // Columns of the current row, from the left, each call the next one.
    [[nodiscard]] QString text();
    [[nodiscard]] QByteArray bytes();
    [[nodiscard]] qint64 integer();
    [[nodiscard]] int number() { return static_cast<int>(integer()); }
    [[nodiscard]] bool flag() { return integer() != 0; }
    [[nodiscard]] calendar::Instant instant();
    [[nodiscard]] std::optional<qint64> maybeInteger();
    [[nodiscard]] std::optional<int> maybeNumber();
    [[nodiscard]] std::optional<calendar::Instant> maybeInstant();
    [[nodiscard]] std::optional<QString> maybeText();
    [[nodiscard]] QStringList list() { return listFrom(text()); }
    [[nodiscard]] QMap<QString, QString> map() { return mapFrom(text()); }

    /// What add() makes of lists and maps, read again.
    [[nodiscard]] static QStringList listFrom(QStringView json);
    [[nodiscard]] static QMap<QString, QString> mapFrom(QStringView json);

private:
    [[nodiscard]] QVariant column();

    QSqlQuery& m_query;
    const QString& m_file;
    bool m_prepared;
    int m_bound = 0;
    int m_column = 0;
};

} // namespace reveille
