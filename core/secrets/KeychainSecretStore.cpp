#include "core/secrets/KeychainSecretStore.h"

#include <utility>

#include <QObject>
#include <QTimer>

namespace reveille {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

using Kind = KeychainAnswer::Kind;

QString keyOf(const AccountId& account)
{
    return u"account/"_s + account.value;
}

Error errorOf(const KeychainAnswer& answer)
{
    switch (answer.kind) {
    case Kind::NotFound:
        return fail(ErrorCode::SecretMissing).value();
    case Kind::Refused:
        return fail(ErrorCode::SecretStoreLocked, {}, answer.detail).value();
    case Kind::Ok:
    case Kind::Failed:
        break;
    }
    return fail(ErrorCode::SecretStoreUnavailable, {}, answer.detail).value();
}

/// A chain of requests to the keychain, each with a limit of its own.
class Exchange final : public QObject, public CallHandle
{
public:
    Exchange(std::shared_ptr<KeychainBackend> backend, milliseconds patience)
        : m_backend(std::move(backend)), m_patience(patience)
    {
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            const Call hanging = std::exchange(m_step, nullptr);
            KeychainAnswer answer;
            answer.detail =
                u"the keychain did not answer within %1 s"_s.arg(ceil<seconds>(m_patience).count());
            deliver(answer);
        });
    }

    void read(const QString& key, KeychainBackend::Answer answer)
    {
        expect(std::move(answer));
        take(m_backend->read(key, [this](const KeychainAnswer& told) { deliver(told); }));
    }
    void write(const QString& key, const QString& secret, KeychainBackend::Answer answer)
    {
        expect(std::move(answer));
        take(m_backend->write(key, secret, [this](const KeychainAnswer& told) { deliver(told); }));
    }
    void remove(const QString& key, KeychainBackend::Answer answer)
    {
        expect(std::move(answer));
        take(m_backend->remove(key, [this](const KeychainAnswer& told) { deliver(told); }));
    }

private:
    void expect(KeychainBackend::Answer answer)
    {
        m_answer = std::move(answer);
        m_timer.start(m_patience);
    }
    void take(Call call) { const Call ended = std::exchange(m_step, std::move(call)); }
    void deliver(const KeychainAnswer& told)
    {
        m_timer.stop();
        const KeychainBackend::Answer answer = std::exchange(m_answer, nullptr);
        answer(told);
    }

    std::shared_ptr<KeychainBackend> m_backend;
    const milliseconds m_patience;
    QTimer m_timer;
    KeychainBackend::Answer m_answer;
    Call m_step;
};

} // namespace

KeychainSecretStore::KeychainSecretStore(std::unique_ptr<KeychainBackend> backend, milliseconds patience)
    : m_backend(std::move(backend)), m_patience(patience)
{}

Call KeychainSecretStore::read(const AccountId& account, Reply<QString> reply)
{
    auto exchange = std::make_unique<Exchange>(m_backend, m_patience);
    exchange->read(keyOf(account), [reply = std::move(reply)](const KeychainAnswer& answer) {
        if (answer.kind != Kind::Ok)
            reply(tl::unexpected(errorOf(answer)));
        else if (answer.secret.isEmpty())
            reply(fail(ErrorCode::SecretMissing));
        else
            reply(answer.secret);
    });
    return exchange;
}

Call KeychainSecretStore::write(const AccountId& account, const QString& secret, Reply<void> reply)
{
    auto exchange = std::make_unique<Exchange>(m_backend, m_patience);
    Exchange* step = exchange.get();
    const QString key = keyOf(account);
    const auto readBack = [secret, reply](const KeychainAnswer& back) {
        if (back.kind == Kind::Ok && back.secret == secret)
            reply({});
        else
            reply(fail(ErrorCode::SecretStoreUnavailable, {}, u"the keychain did not keep the key"_s));
    };
    const auto written = [step, key, readBack, reply](const KeychainAnswer& answer) {
        if (answer.kind == Kind::Ok)
            step->read(key, readBack);
        else if (answer.kind == Kind::Refused)
            reply(tl::unexpected(errorOf(answer)));
        else
            reply(fail(ErrorCode::SecretStoreUnavailable, {}, answer.detail));
    };
    step->read(key, [step, key, secret, written, reply](const KeychainAnswer& before) {
        if (before.kind == Kind::Ok || before.kind == Kind::NotFound)
            step->write(key, secret, written);
        else
            reply(tl::unexpected(errorOf(before)));
    });
    return exchange;
}

Call KeychainSecretStore::remove(const AccountId& account, Reply<void> reply)
{
    auto exchange = std::make_unique<Exchange>(m_backend, m_patience);
    Exchange* step = exchange.get();
    const QString key = keyOf(account);
    step->read(key, [step, key, reply](const KeychainAnswer& before) {
        if (before.kind == Kind::NotFound) {
            reply({});
        } else if (before.kind != Kind::Ok) {
            reply(tl::unexpected(errorOf(before)));
        } else {
            step->remove(key, [reply](const KeychainAnswer& answer) {
                if (answer.kind == Kind::Ok || answer.kind == Kind::NotFound)
                    reply({});
                else
                    reply(tl::unexpected(errorOf(answer)));
            });
        }
    });
    return exchange;
}

} // namespace reveille
