#pragma once

#include "core/sandbox/HttpMessage.h"

#include <functional>
#include <vector>

#include <QByteArray>
#include <QStringList>

namespace reveille::sandbox {

/// What a handler gets: the request and the path's variable segments in order.
using RouteHandler = std::function<HttpResponse(const HttpRequest&, const QStringList& variables)>;

/// Method and path to handler. Unknown path: 404; known path, other method: 405 with Allow.
class Router
{
public:
    /// "/v1/machines/{}/wake"
    void add(const char* method, const char* pattern, RouteHandler handler);
    [[nodiscard]] HttpResponse handle(const HttpRequest& request) const;

private:
    struct Route
    {
        QByteArray method;
        QStringList pattern;
        RouteHandler handler;
    };
    std::vector<Route> m_routes;
};

} // namespace reveille::sandbox
