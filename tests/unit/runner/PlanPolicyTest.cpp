#include "core/model/TimeText.h"
#include "core/model/Words.h"
#include "core/runner/Plan.h"

#include <QTest>

using namespace reveille;
using namespace std::chrono;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using calendar::Instant;

namespace {

Instant at(const QString& text)
{
    const auto instant = fromRfc3339(text.size() > 5 ? text : u"2026-03-02T%1:00Z"_s.arg(text));
    if (!instant)
        qFatal("not a time: %s", qPrintable(text));
    return *instant;
}

/// A schedule every ten minutes, looked at once.
struct Case
{
    QString now;
    SchedulePolicy policy = {};
    QString decidedUntil = u"08:05"_s;
    QString when = u"*:0/10"_s;
    QString zone = u"UTC"_s;
    int openRuns = 0;
    int queuedRuns = 0;
    ScheduleProgress progress = {};
    int startsLeft = 1000;
    std::optional<Pause> own = {};
    std::optional<Pause> all = {};
};

template <typename Change> SchedulePolicy policy(Change change)
{
    SchedulePolicy made;
    change(made);
    return made;
}

SchedulePolicy overlap(OverlapPolicy what, int limit = 2)
{
    return policy([&](SchedulePolicy& p) {
        p.overlap = what;
        p.overlapLimit = limit;
    });
}

SchedulePolicy all(int limit, seconds window = hours(24))
{
    return policy([&](SchedulePolicy& p) {
        p.onMiss = OnMissPolicy::All;
        p.missLimit = limit;
        p.missWindow = window;
    });
}

SchedulePolicy with(SchedulePolicy base, const std::function<void(SchedulePolicy&)>& change)
{
    change(base);
    return base;
}

SchedulePlan planOf(const Case& row, ScheduleId id = {u"schedule-1"_s})
{
    Schedule schedule;
    schedule.id = std::move(id);
    schedule.zone = row.zone;
    schedule.when = QStringList{row.when};
    schedule.policy = row.policy;
    schedule.pause = row.own;
    schedule.effectiveFrom = at(u"2026-01-01T00:00:00Z"_s);
    const auto occurrences = Occurrences::of(schedule);
    if (!occurrences)
        qFatal("the schedule cannot be read");
    return plan(ScheduleState{&schedule, &*occurrences, at(row.decidedUntil), row.openRuns, row.queuedRuns,
                              row.progress, row.startsLeft},
                at(row.now), row.all);
}

QString clockText(Instant instant)
{
    const QString text = toRfc3339(instant);
    return text.startsWith(u"2026-03-02T"_s) ? text.mid(11, 5) : text.mid(5, 11);
}

QString textOf(const SchedulePlan& plan)
{
    QStringList texts;
    for (const Decision& decision : plan.decisions) {
        QString text = clockText(decision.scheduledAt);
        if (decision.occurrences != 1)
            text += u".."_s + clockText(*decision.lastScheduledAt) + u" x%1"_s.arg(decision.occurrences);
        if (decision.what == Decision::What::Start)
            text += decision.replacesOpen ? u" replace"_s : u" start"_s;
        else
            text += u' ' + toWord(decision.outcome) + u'/' + decision.reason;
        texts.append(text);
    }
    return texts.join(u"; "_s);
}

} // namespace

class PlanPolicyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatNobodyChose();
    void decides_data();
    void decides();
    void jitterPutsTheStartOff();
    void limitedRunsEnd();
    void startsLeftPutTheRestOff();
    void skippedOnesAreCountedOnce();
};

void PlanPolicyTest::whatNobodyChose()
{
    const SchedulePolicy chosen;
    QCOMPARE(toWord(chosen.overlap), u"skip"_s);
    QVERIFY(!chosen.parallelOnMachine);
    QCOMPARE(toWord(chosen.onMiss), u"latest"_s);
    QCOMPARE(chosen.missWindow, seconds(24h));
    QVERIFY(!chosen.startDeadline);
    QCOMPARE(chosen.jitter, 0s);
    QCOMPARE(chosen.infrastructureRetries, 3);
    QCOMPARE(chosen.commandRetries, 0);
    QCOMPARE(chosen.pauseAfterFailures, 0);
    QVERIFY(!chosen.until && !chosen.runLimit && chosen.excludedDates.isEmpty());
    QCOMPARE(chosen.skipNext, 0);
    QCOMPARE(toWord(chosen.sleepAfter), u"restore"_s);
    QCOMPARE(toWord(chosen.gap), u"skip"_s);
    QCOMPARE(toWord(chosen.fold), u"first"_s);
    QCOMPARE(Schedule().timeout, milliseconds(10min));
}

void PlanPolicyTest::decides_data()
{
    QTest::addColumn<QString>("decided");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const Case& input, const QString& expected) {
        QTest::newRow(name) << textOf(planOf(input)) << expected;
    };
    const QString skippedOverlap = u"08:10 skipped-overlap/previous-run-open"_s;
    const QString starts = u"08:10 start"_s;
    const Case one{.now = u"08:10"_s};
    const auto open = [&](SchedulePolicy p, int openRuns, int queued = 0) {
        Case made = one;
        made.policy = std::move(p);
        made.openRuns = openRuns;
        made.queuedRuns = queued;
        return made;
    };

    row("skip: nothing open", open(overlap(OverlapPolicy::Skip), 0), starts);
    row("skip: one open", open(overlap(OverlapPolicy::Skip), 1), skippedOverlap);
    row("queue one: one open", open(overlap(OverlapPolicy::QueueOne), 1), starts);
    row("queue one: one waits already", open(overlap(OverlapPolicy::QueueOne), 2, 1), skippedOverlap);
    row("queue all: some wait", open(overlap(OverlapPolicy::QueueAll, 5), 4, 3), starts);
    row("queue all: the queue is full", open(overlap(OverlapPolicy::QueueAll, 5), 6, 5), skippedOverlap);
    row("replace: nothing open", open(overlap(OverlapPolicy::Replace), 0), starts);
    row("replace: one open", open(overlap(OverlapPolicy::Replace), 1), u"08:10 replace"_s);
    row("allow two: one open", open(overlap(OverlapPolicy::Allow, 2), 1), starts);
    row("allow two: two open", open(overlap(OverlapPolicy::Allow, 2), 2), skippedOverlap);

    row("missed, all: each, oldest first", {.now = u"08:35"_s, .policy = all(10)},
        u"08:10 start; 08:20 start; 08:30 start"_s);
    row("missed, all: at most two, the newest ones", {.now = u"08:35"_s, .policy = all(2)},
        u"08:10 missed-not-running/miss-limit; 08:20 start; 08:30 start"_s);
    row("missed, all: none older than the window", {.now = u"08:35"_s, .policy = all(10, 900s)},
        u"08:10 missed-not-running/not-running; 08:20 start; 08:30 start"_s);
    row("missed, all: one open before is in their way", {.now = u"08:25"_s, .policy = all(10), .openRuns = 1},
        u"08:10 skipped-overlap/previous-run-open; 08:20 skipped-overlap/previous-run-open"_s);
    row("missed, all into a queue with room for two",
        {.now = u"08:45"_s,
         .policy = with(all(10), [](SchedulePolicy& p) { p.overlap = OverlapPolicy::QueueAll; }),
         .openRuns = 1},
        u"08:10 start; 08:20 start; 08:30 skipped-overlap/queue-full; 08:40 skipped-overlap/queue-full"_s);
    row(
        "a start after 100 missed occurrences runs one",
        {.now = u"08:05"_s, .decidedUntil = u"2026-03-01T15:05:00Z"_s},
        u"03-01T15:10..03-01T15:20 x2 coalesced/newer-occurrence"_s + []() -> QString {
            QString text;
            for (int i = 2; i < 101; ++i)
                text += u"; "_s + clockText(at(u"2026-03-01T15:10:00Z"_s) + minutes(10) * i) +
                        u" coalesced/newer-occurrence"_s;
            return text + u"; 08:00 start"_s;
        }());
    const auto excluded = policy([](SchedulePolicy& p) { p.excludedDates = QStringList{u"2026-03-02"_s}; });
    row("an excluded date", {.now = u"08:10"_s, .policy = excluded}, u"08:10 skipped-excluded/excluded"_s);
    row("an excluded date is one of the schedule's zone",
        {.now = u"2026-03-02T15:00:00Z"_s,
         .policy = excluded,
         .decidedUntil = u"14:45"_s,
         .zone = u"Asia/Tokyo"_s},
        u"14:50 skipped-excluded/excluded; 15:00 start"_s);
    row("an excluded date comes before a pause",
        {.now = u"08:10"_s, .policy = excluded, .own = Pause{at(u"08:00"_s), std::nullopt, {}}},
        u"08:10 skipped-excluded/excluded"_s);
    row("a missed one before an excluded date is caught up on it",
        {.now = u"00:30"_s, .policy = excluded, .decidedUntil = u"2026-03-01T23:45:00Z"_s},
        u"03-01T23:50 start; 00:00 skipped-excluded/excluded; 00:10 skipped-excluded/excluded; "
        u"00:20 skipped-excluded/excluded; 00:30 skipped-excluded/excluded"_s);

    const Pause pause{at(u"08:00"_s), at(u"08:25"_s), {}};
    row("the schedule's own pause", {.now = u"08:30"_s, .own = pause},
        u"08:10 skipped-paused/paused; 08:20 skipped-paused/paused; 08:30 start"_s);
    row("the pause of everything", {.now = u"08:30"_s, .all = pause},
        u"08:10 skipped-paused/paused; 08:20 skipped-paused/paused; 08:30 start"_s);
    row("two pauses, one after the other",
        {.now = u"08:40"_s, .own = pause, .all = Pause{at(u"08:25"_s), at(u"08:35"_s), {}}},
        u"08:10 skipped-paused/paused; 08:20 skipped-paused/paused; 08:30 skipped-paused/paused; 08:40 start"_s);

    const auto skipTwo = policy([](SchedulePolicy& p) { p.skipNext = 2; });
    row("skip the next two: the first", {.now = u"08:10"_s, .policy = skipTwo},
        u"08:10 skipped-by-user/skipped-by-person"_s);
    row("skip the next two: the second", {.now = u"08:10"_s, .policy = skipTwo, .progress = {.skipped = 1}},
        u"08:10 skipped-by-user/skipped-by-person"_s);
    row("skip the next two: the third", {.now = u"08:10"_s, .policy = skipTwo, .progress = {.skipped = 2}},
        starts);
    row("skip the next two: missed ones are used up too", {.now = u"08:35"_s, .policy = skipTwo},
        u"08:10 skipped-by-user/skipped-by-person; 08:20 skipped-by-user/skipped-by-person; 08:30 start"_s);
    row("skip the next two: paused ones are not used up",
        {.now = u"08:40"_s, .policy = skipTwo, .own = Pause{at(u"08:00"_s), at(u"08:15"_s), {}}},
        u"08:10 skipped-paused/paused; 08:20 skipped-by-user/skipped-by-person; "
        u"08:30 skipped-by-user/skipped-by-person; 08:40 start"_s);

    row("until: the last one",
        {.now = u"08:35"_s, .policy = with(all(10), [](SchedulePolicy& p) { p.until = at(u"08:20"_s); })},
        u"08:10 start; 08:20 start"_s);
    row("a limit of two runs, one used",
        {.now = u"08:35"_s,
         .policy = with(all(10), [](SchedulePolicy& p) { p.runLimit = 2; }),
         .progress = {.starts = 1}},
        u"08:10 start; 08:20 skipped-by-user/run-limit; 08:30 skipped-by-user/run-limit"_s);
    row("a limit of two runs, both used",
        {.now = u"08:35"_s,
         .policy = policy([](SchedulePolicy& p) { p.runLimit = 2; }),
         .progress = {.starts = 2}},
        {});

    const auto yearly = policy([](SchedulePolicy& p) { p.gap = GapPolicy::EndOfGap; });
    row("a wall time in a gap, at its end",
        {.now = u"2026-03-29T01:00:00Z"_s,
         .policy = yearly,
         .decidedUntil = u"2026-03-28T12:00:00Z"_s,
         .when = u"02:30"_s,
         .zone = u"Europe/Berlin"_s},
        u"03-29T01:00 start"_s);
    row("a wall time in a gap, skipped",
        {.now = u"2026-03-29T01:00:00Z"_s,
         .decidedUntil = u"2026-03-28T12:00:00Z"_s,
         .when = u"02:30"_s,
         .zone = u"Europe/Berlin"_s},
        {});
    row("a resume in another zone than the schedule's changes nothing",
        {.now = u"2026-03-02T07:00:00Z"_s,
         .decidedUntil = u"2026-03-01T12:00:00Z"_s,
         .when = u"08:00"_s,
         .zone = u"Europe/Berlin"_s},
        u"07:00 start"_s);
}

void PlanPolicyTest::decides()
{
    QFETCH(const QString, decided);
    QTEST(decided, "expected");
}

void PlanPolicyTest::jitterPutsTheStartOff()
{
    Case row{.now = u"08:10"_s, .policy = policy([](SchedulePolicy& p) { p.jitter = minutes(8); })};
    const SchedulePlan early = planOf(row);
    QVERIFY(early.decisions.isEmpty());
    QCOMPARE(early.next, std::optional(at(u"08:10"_s)));
    QVERIFY(early.lookAt && *early.lookAt > at(u"08:10"_s) && *early.lookAt < at(u"08:18"_s));
    QVERIFY(early.decidedUntil < at(u"08:10"_s));
    row.now = toRfc3339(*early.lookAt + 1s);
    const SchedulePlan due = planOf(row);
    QCOMPARE(textOf(due), u"08:10 start"_s);
    QVERIFY(planOf(row, {u"schedule-2"_s}).lookAt != due.lookAt);
}

void PlanPolicyTest::limitedRunsEnd()
{
    const Case row{.now = u"08:10"_s,
                   .policy = policy([](SchedulePolicy& p) { p.runLimit = 3; }),
                   .progress = {.starts = 2}};
    const SchedulePlan last = planOf(row);
    QCOMPARE(textOf(last), u"08:10 start"_s);
    QCOMPARE(last.progress.starts, 3);
    QVERIFY(!last.next && !last.lookAt);
}

void PlanPolicyTest::startsLeftPutTheRestOff()
{
    Case row{.now = u"08:45"_s, .policy = all(10), .startsLeft = 2};
    const SchedulePlan first = planOf(row);
    QCOMPARE(textOf(first), u"08:10 start; 08:20 start"_s);
    QCOMPARE(first.next, std::optional(at(u"08:30"_s)));
    row.decidedUntil = toRfc3339(first.decidedUntil);
    row.startsLeft = 10;
    QCOMPARE(textOf(planOf(row)), u"08:30 start; 08:40 start"_s);
}

void PlanPolicyTest::skippedOnesAreCountedOnce()
{
    Case row{.now = u"08:15"_s, .policy = policy([](SchedulePolicy& p) { p.skipNext = 2; })};
    const SchedulePlan first = planOf(row);
    QCOMPARE(first.progress.skipped, 1);
    row.decidedUntil = toRfc3339(first.decidedUntil);
    row.progress = first.progress;
    row.now = u"08:35"_s;
    const SchedulePlan second = planOf(row);
    QCOMPARE(second.progress.skipped, 2);
    QCOMPARE(second.progress.starts, 1);
}

QTEST_APPLESS_MAIN(PlanPolicyTest)
#include "PlanPolicyTest.moc"
