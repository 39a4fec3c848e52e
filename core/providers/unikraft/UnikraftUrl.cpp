#include "core/providers/unikraft/UnikraftUrl.h"

#include <algorithm>

#include <QStringList>

namespace reveille::unikraft {

using namespace Qt::StringLiterals;

namespace {

bool isCode(const QString& text)
{
    return !text.isEmpty() && text.size() <= 63 && std::all_of(text.begin(), text.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-';
    });
}

QString codeOf(const QUrl& base)
{
    const QStringList labels = base.host().split(u'.');
    const bool isPublic =
        labels.size() == 4 && labels[0] == u"api"_s &&
        (base.host().endsWith(u".unikraft.cloud"_s) || base.host().endsWith(u".kraft.cloud"_s));
    if (isPublic)
        return labels[1];
    const QString last = base.path().section(u'/', -1).toLower();
    if (isCode(last))
        return last;
    return base.port() < 0 ? base.host() : base.host() + u':' + QString::number(base.port());
}

} // namespace

QUrl publicControlPlane()
{
    return QUrl(u"https://controlplane.unikraft.cloud"_s);
}

QUrl withoutVersion(const QUrl& address)
{
    QString path = address.path(QUrl::FullyEncoded);
    const auto dropSlashes = [&path] {
        while (path.endsWith(u'/'))
            path.chop(1);
    };
    dropSlashes();
    if (path.endsWith(u"/v1"_s))
        path.chop(3);
    dropSlashes();
    QUrl base = address;
    base.setPath(path, QUrl::StrictMode);
    base.setQuery(QString());
    base.setFragment({});
    return base;
}

bool isMetroAddress(const QString& text)
{
    return text.contains(u"://"_s);
}

Result<Metro> metroFromText(const QString& text)
{
    const QString trimmed = text.trimmed();
    if (isMetroAddress(trimmed)) {
        const QUrl base = withoutVersion(QUrl(trimmed, QUrl::StrictMode));
        if (!base.isValid() || base.host().isEmpty())
            return fail(ErrorCode::InvalidArgument, trimmed, u"not an address of a metro"_s);
        return Metro{codeOf(base), base};
    }
    const QString code = trimmed.toLower();
    if (!isCode(code))
        return fail(ErrorCode::InvalidArgument, trimmed,
                    u"a metro is a code such as “fra” or an address that begins with https://"_s);
    return Metro{code, QUrl(u"https://api."_s + code + u".unikraft.cloud"_s)};
}

QUrl urlOf(const QUrl& base, const QString& path, const Query& query)
{
    QUrl url = base;
    url.setPath(base.path(QUrl::FullyEncoded) + u"/v1"_s + path, QUrl::StrictMode);
    QStringList pairs;
    for (const auto& [name, value] : query)
        pairs.append(name + u'=' + QString::fromLatin1(QUrl::toPercentEncoding(value, ",")));
    url.setQuery(pairs.isEmpty() ? QString() : pairs.join(u'&'), QUrl::StrictMode);
    return url;
}

Result<QString> pathPart(const QString& identifier)
{
    if (identifier.isEmpty() || identifier == u"."_s || identifier == u".."_s)
        return fail(ErrorCode::InvalidArgument, identifier, u"not usable as an id"_s);
    return QString::fromLatin1(QUrl::toPercentEncoding(identifier));
}

} // namespace reveille::unikraft
