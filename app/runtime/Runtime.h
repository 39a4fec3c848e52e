#pragma once

#include "app/runtime/Pinger.h"
#include "app/runtime/SandboxAccess.h"
#include "app/runtime/SystemClock.h"
#include "app/runtime/SystemEvents.h"
#include "app/runtime/TimerFd.h"
#include "core/engine/Engine.h"
#include "core/http/HttpClient.h"
#include "core/http/RateLimiter.h"
#include "core/http/Redactor.h"
#include "core/providers/dedalus/DedalusProvider.h"
#include "core/secrets/KeyFileSecretStore.h"
#include "core/secrets/KeychainSecretStore.h"
#include "core/secrets/SecretBook.h"
#include "core/secrets/SecretResolver.h"
#include "core/secrets/SessionSecretStore.h"

#include <map>
#include <memory>
#include <unordered_map>

#include <QNetworkAccessManager>
#include <QObject>
#include <QSet>
#include <QString>

namespace reveille {

/// The composition root below the user interfaces: names the concrete clock, timer, network, keychain and
/// clouds, and puts an engine on top of them. Belongs to the thread that made it.
class Runtime final : public QObject
{
    Q_OBJECT

public:
    explicit Runtime(const QString& directory, QObject* parent = nullptr);
    ~Runtime() override;

    [[nodiscard]] Engine& engine() { return *m_engine; }

private:
    [[nodiscard]] EnginePorts ports();
    void connectSystemEvents();
    void followRuns(const Changes& changes);
    /// One for each account, so that it is known whose clock an answer tells.
    [[nodiscard]] HttpClient& clientOf(const AccountId& account);
    [[nodiscard]] SecretPort secretPort();
    [[nodiscard]] std::unique_ptr<Provider> makeProvider(const Account& account, ApiKeyReader readKey);
    /// Keeps a call of the resolver until it has answered.
    void keepUntilAnswered(const std::function<Call(Reply<void>)>& begin, const Reply<void>& reply);

    SystemClock m_clock;
    TimerFd m_timer;
    Redactor m_redactor;
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::shared_ptr<RateLimiter> m_limiter; ///< one for all clients: they talk to the same hosts
    HttpClient m_http;
    std::map<AccountId, std::unique_ptr<HttpClient>> m_clients;
    Pinger m_pinger;
    SystemEvents m_system;
    bool m_isRunner = false;
    QSet<RunId> m_submitting; ///< runs about to be handed to a machine
    SandboxAccess m_sandbox;
    KeychainSecretStore m_keychain;
    KeyFileSecretStore m_keyFile;
    SessionSecretStore m_session;
    SecretResolver m_resolver;
    SecretBook m_secrets;
    std::unordered_map<quint64, Call> m_calls;
    quint64 m_lastCall = 0;
    std::unique_ptr<Engine> m_engine;
};

} // namespace reveille
