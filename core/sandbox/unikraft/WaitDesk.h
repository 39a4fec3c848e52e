#pragma once

#include "core/sandbox/Pace.h"
#include "core/sandbox/unikraft/InstanceLifecycle.h"

#include <chrono>
#include <functional>
#include <list>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>

namespace reveille::sandbox::unikraft {

/// Requests that are answered when an instance has come to a state, or when their time is up. Real time,
/// whatever the sandbox's pace: it is the client that waits.
class WaitDesk final : public QObject
{
    Q_OBJECT

public:
    WaitDesk(InstanceLifecycle& lifecycle, const InstanceStore& store);

    struct Wait
    {
        QString uuid;
        InstanceState state = InstanceState::Running;
        bool untilGone = false; ///< wait for the end of the instance instead
        /// Also over when it settles in another state: a start that fails is not waited for any longer.
        bool orSettled = false;
        std::optional<std::chrono::seconds> timeout; ///< nothing: for ever
    };
    /// `done` is called once all are over, never from within this call.
    void wait(std::vector<Wait> waits, std::function<void()> done);

private:
    struct Party
    {
        std::vector<Wait> waits;
        std::function<void()> done;
        std::vector<std::unique_ptr<Alarm>> alarms;
    };
    [[nodiscard]] bool isOver(const Wait& wait) const;
    void look();
    void lapse(Party& party, const Wait& wait);

    const InstanceStore& m_store;
    std::list<Party> m_parties;
};

} // namespace reveille::sandbox::unikraft
