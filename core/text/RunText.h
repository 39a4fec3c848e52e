#pragma once

#include "core/model/Machine.h"
#include "core/model/Run.h"
#include "core/model/Schedule.h"

#include <QString>

namespace reveille {

/// What became of a run, for a person: "Succeeded", "Failed with exit code 7", "Skipped: the run before was
/// still open". An open run says where it is: "Waking the machine".
[[nodiscard]] QString outcomeText(const Run& run);
/// The bare name of an outcome, for columns and filters: "Succeeded", "Timed out". Empty for None.
[[nodiscard]] QString outcomeLabel(Outcome outcome);
/// Where an open run is: "Waking the machine".
[[nodiscard]] QString runStateText(RunState state);

/// The reason of a run as a sentence. A word this version does not know falls back to the detail, then to the
/// word itself; no reason at all is an empty text.
[[nodiscard]] QString reasonText(const QString& reason, const QString& detail = {});

/// What became of a run and why, on one line; the reason only where the outcome does not say it already:
/// "Failed with exit code 3", "Failed: The machine did not wake up in time."
[[nodiscard]] QString outcomeWithReason(const Run& run);

/// A machine's state: "Sleeping".
[[nodiscard]] QString phaseText(MachinePhase phase);
/// What a schedule does to its machine: "Run a command".
[[nodiscard]] QString actionText(ScheduleAction action);

} // namespace reveille
