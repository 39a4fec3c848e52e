#pragma once

#include "core/calendar/Instant.h"
#include "core/engine/Changes.h"
#include "core/model/Run.h"

#include <chrono>
#include <optional>

#include <QHash>
#include <QVector>

namespace reveille {

/// A run that begins this much after its time is late, whatever its start deadline allows.
inline constexpr std::chrono::minutes kLateAfter{5};
/// A run is stuck this long after its time-out should have ended it.
inline constexpr std::chrono::minutes kStuckAfter{10};

/// Watches open runs for what the journal does not tell by itself: that one begins late, or does not end.
/// Pure but for what it remembers; each run gives each alarm once.
class RunAlarms
{
public:
    /// Takes the newest state of a run; `timeout` is its schedule's.
    void see(const Run& run, std::chrono::milliseconds timeout);
    /// The alarms that are due by now.
    [[nodiscard]] QVector<Notice> due(calendar::Instant now);
    /// When due() has something to say, if nothing happens before.
    [[nodiscard]] std::optional<calendar::Instant> nextAt() const;

private:
    struct Watched
    {
        Notice notice;
        std::optional<calendar::Instant> lateAt;
        std::optional<calendar::Instant> stuckAt;
        bool toldLate = false;
        bool toldStuck = false;
    };
    QHash<RunId, Watched> m_runs;
};

} // namespace reveille
