#pragma once

#include "ui/state/EngineState.h"
#include "ui/text/TimeView.h"

#include <optional>

#include <QString>

namespace reveille::ui {

/// What a person should know before the runner ends, in plain text.
struct QuitNotice
{
    QString what;
    QString detail; ///< a line for each of the schedules that miss something first
};

/// Nothing when ending changes nothing: this copy does not fire, or nothing is open and nothing comes.
/// Schedules that their provider fires go on without us and are not told of.
[[nodiscard]] std::optional<QuitNotice> quitNotice(const EngineState& state, const TimeView& view);

} // namespace reveille::ui
