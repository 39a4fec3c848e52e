#include "core/model/Words.h"

#include <array>
#include <utility>

#include <QLatin1String>

namespace reveille {

namespace {

template <typename Enum, std::size_t N> using Table = std::array<std::pair<Enum, QLatin1String>, N>;

template <typename Enum, std::size_t N> QString lookUp(const Table<Enum, N>& table, Enum value)
{
    for (const auto& [entry, word] : table) {
        if (entry == value)
            return word;
    }
    return {};
}

template <typename Enum, std::size_t N>
std::optional<Enum> lookUp(const Table<Enum, N>& table, QStringView word)
{
    for (const auto& [entry, text] : table) {
        if (!text.isEmpty() && word == text)
            return entry;
    }
    return std::nullopt;
}

constexpr auto operator""_w(const char* text, std::size_t size)
{
    return QLatin1String(text, static_cast<qsizetype>(size));
}

constexpr Table<ProviderKind, 3> kProviders{{{ProviderKind::Dedalus, "dedalus"_w},
                                             {ProviderKind::Unikraft, "unikraft"_w},
                                             {ProviderKind::Sandbox, "sandbox"_w}}};
constexpr Table<KeySource, 5> kKeySources{{{KeySource::Keychain, "keychain"_w},
                                           {KeySource::Environment, "environment"_w},
                                           {KeySource::KeyFile, "key-file"_w},
                                           {KeySource::Session, "session"_w},
                                           {KeySource::BuiltIn, "built-in"_w}}};
constexpr Table<MachinePhase, 10> kPhases{{{MachinePhase::Unknown, "unknown"_w},
                                           {MachinePhase::Creating, "creating"_w},
                                           {MachinePhase::Waking, "waking"_w},
                                           {MachinePhase::Running, "running"_w},
                                           {MachinePhase::GoingToSleep, "going-to-sleep"_w},
                                           {MachinePhase::Sleeping, "sleeping"_w},
                                           {MachinePhase::Stopped, "stopped"_w},
                                           {MachinePhase::Deleting, "deleting"_w},
                                           {MachinePhase::Deleted, "deleted"_w},
                                           {MachinePhase::Failed, "failed"_w}}};
constexpr Table<Outcome, 17> kOutcomes{{{Outcome::None, ""_w},
                                        {Outcome::Succeeded, "succeeded"_w},
                                        {Outcome::Failed, "failed"_w},
                                        {Outcome::TimedOut, "timed-out"_w},
                                        {Outcome::Cancelled, "cancelled"_w},
                                        {Outcome::Expired, "expired"_w},
                                        {Outcome::SkippedOverlap, "skipped-overlap"_w},
                                        {Outcome::SkippedPaused, "skipped-paused"_w},
                                        {Outcome::SkippedExcluded, "skipped-excluded"_w},
                                        {Outcome::SkippedByUser, "skipped-by-user"_w},
                                        {Outcome::Coalesced, "coalesced"_w},
                                        {Outcome::MissedLate, "missed-late"_w},
                                        {Outcome::MissedNotRunning, "missed-not-running"_w},
                                        {Outcome::Unknown, "unknown"_w},
                                        {Outcome::Seen, "seen"_w},
                                        {Outcome::NotSeen, "not-seen"_w},
                                        {Outcome::CannotKnow, "cannot-know"_w}}};
constexpr Table<RunState, 7> kRunStates{{{RunState::Due, "due"_w},
                                         {RunState::Waking, "waking"_w},
                                         {RunState::Submitting, "submitting"_w},
                                         {RunState::Running, "running"_w},
                                         {RunState::Collecting, "collecting"_w},
                                         {RunState::Releasing, "releasing"_w},
                                         {RunState::Closed, "closed"_w}}};
constexpr Table<RunKind, 5> kRunKinds{{{RunKind::Scheduled, "scheduled"_w},
                                       {RunKind::Manual, "manual"_w},
                                       {RunKind::Backfill, "backfill"_w},
                                       {RunKind::Provider, "provider"_w},
                                       {RunKind::SetUp, "set-up"_w}}};
constexpr Table<RunnerState, 6> kRunnerStates{{{RunnerState::Starting, "starting"_w},
                                               {RunnerState::On, "on"_w},
                                               {RunnerState::Paused, "paused"_w},
                                               {RunnerState::Viewer, "viewer"_w},
                                               {RunnerState::Stopped, "stopped"_w},
                                               {RunnerState::Held, "held"_w}}};
constexpr Table<ClockTrouble::Kind, 3> kTroubles{{{ClockTrouble::Kind::WentBack, "went-back"_w},
                                                  {ClockTrouble::Kind::TooFar, "too-far"_w},
                                                  {ClockTrouble::Kind::BeforeUse, "before-use"_w}}};
constexpr Table<ScheduleAction, 6> kActions{{{ScheduleAction::Exec, "exec"_w},
                                             {ScheduleAction::Start, "start"_w},
                                             {ScheduleAction::Stop, "stop"_w},
                                             {ScheduleAction::Suspend, "suspend"_w},
                                             {ScheduleAction::Delete, "delete"_w},
                                             {ScheduleAction::Checkpoint, "checkpoint"_w}}};
constexpr Table<FiredBy, 2> kFiredBy{{{FiredBy::Reveille, "reveille"_w}, {FiredBy::Provider, "provider"_w}}};
constexpr Table<OverlapPolicy, 5> kOverlap{{{OverlapPolicy::Skip, "skip"_w},
                                            {OverlapPolicy::QueueOne, "queue-one"_w},
                                            {OverlapPolicy::QueueAll, "queue-all"_w},
                                            {OverlapPolicy::Replace, "replace"_w},
                                            {OverlapPolicy::Allow, "allow"_w}}};
constexpr Table<OnMissPolicy, 3> kOnMiss{
    {{OnMissPolicy::Skip, "skip"_w}, {OnMissPolicy::Latest, "latest"_w}, {OnMissPolicy::All, "all"_w}}};
constexpr Table<SleepAfter, 3> kSleepAfter{
    {{SleepAfter::Restore, "restore"_w}, {SleepAfter::Always, "always"_w}, {SleepAfter::Never, "never"_w}}};
constexpr Table<GapPolicy, 2> kGap{{{GapPolicy::Skip, "skip"_w}, {GapPolicy::EndOfGap, "end-of-gap"_w}}};
constexpr Table<FoldPolicy, 3> kFold{
    {{FoldPolicy::First, "first"_w}, {FoldPolicy::Second, "second"_w}, {FoldPolicy::Both, "both"_w}}};

} // namespace

QString toWord(ProviderKind kind)
{
    return lookUp(kProviders, kind);
}
QString toWord(KeySource source)
{
    return lookUp(kKeySources, source);
}
QString toWord(MachinePhase phase)
{
    return lookUp(kPhases, phase);
}
QString toWord(Outcome outcome)
{
    return lookUp(kOutcomes, outcome);
}
QString toWord(RunState state)
{
    return lookUp(kRunStates, state);
}
QString toWord(RunKind kind)
{
    return lookUp(kRunKinds, kind);
}
QString toWord(RunnerState state)
{
    return lookUp(kRunnerStates, state);
}
QString toWord(ClockTrouble::Kind kind)
{
    return lookUp(kTroubles, kind);
}
QString toWord(ScheduleAction action)
{
    return lookUp(kActions, action);
}
QString toWord(FiredBy firedBy)
{
    return lookUp(kFiredBy, firedBy);
}
QString toWord(OverlapPolicy overlap)
{
    return lookUp(kOverlap, overlap);
}
QString toWord(OnMissPolicy onMiss)
{
    return lookUp(kOnMiss, onMiss);
}
QString toWord(SleepAfter sleepAfter)
{
    return lookUp(kSleepAfter, sleepAfter);
}
QString toWord(GapPolicy gap)
{
    return lookUp(kGap, gap);
}
QString toWord(FoldPolicy fold)
{
    return lookUp(kFold, fold);
}

template <> std::optional<ProviderKind> fromWord(QStringView word)
{
    return lookUp(kProviders, word);
}
template <> std::optional<KeySource> fromWord(QStringView word)
{
    return lookUp(kKeySources, word);
}
template <> std::optional<MachinePhase> fromWord(QStringView word)
{
    return lookUp(kPhases, word);
}
template <> std::optional<Outcome> fromWord(QStringView word)
{
    return lookUp(kOutcomes, word);
}
template <> std::optional<RunState> fromWord(QStringView word)
{
    return lookUp(kRunStates, word);
}
template <> std::optional<RunKind> fromWord(QStringView word)
{
    return lookUp(kRunKinds, word);
}
template <> std::optional<RunnerState> fromWord(QStringView word)
{
    return lookUp(kRunnerStates, word);
}
template <> std::optional<ClockTrouble::Kind> fromWord(QStringView word)
{
    return lookUp(kTroubles, word);
}
template <> std::optional<ScheduleAction> fromWord(QStringView word)
{
    return lookUp(kActions, word);
}
template <> std::optional<FiredBy> fromWord(QStringView word)
{
    return lookUp(kFiredBy, word);
}
template <> std::optional<OverlapPolicy> fromWord(QStringView word)
{
    return lookUp(kOverlap, word);
}
template <> std::optional<OnMissPolicy> fromWord(QStringView word)
{
    return lookUp(kOnMiss, word);
}
template <> std::optional<SleepAfter> fromWord(QStringView word)
{
    return lookUp(kSleepAfter, word);
}
template <> std::optional<GapPolicy> fromWord(QStringView word)
{
    return lookUp(kGap, word);
}
template <> std::optional<FoldPolicy> fromWord(QStringView word)
{
    return lookUp(kFold, word);
}

} // namespace reveille
