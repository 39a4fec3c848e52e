#pragma once

#include "core/model/Clock.h"
#include "core/sandbox/FaultPlan.h"
#include "core/sandbox/HttpMessage.h"
#include "core/sandbox/TruthLog.h"
#include "core/sandbox/unikraft/Routes.h"

#include <chrono>
#include <memory>

#include <QByteArray>
#include <QObject>
#include <QString>

namespace reveille::sandbox::unikraft {

/// What every request of this platform goes through on its way to its handler and back: the token, the faults
/// asked for, the routes, the faults of the answer, the truth. A fault's `path` is matched against "/<place>"
/// and the request's path, so that "^/fra/" means one metro.
class Gate final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        QString place; ///< the metro's name, or "controlplane"
        const Clock& clock;
        FaultPlan& faults;
        TruthLog& truth;
        const Routes& routes;
    };
    Gate(Parts parts, const QString& token);

    void handle(const HttpRequest& request, const Respond& respond);

private:
    struct Exchange
    {
        HttpRequest request; ///< with the place before the path, for the faults
        Respond respond;
        Instant received{};
        std::chrono::steady_clock::time_point began;
    };
    [[nodiscard]] bool isKnown(const HttpRequest& request) const;
    [[nodiscard]] HttpResponse faultRequest(const HttpRequest& request);
    void work(const std::shared_ptr<Exchange>& exchange, const HttpRequest& request);
    void answer(const Exchange& exchange, HttpResponse response);
    void send(const Exchange& exchange, const HttpResponse& response, const Delivery& delivery,
              const char* fault);

    Parts m_parts;
    QByteArray m_tokenHash;
};

} // namespace reveille::sandbox::unikraft
