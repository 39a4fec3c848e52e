#pragma once

#include "core/model/Error.h"

#include <optional>

#include <QNetworkReply>

namespace reveille {

/// What Qt's network error means for a call; nothing where an answer arrived, whatever its status. Qt tells
/// a cancelled transfer and one that ran out of time alike: who ended the call must be known by the call.
[[nodiscard]] std::optional<ErrorCode> networkErrorCode(QNetworkReply::NetworkError error);

} // namespace reveille
