#pragma once

#include "core/calendar/Explain.h"

#include <QJsonObject>
#include <QString>

namespace reveille::cli {

struct NextQuestion;

/// What the timetable means, how often it elapses, what the clock changes do to it and what to mind: lines
/// for a person, without the last line's end.
[[nodiscard]] QString explanationText(const NextQuestion& question, calendar::Instant now);

/// The same for --json.
[[nodiscard]] QJsonObject explanationJson(const NextQuestion& question, calendar::Instant now);

} // namespace reveille::cli
