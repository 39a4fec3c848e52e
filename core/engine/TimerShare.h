#pragma once

#include "core/runner/WallTimer.h"

#include <memory>
#include <optional>
#include <vector>

namespace reveille {

/// Several alarms on one WallTimer, which is armed for the earliest. Each part hears of every firing, as a
/// firing may also mean that the clock was set.
class TimerShare : public QObject
{
    Q_OBJECT

public:
    explicit TimerShare(WallTimer& timer, QObject* parent = nullptr);
    ~TimerShare() override;

    /// Lives as long as the share.
    [[nodiscard]] WallTimer& part();

private:
    class Part;
    void arm();

    WallTimer& m_timer;
    std::vector<std::unique_ptr<Part>> m_parts;
};

} // namespace reveille
