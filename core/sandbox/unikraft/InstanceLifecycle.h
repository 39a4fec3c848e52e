#pragma once

#include "core/model/Clock.h"
#include "core/sandbox/Pace.h"
#include "core/sandbox/TruthLog.h"
#include "core/sandbox/unikraft/InstanceStore.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include <QJsonObject>
#include <QObject>
#include <QString>

namespace reveille::sandbox::unikraft {

/// Who wanted a change, in the words of the platform's audit stream.
enum class Origin
{
    Api,
    ScheduledOp,
    ScaleToZero,
    Restart,
    Guest,
    Autokill,
    Proxy,
};
[[nodiscard]] QString wordOf(Origin origin);

/// Takes the instances of one metro through their states, at the sandbox's pace, and says so.
class InstanceLifecycle final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        QString metro;
        const Clock& clock; ///< of the platform
        const Pace& pace;
        InstanceStore& store;
        TruthLog& truth;
        int mostLive; ///< instances that may run at once
    };
    explicit InstanceLifecycle(Parts parts);

    struct StopOrder
    {
        std::chrono::milliseconds drain{0}; ///< negative: as long as the platform allows
        bool force = false;
        InstanceState target = InstanceState::Stopped; ///< or Standby
        int reason = 15;
        std::optional<int> exitCode = 0;
        std::optional<int> stopCode = 33024;
    };

    /// `busy` tells of an instance whether something keeps it from scaling to zero.
    void setBusy(std::function<bool(const QString& uuid)> busy) { m_busy = std::move(busy); }

    /// Goes on where the last end of the process left off.
    void resume();

    InstanceRecord& create(InstanceRecord instance, bool start);
    /// Of something up: nothing happens. Errors: WrongState, Quota.
    [[nodiscard]] Outcome<void> start(InstanceRecord& instance, Origin origin);
    /// Of something down: nothing happens; standby becomes stopped. Errors: WrongState.
    [[nodiscard]] Outcome<void> stop(InstanceRecord& instance, const StopOrder& order, Origin origin);
    [[nodiscard]] Outcome<void> suspend(InstanceRecord& instance, std::chrono::milliseconds drain);
    /// Forces it to stop and deletes it. Errors: NotAllowed (locked). The record is gone afterwards.
    [[nodiscard]] Outcome<void> remove(InstanceRecord& instance, Origin origin);
    /// Ends what runs; it can only be cloned from now on. Errors: WrongState.
    [[nodiscard]] Outcome<void> makeTemplate(InstanceRecord& instance, const QJsonObject& autokill);
    /// A checkpoint that is on its way: ready after a while.
    void prepare(InstanceRecord& instance);
    /// The application ends by itself; the restart policy decides what follows. Errors: WrongState.
    [[nodiscard]] Outcome<void> exitInside(InstanceRecord& instance, int exitCode);
    /// A request arrives: wakes what is in standby, keeps awake what scales to zero.
    void traffic(InstanceRecord& instance);
    /// After a change of what decides how long it may idle or stay stopped.
    void settingsChanged(InstanceRecord& instance);

    /// Nothing is on its way from one state to another.
    [[nodiscard]] bool isSettled() const { return m_steps.empty(); }

Q_SIGNALS:
    void created(const QString& uuid);
    void changed(const QString& uuid, InstanceState from, InstanceState to, Origin origin);
    void startFailed(const QString& uuid, Origin origin, const QString& error);
    /// It does not run any more: what it runs must end.
    void down(const QString& uuid);
    /// Still there while this is told.
    void leaving(const QString& uuid);
    void gone(const QString& uuid);

private:
    using Alarms = std::map<QString, std::unique_ptr<Alarm>>;
    void enter(InstanceRecord& instance, InstanceState state, Origin origin);
    void after(std::chrono::milliseconds delay, const InstanceRecord& instance, Origin origin);
    void step(const QString& uuid, Origin origin);
    void becomeUp(InstanceRecord& instance, Origin origin);
    void becomeDown(InstanceRecord& instance, Origin origin);
    void applyUpdates(InstanceRecord& instance);
    void restartIfWanted(InstanceRecord& instance, int exitCode);
    void armIdle(const InstanceRecord& instance);
    void startAutokill(InstanceRecord& instance) const;
    void cancel(const QString& uuid);
    static void set(Alarms& alarms, const QString& uuid, std::chrono::milliseconds delay,
                    std::function<void()> action);
    void log(const char* event, const InstanceRecord& instance, QJsonObject fields) const;

    Parts m_parts;
    std::function<bool(const QString& uuid)> m_busy;
    int m_live = 0;
    Alarms m_steps; ///< the next step of a way that has begun
    Alarms m_idle;
    Alarms m_restarts;
};

} // namespace reveille::sandbox::unikraft
