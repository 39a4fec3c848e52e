#pragma once

#include <memory>

#include <QByteArray>
#include <QReadWriteLock>
#include <QString>
#include <QStringView>

namespace reveille {

struct SecretPatterns;

/// What stands in the place of a secret.
inline constexpr char kRedacted[] = "[redacted]";

/// Masks bytes that arrive in pieces: a secret split over any border is found as if it had come in one piece.
/// Knows the secrets its Redactor knew when it was made.
class StreamRedactor
{
public:
    /// The bytes that are sure to be no part of a secret; the rest is held back.
    [[nodiscard]] QByteArray feed(const QByteArray& chunk);
    /// What was held back, at the end of the stream.
    [[nodiscard]] QByteArray finish();

private:
    friend class Redactor;
    explicit StreamRedactor(std::shared_ptr<const SecretPatterns> patterns);
    std::shared_ptr<const SecretPatterns> m_patterns;
    QByteArray m_held;
};

/// Knows the secrets of this process and masks them in everything that is logged, stored or shown: as they
/// are, in base64 (at any alignment, both alphabets), percent-encoded and JSON-escaped. One for the whole
/// program, handed down by reference. Thread-safe.
class Redactor
{
public:
    Redactor();
    ~Redactor();
    Redactor(const Redactor&) = delete;
    Redactor& operator=(const Redactor&) = delete;

    /// Shorter ones than 4 bytes are ignored: masking them would make every text unreadable.
    void addSecret(QStringView secret);

    [[nodiscard]] QByteArray redact(const QByteArray& bytes) const;
    [[nodiscard]] QString redact(const QString& text) const;
    /// The value of a header for the log: credentials are masked by the header's name alone.
    [[nodiscard]] QByteArray headerValue(const QByteArray& name, const QByteArray& value) const;
    [[nodiscard]] StreamRedactor stream() const;

private:
    [[nodiscard]] std::shared_ptr<const SecretPatterns> patterns() const;

    mutable QReadWriteLock m_lock;
    std::shared_ptr<const SecretPatterns> m_patterns;
};

} // namespace reveille
