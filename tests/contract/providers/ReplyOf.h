#pragma once

#include "core/model/Call.h"
#include "core/model/Result.h"

#include <optional>
#include <utility>

#include <QTestEventLoop>

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

} // namespace reveille::test
