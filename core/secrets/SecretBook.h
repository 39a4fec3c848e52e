#pragma once

#include "core/model/Call.h"
#include "core/model/Result.h"
#include "core/model/SecretEntry.h"
#include "core/secrets/SecretStore.h"

#include <functional>

#include <QByteArray>
#include <QString>
#include <QVector>

namespace reveille {

/// Letters, digits and underscores, a letter first, at most 63: like an environment variable's.
[[nodiscard]] bool isSecretName(QStringView name);

/// The secrets that commands get through their environment. Values are kept where API keys are; their names
/// are in a file, so that they can be listed and a keychain is only asked for what is used. Several processes
/// may use one file: it is read anew each time and replaced whole.
class SecretBook
{
public:
    /// `learn` is told each value before anybody else is. The stores must outlive the book, and the book its
    /// calls.
    SecretBook(QString path, SecretStore& keychain, SecretStore& keyFile,
               std::function<void(const QString&)> learn);

    /// By name. StorageCorrupt for a file that is none of ours.
    [[nodiscard]] Result<QVector<SecretEntry>> entries() const;
    /// Adds or replaces. InvalidArgument for a name that none can have, for a value too short to be masked
    /// (under 4 characters), and for a place that cannot keep it.
    [[nodiscard]] Call set(const SecretEntry& entry, const QString& value, Reply<void> reply);
    /// SecretMissing for a name that is not there.
    [[nodiscard]] Call forget(const QString& name, Reply<void> reply);

    /// The execution request with the values of its environment's secrets; other bytes as they are. Nothing
    /// is read for a request without any. SecretMissing, or the store's own errors, with the name in the
    /// subject.
    [[nodiscard]] Call expand(const QByteArray& body, Reply<QByteArray> reply);
    /// Has every value learnt; at once if there are none.
    [[nodiscard]] Call learnAll(Reply<void> reply);

private:
    [[nodiscard]] SecretStore* storeOf(KeySource kept) const;
    [[nodiscard]] Result<void> write(const QVector<SecretEntry>& entries) const;
    [[nodiscard]] Call read(const SecretEntry& entry, Reply<QString> reply) const;
    class Reading;

    QString m_path;
    SecretStore& m_keychain;
    SecretStore& m_keyFile;
    std::function<void(const QString&)> m_learn;
};

} // namespace reveille
