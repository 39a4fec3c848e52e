#pragma once

#include "core/model/Call.h"
#include "core/model/DeferredReply.h"
#include "core/model/Result.h"

#include <algorithm>
#include <functional>
#include <utility>

#include <QString>

namespace reveille {

/// Finds the API key when it is needed. The reply may be an Error of the Secret family.
using ApiKeyReader = std::function<Call(Reply<QString>)>;

/// A key that is known already.
[[nodiscard]] inline ApiKeyReader fixedApiKey(const QString& key)
{
    return [key](Reply<QString> reply) { return deferredReply<QString>(key, std::move(reply)); };
}

/// Only characters that a header may carry: anything else was pasted by mistake.
[[nodiscard]] inline bool isHeaderSafe(const QString& key)
{
    return std::all_of(key.begin(), key.end(), [](QChar c) { return c > u' ' && c < QChar(0x7F); });
}

} // namespace reveille
