#pragma once

#include "core/model/CatchUp.h"
#include "core/model/ClockTrouble.h"
#include "core/model/Explanation.h"
#include "core/model/Pause.h"

#include <chrono>

#include <QString>
#include <QStringList>

namespace reveille {

/// What is wrong with the clock, and what that means for firing.
[[nodiscard]] QString clockTroubleText(const ClockTrouble& trouble);
/// "This computer's clock is 4 s ahead of that of \"Work\"."; from a minute on, also what that does.
[[nodiscard]] QString clockSkewText(std::chrono::milliseconds skew, const QString& account);
/// "3 schedules missed 14 runs: will run 3".
[[nodiscard]] QString catchUpText(const CatchUp& catchUp);
/// Why an instant was or will be fired or not, as one sentence without times: the window and the command line
/// write those in their own way.
[[nodiscard]] QString explanationText(const Explanation& explanation);
/// The note of a pause: the person's own words, or why the schedule paused itself. May be empty.
[[nodiscard]] QString pauseNoteText(const Pause& pause);
/// What a repair of the database saved, and where the damaged file is kept.
[[nodiscard]] QString repairText(const QString& damagedFile, qint64 rows, const QStringList& incomplete);

} // namespace reveille
