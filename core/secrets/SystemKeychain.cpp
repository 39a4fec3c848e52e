#include "core/secrets/KeychainBackend.h"

#include <utility>

#include <QObject>

#include <qt6keychain/keychain.h>

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1String kService("Reveille");

KeychainAnswer::Kind kindOf(QKeychain::Error error)
{
    switch (error) {
    case QKeychain::NoError:
        return KeychainAnswer::Kind::Ok;
    case QKeychain::EntryNotFound:
        return KeychainAnswer::Kind::NotFound;
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return KeychainAnswer::Kind::Refused;
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
    case QKeychain::OtherError: // also what comes when there is no keychain at all
        break;
    }
    return KeychainAnswer::Kind::Failed;
}

/// Runs one job. A job that is under way cannot be deleted safely, as the library below still points to it;
/// so an abandoned one deletes itself when it ends.
class JobCall final : public QObject, public CallHandle
{
public:
    JobCall(std::unique_ptr<QKeychain::Job> job, const QString& key, KeychainBackend::Answer answer)
        : m_answer(std::move(answer))
    {
        QKeychain::Job* running = job.release(); // deletes itself
        running->setAutoDelete(true);
        running->setInsecureFallback(false);
        running->setKey(key);
        connect(running, &QKeychain::Job::finished, this, [this](QKeychain::Job* ended) { finish(*ended); });
        running->start();
    }

private:
    void finish(const QKeychain::Job& job)
    {
        KeychainAnswer told;
        told.kind = kindOf(job.error());
        if (told.kind == KeychainAnswer::Kind::Ok) {
            if (const auto* read = qobject_cast<const QKeychain::ReadPasswordJob*>(&job))
                told.secret = read->textData();
        } else {
            told.detail = job.errorString();
        }
        // The receiver may destroy this handle.
        const KeychainBackend::Answer answer = std::exchange(m_answer, nullptr);
        answer(told);
    }

    KeychainBackend::Answer m_answer;
};

class SystemKeychain final : public KeychainBackend
{
public:
    Call read(const QString& key, Answer answer) override
    {
        return std::make_unique<JobCall>(std::make_unique<QKeychain::ReadPasswordJob>(kService), key,
                                         std::move(answer));
    }

    Call write(const QString& key, const QString& secret, Answer answer) override
    {
        auto job = std::make_unique<QKeychain::WritePasswordJob>(kService);
        job->setTextData(secret);
        return std::make_unique<JobCall>(std::move(job), key, std::move(answer));
    }

    Call remove(const QString& key, Answer answer) override
    {
        return std::make_unique<JobCall>(std::make_unique<QKeychain::DeletePasswordJob>(kService), key,
                                         std::move(answer));
    }
};

} // namespace

std::unique_ptr<KeychainBackend> makeSystemKeychain()
{
    return std::make_unique<SystemKeychain>();
}

} // namespace reveille
