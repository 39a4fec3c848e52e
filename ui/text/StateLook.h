#pragma once

#include "core/model/Machine.h"
#include "core/model/Run.h"
#include "core/model/Schedule.h"
#include "ui/theme/Colors.h"

#include <QString>

namespace reveille::ui {

/// How a state is shown besides its word: a shape of its own, then a colour.
struct StateLook
{
    QString icon;
    Color color = Color::Dim;
};

[[nodiscard]] StateLook lookOf(MachinePhase phase);
[[nodiscard]] StateLook lookOf(const Run& run);
[[nodiscard]] QString iconOf(ScheduleAction action);

/// "exit 0 · 4.2 s", "Skipped (overlap)": the last run in a narrow column.
[[nodiscard]] QString shortOutcomeText(const Run& run);
/// "4.2 s", "2 min 5 s"; tenths below a minute, because they tell short runs apart.
[[nodiscard]] QString preciseDurationText(std::chrono::milliseconds duration);
[[nodiscard]] std::optional<std::chrono::milliseconds> runDuration(const Run& run);

} // namespace reveille::ui
