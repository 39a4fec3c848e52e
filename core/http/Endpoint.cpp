#include "core/http/Endpoint.h"

#include <QHostAddress>

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

int effectivePort(const QUrl& url)
{
    return url.port(url.scheme() == u"https"_s ? 443 : 80);
}

} // namespace

bool isLoopbackHost(const QString& host)
{
    if (host.compare(u"localhost"_s, Qt::CaseInsensitive) == 0)
        return true;
    const QHostAddress address(host);
    return !address.isNull() && address.isLoopback();
}

Result<void> checkEndpoint(const QUrl& url)
{
    const QString shown =
        url.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"https"_s && url.scheme() != u"http"_s))
        return fail(ErrorCode::InvalidArgument, shown, u"not an http or https address"_s);
    if (!url.userInfo().isEmpty())
        return fail(ErrorCode::InvalidArgument, shown,
                    u"an address must not carry a user name or password"_s);
    if (url.scheme() == u"http"_s && !isLoopbackHost(url.host()))
        return fail(ErrorCode::InsecureEndpoint, shown);
    return {};
}

QString endpointName(const QUrl& url)
{
    const QString host = url.host();
    if (url.port() < 0)
        return host;
    return (host.contains(u':') ? u'[' + host + u']' : host) + u':' + QString::number(url.port());
}

bool isSameOrigin(const QUrl& a, const QUrl& b)
{
    return a.scheme() == b.scheme() && a.host() == b.host() && effectivePort(a) == effectivePort(b);
}

} // namespace reveille
