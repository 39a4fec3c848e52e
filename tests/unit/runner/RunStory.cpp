#include "tests/unit/runner/RunStory.h"

#include "core/model/Words.h"

#include <algorithm>

#include <QTest>

using namespace reveille;
using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace beats {

Beats untilGranted()
{
    return {{on::begin(), u"due acquire"_s}, {on::granted(), u"waking read-machine"_s}};
}

Beats untilSubmitting()
{
    return untilGranted() + Beats{{on::machine(MachinePhase::Running), u"submitting submit"_s}};
}

Beats untilRunning()
{
    return untilSubmitting() + Beats{{on::submitted(told::queued()), u"running wait 100ms"_s}};
}

Beats collected()
{
    return Beats{{on::output("done\n"), u"releasing release"_s}} + releasedAtLast();
}

Beats releasedAtLast()
{
    return {{on::released(), u"closed"_s}};
}

Beats again(int times, const RunEvent& failure, const QString& state, const QString& question)
{
    Beats beats;
    for (int i = 0; i < times; ++i) {
        const int wait = std::min(60'000, 500 * (1 << std::min(i, 7)));
        beats.append({failure, state + u" wait %1ms"_s.arg(wait)});
        beats.append({on::waitOver(), state + u' ' + question, milliseconds(wait)});
    }
    return beats;
}

} // namespace beats

void play(const Story& story)
{
    RunWalk walk(story.kind);
    for (const Beat& beat : story.beats) {
        if (beat.afterRestart)
            walk.restart();
        QCOMPARE(walk.on(beat.event, beat.later), beat.expected);
    }
    QCOMPARE(walk.run.state, RunState::Closed);
    QCOMPARE(walk.run.closedAt, std::optional(walk.now));
    QCOMPARE(toWord(walk.run.outcome), toWord(story.outcome));
    QCOMPARE(walk.run.reason, QString::fromLatin1(story.reason));
    QCOMPARE(walk.run.attempt, story.attempt);
    QVERIFY2(walk.bodiesMade <= story.attempt, "one body for each attempt");
}
