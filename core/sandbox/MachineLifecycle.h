#pragma once

#include "core/model/Clock.h"
#include "core/model/Result.h"
#include "core/sandbox/FaultPlan.h"
#include "core/sandbox/MachineStore.h"
#include "core/sandbox/Pace.h"
#include "core/sandbox/TruthLog.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>

#include <QDeadlineTimer>
#include <QObject>
#include <QString>

namespace reveille::sandbox {

/// Moves machines through their phases in time, and puts idle ones to sleep. Every accepted change raises the
/// machine's revision and is on disk before anybody hears of it.
///
///     accepted → placement_pending → starting → running ⇄ stopping/sleeping/starting
///     any → destroying → destroyed → gone
class MachineLifecycle final : public QObject
{
    Q_OBJECT

public:
    struct Delays
    {
        std::chrono::milliseconds createStep{400};
        std::chrono::milliseconds wake{800};
        std::chrono::milliseconds sleep{500};
        std::chrono::milliseconds destroy{500};
        std::chrono::milliseconds listedWhenDestroyed{60'000};
    };

    MachineLifecycle(const Clock& clock, const Pace& pace, MachineStore& store, TruthLog& truth,
                     FaultPlan& faults, std::chrono::milliseconds holdWindow);

    /// After the store was loaded: every machine goes on towards its desired state.
    void resume();

    /// `machine` has its size; id, times and phase are given here. Starts converging, or sleeps from the
    /// start if it is a seed.
    [[nodiscard]] Result<MachineRecord*> create(MachineRecord machine, bool asleep = false);
    /// From sleeping.
    void wake(MachineRecord& machine);
    /// From running. `why`: "request" or "autosleep", for the truth.
    void sleep(MachineRecord& machine, const char* why = "request");
    /// From any phase but destroying and destroyed.
    void destroy(MachineRecord& machine);
    /// Its size or autosleep was changed by the caller.
    void edited(MachineRecord& machine);

    /// An execution holds the machine awake from hold() to release(); autosleep counts from the last release.
    void hold(const QString& id);
    void release(const QString& id);

    struct HoldWindow
    {
        std::chrono::milliseconds window{0};
        std::chrono::milliseconds remaining{0}; ///< in real time: what a client would have to wait
        Instant lastWake{};
    };
    /// Nothing: the machine may be put to sleep.
    [[nodiscard]] std::optional<HoldWindow> holdWindow(const QString& id) const;
    /// Of the wakes to come.
    void setHoldWindow(std::chrono::milliseconds window) { m_holdWindow = window; }

Q_SIGNALS:
    /// Its record is another than before.
    void changed(const QString& id);
    void running(const QString& id);
    /// The machine stops: whatever runs on it is gone.
    void stopping(const QString& id);
    void asleep(const QString& id);
    void wakeFailed(const QString& id);
    /// Its record and directory are about to be deleted.
    void leaving(const QString& id);

private:
    struct Life
    {
        explicit Life(std::function<void()> onStep, std::function<void()> onIdle)
            : step(std::move(onStep)), idle(std::move(onIdle))
        {}
        Alarm step;
        Alarm idle;
        QDeadlineTimer holdUntil{0};
        Instant lastWake{};
        int holds = 0;
    };
    Life& life(const QString& id);
    void enter(MachineRecord& machine, Phase phase, std::optional<std::chrono::milliseconds> nextIn);
    void advance(const QString& id);
    void arrive(MachineRecord& machine);
    void armIdle(const MachineRecord& machine);
    void save(const MachineRecord& machine);
    void log(const char* event, const MachineRecord& machine, const char* why = nullptr);

    const Clock& m_clock;
    const Pace& m_pace;
    MachineStore& m_store;
    TruthLog& m_truth;
    FaultPlan& m_faults;
    std::chrono::milliseconds m_holdWindow;
    Delays m_delays;
    std::map<QString, std::unique_ptr<Life>> m_lives;
};

} // namespace reveille::sandbox
