#include "core/sandbox/Paging.h"

#include "core/sandbox/Answers.h"

namespace reveille::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kDefaultLimit = 50;
constexpr qsizetype kMaxLimit = 200;
constexpr auto kBase64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

std::optional<qint64> fromCursor(char kind, const QString& cursor)
{
    const auto decoded = QByteArray::fromBase64Encoding(cursor.toUtf8(), kBase64);
    if (decoded.decodingStatus != QByteArray::Base64DecodingStatus::Ok || !decoded.decoded.startsWith(kind) ||
        decoded.decoded.mid(1, 1) != ":")
        return std::nullopt;
    bool ok = false;
    const qint64 last = decoded.decoded.mid(2).toLongLong(&ok);
    return ok ? std::optional(last) : std::nullopt;
}

} // namespace

QString cursorFor(char kind, qint64 last)
{
    const QByteArray plain = QByteArray(1, kind) + ':' + QByteArray::number(last);
    return QString::fromLatin1(plain.toBase64(kBase64));
}

PageOrError pageFrom(const HttpRequest& request, char kind)
{
    PageOrError result;
    result.page.limit = kDefaultLimit;
    if (const QString limit = request.query.value(u"limit"_s); !limit.isEmpty()) {
        bool ok = false;
        const qint64 number = limit.toLongLong(&ok);
        if (!ok) {
            result.error = problem(422, u"limit is not an integer"_s, u"query.limit"_s, limit);
            return result;
        }
        if (number > 0)
            result.page.limit = static_cast<qsizetype>(qMin<qint64>(number, kMaxLimit));
    }
    if (const QString cursor = request.query.value(u"cursor"_s); !cursor.isEmpty()) {
        result.page.after = fromCursor(kind, cursor);
        if (!result.page.after)
            result.error = problem(400, u"unknown cursor"_s, u"query.cursor"_s, cursor);
    }
    return result;
}

} // namespace reveille::sandbox
