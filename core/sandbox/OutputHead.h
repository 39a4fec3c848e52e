#pragma once

#include <QByteArray>
#include <QString>

namespace reveille::sandbox {

/// The beginning of what a command wrote to one stream, and how much it wrote in all.
class OutputHead
{
public:
    static constexpr qsizetype kLimit = 1024 * 1024;

    void append(const QByteArray& bytes);

    [[nodiscard]] const QByteArray& head() const { return m_head; }
    [[nodiscard]] qint64 total() const { return m_total; }
    [[nodiscard]] bool truncated() const { return m_total > m_head.size(); }

private:
    QByteArray m_head;
    qint64 m_total = 0;
};

/// How many of the bytes can be shown before a character that is not complete yet.
[[nodiscard]] qsizetype completeUtf8(const QByteArray& bytes);
/// UTF-8 with U+FFFD for what is none; a byte order mark is kept.
[[nodiscard]] QString textOf(const QByteArray& bytes);

} // namespace reveille::sandbox
