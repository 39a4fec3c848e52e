#pragma once

#include "core/calendar/Expression.h"

#include <string>

namespace reveille::calendar {

/// systemd's normal form, byte for byte (`systemd-analyze calendar`, "Normalized form"). Allocates the result
/// only.
[[nodiscard]] std::string normalForm(const Expression& expression);

/// One field of it; `*` for no items.
[[nodiscard]] std::string fieldText(std::span<const Item> items, Field field);

} // namespace reveille::calendar
