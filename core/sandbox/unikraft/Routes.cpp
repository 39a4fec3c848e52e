#include "core/sandbox/unikraft/Routes.h"

#include "core/sandbox/unikraft/Envelope.h"

#include <optional>
#include <utility>

namespace reveille::sandbox::unikraft {

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

void Routes::addLater(const char* method, const char* pattern, Later handler)
{
    m_routes.push_back({QByteArray(method), QString::fromLatin1(pattern).split(u'/', Qt::SkipEmptyParts),
                        std::move(handler)});
}

void Routes::add(const char* method, const char* pattern, Now handler)
{
    addLater(method, pattern,
             [handler = std::move(handler)](const Call& call) { call.reply(handler(call)); });
}

void Routes::handle(Call call) const
{
    // An address that ends in /v1 and paths that begin with it: clients join both kinds.
    while (call.request.segments.value(0) == u"v1" && call.request.segments.value(1) == u"v1")
        call.request.segments.removeFirst();
    // The most literal pattern decides, so that "/v1/instances/log" is not an instance called "log".
    qsizetype fewest = -1;
    for (const Route& route : m_routes) {
        const auto variables = match(route.pattern, call.request.segments);
        if (variables && (fewest < 0 || variables->size() < fewest))
            fewest = variables->size();
    }
    if (fewest < 0) {
        call.reply(rejected(404, {Code::NoEndpoint, u"No such API endpoint"_s}));
        return;
    }
    QByteArray allowed;
    for (const Route& route : m_routes) {
        const auto variables = match(route.pattern, call.request.segments);
        if (!variables || variables->size() != fewest)
            continue;
        if (route.method == call.request.method) {
            call.variables = *variables;
            route.handler(call);
            return;
        }
        allowed += (allowed.isEmpty() ? QByteArray() : QByteArray(", ")) + route.method;
    }
    HttpResponse response = rejected(405, {Code::WrongMethod, u"Method not allowed"_s});
    response.headers.append(HttpHeader{"Allow", allowed});
    call.reply(response);
}

} // namespace reveille::sandbox::unikraft
