#pragma once

#include "core/calendar/Instant.h"

#include <optional>

#include <QJsonObject>
#include <QJsonValue>
#include <QSet>
#include <QString>
#include <QStringList>

namespace reveille::unikraft {

/// Lets equal texts of one large answer share their memory: ten thousand instances name few images, actions
/// and expressions.
class SharedTexts
{
public:
    [[nodiscard]] QString shared(const QString& text)
    {
        return text.isEmpty() ? QString() : *m_texts.insert(text);
    }

private:
    QSet<QString> m_texts;
};

// Reading is lenient: what is absent, null or of another type is nothing.

[[nodiscard]] std::optional<qint64> integerOf(const QJsonValue& value);
/// RFC 3339, or a number of seconds since 1970: the platform's own descriptions name both.
[[nodiscard]] std::optional<calendar::Instant> instantOf(const QJsonValue& value);
[[nodiscard]] QStringList stringsOf(const QJsonValue& value);

} // namespace reveille::unikraft
