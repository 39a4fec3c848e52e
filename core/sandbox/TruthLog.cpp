#include "core/sandbox/TruthLog.h"

#include <QFile>
#include <QFileInfo>
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

void TruthLog::write(const char* event, QJsonObject fields)
{
    if (m_fd < 0)
        return;
    fields.insert(u"t"_s, qint64(m_clock.now().time_since_epoch().count()));
    fields.insert(u"event"_s, QString::fromLatin1(event));
    // One write per line: a reader never sees half a line of an ended process.
    const QByteArray line = QJsonDocument(fields).toJson(QJsonDocument::Compact) + '\n';
    while (::write(m_fd, line.constData(), static_cast<std::size_t>(line.size())) < 0 && errno == EINTR) {
    }
}

} // namespace reveille::sandbox
