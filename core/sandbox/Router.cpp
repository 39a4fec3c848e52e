#include "core/sandbox/Router.h"

#include "core/sandbox/Answers.h"

#include <optional>
#include <utility>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;

namespace {

std::optional<QStringList> match(const QStringList& pattern, const QStringList& segments)
{
    if (pattern.size() != segments.size())
        return std::nullopt;
    QStringList variables;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == u"{}")
            variables.append(segments[i]);
        else if (pattern[i] != segments[i])
            return std::nullopt;
    }
    return variables;
}

} // namespace

void Router::add(const char* method, const char* pattern, RouteHandler handler)
{
    m_routes.push_back({QByteArray(method), QString::fromLatin1(pattern).split(u'/', Qt::SkipEmptyParts),
                        std::move(handler)});
}

HttpResponse Router::handle(const HttpRequest& request) const
{
    QByteArray allowed;
    for (const Route& route : m_routes) {
        const auto variables = match(route.pattern, request.segments);
        if (!variables)
            continue;
        if (route.method == request.method)
            return route.handler(request, *variables);
        allowed += (allowed.isEmpty() ? QByteArray() : QByteArray(", ")) + route.method;
    }
    if (allowed.isEmpty())
        return problem(404, u"no such path"_s);
    HttpResponse response = problem(405, u"method not allowed here"_s);
    response.headers.append(HttpHeader{"Allow", allowed});
    return response;
}

} // namespace reveille::sandbox
