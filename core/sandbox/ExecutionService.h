#pragma once

#include "core/model/Clock.h"
#include "core/model/Result.h"
#include "core/sandbox/ExecutionStore.h"
#include "core/sandbox/FaultPlan.h"
#include "core/sandbox/JobProcess.h"
#include "core/sandbox/MachineLifecycle.h"
#include "core/sandbox/OutputHead.h"
#include "core/sandbox/Pace.h"
#include "core/sandbox/TruthLog.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>

#include <QMap>
#include <QObject>
#include <QString>
#include <QStringList>

namespace reveille::sandbox {

/// What a client asks to be run.
struct ExecutionOrder
{
    QStringList command;
    std::optional<QString> cwd;
    QMap<QString, QString> environment;
    std::optional<QString> input;
    std::chrono::milliseconds timeout{0};
    QString idempotencyKey;
};

/// Runs commands on machines: waits for the machine to be awake (and wakes it), starts the process, keeps its
/// output, ends it in time, and writes down how it ended. Any number runs at once.
class ExecutionService final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        const Clock& clock;
        const Pace& pace;
        MachineStore& machines;
        MachineLifecycle& lifecycle;
        ExecutionStore& store;
        FaultPlan& faults;
        TruthLog& truth;
    };
    explicit ExecutionService(const Parts& parts);
    /// Ends what still runs, as interrupted.
    ~ExecutionService() override;
    ExecutionService(const ExecutionService&) = delete;
    ExecutionService& operator=(const ExecutionService&) = delete;

    /// After the store was loaded: what a crash left open ends as failed, execution_runner_interrupted.
    void settle();

    /// Never starts the process within the call, so that the answer to the request is on its way first.
    [[nodiscard]] Result<const ExecutionRecord*> create(MachineRecord& machine, const ExecutionOrder& order);
    /// An open one is killed and ends as cancelled; an ended one is removed. Returns it as it is then.
    [[nodiscard]] ExecutionRecord remove(ExecutionRecord& execution);
    /// So far, if it still runs.
    [[nodiscard]] ExecutionText text(const ExecutionRecord& execution) const;

private:
    /// An execution that has not ended; with what must not reach the disk.
    struct Open
    {
        ExecutionOrder order;
        std::unique_ptr<JobProcess> process;
        OutputHead out;
        OutputHead err;
        qint64 outShown = 0; ///< how much of the head the events tell of
        qint64 errShown = 0;
        std::unique_ptr<Alarm> alarm; ///< timeout_ms, or a fault's delay
        bool expired = false;
    };
    struct Ending
    {
        ExecutionStatus status = ExecutionStatus::Failed;
        std::optional<int> exitCode;
        std::optional<int> signal;
        QString code;
        QString message;
    };
    struct Launch
    {
        JobSpec spec;
        std::optional<Ending> refused; ///< before anything ran
        int shellCode = 0;             ///< 126 or 127: ran, in the sense of a shell that finds no program
    };

    void machineRunning(const QString& machine);
    void machineStopping(const QString& machine);
    void machineAsleep(const QString& machine);
    void wakeFailed(const QString& machine);
    void leaving(const QString& machine);

    void begin(const QString& id);
    [[nodiscard]] Launch prepare(const ExecutionRecord& execution, const ExecutionOrder& order);
    void run(ExecutionRecord& execution, Open& open, const JobSpec& spec);
    void armTimeout(ExecutionRecord& execution, Open& open);
    void collect(const QString& id, Stream stream, const QByteArray& bytes);
    void processEnded(const QString& id, const JobEnd& end);
    void finish(ExecutionRecord& execution, const Ending& ending);
    void finishAll(const QString& machine, const Ending& ending);

    void tell(ExecutionRecord& execution, ExecutionStatus status);
    void tellOutput(ExecutionRecord& execution, Open& open, Stream stream, bool last);
    void log(const char* event, const ExecutionRecord& execution);
    [[nodiscard]] ExecutionRecord* recordOf(const QString& id) const;

    Parts m_parts;
    std::map<QString, std::unique_ptr<Open>> m_open; ///< by execution id
    std::map<QString, QString> m_machineOf;          ///< execution id to machine id, of the open ones
    int m_sincePrune = 0;
};

} // namespace reveille::sandbox
