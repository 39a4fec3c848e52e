#include "core/engine/ScheduleCheck.h"
#include "core/model/TimeText.h"
#include "core/text/ErrorText.h"

#include <chrono>
#include <functional>
#include <limits>

#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using calendar::Instant;

namespace {

using Change = std::function<void(Schedule&)>;

Instant now()
{
    return fromRfc3339(u"2026-03-02T08:00:00Z"_s).value();
}

Schedule hourly()
{
    Schedule schedule;
    schedule.name = u"item"_s;
    schedule.machine = {AccountId{u"account-1"_s}, MachineId{u"dm-1"_s}};
    schedule.when = {u"hourly"_s};
    schedule.zone = u"Europe/Berlin"_s;
    schedule.argv = {u"true"_s};
    return schedule;
}

Change overlapped(OverlapPolicy overlap, int limit)
{
    return [=](Schedule& s) {
        s.policy.overlap = overlap;
        s.policy.overlapLimit = limit;
    };
}

Change missing(int limit)
{
    return [=](Schedule& s) {
        s.policy.onMiss = OnMissPolicy::All;
        s.policy.missLimit = limit;
    };
}

Change window(std::chrono::seconds time)
{
    return [=](Schedule& s) { s.policy.missWindow = time; };
}

Change deadline(std::chrono::seconds time)
{
    return [=](Schedule& s) { s.policy.startDeadline = time; };
}

Change jitter(std::chrono::seconds time, const QString& when = u"hourly"_s)
{
    return [=](Schedule& s) {
        s.policy.jitter = time;
        s.when = {when};
    };
}

Change retries(int tries)
{
    return [=](Schedule& s) { s.policy.infrastructureRetries = tries; };
}

Change commandRetries(int tries)
{
    return [=](Schedule& s) { s.policy.commandRetries = tries; };
}

Change limited(qint64 runs)
{
    return [=](Schedule& s) { s.policy.runLimit = runs; };
}

} // namespace

/// What may be chosen of each policy, wherever it comes from: the engine is the only place that says no.
class PolicyBoundsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bounds_data();
    void bounds();
    void whatWasStoredAndIsLeftAloneStays();
    void theProvidersOwnAreNotAsked();
};

void PolicyBoundsTest::bounds_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("place"); // empty: accepted
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<QString>("fix");
    const auto accepted = [](const char* name, const Change& change) {
        QTest::newRow(name) << change << QString() << QString() << QString();
    };
    const auto refused = [](const char* name, const Change& change, const QString& place,
                            const QString& sentence, const QString& fix) {
        QTest::newRow(name) << change << place << sentence << fix;
    };
    accepted("defaults", [](Schedule&) {});

    const QString waiting = u"From 1 to 100 runs may wait for the one before."_s;
    accepted("queue of one", overlapped(OverlapPolicy::QueueAll, 1));
    accepted("queue of 100", overlapped(OverlapPolicy::QueueAll, 100));
    refused("queue of none", overlapped(OverlapPolicy::QueueAll, 0), u"overlap queue-all:0"_s, waiting,
            u"queue-all:1"_s);
    refused("queue of 101", overlapped(OverlapPolicy::QueueAll, 101), u"overlap queue-all:101"_s, waiting,
            u"queue-all:100"_s);
    const QString atOnce = u"From 1 to 100 runs of a schedule may be open at once."_s;
    accepted("allow one", overlapped(OverlapPolicy::Allow, 1));
    refused("allow none", overlapped(OverlapPolicy::Allow, 0), u"overlap allow:0"_s, atOnce, u"allow:1"_s);
    refused("allow less than none", overlapped(OverlapPolicy::Allow, -3), u"overlap allow:-3"_s, atOnce,
            u"allow:1"_s);
    refused("allow 101", overlapped(OverlapPolicy::Allow, 101), u"overlap allow:101"_s, atOnce,
            u"allow:100"_s);
    accepted("a number that means nothing", overlapped(OverlapPolicy::Skip, 0));

    const QString caughtUp = u"From 1 to 1000 missed runs may be caught up."_s;
    accepted("all of one", missing(1));
    accepted("all of 1000", missing(1000));
    refused("all of none", missing(0), u"on-miss all:0"_s, caughtUp, u"all:1"_s);
    refused("all of 1001", missing(1001), u"on-miss all:1001"_s, caughtUp, u"all:1000"_s);
    accepted("window of nothing", window(0s));
    refused("window in the future", window(-1h), u"miss-window -1h"_s,
            u"What is caught up may be from 0s to 366d old."_s, u"0s"_s);
    refused("window of years", window(24h * 367), u"miss-window 367d"_s,
            u"What is caught up may be from 0s to 366d old."_s, u"366d"_s);

    const QString late = u"A start may be from 10s to 30d late."_s;
    accepted("deadline of 10 s", deadline(10s));
    accepted("deadline of 30 d", deadline(24h * 30));
    refused("deadline of 9 s", deadline(9s), u"deadline 9s"_s, late, u"10s"_s);
    refused("deadline of 30 d and a second", deadline(24h * 30 + 1s), u"deadline 30d1s"_s, late, u"30d"_s);

    const auto spread = [](const QString& most) {
        return u"Starts are spread over 0s to %1: that is the shortest time between two of its firings."_s
            .arg(most);
    };
    accepted("jitter of the period", jitter(1h));
    refused("jitter longer than the period", jitter(1h + 1s), u"jitter 1h1s"_s, spread(u"1h"_s), u"1h"_s);
    refused("jitter into the past", jitter(-1s), u"jitter -1s"_s, spread(u"1h"_s), u"0s"_s);
    refused("jitter longer than the shortest of several gaps", jitter(45min, u"*:00,30"_s), u"jitter 45m"_s,
            spread(u"30m"_s), u"30m"_s);
    refused("jitter longer than a day that a clock change shortens", jitter(24h, u"daily"_s), u"jitter 1d"_s,
            spread(u"23h"_s), u"23h"_s);
    accepted("jitter of a month", jitter(24h * 28, u"monthly"_s));
    refused("jitter of a yearly firing", jitter(24h * 31, u"yearly"_s), u"jitter 31d"_s,
            u"Starts are spread over 0s to 30d."_s, u"30d"_s);
    accepted("jitter of a single firing", jitter(24h, u"2027-01-01 09:00"_s));
    refused("jitter within a second", jitter(1s, u"*:*:0/0.5"_s), u"jitter 1s"_s, spread(u"0s"_s), u"0s"_s);

    const QString tries = u"From 0 to 10 more tries are made."_s;
    accepted("no retry", retries(0));
    accepted("ten retries", retries(10));
    refused("eleven retries", retries(11), u"retry 11"_s, tries, u"10"_s);
    refused("less than no retry", retries(-1), u"retry -1"_s, tries, u"0"_s);
    accepted("ten retries of the command", commandRetries(10));
    refused("eleven retries of the command", commandRetries(11), u"retry-command 11"_s, tries, u"10"_s);
    refused("less than no retry of the command", commandRetries(-1), u"retry-command -1"_s, tries, u"0"_s);
    refused(
        "pause after less than none", [](Schedule& s) { s.policy.pauseAfterFailures = -1; },
        u"pause-after -1"_s, u"A schedule pauses after 0 (never) to 1000000 failures in a row."_s, u"0"_s);

    const QString inAll = u"A schedule may have 1 to 1000000 runs in all."_s;
    accepted("one run", limited(1));
    refused("no run at all", limited(0), u"limit 0"_s, inAll, u"1"_s);
    refused("runs without end", limited(std::numeric_limits<qint64>::max()), u"limit 9223372036854775807"_s,
            inAll, u"1000000"_s);
    refused(
        "skip less than none", [](Schedule& s) { s.policy.skipNext = -1; }, u"skip -1"_s,
        u"From 0 to 1000000 of the next firings may be skipped."_s, u"0"_s);
    refused("a day that is none", [](Schedule& s) { s.policy.excludedDates = {u"2026-02-30"_s}; },
            u"exclude 2026-02-30"_s, u"An excluded day is a date like 2026-12-25."_s, {});

    const QString longest = u"The time-out must be longer than nothing and at most 7 days."_s;
    accepted("time-out of a millisecond", [](Schedule& s) { s.timeout = 1ms; });
    refused("time-out of nothing", [](Schedule& s) { s.timeout = 0ms; }, u"time-out"_s, longest, {});
    refused("time-out of less than nothing", [](Schedule& s) { s.timeout = -1ms; }, u"time-out"_s, longest,
            {});
}

void PolicyBoundsTest::bounds()
{
    QFETCH(const Change, change);
    QFETCH(const QString, place);
    Schedule schedule = hourly();
    change(schedule);
    const auto added = checkSchedule(schedule, std::nullopt, now());
    const auto edited = checkSchedule(schedule, hourly(), now());
    if (place.isEmpty()) {
        QVERIFY2(added, added ? "" : qPrintable(added.error().detail));
        QVERIFY(edited.has_value());
        return;
    }
    for (const auto& answer : {added, edited}) {
        QVERIFY(!answer);
        const Error& error = answer.error();
        QCOMPARE(error.code, ErrorCode::InvalidArgument);
        QCOMPARE(error.subject, place);
        QTEST(error.detail, "sentence");
        QTEST(error.fix, "fix");
        QVERIFY(describe(error).what.contains(place) && describe(error).what.contains(error.detail));
        QVERIFY(error.fix.isEmpty() || describe(error).advice.contains(error.fix));
    }
}

void PolicyBoundsTest::whatWasStoredAndIsLeftAloneStays()
{
    Schedule stored = hourly();
    deadline(1s)(stored);
    jitter(5h)(stored);
    Schedule renamed = stored;
    renamed.name = u"other"_s;
    renamed.enabled = false;
    QVERIFY(checkSchedule(renamed, stored, now()).has_value());
    renamed.when = {u"daily"_s};
    QVERIFY(!checkSchedule(renamed, stored, now()));
}

void PolicyBoundsTest::theProvidersOwnAreNotAsked()
{
    Schedule theirs = hourly();
    theirs.firedBy = FiredBy::Provider;
    theirs.action = ScheduleAction::Start;
    jitter(5h)(theirs);
    QVERIFY(checkSchedule(theirs, std::nullopt, now()).has_value());
}

QTEST_GUILESS_MAIN(PolicyBoundsTest)
#include "PolicyBoundsTest.moc"
