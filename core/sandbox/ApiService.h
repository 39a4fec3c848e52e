#pragma once

#include "core/model/Clock.h"
#include "core/sandbox/FaultPlan.h"
#include "core/sandbox/HttpMessage.h"
#include "core/sandbox/IdempotencyCache.h"
#include "core/sandbox/Router.h"
#include "core/sandbox/SandboxOptions.h"
#include "core/sandbox/TruthLog.h"

#include <functional>
#include <optional>

#include <QByteArray>
#include <QByteArrayList>
#include <QJsonObject>
#include <QObject>

namespace reveille::sandbox {

/// What every request goes through on its way to its handler and back: the key, the faults asked for, the
/// idempotency key, the router, the faults of the answer, the truth.
class ApiService final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        const Clock& clock;
        Router& router;
        IdempotencyCache& idempotency;
        FaultPlan& faults;
        TruthLog& truth;
        /// The sandbox's ways as they are, and to have others from now on.
        std::function<SandboxOptions()> ways;
        std::function<void(const SandboxOptions&)> setWays;
    };
    /// `keys`: every API key that is let in.
    ApiService(const Parts& parts, const QByteArrayList& keys);

    void handle(const HttpRequest& request, const Respond& respond);

private:
    [[nodiscard]] HttpResponse addFault(const QJsonObject& body);
    struct Exchange
    {
        HttpRequest request;
        Respond respond;
        Instant received{};
        QByteArray apiKey;
        bool mutation = false;
        QByteArray idempotencyKey;
        QByteArray scope;
        QByteArray bodyHash;
    };
    void addFaultRoutes();
    [[nodiscard]] std::optional<HttpResponse> authenticate(Exchange& exchange) const;
    void admit(Exchange exchange);
    void work(const Exchange& exchange);
    void answer(const Exchange& exchange, HttpResponse response);
    void send(const Exchange& exchange, const HttpResponse& response, const Delivery& delivery,
              const char* fault);

    Parts m_parts;
    QByteArrayList m_keyHashes;
};

} // namespace reveille::sandbox
