#include "tests/support/InventedData.h"

#include "core/model/TimeText.h"

namespace reveille::test {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

calendar::Instant at(const QString& text)
{
    return fromRfc3339(text).value_or(calendar::Instant{});
}

const AccountId kDedalus{u"account-dedalus"_s};
const AccountId kSandbox{u"account-sandbox"_s};

Machine machine(const AccountId& account, const QString& id, const QString& name, MachinePhase phase,
                double vcpu, qint64 mib)
{
    Machine made;
    made.key = {account, MachineId{id}};
    made.name = name;
    made.phase = phase;
    made.vcpu = vcpu;
    made.memoryMib = mib;
    made.storageGib = 10;
    made.autosleep = minutes(5);
    return made;
}

Schedule schedule(const QString& name, const MachineKey& key, const QStringList& when, const QString& zone,
                  const QStringList& argv)
{
    Schedule made;
    made.id = ScheduleId{u"schedule-"_s + name};
    made.name = name;
    made.machine = key;
    made.when = when;
    made.zone = zone;
    made.argv = argv;
    made.createdAt = at(u"2026-10-01T09:00:00Z"_s);
    made.effectiveFrom = made.createdAt;
    return made;
}

Run closed(const Schedule& of, int number, const QString& when, Outcome outcome, int exitCode,
           milliseconds duration)
{
    Run run;
    run.id = RunId{u"run-"_s + of.name + u'-' + QString::number(number)};
    run.schedule = of.id;
    run.scheduleName = of.name;
    run.machine = of.machine;
    run.scheduledAt = at(when);
    run.state = RunState::Closed;
    run.outcome = outcome;
    if (duration.count() == 0) {
        run.closedAt = run.scheduledAt + minutes(30);
        return run;
    }
    const auto t = run.scheduledAt;
    run.startedAt = t + milliseconds(640 + 37 * number);
    run.endedAt = *run.startedAt + duration;
    run.closedAt = *run.endedAt + milliseconds(420);
    run.exitCode = exitCode;
    run.awake = duration + milliseconds(920);
    run.stdoutBytes = 1840;
    run.stdoutKept = 1840;
    run.steps = {{RunState::Due, t + milliseconds(1), {}},
                 {RunState::Waking, t + milliseconds(3), {}},
                 {RunState::Submitting, t + milliseconds(540), {}},
                 {RunState::Running, *run.startedAt, {}},
                 {RunState::Collecting, *run.endedAt, {}},
                 {RunState::Releasing, *run.endedAt + milliseconds(180), {}},
                 {RunState::Closed, *run.closedAt, {}}};
    return run;
}

void addRuns(Changes& world)
{
    const Schedule &nightly = world.schedules[0], &weekly = world.schedules[1], &hello = world.schedules[4],
                   &embed = world.schedules[5];
    world.runs = {
        closed(nightly, 1, u"2026-11-22T01:00:00Z"_s, Outcome::Succeeded, 0, 4200ms),
        closed(nightly, 2, u"2026-11-21T01:00:00Z"_s, Outcome::Succeeded, 0, 4400ms),
        closed(nightly, 3, u"2026-11-20T01:00:00Z"_s, Outcome::Failed, 1, 2100ms),
        closed(nightly, 4, u"2026-11-19T01:00:00Z"_s, Outcome::MissedNotRunning, 0, 0ms),
        closed(nightly, 5, u"2026-11-18T01:00:00Z"_s, Outcome::Succeeded, 0, 4100ms),
        closed(weekly, 6, u"2026-11-22T03:30:00Z"_s, Outcome::Failed, 3, 41s),
        closed(hello, 7, u"2026-11-22T11:58:00Z"_s, Outcome::Succeeded, 0, 310ms),
        closed(hello, 8, u"2026-11-22T11:57:00Z"_s, Outcome::SkippedOverlap, 0, 0ms),
        closed(embed, 9, u"2026-11-22T06:00:00Z"_s, Outcome::TimedOut, 0, 10min),
        closed(world.schedules[2], 10, u"2026-10-31T23:00:00Z"_s, Outcome::Succeeded, 0, 126s),
    };
    world.runs[2].reason = u"command-failed"_s;
    world.runs[2].stderrBytes = world.runs[2].stderrKept = 212;
    world.runs[3].reason = u"not-running"_s;
    world.runs[5].reason = u"command-failed"_s;
    world.runs[5].stdoutBytes = 9'830'400;
    world.runs[5].stdoutKept = 1'048'576;
    world.runs[7].reason = u"previous-run-open"_s;
    world.runs[8].reason = u"timed-out"_s;
    world.runs[8].exitCode.reset();
    Run open = closed(embed, 11, u"2026-11-22T11:59:30Z"_s, Outcome::None, 0, 10s);
    open.state = RunState::Running;
    open.exitCode.reset();
    open.endedAt.reset();
    open.closedAt.reset();
    open.awake.reset();
    open.kind = RunKind::Manual;
    open.steps.resize(4);
    world.runs.append(open);
}

} // namespace

calendar::Instant inventedNow()
{
    return at(u"2026-11-22T12:00:00Z"_s);
}

Changes inventedWorld()
{
    Changes world;
    world.accounts = {{kDedalus, u"Dedalus"_s, ProviderKind::Dedalus, {}, KeySource::Keychain, {}},
                      {kSandbox, u"Sandbox"_s, ProviderKind::Sandbox, {}, KeySource::BuiltIn, {}}};
    world.accountStatus = {{kDedalus, AccountStatus::State::Connected, std::nullopt},
                           {kSandbox, AccountStatus::State::Connected, std::nullopt}};
    world.machines = {machine(kDedalus, u"dm-019f31"_s, u"backup"_s, MachinePhase::Sleeping, 1, 1024),
                      machine(kDedalus, u"dm-019f32"_s, u"embeddings"_s, MachinePhase::Running, 4, 8192),
                      machine(kDedalus, u"dm-019f33"_s, u"train-gpu"_s, MachinePhase::Failed, 8, 16384),
                      machine(kDedalus, u"dm-019f34"_s, u"reports"_s, MachinePhase::Sleeping, 1, 2048),
                      machine(kDedalus, u"dm-019f35"_s, u"studio"_s, MachinePhase::Waking, 2, 4096),
                      machine(kDedalus, u"dm-019f36"_s, QString(), MachinePhase::Unknown, 0, 0),
                      machine(kSandbox, u"dm-one"_s, u"first-machine"_s, MachinePhase::Running, 1, 1024),
                      machine(kSandbox, u"dm-two"_s, u"second-machine"_s, MachinePhase::Sleeping, 1, 1024)};
    world.machines[2].reason = u"image could not be pulled"_s;
    const auto key = [&](int row) { return world.machines[row].key; };
    world.schedules = {
        schedule(u"nightly-backup"_s, key(0), {u"*-*-* 02:00"_s}, u"Europe/Berlin"_s,
                 {u"bash"_s, u"-c"_s, u"set -o pipefail; pg_dump app | rclone rcat store:app.sql"_s}),
        schedule(u"weekly-verify"_s, key(0), {u"Sun 04:30"_s}, u"Europe/Berlin"_s,
                 {u"restore-check"_s, u"--sample"_s, u"5"_s}),
        schedule(u"month-close"_s, key(3), {u"*-*~1 23:00"_s}, u"UTC"_s, {u"report.py"_s, u"--month"_s}),
        schedule(u"index-rebuild"_s, key(0), {u"*:0/15"_s}, u"UTC"_s, {u"reindex"_s}),
        schedule(u"first-hello"_s, key(6), {u"*:*"_s}, u"UTC"_s, {u"echo"_s, u"good morning"_s}),
        schedule(u"embed-news"_s, key(1), {u"Mon..Fri 06,18:00"_s, u"Sat 09:00"_s}, u"America/New_York"_s,
                 {u"/srv/embed"_s, u"--since"_s, u"12h"_s})};
    world.schedules[3].enabled = false;
    addRuns(world);
    RunnerStatus status;
    status.state = RunnerState::On;
    status.nextAt = inventedNow() + seconds(60);
    status.nextSchedule = world.schedules[4].id;
    status.openRuns = 1;
    status.machinesAwake = 3;
    world.status = status;
    return world;
}

RunOutput inventedOutput()
{
    RunOutput output;
    output.stdoutText = "2026-11-22 01:00:01 dumping database app\n"
                        "  public.accounts      18 412 rows   1.2 s\n"
                        "  public.documents    240 118 rows   1.9 s\n"
                        "  public.sessions       9 004 rows   0.3 s\n"
                        "2026-11-22 01:00:04 uploading app.sql (61.4 MiB)\n"
                        "\x1b[32mTransferred:\x1b[0m   61.4 MiB / 61.4 MiB, 100%, 58.1 MiB/s\n"
                        "2026-11-22 01:00:05 done\n";
    output.stderrText = "pg_dump: error: connection to server at \"10.0.4.2\", port 5432 failed:\n"
                        "\tConnection refused\n";
    return output;
}

} // namespace reveille::test
