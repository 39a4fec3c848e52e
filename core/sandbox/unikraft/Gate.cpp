#include "core/sandbox/unikraft/Gate.h"

#include "core/sandbox/Answers.h"
#include "core/sandbox/IdempotencyCache.h"
#include "core/sandbox/unikraft/Envelope.h"

#include <QJsonDocument>
#include <QTimer>

#include <utility>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

using FaultKind = FaultPlan::Kind;

/// What stands before the platform speaks for it when it does not answer, and it does not speak JSON.
HttpResponse gatewayPage(int status)
{
    HttpResponse response;
    response.status = status;
    response.headers.append(HttpHeader{"Content-Type", "text/html"});
    const QByteArray title = QByteArray::number(status) + ' ' + statusTitle(status).toLatin1();
    response.body =
        "<html><head><title>" + title + "</title></head><body><h1>" + title + "</h1></body></html>\n";
    return response;
}

HttpResponse faultAnswer(const SandboxFault& fault, const QString& place)
{
    HttpResponse response;
    if (fault.kind == FaultKind::Redirect) {
        response.status = 302;
        response.headers.append(HttpHeader{"Location", fault.code.toUtf8()});
        return response;
    }
    if (fault.kind == FaultKind::Page || fault.status == 502 || fault.status == 504)
        response = gatewayPage(fault.status);
    else if (fault.status == 429)
        response = rejected(429, {Code::TooMany, u"Too many requests"_s});
    else if (fault.status >= 500)
        response =
            json(fault.status, {{u"status"_s, u"error"_s}, {u"message"_s, QString(place + u" is down"_s)}});
    else
        response = rejected(fault.status, {Code::Unknown, u"fault asked for"_s});
    if (fault.retryAfter) {
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
    case FaultKind::Drop:
        return {{Delivery::Kind::Drop}, "drop"};
    case FaultKind::Truncate:
        return {{Delivery::Kind::Truncate, static_cast<qsizetype>(fault.bytes)}, "truncate"};
    case FaultKind::Drip:
        return {{Delivery::Kind::Drip, static_cast<qsizetype>(fault.bytes), fault.delay}, "drip"};
    case FaultKind::Hang:
        return {{Delivery::Kind::Hang}, "hang"};
    default:
        return {};
    }
}

} // namespace

Gate::Gate(Parts parts, const QString& token)
    : m_parts(std::move(parts)), m_tokenHash(IdempotencyCache::hash(token.toUtf8()))
{}

bool Gate::isKnown(const HttpRequest& request) const
{
    const QByteArray authorization = request.header("Authorization");
    if (authorization.left(7).compare("Bearer ", Qt::CaseInsensitive) != 0)
        return false;
    // Hashes are compared, so that the time it takes says nothing about the token.
    return IdempotencyCache::hash(authorization.mid(7).trimmed()) == m_tokenHash;
}

void Gate::handle(const HttpRequest& request, const Respond& respond)
{
    const auto exchange = std::make_shared<Exchange>();
    exchange->request = request;
    exchange->request.path = '/' + m_parts.place.toUtf8() + request.path;
    exchange->respond = respond;
    exchange->received = m_parts.clock.now();
    exchange->began = steady_clock::now();
    if (!isKnown(request)) {
        send(*exchange, rejected(401, {Code::NotAllowed, u"Invalid or missing token"_s}), {}, nullptr);
        return;
    }
    if (request.segments.value(0) == u"__faults") {
        respond(faultRequest(request), {});
        return;
    }
    if (m_parts.faults.request({FaultKind::DropRequest}, exchange->request)) {
        HttpResponse none;
        none.status = 0;
        send(*exchange, none, {Delivery::Kind::Drop}, "drop-request");
        return;
    }
    if (const auto fault = m_parts.faults.request({FaultKind::Answer, FaultKind::Page, FaultKind::Redirect},
                                                  exchange->request)) {
        send(*exchange, faultAnswer(*fault, m_parts.place), {}, "answer");
        return;
    }
    if (const auto slow = m_parts.faults.request({FaultKind::Latency}, exchange->request)) {
        QTimer::singleShot(slow->delay, Qt::PreciseTimer, this,
                           [this, exchange, request] { work(exchange, request); });
    } else {
        work(exchange, request);
    }
}

HttpResponse Gate::faultRequest(const HttpRequest& request)
{
    if (request.method == "DELETE")
        m_parts.faults.clear();
    else if (request.method == "POST") {
        const auto fault = faultFromJson(QJsonDocument::fromJson(request.body).object());
        if (!fault)
            return rejected(400, {Code::Invalid, u"'%1' is not right"_s.arg(fault.error().subject)});
        m_parts.faults.add(*fault);
    }
    return json(200, {{u"faults"_s, m_parts.faults.toJson()}});
}

void Gate::work(const std::shared_ptr<Exchange>& exchange, const HttpRequest& request)
{
    Call call{request, Query(request.target), {}, {}, {}};
    call.reply = [this, exchange](const HttpResponse& response) { answer(*exchange, response); };
    call.trouble = [this](const QString& name) -> std::optional<Refusal> {
        const QString thing = u'/' + m_parts.place + u'/' + name;
        const auto fault = m_parts.faults.machine({FaultKind::ItemFails}, thing);
        if (!fault)
            return std::nullopt;
        const int code =
            fault->code.isEmpty() ? static_cast<int>(Code::FailedOperation) : fault->code.toInt();
        return Refusal{static_cast<Code>(code), u"Unknown error -16"_s};
    };
    m_parts.routes.handle(std::move(call));
}

void Gate::answer(const Exchange& exchange, HttpResponse response)
{
    const auto took = duration_cast<microseconds>(steady_clock::now() - exchange.began);
    stampTime(response, took.count());
    const auto fault = m_parts.faults.request(
        {FaultKind::Drop, FaultKind::Truncate, FaultKind::Drip, FaultKind::Hang}, exchange.request);
    const FaultDelivery how = fault ? deliveryOf(*fault) : FaultDelivery{};
    send(exchange, response, how.delivery, how.name);
}

void Gate::send(const Exchange& exchange, const HttpResponse& response, const Delivery& delivery,
                const char* fault)
{
    QJsonObject fields{{u"method"_s, QString::fromLatin1(exchange.request.method)},
                       {u"path"_s, QString::fromUtf8(exchange.request.path)},
                       {u"received"_s, qint64(exchange.received.time_since_epoch().count())}};
    if (response.status != 0)
        fields.insert(u"status"_s, response.status);
    if (fault)
        fields.insert(u"fault"_s, QString::fromLatin1(fault));
    m_parts.truth.write("request", fields);
    exchange.respond(response, delivery);
}

} // namespace reveille::sandbox::unikraft
