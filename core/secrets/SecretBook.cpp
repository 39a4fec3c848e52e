#include "core/secrets/SecretBook.h"

#include "core/model/DeferredReply.h"
#include "core/model/Words.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <QCryptographicHash>
#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSaveFile>
#include <QStringList>

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kShortest = 4;
constexpr qint64 kLargestFile = 1024 * 1024;

/// Where its value is kept in a store that knows API keys by their account.
AccountId placeOf(const QString& name)
{
    const QByteArray hash = QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex();
    return {u"secret-"_s + QString::fromLatin1(hash.left(40))};
}

/// How an Error names it, so that nobody looks for an account of that name.
QString subjectOf(const QString& name)
{
    return u"the secret "_s + name;
}

QString referredTo(const QJsonValue& value)
{
    const QString text = value.toString();
    const QString prefix = QString::fromUtf16(kSecretPrefix);
    return text.startsWith(prefix) ? text.mid(prefix.size()) : QString();
}

/// The names a request refers to, each once.
QStringList namesIn(const QJsonObject& env)
{
    QStringList names;
    for (const QJsonValue value : env) {
        const QString name = referredTo(value);
        if (!name.isEmpty() && !names.contains(name))
            names.append(name);
    }
    return names;
}

} // namespace

bool isSecretName(QStringView name)
{
    static const QRegularExpression kName(u"\\A[A-Za-z][A-Za-z0-9_]{0,62}\\z"_s);
    return kName.match(name.toString()).hasMatch();
}

/// Reads several secrets one after the other: a keychain that has to be unlocked asks once.
class SecretBook::Reading final : public CallHandle
{
public:
    using Values = QHash<QString, QString>;

    enum class Missing
    {
        Fails,
        Passes, ///< what is kept nowhere is read as empty
    };

    Reading(SecretBook& book, QVector<SecretEntry> wanted, Missing missing, Reply<Values> reply)
        : m_book(book), m_wanted(std::move(wanted)), m_missing(missing), m_reply(std::move(reply))
    {
        next();
    }

private:
    void next()
    {
        if (m_values.size() == m_wanted.size()) {
            end(m_values);
            return;
        }
        const SecretEntry entry = m_wanted[m_values.size()];
        const Call ended =
            std::exchange(m_call, m_book.read(entry, [this, name = entry.name](const Result<QString>& value) {
                const bool passes =
                    m_missing == Missing::Passes && !value && value.error().code == ErrorCode::SecretMissing;
                if (!value && !passes) {
                    Error error = value.error();
                    error.subject = error.code == ErrorCode::SecretMissing ? subjectOf(name) : name;
                    end(tl::unexpected(error));
                    return;
                }
                m_values.insert(name, value.value_or(QString()));
                next();
            }));
    }
    void end(Result<Values> result)
    {
        const Reply<Values> reply = std::exchange(m_reply, nullptr);
        reply(std::move(result));
    }

    SecretBook& m_book;
    QVector<SecretEntry> m_wanted;
    Missing m_missing;
    Reply<Values> m_reply;
    Values m_values;
    Call m_call;
};

SecretBook::SecretBook(QString path, SecretStore& keychain, SecretStore& keyFile,
                       std::function<void(const QString&)> learn)
    : m_path(std::move(path)), m_keychain(keychain), m_keyFile(keyFile), m_learn(std::move(learn))
{}

SecretStore* SecretBook::storeOf(KeySource kept) const
{
    if (kept == KeySource::Keychain)
        return &m_keychain;
    return kept == KeySource::KeyFile ? &m_keyFile : nullptr;
}

Result<QVector<SecretEntry>> SecretBook::entries() const
{
    QFile file(m_path);
    if (!file.exists())
        return QVector<SecretEntry>();
    if (!file.open(QFile::ReadOnly))
        return fail(ErrorCode::StoragePermission, m_path, file.errorString());
    const QJsonDocument document = QJsonDocument::fromJson(file.read(kLargestFile));
    if (!document.object()[u"secrets"_s].isArray())
        return fail(ErrorCode::StorageCorrupt, m_path);
    QVector<SecretEntry> entries;
    for (const QJsonValue item : document.object()[u"secrets"_s].toArray()) {
        const QString name = item[u"name"_s].toString();
        const auto kept = fromWord<KeySource>(item[u"kept"_s].toString());
        if (!isSecretName(name) || !kept || !storeOf(*kept))
            return fail(ErrorCode::StorageCorrupt, m_path);
        entries.append({name, *kept});
    }
    std::ranges::sort(entries, {}, &SecretEntry::name);
    return entries;
}

Result<void> SecretBook::write(const QVector<SecretEntry>& entries) const
{
    QJsonArray array;
    for (const SecretEntry& entry : entries)
        array.append(QJsonObject{{u"name"_s, entry.name}, {u"kept"_s, toWord(entry.kept)}});
    QSaveFile file(m_path);
    if (!file.open(QFile::WriteOnly))
        return fail(ErrorCode::StoragePermission, m_path, file.errorString());
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(QJsonDocument(QJsonObject{{u"secrets"_s, array}}).toJson());
    if (!file.commit())
        return fail(ErrorCode::StorageFull, m_path, file.errorString());
    return {};
}

Call SecretBook::read(const SecretEntry& entry, Reply<QString> reply) const
{
    return storeOf(entry.kept)
        ->read(placeOf(entry.name),
               [learn = m_learn, reply = std::move(reply)](const Result<QString>& value) {
                   if (value)
                       learn(*value);
                   reply(value);
               });
}

Call SecretBook::set(const SecretEntry& entry, const QString& value, Reply<void> reply)
{
    SecretStore* const store = storeOf(entry.kept);
    if (!isSecretName(entry.name) || !store)
        return deferredReply<void>(
            fail(ErrorCode::InvalidArgument, entry.name,
                 u"a secret's name has letters, digits and underscores, a letter first"_s),
            std::move(reply));
    if (value.size() < kShortest)
        return deferredReply<void>(fail(ErrorCode::InvalidArgument, entry.name,
                                        u"a secret of fewer than 4 characters could not be masked"_s),
                                   std::move(reply));
    m_learn(value);
    // The value first: a name in the list always has one.
    return store->write(placeOf(entry.name), value,
                        [this, entry, reply = std::move(reply)](const Result<void>& written) {
                            auto all = entries();
                            if (!written || !all) {
                                Error error = written ? all.error() : written.error();
                                error.subject = error.subject.isEmpty() ? entry.name : error.subject;
                                reply(tl::unexpected(error));
                                return;
                            }
                            all->removeIf([&](const SecretEntry& other) { return other.name == entry.name; });
                            all->append(entry);
                            reply(write(*all));
                        });
}

Call SecretBook::forget(const QString& name, Reply<void> reply)
{
    auto all = entries();
    if (!all)
        return deferredReply<void>(tl::unexpected(all.error()), std::move(reply));
    const auto it = std::ranges::find(*all, name, &SecretEntry::name);
    if (it == all->end())
        return deferredReply<void>(fail(ErrorCode::SecretMissing, subjectOf(name)), std::move(reply));
    const SecretEntry gone = *it;
    all->erase(it);
    if (auto written = write(*all); !written)
        return deferredReply<void>(written, std::move(reply));
    return storeOf(gone.kept)->remove(placeOf(name), std::move(reply));
}

Call SecretBook::expand(const QByteArray& body, Reply<QByteArray> reply)
{
    // Most requests have none: they are not even parsed.
    if (!body.contains("secret:"))
        return deferredReply<QByteArray>(body, std::move(reply));
    QJsonObject object = QJsonDocument::fromJson(body).object();
    const QStringList names = namesIn(object[u"env"_s].toObject());
    if (names.isEmpty())
        return deferredReply<QByteArray>(body, std::move(reply));
    const auto all = entries();
    if (!all)
        return deferredReply<QByteArray>(tl::unexpected(all.error()), std::move(reply));
    QVector<SecretEntry> wanted;
    for (const QString& name : names) {
        const auto it = std::ranges::find(*all, name, &SecretEntry::name);
        if (it == all->cend())
            return deferredReply<QByteArray>(fail(ErrorCode::SecretMissing, subjectOf(name)),
                                             std::move(reply));
        wanted.append(*it);
    }
    return std::make_unique<Reading>(
        *this, wanted, Reading::Missing::Fails,
        [object, reply = std::move(reply)](const Result<Reading::Values>& values) mutable {
            if (!values) {
                reply(tl::unexpected(values.error()));
                return;
            }
            QJsonObject env = object[u"env"_s].toObject();
            for (auto it = env.begin(); it != env.end(); ++it) {
                const QString name = referredTo(*it);
                if (!name.isEmpty())
                    *it = values->value(name);
            }
            object.insert(u"env"_s, env);
            reply(QJsonDocument(object).toJson(QJsonDocument::Compact));
        });
}

Call SecretBook::learnAll(Reply<void> reply)
{
    const auto all = entries();
    if (!all)
        return deferredReply<void>(tl::unexpected(all.error()), std::move(reply));
    if (all->isEmpty())
        return deferredReply<void>({}, std::move(reply));
    return std::make_unique<Reading>(*this, *all, Reading::Missing::Passes,
                                     [reply = std::move(reply)](const Result<Reading::Values>& values) {
                                         if (values)
                                             reply({});
                                         else
                                             reply(tl::unexpected(values.error()));
                                     });
}

} // namespace reveille
