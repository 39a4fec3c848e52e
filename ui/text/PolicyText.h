#pragma once

#include "core/text/PolicyText.h"

#include <QString>

namespace reveille::ui {

/// "1 vCPU, 2 GiB memory, 10 GiB disk"; only what is known.
[[nodiscard]] QString sizeText(double vcpu, qint64 memoryMib, qint64 storageGib);

} // namespace reveille::ui
