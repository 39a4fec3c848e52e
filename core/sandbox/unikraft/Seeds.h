#pragma once

#include <QJsonObject>

namespace reveille::sandbox::unikraft {

/// The create request of the instance number `index` of a new sandbox: a name, an image and `schedules`
/// scheduled operations of office hours, cleanups and the like.
[[nodiscard]] QJsonObject seedBody(int index, int schedules);

} // namespace reveille::sandbox::unikraft
