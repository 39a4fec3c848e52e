#pragma once

#include "core/model/Schedule.h"

#include <QString>

namespace reveille {

/// What the store keeps schedules in order of, as the bytes of its UTF-8, and has only once: Reveille's own
/// names are unique among themselves, a provider's on their machine and as they are written; both sort by
/// name.
[[nodiscard]] QString scheduleKey(const Schedule& schedule);

} // namespace reveille
