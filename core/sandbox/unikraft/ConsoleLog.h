#pragma once

#include <utility>

#include <QByteArray>
#include <QString>

namespace reveille::sandbox::unikraft {

/// The end of an instance's console, kept in its directory over stops and restarts. Positions count from the
/// first byte ever written.
class ConsoleLog
{
public:
    /// What is kept at least once there is more; at most twice that lies on the disk.
    static constexpr qint64 kKept = 1024 * 1024;

    explicit ConsoleLog(QString dir) : m_dir(std::move(dir)) {}

    /// Makes the directory if need be. A full disk loses output, never the sandbox.
    void append(const QByteArray& bytes) const;

    struct Slice
    {
        QByteArray bytes;
        qint64 start = 0; ///< of `bytes`; their end is exclusive
        qint64 availableStart = 0;
        qint64 availableEnd = 0;
    };
    /// A negative offset counts from the end.
    [[nodiscard]] Slice read(qint64 offset, qint64 limit) const;

private:
    [[nodiscard]] qint64 firstKept() const;
    [[nodiscard]] QString path() const { return m_dir + QStringLiteral("/console.log"); }
    [[nodiscard]] QString startPath() const { return m_dir + QStringLiteral("/console.start"); }
    void trim() const;

    QString m_dir;
};

} // namespace reveille::sandbox::unikraft
