#pragma once

#include "core/calendar/Instant.h"

#include <QString>

namespace reveille::sandbox {

/// "dm-" and a UUID of version 7 (RFC 9562 5.7): sorts by creation time.
[[nodiscard]] QString newMachineId(calendar::Instant now);
/// "wexec-" and 40 hex digits.
[[nodiscard]] QString newExecutionId();
/// "dsk-sandbox-" and 48 hex digits.
[[nodiscard]] QString newApiKey();
/// "ssh-" (or another kind's name) and 24 hex digits.
[[nodiscard]] QString newSideId(const QString& kind);
/// What the server gives to a mutation that came without an idempotency key.
[[nodiscard]] QString newIdempotencyKey();

} // namespace reveille::sandbox
