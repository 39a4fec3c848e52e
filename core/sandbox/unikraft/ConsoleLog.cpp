#include "core/sandbox/unikraft/ConsoleLog.h"

#include "core/sandbox/Files.h"

#include <QFile>

#include <algorithm>

namespace reveille::sandbox::unikraft {

void ConsoleLog::append(const QByteArray& bytes) const
{
    if (const auto made = makePrivateDir(m_dir); !made)
        return;
    QFile file(path());
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append))
        return;
    file.write(bytes);
    const bool tooLong = file.size() > 2 * kKept;
    file.close();
    if (tooLong)
        trim();
}

qint64 ConsoleLog::firstKept() const
{
    const auto text = readFile(startPath());
    return text ? text->trimmed().toLongLong() : 0;
}

void ConsoleLog::trim() const
{
    QFile file(path());
    if (!file.open(QIODevice::ReadOnly))
        return;
    const qint64 cut = file.size() - kKept;
    file.seek(cut);
    const QByteArray rest = file.readAll();
    file.close();
    const qint64 first = firstKept() + cut;
    if (writeFile(path(), rest))
        static_cast<void>(writeFile(startPath(), QByteArray::number(first)));
}

ConsoleLog::Slice ConsoleLog::read(qint64 offset, qint64 limit) const
{
    Slice slice;
    QFile file(path());
    if (!file.open(QIODevice::ReadOnly))
        return slice;
    slice.availableStart = firstKept();
    slice.availableEnd = slice.availableStart + file.size();
    const qint64 wanted = offset < 0 ? slice.availableEnd + offset : offset;
    slice.start = std::clamp(wanted, slice.availableStart, slice.availableEnd);
    file.seek(slice.start - slice.availableStart);
    slice.bytes = file.read(limit);
    return slice;
}

} // namespace reveille::sandbox::unikraft
