#include "core/sandbox/ApiService.h"

#include "core/sandbox/Answers.h"
#include "core/sandbox/FaultText.h"
#include "core/sandbox/Identifiers.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

#include <utility>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

using Kind = FaultPlan::Kind;

HttpResponse unauthorized(const QString& code, const QString& message)
{
    ApiError error;
    error.status = 401;
    error.code = code;
    error.message = message;
    return apiError(error);
}

QString rateLimitScope(const HttpRequest& request)
{
    if (request.method == "GET")
        return u"read_lifecycle_routes"_s;
    return request.path.endsWith("/sleep") ? u"sleep_lifecycle_routes"_s : u"mutating_lifecycle_routes"_s;
}

HttpResponse page(const SandboxFault& fault)
{
    HttpResponse response;
    response.status = fault.status;
    response.headers.append(HttpHeader{"Content-Type", "text/html; charset=utf-8"});
    const QByteArray title = QByteArray::number(fault.status) + ' ' + statusTitle(fault.status).toUtf8();
    response.body = "<!DOCTYPE html><html><head><title>" + title + "</title></head><body><h1>" + title +
                    "</h1></body></html>\n";
    return response;
}

HttpResponse redirect(const SandboxFault& fault)
{
    HttpResponse response;
    response.status = 302;
    response.headers.append(HttpHeader{"Location", fault.code.toUtf8()});
    return response;
}

HttpResponse faultAnswer(const SandboxFault& fault, const HttpRequest& request)
{
    if (fault.kind == Kind::Page)
        return page(fault);
    if (fault.kind == Kind::Redirect)
        return redirect(fault);
    ApiError error;
    error.status = fault.status;
    error.code = fault.code;
    error.retryable = fault.status == 429 || fault.status >= 500;
    if (fault.retryIn != SandboxFault::RetryIn::Header)
        error.retryAfter = fault.retryAfter;
    if (fault.status == 429) {
        error.message = u"mutation rate limit exceeded"_s;
        error.details = {{u"rate_limit_scope"_s, rateLimitScope(request)}};
        if (error.code.isEmpty())
            error.code = u"RATE_LIMITED"_s;
    } else if (fault.status == 503) {
        error.message = u"runtime unavailable"_s;
        if (error.code.isEmpty())
            error.code = u"DEPENDENCY_UNAVAILABLE"_s;
    } else if (error.code.isEmpty()) {
        return problem(fault.status, u"fault asked for"_s);
    } else if (fault.status == 401 && (request.path.endsWith("/wake") || request.path.endsWith("/sleep"))) {
        error.message = u"missing internal route signature"_s;
    } else if (error.code == u"BETA_ACCESS_REQUIRED") {
        error.message = u"DCS is in private beta; this org has not been admitted"_s;
    } else {
        error.message = u"fault asked for"_s;
    }
    HttpResponse response = apiError(error);
    if (fault.retryIn == SandboxFault::RetryIn::Body)
        response.headers.removeIf([](const HttpHeader& header) { return header.name == "retry-after-ms"; });
    if (fault.retryAfter && fault.retryIn != SandboxFault::RetryIn::Body) {
        const auto whole = ceil<seconds>(*fault.retryAfter);
        response.headers.append(HttpHeader{"Retry-After", QByteArray::number(qint64(whole.count()))});
    }
    return response;
}

struct FaultDelivery
{
    Delivery delivery;
    const char* name = nullptr;
};

FaultDelivery deliveryOf(const SandboxFault& fault)
{
    switch (fault.kind) {
    case Kind::Drop:
        return {{Delivery::Kind::Drop}, "drop"};
    case Kind::Truncate:
        return {{Delivery::Kind::Truncate, static_cast<qsizetype>(fault.bytes)}, "truncate"};
    case Kind::Drip:
        return {{Delivery::Kind::Drip, static_cast<qsizetype>(fault.bytes), fault.delay}, "drip"};
    case Kind::Hang:
        return {{Delivery::Kind::Hang}, "hang"};
    default:
        return {};
    }
}

} // namespace

ApiService::ApiService(const Parts& parts, const QByteArrayList& keys) : m_parts(parts)
{
    for (const QByteArray& key : keys)
        m_keyHashes.append(IdempotencyCache::hash(key));
    addFaultRoutes();
}

void ApiService::addFaultRoutes()
{
    m_parts.router.add("GET", "/__faults", [this](const HttpRequest&, const QStringList&) {
        return json(200, {{u"faults"_s, m_parts.faults.toJson()}});
    });
    m_parts.router.add("DELETE", "/__faults", [this](const HttpRequest&, const QStringList&) {
        m_parts.faults.clear();
        return json(200, {{u"faults"_s, QJsonArray()}});
    });
    m_parts.router.add("POST", "/__faults", [this](const HttpRequest& request, const QStringList&) {
        return addFault(QJsonDocument::fromJson(request.body).object());
    });
}

HttpResponse ApiService::addFault(const QJsonObject& body)
{
    if (const QJsonValue words = body.value(u"fault"_s); words.isString()) {
        // As the command line says it: a fault to count, or another way of the sandbox.
        FaultOrder order;
        order.options = m_parts.ways();
        if (const auto taken = addFaultText(words.toString(), order); !taken)
            return problem(422, u"not a fault"_s, u"body.fault"_s, taken.error().detail);
        for (const SandboxFault& fault : std::as_const(order.faults))
            m_parts.faults.add(fault);
        m_parts.setWays(order.options);
    } else if (body.value(u"kind"_s) == u"idempotency-lifetime"_s) {
        m_parts.idempotency.setLifetime(milliseconds(body.value(u"ms"_s).toInteger()));
    } else {
        const auto fault = faultFromJson(body);
        if (!fault)
            return problem(422, u"not a fault"_s, u"body."_s + fault.error().subject, fault.error().detail);
        m_parts.faults.add(*fault);
    }
    return json(200, {{u"faults"_s, m_parts.faults.toJson()}});
}

std::optional<HttpResponse> ApiService::authenticate(Exchange& exchange) const
{
    const QByteArray authorization = exchange.request.header("Authorization");
    QByteArrayList given;
    if (authorization.left(7).compare("Bearer ", Qt::CaseInsensitive) == 0)
        given.append(authorization.mid(7).trimmed());
    if (const QByteArray key = exchange.request.header("x-api-key"); !key.isEmpty())
        given.append(key);
    if (given.isEmpty())
        return unauthorized(u"AUTH_REQUIRED"_s, u"missing Dedalus API key"_s);
    for (const QByteArray& key : given) {
        // Hashes are compared, so that the time it takes says nothing about the key.
        if (!m_keyHashes.contains(IdempotencyCache::hash(key)))
            return unauthorized(u"AUTH_INVALID"_s, u"invalid Dedalus API key"_s);
    }
    exchange.apiKey = given.first();
    return std::nullopt;
}

void ApiService::handle(const HttpRequest& request, const Respond& respond)
{
    Exchange exchange;
    exchange.request = request;
    exchange.respond = respond;
    exchange.received = m_parts.clock.now();
    if (const auto refused = authenticate(exchange)) {
        send(exchange, *refused, {}, nullptr);
        return;
    }
    if (request.segments.value(0) == u"__faults") {
        respond(m_parts.router.handle(request), {});
        return;
    }
    if (m_parts.faults.request({Kind::DropRequest}, request)) {
        HttpResponse none;
        none.status = 0;
        send(exchange, none, {Delivery::Kind::Drop}, "drop-request");
        return;
    }
    if (const auto fault = m_parts.faults.request({Kind::Answer, Kind::Page, Kind::Redirect}, request)) {
        send(exchange, faultAnswer(*fault, request), {}, "answer");
        return;
    }
    admit(std::move(exchange));
}

void ApiService::admit(Exchange exchange)
{
    const QByteArray& method = exchange.request.method;
    exchange.mutation = method == "POST" || method == "PATCH" || method == "DELETE" || method == "PUT";
    if (exchange.mutation) {
        exchange.idempotencyKey = exchange.request.header("Idempotency-Key");
        if (exchange.idempotencyKey.isEmpty())
            exchange.idempotencyKey = newIdempotencyKey().toLatin1();
        exchange.scope =
            IdempotencyCache::scopeOf(exchange.apiKey, exchange.request, exchange.idempotencyKey);
        exchange.bodyHash = IdempotencyCache::hash(exchange.request.body);
        if (const auto known = m_parts.idempotency.begin(exchange.scope, exchange.bodyHash)) {
            answer(exchange, *known);
            return;
        }
    }
    // The key is in flight meanwhile: that is what makes a second copy of a slow request a 429.
    if (const auto slow = m_parts.faults.request({Kind::Latency}, exchange.request))
        QTimer::singleShot(slow->delay, Qt::PreciseTimer, this, [this, exchange] { work(exchange); });
    else
        work(exchange);
}

void ApiService::work(const Exchange& exchange)
{
    const HttpResponse response = m_parts.router.handle(exchange.request);
    if (exchange.mutation)
        m_parts.idempotency.finish(exchange.scope, exchange.bodyHash, response);
    answer(exchange, response);
}

void ApiService::answer(const Exchange& exchange, HttpResponse response)
{
    if (exchange.mutation)
        response.headers.append(HttpHeader{"Idempotency-Key", exchange.idempotencyKey});
    const auto fault =
        m_parts.faults.request({Kind::Drop, Kind::Truncate, Kind::Drip, Kind::Hang}, exchange.request);
    const FaultDelivery how = fault ? deliveryOf(*fault) : FaultDelivery{};
    send(exchange, response, how.delivery, how.name);
}

void ApiService::send(const Exchange& exchange, const HttpResponse& response, const Delivery& delivery,
                      const char* fault)
{
    QJsonObject fields{{u"method"_s, QString::fromLatin1(exchange.request.method)},
                       {u"path"_s, QString::fromUtf8(exchange.request.path)},
                       {u"received"_s, qint64(exchange.received.time_since_epoch().count())}};
    const QStringList& segments = exchange.request.segments;
    if (segments.size() > 2 && segments[1] == u"machines")
        fields.insert(u"machine"_s, segments[2]);
    if (segments.size() > 4 && segments[3] == u"executions")
        fields.insert(u"execution"_s, segments[4]);
    if (response.status != 0) {
        fields.insert(u"status"_s, response.status);
        fields.insert(u"bytes"_s, qint64(response.body.size()));
    }
    if (const QByteArray key = exchange.request.header("Idempotency-Key"); !key.isEmpty())
        fields.insert(u"key"_s, QString::fromUtf8(key));
    if (fault)
        fields.insert(u"fault"_s, QString::fromLatin1(fault));
    m_parts.truth.write("request", fields);
    exchange.respond(response, delivery);
}

} // namespace reveille::sandbox
