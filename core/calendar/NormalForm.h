#pragma once

#include "core/calendar/Expression.h"

#include <string>

namespace reveille::calendar {

/// systemd's normal form, byte for byte (`systemd-analyze calendar`, "Normalized form"). Allocates the result
/// only.
[[nodiscard]] std::string normalForm(const Expression& expression);

} // namespace reveille::calendar
