#include "app/runtime/Runtime.h"

#include "core/http/ServerClock.h"
#include "core/providers/unikraft/UnikraftProvider.h"

#include <chrono>
#include <ctime>
#include <utility>

using namespace Qt::StringLiterals;

namespace reveille {

Runtime::Runtime(const QString& directory, QObject* parent)
    : QObject(parent),
      m_network(makeNetwork()),
      m_limiter(std::make_shared<RateLimiter>(RateLimits{}, [this] { return m_clock.sinceBoot(); })),
      m_http(*m_network, m_redactor, {{}, {}, {}, {}, m_limiter}),
      m_pinger(m_http),
      m_sandbox(m_clock, m_http, m_redactor, directory + u"/sandbox"_s, 1),
      m_keyFile(directory + u"/keys"_s),
      m_resolver(m_keychain, m_keyFile, m_session),
      m_secrets(directory + u"/secrets.json"_s, m_keychain, m_keyFile,
                [this](const QString& value) { m_redactor.addSecret(value); }),
      m_engine(std::make_unique<Engine>(ports()))
{
    m_sandbox.setSecrets(secretPort());
    connect(m_engine.get(), &Engine::changed, &m_pinger, &Pinger::take);
    connectSystemEvents();
}

Runtime::~Runtime() = default;

std::unique_ptr<Provider> Runtime::makeProvider(const Account& account, ApiKeyReader readKey)
{
    if (account.isBuiltInSandbox())
        return m_sandbox.makeProvider(account.id);
    HttpClient& http = clientOf(account.id);
    if (account.provider == ProviderKind::Unikraft)
        return std::make_unique<UnikraftProvider>(http, m_redactor, m_clock, account, std::move(readKey));
    return std::make_unique<DedalusProvider>(http, m_redactor, account.id, account.endpoint,
                                             std::move(readKey), secretPort());
}

void Runtime::connectSystemEvents()
{
    connect(m_engine.get(), &Engine::changed, this, &Runtime::followRuns);
    connect(&m_system, &SystemEvents::sleepComes, m_engine.get(), &Engine::sleepComes);
    connect(&m_system, &SystemEvents::awake, m_engine.get(), &Engine::awake);
    // Every schedule has a zone of its own, so nothing fires at another time; but whoever shows times on this
    // computer's clock shows them anew.
    connect(&m_system, &SystemEvents::timeZoneChanged, m_engine.get(), [this] {
        ::tzset();
        m_engine->awake();
        m_engine->announce();
    });
}

void Runtime::followRuns(const Changes& changes)
{
    if (changes.status)
        m_isRunner = changes.status->state != RunnerState::Viewer;
    // Only who fires needs the system's bus.
    if (!m_isRunner)
        return;
    m_system.start();
    for (const Run& run : changes.runs) {
        if (run.state == RunState::Waking || run.state == RunState::Submitting)
            m_submitting.insert(run.id);
        else
            m_submitting.remove(run.id);
    }
    m_system.setBusy(!m_submitting.isEmpty());
}

HttpClient& Runtime::clientOf(const AccountId& account)
{
    std::unique_ptr<HttpClient>& client = m_clients[account];
    if (!client) {
        HttpOptions options;
        options.limiter = m_limiter;
        options.onDate = [this, account](calendar::Instant date, std::chrono::milliseconds took) {
            m_engine->noteSkew(account, clockSkew(date, m_clock.now(), took));
        };
        client = std::make_unique<HttpClient>(*m_network, m_redactor, options);
    }
    return *client;
}

void Runtime::keepUntilAnswered(const std::function<Call(Reply<void>)>& begin, const Reply<void>& reply)
{
    const quint64 token = ++m_lastCall;
    m_calls[token] = begin([this, token, reply](const Result<void>& answer) {
        const Call finished = std::move(m_calls[token]);
        m_calls.erase(token);
        reply(answer);
    });
}

SecretPort Runtime::secretPort()
{
    SecretPort port;
    port.expand = [this](const QByteArray& body, Reply<QByteArray> reply) {
        return m_secrets.expand(body, std::move(reply));
    };
    port.learn = [this](Reply<void> reply) { return m_secrets.learnAll(std::move(reply)); };
    return port;
}

EnginePorts Runtime::ports()
{
    EnginePorts ports;
    ports.clock = &m_clock;
    ports.timer = &m_timer;
    ports.makeProvider = [this](const Account& account) {
        return makeProvider(account, [this, account](Reply<QString> reply) {
            return m_resolver.read(account, std::move(reply));
        });
    };
    ports.makeTrialProvider = [this](const Account& account, const QString& key) {
        return makeProvider(account, fixedApiKey(key));
    };
    ports.storeKey = [this](const Account& account, const QString& key, const Reply<void>& reply) {
        m_redactor.addSecret(key);
        keepUntilAnswered([&](Reply<void> back) { return m_resolver.write(account, key, std::move(back)); },
                          reply);
    };
    ports.forgetKey = [this](const Account& account, const Reply<void>& reply) {
        keepUntilAnswered([&](Reply<void> back) { return m_resolver.remove(account, std::move(back)); },
                          reply);
    };
    ports.secrets = [this] { return m_secrets.entries(); };
    ports.storeSecret = [this](const SecretEntry& entry, const QString& value, const Reply<void>& reply) {
        keepUntilAnswered([&](Reply<void> back) { return m_secrets.set(entry, value, std::move(back)); },
                          reply);
    };
    ports.forgetSecret = [this](const QString& name, const Reply<void>& reply) {
        keepUntilAnswered([&](Reply<void> back) { return m_secrets.forget(name, std::move(back)); }, reply);
    };
    ports.redact = [this](const QByteArray& bytes) { return m_redactor.redact(bytes); };
    ports.makeStreamMask = [this]() -> StreamMask {
        return [mask = m_redactor.stream()](const QByteArray& piece, bool isLast) mutable {
            QByteArray known = mask.feed(piece);
            return isLast ? known + mask.finish() : known;
        };
    };
    ports.runner.catchUpDelay = std::chrono::seconds(10);
    return ports;
}

} // namespace reveille
