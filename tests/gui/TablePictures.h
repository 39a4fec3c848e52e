#pragma once

#include "core/model/Clock.h"
#include "tests/gui/Camera.h"
#include "ui/theme/Theme.h"

namespace reveille::test {

/// The table of schedules grouped, searched, edited by the handful and drifted; the machine's page.
void takeTables(const Camera& camera, ui::Theme& theme, const Clock& clock);

} // namespace reveille::test
