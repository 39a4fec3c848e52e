#pragma once

#include "core/model/Call.h"
#include "core/model/Result.h"

#include <chrono>
#include <optional>
#include <utility>

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QTestEventLoop>
#include <QTimer>

namespace reveille::test {

/// Waits for one reply; `ask` gets the reply and returns the call.
template <typename T, typename Ask> [[nodiscard]] Result<T> replyOf(Ask ask)
{
    std::optional<Result<T>> result;
    QTestEventLoop loop;
    const Call call = ask([&](Result<T> r) {
        result.emplace(std::move(r)); // assigning makes g++ 12 suspect uninitialised memory
        loop.exitLoop();
    });
    loop.enterLoop(20);
    if (!result)
        return fail(ErrorCode::Internal, QStringLiteral("no reply came"));
    return *result;
}

/// Looks every millisecond, where QTest's own waiting looks every ten: what is waited for here takes less.
template <typename Condition>
[[nodiscard]] bool comesTrue(Condition condition, std::chrono::milliseconds limit = std::chrono::seconds(20))
{
    const QDeadlineTimer deadline(limit);
    while (!condition()) {
        if (deadline.hasExpired())
            return false;
        QEventLoop loop;
        QTimer::singleShot(std::chrono::milliseconds(1), Qt::PreciseTimer, &loop, &QEventLoop::quit);
        loop.exec();
    }
    return true;
}

} // namespace reveille::test
