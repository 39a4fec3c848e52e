#pragma once

#include "core/model/Result.h"
#include "core/sandbox/unikraft/InstanceRecord.h"

#include <map>
#include <memory>
#include <vector>

#include <QHash>
#include <QJsonObject>
#include <QString>

namespace reveille::sandbox::unikraft {

/// The instances of one metro, in memory and in `<dir>/instances.jsonl`: one line per change, the newest line
/// of a uuid counts, so that ten thousand instances cost one file and a change costs one line. Written
/// through to the kernel, so that the end of the process loses nothing.
class InstanceStore
{
public:
    explicit InstanceStore(QString dir) : m_dir(std::move(dir)) {}
    ~InstanceStore();
    InstanceStore(const InstanceStore&) = delete;
    InstanceStore& operator=(const InstanceStore&) = delete;

    /// Reads the file and, if more than half of it is history, writes it anew.
    [[nodiscard]] Result<void> load();

    /// Gives it its sequence number and saves it. The pointer stays good until remove().
    InstanceRecord* add(InstanceRecord instance);
    void save(const InstanceRecord& instance);
    /// Forgets it and deletes its directory.
    void remove(const QString& uuid);

    [[nodiscard]] InstanceRecord* find(const QString& uuid) const;
    [[nodiscard]] InstanceRecord* named(const QString& name) const;
    [[nodiscard]] std::size_t size() const { return m_bySequence.size(); }
    /// Oldest first.
    [[nodiscard]] const std::map<qint64, std::unique_ptr<InstanceRecord>>& all() const
    {
        return m_bySequence;
    }

    /// Where an instance's files lie; it is made when something is first put there.
    [[nodiscard]] QString directoryOf(const QString& uuid) const { return m_dir + u'/' + uuid; }

private:
    void keep(InstanceRecord instance);
    void append(const QJsonObject& object);
    [[nodiscard]] Result<void> rewrite();
    [[nodiscard]] Result<void> openFile();
    [[nodiscard]] QString path() const { return m_dir + QStringLiteral("/instances.jsonl"); }

    QString m_dir;
    int m_fd = -1;
    qint64 m_lastSequence = 0;
    std::size_t m_lines = 0;
    bool m_torn = false; ///< the file does not end with a line's end
    std::map<qint64, std::unique_ptr<InstanceRecord>> m_bySequence;
    QHash<QString, InstanceRecord*> m_byUuid;
    QHash<QString, InstanceRecord*> m_byName;
};

} // namespace reveille::sandbox::unikraft
