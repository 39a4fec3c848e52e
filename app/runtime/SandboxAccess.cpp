#include "app/runtime/SandboxAccess.h"

#include "app/runtime/BuiltInSandboxProvider.h"
#include "app/runtime/TwoClouds.h"
#include "core/http/HttpClient.h"
#include "core/providers/dedalus/DedalusProvider.h"
#include "core/providers/unikraft/UnikraftProvider.h"

#include <chrono>

#include <QTimer>

namespace reveille {

namespace {

/// The owner of the lock says its address a moment after taking it.
constexpr std::chrono::milliseconds kPatience{50};
constexpr int kAttempts = 40;

} // namespace

SandboxAccess::SandboxAccess(const Clock& clock, HttpClient& http, Redactor& redactor,
                             const QString& directory, double speed, QObject* parent)
    : QObject(parent),
      m_clock(clock),
      m_http(http),
      m_redactor(redactor),
      m_directory(directory),
      m_speed(speed)
{}

std::unique_ptr<Provider> SandboxAccess::makeProvider(const AccountId& account)
{
    return std::make_unique<BuiltInSandboxProvider>(*this, account);
}

void SandboxAccess::open(const AccountId& account, const Ready& ready)
{
    QTimer::singleShot(0, this, [this, account, ready] { attempt(account, ready, kAttempts); });
}

void SandboxAccess::attempt(const AccountId& account, const Ready& ready, int attemptsLeft)
{
    if (m_provider) {
        ready(m_provider.get());
        return;
    }
    auto host = SandboxHost::open(m_clock, m_directory, m_speed);
    if (!host) {
        if (host.error().retry.after && attemptsLeft > 0) {
            QTimer::singleShot(kPatience, this, [this, account, ready, attemptsLeft] {
                attempt(account, ready, attemptsLeft - 1);
            });
            return;
        }
        ready(tl::unexpected(host.error()));
        return;
    }
    m_host = std::move(*host);
    m_provider = clientOf(*m_host, account);
    ready(m_provider.get());
}

std::unique_ptr<Provider> SandboxAccess::clientOf(const SandboxHost& host, const AccountId& account)
{
    auto machines = std::make_unique<DedalusProvider>(m_http, m_redactor, account, host.endpoint(),
                                                      fixedApiKey(host.key()), m_secrets);
    const UnikraftAddress& address = host.unikraft();
    if (address.controlPlane.isEmpty())
        return machines;
    Account second;
    second.id = account;
    second.provider = ProviderKind::Unikraft;
    second.endpoint = address.controlPlane;
    return std::make_unique<TwoClouds>(
        std::move(machines),
        std::make_unique<UnikraftProvider>(m_http, m_redactor, m_clock, second, fixedApiKey(address.token)));
}

bool SandboxAccess::lost()
{
    if (!m_host || m_host->isOwner())
        return false;
    m_provider.reset();
    m_host.reset();
    return true;
}

} // namespace reveille
