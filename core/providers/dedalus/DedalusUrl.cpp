#include "core/providers/dedalus/DedalusUrl.h"

namespace reveille {

using namespace Qt::StringLiterals;

QUrl dedalusPublicEndpoint()
{
    return QUrl(u"https://dcs.dedaluslabs.ai"_s);
}

Result<QUrl> dedalusUrl(const QUrl& endpoint, const QStringList& segments, const QVector<QueryItem>& query)
{
    QString base = endpoint.path(QUrl::FullyEncoded);
    while (base.endsWith(u'/'))
        base.chop(1);
    if (base.endsWith(u"/v1"_s))
        base.chop(3);
    QByteArray path = base.toLatin1() + "/v1";
    for (const QString& segment : segments) {
        if (segment.isEmpty() || segment == u"."_s || segment == u".."_s)
            return fail(ErrorCode::InvalidArgument, segment, u"not usable as an id"_s);
        path += '/' + QUrl::toPercentEncoding(segment);
    }
    QUrl url = endpoint;
    url.setPath(QString::fromLatin1(path), QUrl::StrictMode);
    QStringList pairs;
    for (const QueryItem& item : query)
        pairs.append(QString::fromLatin1(QUrl::toPercentEncoding(item.name)) + u'=' +
                     QString::fromLatin1(QUrl::toPercentEncoding(item.value)));
    url.setQuery(pairs.isEmpty() ? QString() : pairs.join(u'&'), QUrl::StrictMode);
    url.setFragment({});
    return url;
}

} // namespace reveille
