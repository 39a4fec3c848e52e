#include "core/sandbox/TruthLog.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace reveille::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kRotateAbove = 64 * 1024 * 1024;

/// What nearly every line has comes first and in one order, so that people can read it too; the rest follows.
constexpr const char* kOrder[] = {"machine", "execution", "key", "command", "status", "exit_code", "bytes"};

QByteArray member(const QString& name, const QJsonValue& value)
{
    // A value on its own is no JSON document for Qt: it is written within a list.
    QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return ",\"" + name.toUtf8() + "\":" + list.mid(1, list.size() - 2);
}

QByteArray lineOf(Instant at, const char* event, QJsonObject fields)
{
    QByteArray line =
        "{\"t\":" + QByteArray::number(qint64(at.time_since_epoch().count())) + ",\"event\":\"" + event + '"';
    for (const char* name : kOrder) {
        const QString key = QString::fromLatin1(name);
        if (fields.contains(key))
            line += member(key, fields.take(key));
    }
    for (auto it = fields.constBegin(); it != fields.constEnd(); ++it)
        line += member(it.key(), *it);
    return line + "}\n";
}

} // namespace

TruthLog::TruthLog(const Clock& clock, QString path) : m_clock(clock), m_path(std::move(path)) {}

TruthLog::~TruthLog()
{
    close();
}

Result<void> TruthLog::open()
{
    if (QFileInfo(m_path).size() > kRotateAbove) {
        QFile::remove(m_path + u".1"_s);
        QFile::rename(m_path, m_path + u".1"_s);
    }
    m_fd = ::open(QFile::encodeName(m_path).constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
                  S_IRUSR | S_IWUSR);
    if (m_fd < 0) {
        return fail(errno == EACCES ? ErrorCode::StoragePermission : ErrorCode::StorageUnavailable, m_path,
                    QString::fromLocal8Bit(std::strerror(errno)));
    }
    return {};
}

void TruthLog::close()
{
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = -1;
}

void TruthLog::write(const char* event, const QJsonObject& fields)
{
    if (m_fd < 0)
        return;
    // One write per line: a reader never sees half a line of an ended process.
    const QByteArray line = lineOf(m_clock.now(), event, fields);
    while (::write(m_fd, line.constData(), static_cast<std::size_t>(line.size())) < 0 && errno == EINTR) {
    }
}

} // namespace reveille::sandbox
