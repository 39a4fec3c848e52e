#pragma once

#include "core/model/Clock.h"
#include "core/model/Result.h"
#include "core/providers/Provider.h"
#include "core/providers/SecretPort.h"
#include "core/sandbox/SandboxHost.h"

#include <functional>
#include <memory>
#include <utility>

#include <QObject>
#include <QString>

namespace reveille {

class HttpClient;
class Redactor;

/// The one built-in sandbox of a data directory, started or attached to when a call first needs it. Whoever
/// started it may go away at any time; then the next call starts it here.
class SandboxAccess final : public QObject
{
    Q_OBJECT

public:
    SandboxAccess(const Clock& clock, HttpClient& http, Redactor& redactor, const QString& directory,
                  double speed, QObject* parent = nullptr);

    /// For the clients made from now on.
    void setSecrets(SecretPort secrets) { m_secrets = std::move(secrets); }
    /// A client for an account of the built-in sandbox. Must not outlive this object.
    [[nodiscard]] std::unique_ptr<Provider> makeProvider(const AccountId& account);

    using Ready = std::function<void(Result<Provider*>)>;
    /// Calls back, never before this returned, with the client of a sandbox that runs.
    void open(const AccountId& account, const Ready& ready);
    /// The sandbox we were attached to does not answer any more. True when it may be worth opening again.
    bool lost();
    /// The client of the sandbox that runs; null before open() and after lost().
    [[nodiscard]] Provider* opened() const { return m_provider.get(); }

private:
    [[nodiscard]] std::unique_ptr<Provider> clientOf(const SandboxHost& host, const AccountId& account);
    void attempt(const AccountId& account, const Ready& ready, int attemptsLeft);

    const Clock& m_clock;
    HttpClient& m_http;
    Redactor& m_redactor;
    QString m_directory;
    double m_speed;
    SecretPort m_secrets;
    std::unique_ptr<SandboxHost> m_host;
    std::unique_ptr<Provider> m_provider;
};

} // namespace reveille
