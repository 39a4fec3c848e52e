#include "core/runner/Plan.h"
#include "core/model/TimeText.h"
#include "core/model/Words.h"

#include <array>
#include <random>

#include <QElapsedTimer>
#include <QTest>

using namespace reveille;
using namespace std::chrono;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using calendar::Instant;
using calendar::Timetable;
using calendar::TimeZone;

namespace {

/// "08:10" on the day of all tables, 2026-03-02, or a whole RFC 3339 text.
Instant at(const QString& text)
{
    const auto instant = fromRfc3339(
        text.size() > 8 ? text : u"2026-03-02T%1Z"_s.arg(text.size() == 5 ? text + u":00"_s : text));
    if (!instant)
        qFatal("not a time: %s", qPrintable(text));
    return *instant;
}

Timetable timetable(const QString& line, const TimeZone& zone = TimeZone::utc())
{
    auto parsed = Timetable::parse({line.toStdString()}, zone);
    if (!parsed)
        qFatal("not a calendar event: %s", qPrintable(line));
    return *std::move(parsed);
}

/// One row of the table. Times are those of at(); empty means none.
struct Case
{
    QString when = u"*:0/10"_s;
    QString effectiveFrom = u"07:00"_s;
    QString decidedUntil = u"08:05"_s;
    QString now;
    SchedulePolicy policy = {};
    bool enabled = true;
    FiredBy firedBy = FiredBy::Reveille;
    int openRuns = 0;
    int queuedRuns = 0;
    QString pausedSince = {};
    QString pausedUntil = {};
};

SchedulePolicy skipMissed()
{
    SchedulePolicy policy;
    policy.onMiss = OnMissPolicy::Skip;
    return policy;
}

SchedulePolicy window(seconds length)
{
    SchedulePolicy policy;
    policy.missWindow = length;
    return policy;
}

SchedulePolicy deadline(SchedulePolicy policy, seconds length)
{
    policy.startDeadline = length;
    return policy;
}

SchedulePolicy queueOne()
{
    SchedulePolicy policy;
    policy.overlap = OverlapPolicy::QueueOne;
    return policy;
}

std::optional<Pause> pauseOf(const Case& row)
{
    if (row.pausedSince.isEmpty())
        return std::nullopt;
    Pause pause;
    pause.since = at(row.pausedSince);
    if (!row.pausedUntil.isEmpty())
        pause.until = at(row.pausedUntil);
    return pause;
}

SchedulePlan planOf(const Case& row)
{
    Schedule schedule;
    schedule.enabled = row.enabled;
    schedule.firedBy = row.firedBy;
    schedule.policy = row.policy;
    schedule.effectiveFrom = at(row.effectiveFrom);
    const Occurrences table(timetable(row.when), row.policy, schedule.id);
    return plan(ScheduleState{&schedule, &table, at(row.decidedUntil), row.openRuns, row.queuedRuns},
                at(row.now), pauseOf(row));
}

QString clockText(Instant instant)
{
    const QString text = toRfc3339(instant);
    return text.startsWith(u"2026-03-02T"_s) ? text.mid(11, text.mid(17, 2) == u"00" ? 5 : 8) : text;
}

/// "08:10 coalesced (newer-occurrence)" or "08:10 start"; a stretch as "08:10..09:00 x6 …".
QString textOf(const Decision& decision)
{
    QString text = clockText(decision.scheduledAt);
    if (decision.lastScheduledAt)
        text += u".."_s + clockText(*decision.lastScheduledAt);
    if (decision.occurrences != 1)
        text += u" x%1"_s.arg(decision.occurrences);
    if (decision.what == Decision::What::Start)
        return text + u" start"_s;
    return text + u" %1 (%2)"_s.arg(toWord(decision.outcome), decision.reason);
}

QString textOf(const SchedulePlan& plan)
{
    QStringList parts;
    for (const Decision& decision : plan.decisions)
        parts.append(textOf(decision));
    return parts.join(u"; "_s);
}

} // namespace

Q_DECLARE_METATYPE(Case)

/// What becomes of occurrences that are due, whatever the reason for looking at the clock.
class PlanTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decides_data();
    void decides();
    void startDeadlines_data();
    void startDeadlines();
    void decidesOnce();
    void clockBackNeverDecidesAgain();
    void yearOfMissedMinutes();
    void stretchIsSplitWhereItsFateChanges();
    void everyOccurrenceHasOneDecision();
};

void PlanTest::decides_data()
{
    QTest::addColumn<Case>("row");
    QTest::addColumn<QString>("decisions");
    QTest::addColumn<QString>("next");

    const auto add = [](const char* name, const Case& row, const char* decisions, const char* next) {
        QTest::newRow(name) << row << QString::fromLatin1(decisions) << QString::fromLatin1(next);
    };

    add("nothing due", {.now = u"08:09"_s}, "", "08:10");
    add("on time", {.now = u"08:10"_s}, "08:10 start", "08:20");
    add("a little late", {.now = u"08:10:02"_s}, "08:10 start", "08:20");
    add("decided at the same instant", {.decidedUntil = u"08:10"_s, .now = u"08:10"_s}, "", "08:20");
    add("several due: the latest runs, the others give way to it", {.now = u"08:31"_s},
        "08:10 coalesced (newer-occurrence); 08:20 coalesced (newer-occurrence); 08:30 start", "08:40");
    add("no next occurrence", {.when = u"2026-03-02 08:10"_s, .now = u"08:10"_s}, "08:10 start", "");

    add("missed, caught up", {.when = u"08:10"_s, .now = u"22:00"_s}, "08:10 start", "2026-03-03T08:10:00Z");
    add("missed, on-miss skip", {.when = u"08:10"_s, .now = u"22:00"_s, .policy = skipMissed()},
        "08:10 missed-not-running (not-running)", "2026-03-03T08:10:00Z");
    add("on-miss skip still starts within the start deadline", {.now = u"08:14:59"_s, .policy = skipMissed()},
        "08:10 start", "08:20");
    add("on-miss skip at the edge of the start deadline", {.now = u"08:15:00"_s, .policy = skipMissed()},
        "08:10 start", "08:20");
    add("on-miss skip past the start deadline", {.now = u"08:15:01"_s, .policy = skipMissed()},
        "08:10 missed-not-running (not-running)", "08:20");
    add("on-miss skip with a start deadline of its own",
        {.now = u"08:10:31"_s, .policy = deadline(skipMissed(), 30s)},
        "08:10 missed-not-running (not-running)", "08:20");
    add("several due, on-miss skip, only the latest within the deadline",
        {.now = u"08:31"_s, .policy = skipMissed()},
        "08:10 missed-not-running (not-running); 08:20 missed-not-running (not-running); 08:30 start",
        "08:40");
    add("the window ends what is caught up", {.when = u"08:10"_s, .now = u"10:10:01"_s, .policy = window(2h)},
        "08:10 missed-not-running (not-running)", "2026-03-03T08:10:00Z");
    add("the edge of the window", {.when = u"08:10"_s, .now = u"10:10"_s, .policy = window(2h)},
        "08:10 start", "2026-03-03T08:10:00Z");
    add("older than the window is missed, younger gives way", {.now = u"08:41"_s, .policy = window(25min)},
        "08:10 missed-not-running (not-running); 08:20 coalesced (newer-occurrence); "
        "08:30 coalesced (newer-occurrence); 08:40 start",
        "08:50");
    add("a start deadline longer than the window counts",
        {.now = u"08:12"_s, .policy = deadline(window(0s), 10min)}, "08:10 start", "08:20");

    add("overlap skip", {.now = u"08:10"_s, .openRuns = 1}, "08:10 skipped-overlap (previous-run-open)",
        "08:20");
    add("overlap queue-one", {.now = u"08:10"_s, .policy = queueOne(), .openRuns = 1}, "08:10 start",
        "08:20");
    add("overlap queue-one, one waits already",
        {.now = u"08:10"_s, .policy = queueOne(), .openRuns = 2, .queuedRuns = 1},
        "08:10 skipped-overlap (previous-run-open)", "08:20");
    add("overlap after a suspend", {.now = u"08:21"_s, .openRuns = 1},
        "08:10 coalesced (newer-occurrence); 08:20 skipped-overlap (previous-run-open)", "08:30");

    add("paused", {.now = u"08:10"_s, .pausedSince = u"08:00"_s}, "08:10 skipped-paused (paused)", "08:20");
    add("paused from the instant itself", {.now = u"08:10"_s, .pausedSince = u"08:10"_s},
        "08:10 skipped-paused (paused)", "08:20");
    add("paused until the instant itself: it runs",
        {.now = u"08:10"_s, .pausedSince = u"08:00"_s, .pausedUntil = u"08:10"_s}, "08:10 start", "08:20");
    add("paused for part of the time",
        {.now = u"08:41"_s, .pausedSince = u"08:15"_s, .pausedUntil = u"08:35"_s},
        "08:10 coalesced (newer-occurrence); 08:20 skipped-paused (paused); "
        "08:30 skipped-paused (paused); 08:40 start",
        "08:50");
    add("paused at the end: nothing ran, so nothing gave way to it",
        {.now = u"08:31"_s, .pausedSince = u"08:25"_s},
        "08:10 missed-not-running (not-running); 08:20 missed-not-running (not-running); "
        "08:30 skipped-paused (paused)",
        "08:40");
    add("nothing is caught up while paused", {.now = u"08:16"_s, .pausedSince = u"08:12"_s},
        "08:10 skipped-paused (paused)", "08:20");
    add("too old to be caught up, paused or not",
        {.now = u"08:16"_s, .policy = skipMissed(), .pausedSince = u"08:12"_s},
        "08:10 missed-not-running (not-running)", "08:20");
    add("paused and too old", {.now = u"08:16"_s, .policy = skipMissed(), .pausedSince = u"08:00"_s},
        "08:10 skipped-paused (paused)", "08:20");

    add("disabled", {.now = u"08:31"_s, .enabled = false}, "", "");
    add("fired by the provider", {.now = u"08:31"_s, .firedBy = FiredBy::Provider}, "", "");
    add("an edit creates no past targets",
        {.effectiveFrom = u"08:25"_s, .decidedUntil = u"07:00"_s, .now = u"08:31"_s}, "08:30 start", "08:40");
    add("an edit at the instant itself",
        {.effectiveFrom = u"08:30"_s, .decidedUntil = u"07:00"_s, .now = u"08:31"_s}, "", "08:40");
    add("the clock went back", {.decidedUntil = u"09:00"_s, .now = u"08:31"_s}, "", "09:10");
    add("effective only later", {.effectiveFrom = u"09:00"_s, .now = u"08:31"_s}, "", "09:10");
}

void PlanTest::decides()
{
    QFETCH(const Case, row);
    const SchedulePlan decided = planOf(row);
    QTEST(textOf(decided), "decisions");
    QTEST(decided.next ? clockText(*decided.next) : QString(), "next");
    const Instant latestKnown = std::max({at(row.decidedUntil), at(row.effectiveFrom), at(row.now)});
    QCOMPARE(clockText(decided.decidedUntil), clockText(latestKnown));
}

void PlanTest::startDeadlines_data()
{
    QTest::addColumn<QString>("when");
    QTest::addColumn<QString>("from");
    QTest::addColumn<qint64>("seconds");
    QTest::addRow("every second: at least a minute") << u"*:*:*"_s << u"08:00"_s << qint64(60);
    QTest::addRow("every minute") << u"*:*"_s << u"08:00"_s << qint64(60);
    QTest::addRow("every ten minutes: half of it") << u"*:0/10"_s << u"08:00"_s << qint64(300);
    QTest::addRow("daily: an hour") << u"08:00"_s << u"08:00"_s << qint64(3600);
    QTest::addRow("never again: an hour") << u"2026-03-02 08:00"_s << u"08:00"_s << qint64(3600);
    QTest::addRow("uneven: the gap that follows") << u"08:00,10"_s << u"08:00"_s << qint64(300);
}

void PlanTest::startDeadlines()
{
    QFETCH(const QString, when);
    QFETCH(const QString, from);
    const Occurrences table(timetable(when));
    QTEST(qint64(startDeadline({}, table, at(from)).count()), "seconds");
    SchedulePolicy own;
    own.startDeadline = 7s;
    QCOMPARE(startDeadline(own, table, at(from)).count(), 7);
}

void PlanTest::decidesOnce()
{
    Case row{.now = u"08:31"_s};
    row.decidedUntil = toRfc3339(planOf(row).decidedUntil);
    QCOMPARE(textOf(planOf(row)), QString());
}

void PlanTest::clockBackNeverDecidesAgain()
{
    Case row{.now = u"09:00"_s};
    row.decidedUntil = toRfc3339(planOf(row).decidedUntil);
    for (const QString& now : {u"07:30"_s, u"08:10"_s, u"08:59:59"_s, u"09:00"_s}) {
        row.now = now;
        const SchedulePlan again = planOf(row);
        QCOMPARE(textOf(again), QString());
        QCOMPARE(clockText(again.decidedUntil), u"09:00"_s);
        QCOMPARE(clockText(again.next.value()), u"09:10"_s);
    }
    row.now = u"09:10"_s;
    QCOMPARE(textOf(planOf(row)), u"09:10 start"_s);
}

void PlanTest::yearOfMissedMinutes()
{
    const Case row{.when = u"*:*"_s,
                   .effectiveFrom = u"2025-03-02T08:00:30Z"_s,
                   .decidedUntil = u"2025-03-02T08:00:30Z"_s,
                   .now = u"08:00:30"_s,
                   .policy = skipMissed()};
    QElapsedTimer timer;
    timer.start();
    const SchedulePlan decided = planOf(row);
    QVERIFY2(timer.elapsed() < 100, "half a million minutes are counted, not listed");
    QCOMPARE(decided.decisions.size(), 101);
    QCOMPARE(textOf(decided.decisions.constFirst()),
             u"2025-03-02T08:01:00Z..06:20 x525500 missed-not-running (not-running)"_s);
    QCOMPARE(textOf(decided.decisions.constLast()), u"08:00 start"_s);
}

/// A long absence with a pause in it and a window at its end: one record for each part.
void PlanTest::stretchIsSplitWhereItsFateChanges()
{
    const Case row{.when = u"*:*"_s,
                   .effectiveFrom = u"2026-03-01T08:00:30Z"_s,
                   .decidedUntil = u"2026-03-01T08:00:30Z"_s,
                   .now = u"08:00:30"_s,
                   .policy = window(12h),
                   .pausedSince = u"2026-03-01T10:00:00Z"_s,
                   .pausedUntil = u"2026-03-01T11:00:00Z"_s};
    const SchedulePlan decided = planOf(row);
    QCOMPARE(decided.decisions.size(), 104);
    QCOMPARE(textOf(decided.decisions.at(0)),
             u"2026-03-01T08:01:00Z..2026-03-01T09:59:00Z x119 missed-not-running (not-running)"_s);
    QCOMPARE(textOf(decided.decisions.at(1)),
             u"2026-03-01T10:00:00Z..2026-03-01T10:59:00Z x60 skipped-paused (paused)"_s);
    QCOMPARE(textOf(decided.decisions.at(2)),
             u"2026-03-01T11:00:00Z..2026-03-01T20:00:00Z x541 missed-not-running (not-running)"_s);
    QCOMPARE(textOf(decided.decisions.at(3)),
             u"2026-03-01T20:01:00Z..06:20 x620 coalesced (newer-occurrence)"_s);
    QCOMPARE(textOf(decided.decisions.at(4)), u"06:21 coalesced (newer-occurrence)"_s);
    QCOMPARE(textOf(decided.decisions.constLast()), u"08:00 start"_s);
}

void PlanTest::everyOccurrenceHasOneDecision()
{
    static constexpr std::array kLines = {"*:*",
                                          "*:0/7:30",
                                          "*:*:0/20",
                                          "08..18:05,35",
                                          "Mon..Fri *:15",
                                          "02:30",
                                          "*-*-1/3 02:00",
                                          "Sat,Sun 01,02,03:00",
                                          "*-*~1 23:59:59.5",
                                          "hourly"};
    static constexpr std::array kZones = {"UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"};
    std::mt19937 random(20261122);
    const auto below = [&](int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random); };

    for (int round = 0; round < 300; ++round) {
        const auto zone = TimeZone::load(kZones[static_cast<size_t>(below(int(kZones.size())))]);
        QVERIFY(zone.has_value());
        const Occurrences table(
            timetable(QString::fromLatin1(kLines[static_cast<size_t>(below(int(kLines.size())))]), *zone));
        Schedule schedule;
        schedule.policy.onMiss = below(2) == 0 ? OnMissPolicy::Skip : OnMissPolicy::Latest;
        schedule.policy.overlap = below(2) == 0 ? OverlapPolicy::Skip : OverlapPolicy::QueueOne;
        schedule.policy.missWindow = seconds(below(200'000));
        if (below(2) == 0)
            schedule.policy.startDeadline = seconds(below(5000));
        Instant now = at(u"2026-03-27T00:00:00Z"_s) + seconds(below(400'000));
        schedule.effectiveFrom = now;
        ScheduleState state{&schedule, &table, now, 0, 0};

        for (int look = 0; look < 12; ++look) {
            // Mostly forward by seconds to days, sometimes back.
            now += below(5) == 0 ? -seconds(below(20'000)) : seconds(below(below(2) == 0 ? 300 : 200'000));
            state.openRuns = below(3);
            state.queuedRuns = state.openRuns == 0 ? 0 : below(2);
            std::optional<Pause> pause;
            if (below(3) == 0) {
                pause = Pause{now - seconds(below(100'000)), std::nullopt, {}};
                if (below(2) == 0)
                    pause->until = pause->since + seconds(below(200'000));
            }
            const Instant before = state.decidedUntil;
            const SchedulePlan decided = plan(state, now, pause);

            QVERIFY(decided.decidedUntil >= before);
            QCOMPARE(decided.decidedUntil, std::max(before, now));
            QCOMPARE(decided.next, table.next(decided.decidedUntil));
            qint64 sum = 0;
            int starts = 0;
            Instant last = before;
            for (const Decision& decision : decided.decisions) {
                const Instant end = decision.lastScheduledAt.value_or(decision.scheduledAt);
                QVERIFY(decision.scheduledAt > last && end <= now);
                QCOMPARE(std::as_const(table).next(decision.scheduledAt - microseconds(1)),
                         std::optional(decision.scheduledAt));
                QCOMPARE(decision.occurrences,
                         qint64(table.countIn(decision.scheduledAt - microseconds(1), end)));
                QVERIFY(decision.occurrences > 0);
                QCOMPARE(decision.lastScheduledAt.has_value(), decision.occurrences > 1);
                QCOMPARE(decision.what == Decision::What::Start, decision.outcome == Outcome::None);
                starts += decision.what == Decision::What::Start ? 1 : 0;
                sum += decision.occurrences;
                last = end;
            }
            QCOMPARE(sum, qint64(table.countIn(before, std::max(before, now))));
            QVERIFY(starts <= 1);
            if (starts == 1)
                QCOMPARE(decided.decisions.constLast().what, Decision::What::Start);
            state.decidedUntil = decided.decidedUntil;
        }
    }
}

QTEST_APPLESS_MAIN(PlanTest)
#include "PlanTest.moc"
