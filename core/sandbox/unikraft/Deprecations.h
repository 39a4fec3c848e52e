#pragma once

#include "core/sandbox/unikraft/Call.h"

#include <QJsonObject>
#include <QString>

namespace reveille::sandbox::unikraft {

/// The same call, whose answer warns of those of `members` that the request still uses.
[[nodiscard]] Call warningOf(const Call& call, std::initializer_list<const char*> members);

/// "timeout_s", or, where it is left out, the older `milliseconds` member rounded up; 0: not sent. Errors:
/// Malformed.
[[nodiscard]] Outcome<qint64> timeoutSecondsOf(const QJsonObject& object, const QString& milliseconds);

} // namespace reveille::sandbox::unikraft
