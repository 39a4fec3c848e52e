#pragma once

#include "core/model/Result.h"
#include "core/sandbox/MachineRecord.h"
#include "core/sandbox/Paging.h"

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include <QString>

namespace reveille::sandbox {

/// The machines, in memory and on disk: `<dir>/<id>/machine.json`, and `<dir>/<id>/home` for their files.
class MachineStore
{
public:
    explicit MachineStore(QString dir) : m_dir(std::move(dir)) {}

    [[nodiscard]] Result<void> load();

    /// Gives it its sequence number, makes its directories, saves it. The pointer stays good until remove().
    [[nodiscard]] Result<MachineRecord*> add(MachineRecord machine);
    [[nodiscard]] MachineRecord* find(const QString& id) const;
    [[nodiscard]] Result<void> save(const MachineRecord& machine);
    /// Deletes it with everything in its directory.
    void remove(const QString& id);

    [[nodiscard]] std::vector<MachineRecord*> all() const;
    struct Page
    {
        std::vector<const MachineRecord*> items; ///< newest first
        bool more = false;
    };
    [[nodiscard]] Page page(const PageRequest& request) const;

    [[nodiscard]] QString machineDir(const QString& id) const { return m_dir + u'/' + id; }
    [[nodiscard]] QString homeDir(const QString& id) const
    {
        return machineDir(id) + QStringLiteral("/home");
    }

private:
    QString m_dir;
    qint64 m_lastSequence = 0;
    std::map<QString, std::unique_ptr<MachineRecord>> m_byId;
    std::map<qint64, MachineRecord*> m_bySequence;
};

} // namespace reveille::sandbox
