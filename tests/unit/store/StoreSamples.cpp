#include "tests/unit/store/StoreSamples.h"

using namespace reveille;
using namespace Qt::StringLiterals;

namespace samples {

calendar::Instant instant(qint64 microseconds)
{
    return calendar::Instant(std::chrono::microseconds(microseconds));
}

Account account(const QString& id, const QString& name)
{
    Account account;
    account.id.value = id;
    account.name = name;
    account.provider = ProviderKind::Sandbox;
    account.endpoint = QUrl(u"http://127.0.0.1:8080/a%20b?c=d"_s);
    account.keySource = KeySource::Environment;
    account.keyRef = u"SOME_KEY"_s;
    account.metros = {u"fra"_s, u"http://127.0.0.1:8080"_s};
    return account;
}

Schedule schedule(const QString& id, const QString& name, const QString& account)
{
    Schedule schedule;
    schedule.id.value = id;
    schedule.name = name;
    schedule.machine = {AccountId{account}, MachineId{u"dm-1"_s}};
    schedule.when = {u"Mon..Fri 09:00"_s, u"*-*-~1 \"quoted\" é 😀"_s};
    schedule.zone = u"Europe/Berlin"_s;
    schedule.action = ScheduleAction::Suspend;
    schedule.firedBy = FiredBy::Provider;
    schedule.argv = {u"sh"_s, u"-c"_s, u"echo 'a b' \"$C\"\n\ttwo"_s, QString()};
    schedule.cwd = u"/srv/é"_s;
    schedule.env = {{u"A"_s, u"1"_s}, {u"B_C"_s, u"x=y\"'"_s}, {u"EMPTY"_s, u""_s}};
    schedule.timeout = std::chrono::milliseconds(123'456);
    schedule.enabled = false;
    schedule.stdinText = u"two\nlines é"_s;
    schedule.pause = Pause{instant(1'785'954'454'000'001), instant(1'785'954'455'000'000), u"moving house"_s};
    schedule.pingUrl = u"https://ping.example/abc"_s;
    schedule.policy.overlap = OverlapPolicy::QueueAll;
    schedule.policy.overlapLimit = 17;
    schedule.policy.parallelOnMachine = true;
    schedule.policy.missLimit = 44;
    schedule.policy.jitter = std::chrono::seconds(12);
    schedule.policy.fixedJitter = true;
    schedule.policy.commandRetries = 2;
    schedule.policy.pauseAfterFailures = 5;
    schedule.policy.until = instant(1'885'954'454'091'276);
    schedule.policy.runLimit = 3;
    schedule.policy.skipNext = 1;
    schedule.policy.excludedDates = {u"2026-12-25"_s, u"2027-01-01"_s};
    schedule.policy.sleepAfter = SleepAfter::Never;
    schedule.policy.gap = GapPolicy::EndOfGap;
    schedule.policy.fold = FoldPolicy::Both;
    schedule.policy.onMiss = OnMissPolicy::Skip;
    schedule.policy.missWindow = std::chrono::hours(7);
    schedule.policy.startDeadline = std::chrono::seconds(99);
    schedule.policy.infrastructureRetries = 8;
    schedule.note = u"for the office é"_s;
    ProviderSide side;
    side.agreed = {id,
                   u"*-*-* 09:00:00"_s,
                   u"start"_s,
                   {u"a b"_s},
                   instant(1'785'954'500'000'000),
                   QJsonObject{{u"colour"_s, u"red"_s}}};
    side.seen = ProviderSchedule{id, u"*-*-* 10:00:00"_s, u"stop"_s, {}, {}, {}};
    side.drift = Drift::ChangedThere;
    side.nextDiffers = true;
    side.more = {{{id + u"-2"_s, u"*-*-* 11:00:00"_s, u"start"_s, {}, {}, {}},
                  ProviderSchedule{id + u"-2"_s, u"*-*-* 12:00:00"_s, u"start"_s, {}, {}, {}}},
                 {{id + u"-3"_s, u"*-*-* 13:00:00"_s, u"start"_s, {}, {}, {}}, std::nullopt}};
    side.resends = {{instant(1'785'954'600'000'000), {u"a"_s, u"b"_s}, {u"c"_s}, true, {}},
                    {instant(1'785'954'700'000'000), {u"c"_s}, {u"d"_s}, false, u"no é"_s}};
    schedule.provider = side;
    schedule.createdAt = instant(1'785'954'454'091'276);
    schedule.effectiveFrom = instant(1'785'954'454'091'277);
    return schedule;
}

Run run(const QString& id, const QByteArray& firing)
{
    Run run;
    run.id.value = id;
    run.schedule.value = u"schedule-1"_s;
    run.scheduleName = u"Nightly é"_s;
    run.machine = {AccountId{u"account-1"_s}, MachineId{u"dm-1"_s}};
    run.kind = RunKind::Scheduled;
    run.scheduledAt = instant(1'785'954'454'000'000);
    run.firingId = firing;
    run.attempt = 2;
    run.occurrences = 5'000'000'002;
    run.lastScheduledAt = instant(1'785'954'454'999'999);
    run.state = RunState::Closed;
    run.outcome = Outcome::TimedOut;
    run.reason = u"timed-out"_s;
    run.detail = u"the other side's words"_s;
    run.priorPhase = MachinePhase::Sleeping;
    run.idempotencyKey = u"abc-2"_s;
    run.requestBody = QByteArray("{\"a\":\0\"\xff}", 9);
    run.execution.value = u"ex-1"_s;
    run.startedAt = instant(1'785'954'455'000'001);
    run.endedAt = instant(1'785'954'456'000'002);
    run.closedAt = instant(1'785'954'457'000'003);
    run.exitCode = -1;
    run.signal = 9;
    run.awake = std::chrono::milliseconds(5'000'000'000);
    run.clockSkew = std::chrono::milliseconds(-61'234);
    run.stdoutBytes = 5'000'000'001;
    run.stderrBytes = 2;
    run.stdoutKept = 3;
    run.stderrKept = 4;
    run.steps = {{RunState::Due, instant(1), u"first"_s}, {RunState::Closed, instant(2), u""_s}};
    return run;
}

MachineLease lease(const QString& machine)
{
    MachineLease lease;
    lease.machine = {AccountId{u"account-1"_s}, MachineId{machine}};
    lease.priorPhase = MachinePhase::GoingToSleep;
    lease.wokenByUs = true;
    lease.since = instant(11);
    lease.sleepOwedSince = instant(12);
    lease.sleepAttempts = 3;
    lease.note = u"refused"_s;
    return lease;
}

std::unique_ptr<Store> open(const QString& directory)
{
    auto store = Store::open(directory);
    if (!store)
        qFatal("the store did not open: %s", qPrintable(store.error().detail));
    return *std::move(store);
}

} // namespace samples
