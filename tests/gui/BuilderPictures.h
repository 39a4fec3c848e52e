#pragma once

#include "tests/gui/Camera.h"
#include "ui/text/TimeView.h"

namespace reveille::test {

/// The expression builder in each of its modes and moods.
void takeBuilder(const Camera& camera, const ui::TimeView& view);

} // namespace reveille::test
