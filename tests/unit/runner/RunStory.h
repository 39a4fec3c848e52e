#pragma once

#include "core/runner/RunReasons.h"
#include "tests/unit/runner/RunWalk.h"

#include <chrono>

#include <QVector>

/// One event and what is expected of it.
struct Beat
{
    reveille::RunEvent event;
    QString expected;
    std::chrono::milliseconds later{0};
    bool afterRestart = false;
};

using Beats = QVector<Beat>;

/// A whole story of one run.
struct Story
{
    Beats beats;
    reveille::Outcome outcome = reveille::Outcome::None;
    const char* reason = "";
    int attempt = 1;
    reveille::RunKind kind = reveille::RunKind::Scheduled;
};

Q_DECLARE_METATYPE(Story)

/// The beginnings and ends that most stories share.
namespace beats {

[[nodiscard]] Beats untilGranted();
[[nodiscard]] Beats untilSubmitting();
[[nodiscard]] Beats untilRunning();
[[nodiscard]] Beats collected(); ///< from collecting on
[[nodiscard]] Beats releasedAtLast();
/// The same failure again and again, each answered with a growing wait and the question once more.
[[nodiscard]] Beats again(int times, const reveille::RunEvent& failure, const QString& state,
                          const QString& question);

} // namespace beats

/// Plays a story and compares every step and the end of it; for use in a test function.
void play(const Story& story);
