#pragma once

#include "core/model/Clock.h"
#include "tests/gui/Camera.h"
#include "ui/theme/Theme.h"

namespace reveille::test {

/// A machine's page with all that it offers, and the dialogs about machines, their cost and their secrets.
void takeMachines(const Camera& camera, ui::Theme& theme, const Clock& clock);

} // namespace reveille::test
