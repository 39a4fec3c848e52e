#pragma once

#include "core/calendar/Instant.h"

#include <chrono>
#include <optional>

#include <QByteArray>

namespace reveille {

/// The preferred form of an HTTP date (RFC 9110 5.6.7), "Sun, 06 Nov 1994 08:49:37 GMT"; nothing for others.
[[nodiscard]] std::optional<calendar::Instant> fromHttpDate(const QByteArray& text);

/// How far the local clock is ahead of the server's (negative: behind), seen from an answer that took `took`
/// and arrived at `received` by the local clock. Date counts whole seconds, and it is not known when within
/// the exchange it was written: only what these cannot explain is told, so a right clock shows exactly zero.
[[nodiscard]] std::chrono::milliseconds clockSkew(calendar::Instant date, calendar::Instant received,
                                                  std::chrono::milliseconds took);

} // namespace reveille
