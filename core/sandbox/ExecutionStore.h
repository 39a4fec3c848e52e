#pragma once

#include "core/model/Result.h"
#include "core/sandbox/ExecutionRecord.h"
#include "core/sandbox/MachineStore.h"
#include "core/sandbox/Paging.h"

#include <map>
#include <memory>
#include <vector>

#include <QByteArray>
#include <QString>

namespace reveille::sandbox {

struct ExecutionText
{
    QByteArray out;
    QByteArray err;
};

/// The executions of all machines, in memory and in `<machine>/executions/<id>.json`, with what they printed
/// beside it in `<id>.out` and `<id>.err`.
class ExecutionStore
{
public:
    /// So many ended executions are kept for each machine, whatever their age.
    static constexpr qsizetype kKept = 1000;
    /// Younger ones are kept beyond that number.
    static constexpr std::chrono::hours kKeptFor{24};

    explicit ExecutionStore(MachineStore& machines) : m_machines(machines) {}

    void load();

    /// Gives it its sequence number and saves it. The pointer stays good until remove().
    [[nodiscard]] Result<ExecutionRecord*> add(ExecutionRecord execution);
    [[nodiscard]] ExecutionRecord* find(const QString& machine, const QString& id) const;
    [[nodiscard]] Result<void> save(const ExecutionRecord& execution) const;
    void remove(const QString& machine, const QString& id);
    /// The machine and its directory go.
    void forget(const QString& machine) { m_byMachine.erase(machine); }
    /// Removes ended executions beyond kKept that ended before kKeptFor ago.
    void prune(calendar::Instant now);

    void saveText(const ExecutionRecord& execution, const ExecutionText& text) const;
    [[nodiscard]] ExecutionText text(const ExecutionRecord& execution) const;

    [[nodiscard]] std::vector<ExecutionRecord*> all() const;
    struct Page
    {
        std::vector<const ExecutionRecord*> items; ///< newest first
        bool more = false;
    };
    [[nodiscard]] Page page(const QString& machine, const PageRequest& request) const;

private:
    struct OfMachine
    {
        qint64 lastSequence = 0;
        std::map<QString, std::unique_ptr<ExecutionRecord>> byId;
        std::map<qint64, ExecutionRecord*> bySequence;
    };
    [[nodiscard]] QString dirOf(const QString& machine) const;
    [[nodiscard]] QString pathOf(const ExecutionRecord& execution, const QString& suffix) const;

    MachineStore& m_machines;
    std::map<QString, OfMachine> m_byMachine;
};

} // namespace reveille::sandbox
