#pragma once

#include "core/model/Execution.h"
#include "core/model/Machine.h"
#include "core/model/Result.h"
#include "tests/support/FakeClock.h"

#include <functional>
#include <map>
#include <vector>

#include <QHash>

namespace reveille::test {

/// How one execution goes, decided when it is asked for.
struct FakeFate
{
    std::chrono::milliseconds startsAfter{200};
    std::chrono::milliseconds runs{2000};
    int exitCode = 0;
    bool refused = false; ///< fails before the command runs
};

/// A cloud in memory that outlives the programs that use it: machines that take their time to wake and to
/// sleep, executions with durations in fake time, idempotency keys, and a log of what was done to it.
class FakeCloud
{
public:
    struct Job
    {
        Execution told;
        QString key;
        QByteArray body;
        QMap<QString, QString> env;
        std::chrono::microseconds startAt{};
        std::chrono::microseconds endAt{};
        FakeFate fate;
    };
    struct Host
    {
        MachinePhase phase = MachinePhase::Sleeping;
        std::chrono::microseconds changesAt{};
        std::chrono::microseconds wokenAt{};
        int wakes = 0;
        int sleeps = 0;
    };

    explicit FakeCloud(const FakeClock& clock) : m_clock(clock) {}

    void addMachine(const QString& id, MachinePhase phase = MachinePhase::Sleeping);
    /// Somebody else's work.
    void startForeign(const QString& machine, std::chrono::milliseconds runs);
    [[nodiscard]] const Host& host(const QString& id);
    [[nodiscard]] const std::vector<Job>& jobs();

    [[nodiscard]] Result<Machine> get(const MachineId& id);
    [[nodiscard]] Result<Machine> wake(const MachineId& id);
    [[nodiscard]] Result<Machine> sleep(const MachineId& id);
    [[nodiscard]] Result<Execution> start(const MachineId& id, const QByteArray& body, const QString& key);
    [[nodiscard]] Result<Execution> read(const ExecutionId& id);
    [[nodiscard]] Result<QVector<Execution>> list(const MachineId& id);
    [[nodiscard]] Result<Execution> cancel(const ExecutionId& id);
    [[nodiscard]] Result<ExecutionOutput> output(const ExecutionId& id);

    std::chrono::milliseconds wakeTakes{1000};
    std::chrono::milliseconds sleepTakes{500};
    std::chrono::milliseconds holdWindow{0}; ///< after a wake sleep is refused for so long
    /// The server's memory of keys is gone: only asking first prevents a second execution.
    bool forgetsKeys = false;
    std::function<FakeFate()> fate = [] { return FakeFate{}; };
    /// Called as a request for an execution arrives.
    std::function<void(const QString& key, const QByteArray& body)> onStart;

    int keysReused = 0;     ///< same key, other bytes
    int sleptWhileBusy = 0; ///< a sleep was asked for with an execution open

private:
    void settle();
    [[nodiscard]] Result<Machine> told(const MachineId& id) const;
    [[nodiscard]] Result<Execution> told(const Job& job) const { return job.told; }
    [[nodiscard]] Instant wallAt(std::chrono::microseconds boot) const
    {
        return m_clock.now() + (boot - m_clock.sinceBoot());
    }
    Job* find(const ExecutionId& id);

    const FakeClock& m_clock;
    std::map<QString, Host> m_hosts;
    std::vector<Job> m_jobs;
};

} // namespace reveille::test
