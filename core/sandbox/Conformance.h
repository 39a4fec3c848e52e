#pragma once

#include "core/sandbox/HttpMessage.h"

#include <QString>

namespace reveille::sandbox {

/// The machine that the official clients' own tests ask for.
inline const QString kConformanceMachine = QStringLiteral("dm-3");
/// The key that the official clients' own tests carry.
inline constexpr char kConformanceKey[] = "My API Key";

/// The request as a sandbox can answer it that is held against the official clients' test suites: their
/// placeholders ("cursor" as a cursor, sizes and ports of zero, "autosleep" as a duration) are left out, and
/// what would change or end the machine dm-3 or one of its things only reads it. Pure.
[[nodiscard]] HttpRequest forgiven(HttpRequest request);

} // namespace reveille::sandbox
