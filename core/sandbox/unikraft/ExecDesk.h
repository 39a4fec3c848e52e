#pragma once

#include "core/sandbox/JobProcess.h"
#include "core/sandbox/TruthLog.h"
#include "core/sandbox/unikraft/InstanceLifecycle.h"

#include <map>
#include <memory>

#include <QObject>
#include <QString>

namespace reveille::sandbox::unikraft {

/// Runs the commands of exec schedules as real processes in the instance's directory. What they print goes to
/// its console and nowhere else; how they end, only into the truth. With the instance's stop they end.
class ExecDesk final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        QString metro;
        InstanceStore& store;
        InstanceLifecycle& lifecycle;
        TruthLog& truth;
        bool wakes; ///< start an instance that is not running and run the command when it is up
    };
    explicit ExecDesk(Parts parts);

    /// Another one of the same schedule may still run. Errors: WrongState (nothing happens), FailedOperation.
    [[nodiscard]] Outcome<void> run(InstanceRecord& instance, const ScheduleEntry& entry);
    [[nodiscard]] bool isIdle() const { return m_jobs.empty() && m_waiting.empty(); }

private:
    struct Job
    {
        QString uuid;
        QString schedule;
        std::unique_ptr<JobProcess> process;
    };
    [[nodiscard]] Outcome<void> launch(const InstanceRecord& instance, const ScheduleEntry& entry);
    void ended(qint64 id, const JobEnd& end);
    void becameUp(const QString& uuid);
    void becameDown(const QString& uuid);
    void log(const char* event, const QString& uuid, const QString& schedule, QJsonObject fields) const;

    Parts m_parts;
    qint64 m_lastJob = 0;
    std::map<qint64, Job> m_jobs;
    std::multimap<QString, ScheduleEntry> m_waiting; ///< for the instance to be up
};

} // namespace reveille::sandbox::unikraft
