#pragma once

#include "core/model/Call.h"
#include "core/model/Machine.h"
#include "core/model/Result.h"

#include <chrono>
#include <functional>
#include <optional>

#include <QObject>
#include <QTimer>

namespace reveille {

/// It is where its last order wanted it: nothing changes before somebody asks for it, or autosleep does.
[[nodiscard]] bool isSettled(const Machine& machine);

/// Reads a machine once a second until it has settled: how a machine is watched where the provider tells
/// nothing by itself. Tells a state once, and ends with the first error that is final.
class PollingWatch final : public QObject, public CallHandle
{
public:
    using Read = std::function<Call(Reply<Machine>)>;

    PollingWatch(Read read, std::function<void(const Machine&)> seen, Reply<void> ended,
                 std::chrono::milliseconds pause = std::chrono::seconds(1));

private:
    void ask();
    void take(const Result<Machine>& answer);
    void finish(Result<void> result);

    Read m_read;
    std::function<void(const Machine&)> m_seen;
    Reply<void> m_ended;
    std::chrono::milliseconds m_pause;
    std::optional<Machine> m_last;
    QTimer m_timer;
    Call m_call;
};

} // namespace reveille
