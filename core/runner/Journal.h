#pragma once

#include "core/model/Result.h"
#include "core/store/Store.h"

#include <functional>
#include <optional>
#include <vector>

#include <QHash>
#include <QObject>

namespace reveille {

/// Journal first, act second: collects what one turn of the event loop changes, commits it in one
/// transaction, and only then performs the acts that were waiting for it. While the disk refuses, nothing is
/// acted upon and nothing is lost: the batch waits, and every new attempt carries all of it.
class Journal : public QObject
{
    Q_OBJECT

public:
    explicit Journal(Store& store, QObject* parent = nullptr);

    void put(const Run& run);
    void put(const MachineLease& lease);
    void drop(const MachineKey& lease);
    void decided(const ScheduleId& schedule, calendar::Instant until);
    void put(const ScheduleId& schedule, const ScheduleProgress& progress);
    void put(const RunId& run, const RunOutput& output);
    void put(const RunAttempt& attempt);
    /// Runs after everything put so far has reached the disk, on this thread, in order.
    void then(std::function<void()> act);

    /// Commits now instead of at the end of the turn. True when nothing is left to write.
    bool flush();
    /// Why the last commit failed; nothing while all is well.
    [[nodiscard]] const std::optional<Error>& failure() const { return m_failure; }

Q_SIGNALS:
    void failed(const reveille::Error& error);
    void recovered();
    /// Rows that have just reached the disk.
    void runsWritten(const QVector<reveille::Run>& runs);
    void leasesWritten(const QVector<reveille::MachineLease>& leases,
                       const QVector<reveille::MachineKey>& dropped);

private:
    void schedule();
    bool commit();

    Store& m_store;
    QHash<RunId, qsizetype> m_runIndex;
    JournalBatch m_batch;
    std::vector<std::pair<RunId, RunOutput>> m_outputs;
    std::vector<std::function<void()>> m_acts;
    std::optional<Error> m_failure;
    bool m_scheduled = false;
};

} // namespace reveille
