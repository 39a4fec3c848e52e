#include "core/sandbox/IdempotencyCache.h"

#include "core/sandbox/Answers.h"
#include "core/sandbox/Files.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>

#include <utility>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

constexpr int kSweepEvery = 256;

bool remembered(const HttpResponse& response)
{
    if (response.status >= 500 || response.status == 429)
        return false;
    // Only refusals that say "do not retry" are the last word.
    return response.status < 400 || response.header("x-should-retry") == "false" ||
           response.header("Content-Type") == "application/problem+json";
}

QJsonObject toJson(const QByteArray& bodyHash, Instant at, const HttpResponse& response)
{
    QJsonArray headers;
    for (const HttpHeader& header : response.headers)
        headers.append(QJsonArray{QString::fromLatin1(header.name), QString::fromLatin1(header.value)});
    return {{u"body_hash"_s, QString::fromLatin1(bodyHash)},
            {u"at"_s, qint64(at.time_since_epoch().count())},
            {u"status"_s, response.status},
            {u"headers"_s, headers},
            {u"body"_s, QString::fromUtf8(response.body)}};
}

} // namespace

IdempotencyCache::IdempotencyCache(const Clock& clock, QString dir, milliseconds lifetime)
    : m_clock(clock), m_dir(std::move(dir)), m_lifetime(lifetime)
{}

QByteArray IdempotencyCache::hash(const QByteArray& bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

QByteArray IdempotencyCache::scopeOf(const QByteArray& apiKey, const HttpRequest& request,
                                     const QByteArray& idempotencyKey)
{
    // A hash of hashes: fixed lengths, so that no two scopes can be made to run into each other.
    return hash(hash(apiKey) + hash(request.method) + hash(request.path) + hash(idempotencyKey));
}

QString IdempotencyCache::pathOf(const QByteArray& scope) const
{
    return m_dir + u'/' + QString::fromLatin1(scope) + u".json"_s;
}

bool IdempotencyCache::expired(const Entry& entry) const
{
    return m_clock.now() - entry.at >= m_lifetime;
}

Result<void> IdempotencyCache::load()
{
    if (const auto made = makePrivateDir(m_dir); !made)
        return made;
    m_entries.clear();
    const QStringList files = QDir(m_dir).entryList({u"*.json"_s}, QDir::Files);
    for (const QString& file : files) {
        const auto object = readJson(m_dir + u'/' + file);
        if (!object) {
            QFile::remove(m_dir + u'/' + file);
            continue;
        }
        Entry entry;
        entry.bodyHash = object->value(u"body_hash"_s).toString().toLatin1();
        entry.at = Instant(microseconds(object->value(u"at"_s).toInteger()));
        entry.response.status = object->value(u"status"_s).toInt();
        entry.response.body = object->value(u"body"_s).toString().toUtf8();
        const QJsonArray headers = object->value(u"headers"_s).toArray();
        for (const QJsonValue& header : headers)
            entry.response.headers.append(HttpHeader{header.toArray().at(0).toString().toLatin1(),
                                                     header.toArray().at(1).toString().toLatin1()});
        m_entries.insert(file.chopped(5).toLatin1(), entry);
    }
    forgetOld();
    return {};
}

void IdempotencyCache::forgetOld()
{
    m_sinceSweep = 0;
    for (auto it = m_entries.begin(); it != m_entries.end();) {
        if (expired(*it)) {
            QFile::remove(pathOf(it.key()));
            it = m_entries.erase(it);
        } else {
            ++it;
        }
    }
}

std::optional<HttpResponse> IdempotencyCache::begin(const QByteArray& scope, const QByteArray& bodyHash)
{
    if (m_inFlight.contains(scope)) {
        ApiError error;
        error.status = 429;
        error.code = u"RATE_LIMITED"_s;
        error.message = u"idempotency key is already in-flight"_s;
        error.retryable = true;
        error.retryAfter = milliseconds(250);
        return apiError(error);
    }
    const auto known = m_entries.constFind(scope);
    if (known != m_entries.cend() && !expired(*known)) {
        if (known->bodyHash == bodyHash)
            return known->response;
        ApiError error;
        error.code = u"IDEMPOTENCY_KEY_REUSED"_s;
        error.message = u"idempotency key reused with different request parameters"_s;
        error.details = {{u"expected_request_hash"_s, QString::fromLatin1(known->bodyHash)},
                         {u"provided_request_hash"_s, QString::fromLatin1(bodyHash)}};
        return apiError(error);
    }
    m_inFlight.insert(scope);
    return std::nullopt;
}

void IdempotencyCache::finish(const QByteArray& scope, const QByteArray& bodyHash,
                              const HttpResponse& response)
{
    m_inFlight.remove(scope);
    if (!remembered(response))
        return;
    const Entry entry{bodyHash, m_clock.now(), response};
    m_entries.insert(scope, entry);
    // Should the disk refuse it, the key is still known for as long as this process lives.
    static_cast<void>(writeJson(pathOf(scope), toJson(entry.bodyHash, entry.at, entry.response)));
    if (++m_sinceSweep >= kSweepEvery)
        forgetOld();
}

} // namespace reveille::sandbox
