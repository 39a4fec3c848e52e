#pragma once

#include "core/sandbox/unikraft/Call.h"

#include <functional>
#include <vector>

#include <QByteArray>
#include <QStringList>

namespace reveille::sandbox::unikraft {

/// Method and path to a handler that may answer later. Unknown path: 404 with the platform's number for it;
/// known path, other method: 405 with Allow.
class Routes
{
public:
    using Later = std::function<void(const Call&)>;
    using Now = std::function<HttpResponse(const Call&)>;

    /// "/v1/instances/{}/start". Of two patterns that match, the one with fewer variables wins.
    void addLater(const char* method, const char* pattern, Later handler);
    void add(const char* method, const char* pattern, Now handler);

    void handle(Call call) const;

private:
    struct Route
    {
        QByteArray method;
        QStringList pattern;
        Later handler;
    };
    std::vector<Route> m_routes;
};

} // namespace reveille::sandbox::unikraft
