#pragma once

#include "core/http/HttpTypes.h"

#include <QByteArray>

class QNetworkAccessManager;
class QNetworkReply;

namespace reveille {

class RateLimiter;
struct RetryHints;

// What a whole call and a stream have in common: a request handed to Qt, an answer taken from it.

/// Begins the request. Nothing of the system is used but its proxy and its certificates: no cookies, no
/// cache, no stored logins, no redirect that is followed by itself.
[[nodiscard]] QNetworkReply* beginExchange(QNetworkAccessManager& network, const HttpRequest& request,
                                           const QByteArray& userAgent);

/// Status and headers of a reply, with the body as it was read so far.
[[nodiscard]] HttpResponse responseOf(const QNetworkReply& reply, const QByteArray& body);

/// Leaves the answering host alone if the answer asks for it.
void heedPause(RateLimiter& limiter, const HttpResponse& response, const RetryHints& hints);

} // namespace reveille
