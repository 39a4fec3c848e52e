#pragma once

#include "core/calendar/Instant.h"

#include <chrono>
#include <optional>

#include <QObject>

namespace reveille {

/// The runner's only alarm. `wall` is an absolute wall-clock instant, so that suspend and clock jumps are
/// ordinary cases; `boot` is an absolute time since boot, for waits that a clock jump must not stretch.
/// Arming replaces what was armed. fired() also comes, early, when the wall clock was set or the computer
/// resumed: whoever listens looks at the clock and arms again.
class WallTimer : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void arm(std::optional<calendar::Instant> wall,
                     std::optional<std::chrono::microseconds> boot) = 0;

Q_SIGNALS:
    void fired();
};

} // namespace reveille
