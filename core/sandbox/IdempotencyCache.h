#pragma once

#include "core/model/Clock.h"
#include "core/model/Result.h"
#include "core/sandbox/HttpMessage.h"

#include <chrono>
#include <optional>

#include <QByteArray>
#include <QHash>
#include <QSet>
#include <QString>

namespace reveille::sandbox {

/// Remembers the answers to mutations by idempotency key, so that a resent request does its work once. The
/// scope is API key, method and path; the body's hash tells a resent request from another one. Kept on disk.
class IdempotencyCache
{
public:
    IdempotencyCache(const Clock& clock, QString dir, std::chrono::milliseconds lifetime);

    /// Reads what is on disk and forgets what is too old.
    [[nodiscard]] Result<void> load();

    /// What to do with a request: do the work (nothing) or give this answer. `scope` comes from scopeOf.
    /// After nothing, the scope is in flight until finish().
    [[nodiscard]] std::optional<HttpResponse> begin(const QByteArray& scope, const QByteArray& bodyHash);
    /// The work is done. Answers that invite to try again (5xx, 429, retryable ones) are not remembered.
    void finish(const QByteArray& scope, const QByteArray& bodyHash, const HttpResponse& response);

    void setLifetime(std::chrono::milliseconds lifetime) { m_lifetime = lifetime; }

    [[nodiscard]] static QByteArray scopeOf(const QByteArray& apiKey, const HttpRequest& request,
                                            const QByteArray& idempotencyKey);
    [[nodiscard]] static QByteArray hash(const QByteArray& bytes);

private:
    struct Entry
    {
        QByteArray bodyHash;
        Instant at{};
        HttpResponse response;
    };
    [[nodiscard]] bool expired(const Entry& entry) const;
    [[nodiscard]] QString pathOf(const QByteArray& scope) const;
    void forgetOld();

    const Clock& m_clock;
    QString m_dir;
    std::chrono::milliseconds m_lifetime;
    QHash<QByteArray, Entry> m_entries;
    QSet<QByteArray> m_inFlight;
    int m_sinceSweep = 0;
};

} // namespace reveille::sandbox
