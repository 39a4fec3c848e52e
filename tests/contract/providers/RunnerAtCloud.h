#pragma once

#include "core/runner/Runner.h"
#include "core/store/Store.h"
#include "tests/contract/providers/DedalusCloud.h"
#include "tests/support/QuickTime.h"

#include <functional>
#include <memory>

#include <QTemporaryDir>
#include <QVector>

namespace reveille::test {

/// The real runner on a real store, with the real provider, over real connections, in front of the real
/// sandbox and its real processes; only time passes quickly.
class RunnerAtCloud
{
public:
    /// `factor`: how much faster than the computer's own time the program's time passes. The more, the less a
    /// limit of two minutes for a wake leaves to a busy computer.
    explicit RunnerAtCloud(SandboxOptions options = DedalusCloud::defaults(),
                           RetryLimits retry = DedalusCloud::quickRetries(), double factor = 50);
    ~RunnerAtCloud();

    [[nodiscard]] DedalusCloud& cloud() { return m_cloud; }
    [[nodiscard]] const Clock& clock() const { return m_clock; }
    [[nodiscard]] Runner& runner() { return *m_runner; }
    [[nodiscard]] Store& store() { return *m_other; }

    /// Of the next start.
    RunnerOptions options;
    std::function<QByteArray(const QByteArray&)> outputFilter;

    [[nodiscard]] bool start();
    /// The program ends at once, and another begins where it was.
    [[nodiscard]] bool crash();

    /// One that never elapses unless `change` says when.
    Schedule addSchedule(const MachineId& machine, const QString& script,
                         const std::function<void(Schedule&)>& change = {});
    /// Runs it by hand, to its end and until no lease is left; what the store says of it.
    [[nodiscard]] Run runToEnd(const Schedule& schedule);
    [[nodiscard]] QVector<Run> runs();
    /// Every run is closed and every machine let go.
    [[nodiscard]] bool isSettled();
    [[nodiscard]] bool settles(std::chrono::milliseconds limit = std::chrono::seconds(20));

    /// The lines of the ground truth about that machine; only those of that event, if one is given.
    [[nodiscard]] QVector<QJsonObject> truth(const MachineId& machine, const QString& event = {});
    /// Where the store and everything else of the program is.
    [[nodiscard]] QString directory() const { return m_directory.path(); }
    /// How often the machine has run `echo x >> ran`.
    [[nodiscard]] int timesRan(const MachineId& machine);

private:
    void end();

    QuickClock m_clock;
    DedalusCloud m_cloud;
    QTemporaryDir m_directory{storeRoom()};
    std::unique_ptr<Store> m_other;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<QuickTimer> m_timer;
    std::unique_ptr<Runner> m_runner;
    int m_schedules = 0;
};

} // namespace reveille::test
