#pragma once

#include "core/model/Clock.h"
#include "core/runner/WallTimer.h"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>

#include <QObject>

namespace reveille {

/// Everything the runner waits for behind one timer: the next occurrence in wall-clock time, and the short
/// waits of open runs in time since boot, which a set clock neither shortens nor stretches.
class Alarm : public QObject
{
    Q_OBJECT

public:
    using Token = quint64;

    Alarm(const Clock& clock, WallTimer& timer, QObject* parent = nullptr);

    /// Calls back once, `duration` from now, on this thread.
    Token after(std::chrono::milliseconds duration, std::function<void()> callback);
    void cancel(Token token);
    /// The next instant to look at the clock for; it is looked at once a minute in any case.
    void setWall(std::optional<calendar::Instant> at);

Q_SIGNALS:
    /// Time to look at the clock: the instant set has come, the clock was set, or a minute has passed.
    void look();

private:
    void arm();
    void ring();

    using Entry = std::pair<Token, std::function<void()>>;
    using Entries = std::multimap<std::chrono::microseconds, Entry>;

    const Clock& m_clock;
    WallTimer& m_timer;
    Entries m_entries;
    std::unordered_map<Token, Entries::iterator> m_byToken;
    std::optional<calendar::Instant> m_wall;
    Token m_last = 0;
    bool m_ringing = false;
};

} // namespace reveille
