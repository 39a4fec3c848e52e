#pragma once

#include "core/runner/Runner.h"
#include "tests/support/FakeCloud.h"
#include "tests/support/FakeNetwork.h"
#include "tests/support/FakeProvider.h"
#include "tests/support/FakeWallTimer.h"

#include <functional>
#include <memory>

#include <QString>

namespace reveille::test {

/// A whole runner on a real store in a directory of its own, with a fake cloud and fake time. The program may
/// crash and start again; the directory and the cloud stay.
class RunnerWorld
{
public:
    RunnerWorld();
    ~RunnerWorld();

    /// Opens the store and starts the runner; false if it refused.
    bool start(Runner::Scope scope = Runner::Scope::Everything);
    /// The program ends in the ordinary way.
    void quit();
    /// The program ends at once: what is not on disk is gone, what has been sent arrives.
    void crash();
    [[nodiscard]] bool isRunning() const { return m_runner != nullptr; }

    /// The next thing happens, whatever it is: the computer's own work, an answer, an alarm. False, with the
    /// clock at `until`, when nothing happens before.
    bool step(Instant until);
    void runUntil(Instant until);
    void runFor(std::chrono::milliseconds duration) { runUntil(clock.now() + duration); }
    /// The computer sleeps: time passes, nothing happens.
    void suspend(std::chrono::milliseconds duration);
    /// The wall clock is set.
    void setClock(Instant at);
    /// Every write fails from now on, as on a full disk, or no longer does.
    void breakDisk(bool broken);

    /// Saves a schedule through a connection of its own, as another program would.
    Schedule addSchedule(const QString& when, const QString& machine,
                         const std::function<void(Schedule&)>& change = {});
    [[nodiscard]] Store& otherConnection();
    [[nodiscard]] QVector<Run> runs();
    /// "08:10 succeeded; 08:20 coalesced", ascending; manual runs as "manual".
    [[nodiscard]] QString history();

    [[nodiscard]] Runner& runner() { return *m_runner; }
    [[nodiscard]] FakeProvider& provider() { return *m_provider; }

    FakeClock clock;
    FakeNetwork network{clock};
    FakeCloud cloud{clock};
    /// Given to each program's provider as it starts.
    std::function<FakeFault(const char* call)> fault;
    RunnerOptions options;       ///< of the next start
    bool breakNextStart = false; ///< the disk fails from before the runner's first write on

private:
    void settle();

    struct Directory;
    std::unique_ptr<Directory> m_directory;
    std::unique_ptr<Store> m_other;
    QString m_connection; ///< of the program's own store
    std::unique_ptr<Store> m_store;
    std::unique_ptr<FakeProvider> m_provider;
    std::unique_ptr<FakeWallTimer> m_timer;
    std::unique_ptr<Runner> m_runner;
    int m_schedules = 0;
};

} // namespace reveille::test
