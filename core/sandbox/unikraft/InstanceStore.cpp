#include "core/sandbox/unikraft/InstanceStore.h"

#include "core/sandbox/Files.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kHistoryAllowed = 2000;

QByteArray lineOf(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace

InstanceStore::~InstanceStore()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Result<void> InstanceStore::load()
{
    if (const auto made = makePrivateDir(m_dir); !made)
        return made;
    QFile file(path());
    if (file.exists() && !file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::StoragePermission, path(), file.errorString());
    // Later lines replace earlier ones; only what is left of them is worth building.
    std::map<qint64, QJsonObject> newest;
    QHash<QString, qint64> sequenceOf;
    while (file.isOpen() && !file.atEnd()) {
        // A line that the end of a process cut short is no JSON and is passed over.
        const QByteArray line = file.readLine();
        m_torn = !line.endsWith('\n');
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        const QString uuid = object.value(u"uuid"_s).toString();
        if (uuid.isEmpty())
            continue;
        ++m_lines;
        if (object.contains(u"gone"_s)) {
            newest.erase(sequenceOf.take(uuid));
            continue;
        }
        const qint64 sequence = object.value(u"sequence"_s).toInteger();
        m_lastSequence = std::max(m_lastSequence, sequence);
        sequenceOf.insert(uuid, sequence);
        newest.insert_or_assign(sequence, object);
    }
    file.close();
    for (const auto& [sequence, object] : newest) {
        if (auto instance = instanceFromDisk(object))
            keep(*std::move(instance));
    }
    return m_lines > 2 * size() + kHistoryAllowed ? rewrite() : openFile();
}

Result<void> InstanceStore::openFile()
{
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = ::open(QFile::encodeName(path()).constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
                  S_IRUSR | S_IWUSR);
    if (m_fd >= 0)
        return {};
    return fail(errno == EACCES ? ErrorCode::StoragePermission : ErrorCode::StorageUnavailable, path(),
                QString::fromLocal8Bit(std::strerror(errno)));
}

Result<void> InstanceStore::rewrite()
{
    QByteArray bytes;
    for (const auto& [sequence, instance] : m_bySequence)
        bytes += lineOf(toDisk(*instance));
    if (const auto written = writeFile(path(), bytes); !written)
        return written;
    m_lines = size();
    m_torn = false;
    return openFile();
}

void InstanceStore::append(const QJsonObject& object)
{
    // What was cut short, by a full disk or a kill, must not spoil the line after it.
    const QByteArray line = m_torn ? '\n' + lineOf(object) : lineOf(object);
    ssize_t written = 0;
    do {
        written = ::write(m_fd, line.constData(), static_cast<std::size_t>(line.size()));
    } while (written < 0 && errno == EINTR);
    m_torn = written >= 0 ? written < line.size() : m_torn;
    if (++m_lines > 8 * size() + 10 * kHistoryAllowed)
        static_cast<void>(rewrite());
}

void InstanceStore::keep(InstanceRecord instance)
{
    auto owned = std::make_unique<InstanceRecord>(std::move(instance));
    InstanceRecord* const record = owned.get();
    m_byUuid.insert(record->uuid, record);
    m_byName.insert(record->name, record);
    m_bySequence.insert_or_assign(record->sequence, std::move(owned));
}

InstanceRecord* InstanceStore::add(InstanceRecord instance)
{
    instance.sequence = ++m_lastSequence;
    const QString uuid = instance.uuid;
    keep(std::move(instance));
    InstanceRecord* const record = find(uuid);
    append(toDisk(*record));
    return record;
}

void InstanceStore::save(const InstanceRecord& instance)
{
    instance.text.clear();
    append(toDisk(instance));
}

void InstanceStore::remove(const QString& uuid)
{
    const InstanceRecord* const record = find(uuid);
    if (!record)
        return;
    append({{u"uuid"_s, uuid}, {u"gone"_s, true}});
    if (const QString dir = directoryOf(uuid); QFile::exists(dir))
        QDir(dir).removeRecursively();
    const qint64 sequence = record->sequence;
    m_byName.remove(record->name);
    m_byUuid.remove(uuid);
    m_bySequence.erase(sequence);
}

InstanceRecord* InstanceStore::find(const QString& uuid) const
{
    return m_byUuid.value(uuid, nullptr);
}

InstanceRecord* InstanceStore::named(const QString& name) const
{
    return m_byName.value(name, nullptr);
}

} // namespace reveille::sandbox::unikraft
