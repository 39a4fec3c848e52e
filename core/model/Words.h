#pragma once

#include "core/model/Account.h"
#include "core/model/Machine.h"
#include "core/model/Run.h"
#include "core/model/RunnerStatus.h"
#include "core/model/Schedule.h"

#include <optional>

#include <QString>
#include <QStringView>

namespace reveille {

/// The spelling of enum values in the database, in --json and on the command line. Stable: scripts rely on
/// it.
[[nodiscard]] QString toWord(ProviderKind kind); ///< dedalus, unikraft, sandbox
[[nodiscard]] QString toWord(KeySource source);  ///< keychain, environment, key-file, session, built-in
[[nodiscard]] QString
toWord(MachinePhase phase); ///< unknown, creating, waking, running, going-to-sleep, sleeping, …
[[nodiscard]] QString toWord(Outcome outcome); ///< succeeded, failed, timed-out, …; "" for None
[[nodiscard]] QString
toWord(RunState state); ///< due, waking, submitting, running, collecting, releasing, closed
[[nodiscard]] QString toWord(RunKind kind);            ///< scheduled, manual, backfill, provider
[[nodiscard]] QString toWord(RunnerState state);       ///< starting, on, paused, viewer, stopped, held
[[nodiscard]] QString toWord(ClockTrouble::Kind kind); ///< went-back, too-far, before-use
[[nodiscard]] QString toWord(ScheduleAction action);   ///< exec, start, stop, suspend, delete, checkpoint
[[nodiscard]] QString toWord(FiredBy firedBy);         ///< reveille, provider
[[nodiscard]] QString toWord(OverlapPolicy overlap);   ///< skip, queue-one, queue-all, replace, allow
[[nodiscard]] QString toWord(OnMissPolicy onMiss);     ///< skip, latest, all
[[nodiscard]] QString toWord(SleepAfter sleepAfter);   ///< restore, always, never
[[nodiscard]] QString toWord(GapPolicy gap);           ///< skip, end-of-gap
[[nodiscard]] QString toWord(FoldPolicy fold);         ///< first, second, both

/// The inverse; nothing for a word that is none. Use as fromWord<Outcome>(text).
template <typename Enum> [[nodiscard]] std::optional<Enum> fromWord(QStringView word);

template <> std::optional<ProviderKind> fromWord(QStringView word);
template <> std::optional<KeySource> fromWord(QStringView word);
template <> std::optional<MachinePhase> fromWord(QStringView word);
template <> std::optional<Outcome> fromWord(QStringView word);
template <> std::optional<RunState> fromWord(QStringView word);
template <> std::optional<RunKind> fromWord(QStringView word);
template <> std::optional<RunnerState> fromWord(QStringView word);
template <> std::optional<ClockTrouble::Kind> fromWord(QStringView word);
template <> std::optional<ScheduleAction> fromWord(QStringView word);
template <> std::optional<FiredBy> fromWord(QStringView word);
template <> std::optional<OverlapPolicy> fromWord(QStringView word);
template <> std::optional<OnMissPolicy> fromWord(QStringView word);
template <> std::optional<SleepAfter> fromWord(QStringView word);
template <> std::optional<GapPolicy> fromWord(QStringView word);
template <> std::optional<FoldPolicy> fromWord(QStringView word);

} // namespace reveille
