#include "core/model/TimeText.h"
#include "tests/unit/cli/CliBench.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace reveille::test;
using namespace Qt::StringLiterals;

class ScheduleCommandsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void adds();
    void addsWithEverything();
    void addsWithEveryPolicy();
    void policiesAreTakenBack();
    void excludesACalendar();
    void tellsWhatToMind_data();
    void tellsWhatToMind();
    void warnsOfWhatIsInTheCommand_data();
    void warnsOfWhatIsInTheCommand();
    void showsPoliciesInWords();
    void commandIsTakenAsItIs();
    void expressionErrorPoints();
    void badOptions_data();
    void badOptions();
    void refusalsSayPlaceAndFix();
    void aLineForTheShell();
    void lists();
    void nextAccountsForLimitsAndPauses();
    void showHidesValues();
    void edits();
    void editKeepsWhatIsNotNamed();
    void unknownSchedule();
    void removes();
    void enables();

private:
    std::unique_ptr<CliBench> m_bench;
};

void ScheduleCommandsTest::init()
{
    m_bench = std::make_unique<CliBench>();
    m_bench->fake.world.accounts = {CliBench::account(u"account-1"_s, u"Work"_s)};
    m_bench->fake.machines = {CliBench::machine(u"dm-1"_s, u"builder"_s, u"account-1"_s),
                              CliBench::machine(u"dm-2"_s, u"other"_s, u"account-1"_s)};
    m_bench->fake.world.schedules = {CliBench::schedule(u"schedule-1"_s, u"Nightly"_s, u"dm-1"_s)};
}

void ScheduleCommandsTest::adds()
{
    QCOMPARE(m_bench->run({u"schedule"_s, u"add"_s, u"tests"_s, u"--machine"_s, u"builder"_s, u"--when"_s,
                           u"Mon..Fri 09:00"_s, u"--"_s, u"make"_s, u"test"_s}),
             0);
    const Schedule& saved = m_bench->fake.savedSchedule;
    QVERIFY(saved.id.isEmpty());
    QCOMPARE(saved.name, u"tests"_s);
    QCOMPARE(saved.machine.machine.value, u"dm-1"_s);
    QCOMPARE(saved.when, QStringList{u"Mon..Fri 09:00"_s});
    QCOMPARE(saved.zone, u"UTC"_s); // the tests' own
    QCOMPARE(saved.argv, (QStringList{u"make"_s, u"test"_s}));
    QCOMPARE(saved.timeout, std::chrono::minutes(10));
    QVERIFY2(m_bench->outText().contains(u"Next: Mon 2026-03-02 09:00:00 +00:00 UTC (in 1 h"_s),
             qPrintable(m_bench->outText()));
}

void ScheduleCommandsTest::addsWithEverything()
{
    QCOMPARE(m_bench->run({u"schedule"_s,   u"add"_s,       u"tests"_s,     u"--machine"_s,
                           u"dm-2"_s,       u"--account"_s, u"work"_s,      u"--when"_s,
                           u"09:00"_s,      u"--when"_s,    u"17:30"_s,     u"--zone"_s,
                           u"Asia/Tokyo"_s, u"--timeout"_s, u"90s"_s,       u"--cwd"_s,
                           u"/srv"_s,       u"--env"_s,     u"A=1"_s,       u"--env"_s,
                           u"B=x=y"_s,      u"--overlap"_s, u"queue-one"_s, u"--on-miss"_s,
                           u"skip"_s,       u"--retries"_s, u"0"_s,         u"--start-deadline"_s,
                           u"5m"_s,         u"--json"_s,    u"--"_s,        u"true"_s}),
             0);
    const Schedule& saved = m_bench->fake.savedSchedule;
    QCOMPARE(saved.when, (QStringList{u"09:00"_s, u"17:30"_s}));
    QCOMPARE(saved.zone, u"Asia/Tokyo"_s);
    QCOMPARE(saved.timeout, std::chrono::seconds(90));
    QCOMPARE(saved.cwd, u"/srv"_s);
    QCOMPARE(saved.env, (QMap<QString, QString>{{u"A"_s, u"1"_s}, {u"B"_s, u"x=y"_s}}));
    QCOMPARE(saved.policy.overlap, OverlapPolicy::QueueOne);
    QCOMPARE(saved.policy.onMiss, OnMissPolicy::Skip);
    QCOMPARE(saved.policy.infrastructureRetries, 0);
    QCOMPARE(saved.policy.startDeadline, std::optional<std::chrono::seconds>(std::chrono::minutes(5)));
    QCOMPARE(m_bench->object().value(u"zone"_s), u"Asia/Tokyo"_s);
    QCOMPARE(m_bench->object().value(u"next_at"_s), u"2026-03-02T08:30:00Z"_s);
}

void ScheduleCommandsTest::addsWithEveryPolicy()
{
    const QString command =
        u"schedule add t --machine dm-1 --when daily --zone Europe/Berlin --overlap queue-all:5 "
        "--on-miss all:20 --miss-window 3d --deadline 15m --retry 5 --retry-command 2 "
        "--jitter 90s,fixed --pause-after 4 --until 2026-12-24 --limit 12 --skip 2 "
        "--exclude 2026-05-01 --exclude 2026-04-03 --sleep-after always --dst-gap end-of-gap "
        "--dst-fold both --parallel --ping https://hc.example/abc -- true"_s;
    QCOMPARE(m_bench->run(command.split(u' ')), 0);
    SchedulePolicy expected;
    expected.overlap = OverlapPolicy::QueueAll;
    expected.overlapLimit = 5;
    expected.parallelOnMachine = true;
    expected.onMiss = OnMissPolicy::All;
    expected.missLimit = 20;
    expected.missWindow = std::chrono::hours(72);
    expected.startDeadline = std::chrono::minutes(15);
    expected.jitter = std::chrono::seconds(90);
    expected.fixedJitter = true;
    expected.infrastructureRetries = 5;
    expected.commandRetries = 2;
    expected.pauseAfterFailures = 4;
    expected.until = fromRfc3339(u"2026-12-23T23:00:00Z"_s); // midnight in Berlin
    expected.runLimit = 12;
    expected.skipNext = 2;
    expected.excludedDates = {u"2026-04-03"_s, u"2026-05-01"_s};
    expected.sleepAfter = SleepAfter::Always;
    expected.gap = GapPolicy::EndOfGap;
    expected.fold = FoldPolicy::Both;
    QCOMPARE(m_bench->fake.savedSchedule.policy, expected);
    QCOMPARE(m_bench->fake.savedSchedule.pingUrl, u"https://hc.example/abc"_s);
}

void ScheduleCommandsTest::policiesAreTakenBack()
{
    Schedule& known = m_bench->fake.world.schedules[0];
    known.policy.until = m_bench->now();
    known.policy.runLimit = 3;
    known.policy.excludedDates = {u"2026-05-01"_s};
    known.policy.startDeadline = std::chrono::minutes(1);
    known.policy.parallelOnMachine = true;
    known.stdinText = u"old"_s;
    known.pingUrl = u"https://hc.example/abc"_s;
    const QStringList command{u"schedule"_s, u"edit"_s,       u"nightly"_s, u"--until"_s,
                              u"never"_s,    u"--limit"_s,    u"none"_s,    u"--exclude"_s,
                              u"none"_s,     u"--deadline"_s, u"auto"_s,    u"--no-parallel"_s,
                              u"--stdin"_s,  QString(),       u"--ping"_s,  QString()};
    QCOMPARE(m_bench->run(command), 0);
    QCOMPARE(m_bench->fake.savedSchedule.policy, SchedulePolicy{});
    QVERIFY(m_bench->fake.savedSchedule.stdinText.isEmpty());
    QVERIFY(m_bench->fake.savedSchedule.pingUrl.isEmpty());
}

void ScheduleCommandsTest::excludesACalendar()
{
    QTemporaryDir directory;
    const QString path = directory.filePath(u"holidays.ics"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Christmas\r\nDTSTART;VALU\r\n E=DATE:20261225\r\n"
               "DTEND;VALUE=DATE:20261227\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART:20260501T090000Z\r\n"
               "END:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260501\r\nRRULE:FREQ=YEARLY\r\n"
               "END:VEVENT\r\nEND:VCALENDAR\r\n");
    file.close();
    QCOMPARE(m_bench->run({u"schedule"_s, u"edit"_s, u"nightly"_s, u"--exclude"_s, u"2026-12-25"_s,
                           u"--exclude"_s, path}),
             0);
    QCOMPARE(m_bench->fake.savedSchedule.policy.excludedDates,
             (QStringList{u"2026-05-01"_s, u"2026-12-25"_s, u"2026-12-26"_s}));
    QVERIFY(m_bench->errText().contains(u"3 dates are excluded"_s));
    QVERIFY(m_bench->errText().contains(u"1 events with a time of day"_s));
    QVERIFY(m_bench->errText().contains(u"1 events repeat"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("<html>");
    file.close();
    QCOMPARE(m_bench->run({u"schedule"_s, u"edit"_s, u"nightly"_s, u"--exclude"_s, path}), 2);
}

void ScheduleCommandsTest::tellsWhatToMind_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("note");
    const auto row = [](const char* name, const QStringList& options, const QString& note) {
        QTest::newRow(name) << options << note;
    };
    row("plain", {}, {});
    row("jitter", {u"--when"_s, u"hourly"_s, u"--jitter"_s, u"40m"_s}, u"not from its scheduled time"_s);
    row("retries of the command", {u"--retry-command"_s, u"1"_s}, u"safe to repeat"_s);
    row("allow", {u"--overlap"_s, u"allow"_s}, u"it must bear that"_s);
    row("replace", {u"--overlap"_s, u"replace"_s}, u"part of its work"_s);
    row("until", {u"--until"_s, u"2026-01-01"_s}, u"lies in the past"_s);
    row("window", {u"--miss-window"_s, u"0"_s}, u"Nothing is caught up"_s);
    row("never asleep", {u"--sleep-after"_s, u"never"_s}, u"may cost money"_s);
}

void ScheduleCommandsTest::tellsWhatToMind()
{
    QFETCH(QStringList, options);
    QFETCH(QString, note);
    QCOMPARE(
        m_bench->run(QStringList{u"schedule"_s, u"edit"_s, u"nightly"_s, u"--timeout"_s, u"1m"_s} + options),
        0);
    if (note.isEmpty())
        QVERIFY2(m_bench->errText().isEmpty(), qPrintable(m_bench->errText()));
    else
        QVERIFY2(m_bench->errText().contains(note), qPrintable(m_bench->errText()));
}

void ScheduleCommandsTest::warnsOfWhatIsInTheCommand_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("said"); ///< empty: nothing is
    const auto row = [](const char* name, const QStringList& words, const QString& said) {
        QTest::newRow(name) << words << said;
    };
    row("a pasted key", {u"--"_s, u"curl"_s, u"-H"_s, u"dsk-live-canary77"_s},
        u"Warning: -H looks like it"_s);
    row("a password option", {u"--"_s, u"mysql"_s, u"--password=canary77"_s},
        u"Warning: --password looks like"_s);
    row("an address", {u"--"_s, u"psql"_s, u"postgres://me:canary77@db/app"_s},
        u"Warning: the address looks"_s);
    row("in a script", {u"--"_s, u"sh"_s, u"-c"_s, u"TOKEN=canary77 ./run"_s},
        u"Warning: TOKEN looks like it"_s);
    row("in the environment", {u"--env"_s, u"DB_PASSWORD=canary77"_s, u"--"_s, u"true"_s},
        u"Warning: DB_PASSWORD looks like a secret"_s);
    row("a pipe", {u"--"_s, u"bash"_s, u"-c"_s, u"pg_dump x | gzip > y"_s},
        u"Note: In a pipe only the last"_s);
    row("referred to", {u"--env"_s, u"DB_PASSWORD=secret:db"_s, u"--"_s, u"true"_s}, {});
    row("nothing", {u"--"_s, u"true"_s}, {});
}

void ScheduleCommandsTest::warnsOfWhatIsInTheCommand()
{
    QFETCH(QStringList, words);
    QFETCH(QString, said);
    const QStringList start{u"schedule"_s, u"add"_s,    u"tests"_s, u"--machine"_s,
                            u"builder"_s,  u"--when"_s, u"09:00"_s};
    QCOMPARE(m_bench->run(start + words), 0);
    QCOMPARE(m_bench->errText().contains(u"Warning:"_s) || m_bench->errText().contains(u"In a pipe"_s),
             !said.isEmpty());
    QVERIFY2(m_bench->errText().contains(said), qPrintable(m_bench->errText()));
    QVERIFY2(!m_bench->errText().contains(u"canary77"_s), qPrintable(m_bench->errText()));
    QVERIFY(!m_bench->outText().contains(u"canary77"_s));
}

void ScheduleCommandsTest::showsPoliciesInWords()
{
    Schedule& known = m_bench->fake.world.schedules[0];
    known.policy.overlap = OverlapPolicy::Allow;
    known.policy.overlapLimit = 3;
    known.policy.excludedDates = {u"2026-05-01"_s};
    known.pause = Pause{m_bench->now(), {}, u"holidays"_s};
    known.pingUrl = u"https://hc.example/canary-1234"_s;
    QCOMPARE(m_bench->run({u"schedule"_s, u"show"_s, u"nightly"_s}), 0);
    for (const QString& words :
         {u"run beside it, 3 at once"_s, u"run the latest, up to 1 d late"_s, u"sleeps if it slept before"_s,
          u"2026-05-01"_s, u"until resumed: holidays"_s, u"hc.example"_s})
        QVERIFY2(m_bench->outText().contains(words), qPrintable(m_bench->outText()));
    QVERIFY(!m_bench->outText().contains(u"canary"_s));
    QCOMPARE(m_bench->run({u"schedule"_s, u"show"_s, u"nightly"_s, u"--json"_s}), 0);
    const QJsonObject policy = m_bench->object().value(u"policy"_s).toObject();
    QCOMPARE(policy, toJson(known.policy, JsonDetail::Full));
    QCOMPARE(m_bench->object().value(u"pause"_s).toObject().value(u"note"_s), u"holidays"_s);
}

void ScheduleCommandsTest::commandIsTakenAsItIs()
{
    const QStringList command{u"sh"_s,      u"-c"_s,   u"echo \"$A\"; exit 3"_s,
                              u"--json"_s,  u"--"_s,   u"--key=1"_s,
                              u"run-now"_s, QString(), u"--help"_s};
    QCOMPARE(m_bench->run(QStringList{u"schedule"_s, u"add"_s, u"t"_s, u"--machine"_s, u"dm-1"_s, u"--when"_s,
                                      u"daily"_s, u"--"_s} +
                          command),
             0);
    QCOMPARE(m_bench->fake.savedSchedule.argv, command);
    QVERIFY(!m_bench->out().startsWith('{'));
}

void ScheduleCommandsTest::expressionErrorPoints()
{
    QCOMPARE(m_bench->run({u"schedule"_s, u"add"_s, u"t"_s, u"--machine"_s, u"dm-1"_s, u"--when"_s,
                           u"daily"_s, u"--when"_s, u"Mon 25:00"_s, u"--"_s, u"true"_s}),
             8);
    QVERIFY2(m_bench->errText().contains(u"  Mon 25:00\n      ^^\n"_s), qPrintable(m_bench->errText()));
    QVERIFY(m_bench->fake.calls.isEmpty());
}

void ScheduleCommandsTest::badOptions_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("code");
    const auto row = [](const char* name, const QStringList& options, int code = 2) {
        QTest::newRow(name) << options << code;
    };
    row("zone", {u"--zone"_s, u"Europe/Berlim"_s}, 8);
    row("timeout", {u"--timeout"_s, u"soon"_s});
    row("timeout of nothing", {u"--timeout"_s, u"0"_s});
    row("variable without value", {u"--env"_s, u"NAME"_s});
    row("variable without name", {u"--env"_s, u"=value"_s});
    row("overlap", {u"--overlap"_s, u"both"_s});
    row("overlap with a number that means nothing", {u"--overlap"_s, u"replace:2"_s});
    row("overlap with too many", {u"--overlap"_s, u"queue-all:101"_s});
    row("on miss", {u"--on-miss"_s, u"some"_s});
    row("on miss of none", {u"--on-miss"_s, u"all:0"_s});
    row("on miss with a number that means nothing", {u"--on-miss"_s, u"latest:3"_s});
    row("miss window", {u"--miss-window"_s, u"-1h"_s});
    row("deadline", {u"--start-deadline"_s, u"never"_s});
    row("deadline too short", {u"--deadline"_s, u"9s"_s});
    row("jitter longer than the time between two", {u"--jitter"_s, u"2d"_s});
    row("jitter that is fixed otherwise", {u"--jitter"_s, u"5m,always"_s});
    row("jitter of no time", {u"--jitter"_s, u",fixed"_s});
    row("retries", {u"--retries"_s, u"-1"_s});
    row("retries of the command", {u"--retry-command"_s, u"11"_s});
    row("until", {u"--until"_s, u"someday"_s});
    row("limit of nothing", {u"--limit"_s, u"0"_s});
    row("no such date", {u"--exclude"_s, u"2026-02-30"_s});
    row("no such file", {u"--exclude"_s, u"/nowhere/holidays.ics"_s});
    row("sleep after", {u"--sleep-after"_s, u"sometimes"_s});
    row("gap", {u"--dst-gap"_s, u"first"_s});
    row("fold", {u"--dst-fold"_s, u"skip"_s});
    row("no such input", {u"--stdin"_s, u"/nowhere/input"_s});
    row("ping", {u"--ping"_s, u"ftp://host/"_s});
    row("machine", {u"--account"_s, u"home"_s}, 3);
}

void ScheduleCommandsTest::badOptions()
{
    QFETCH(QStringList, options);
    QFETCH(int, code);
    const QStringList add{u"schedule"_s, u"add"_s,    u"t"_s,    u"--machine"_s,
                          u"dm-1"_s,     u"--when"_s, u"daily"_s};
    QCOMPARE(m_bench->run(add + options + QStringList{u"--"_s, u"true"_s}), code);
    QVERIFY(m_bench->fake.calls.isEmpty());
}

void ScheduleCommandsTest::refusalsSayPlaceAndFix()
{
    QCOMPARE(m_bench->run({u"schedule"_s, u"edit"_s, u"nightly"_s, u"--overlap"_s, u"queue-all:101"_s}), 2);
    QVERIFY2(m_bench->errText().contains(u"overlap queue-all:101"_s), qPrintable(m_bench->errText()));
    QVERIFY(m_bench->errText().contains(u"From 1 to 100 runs may wait for the one before."_s));
    QVERIFY(m_bench->errText().contains(u"The nearest that is accepted: “queue-all:100”."_s));
    QVERIFY(m_bench->fake.calls.isEmpty());
}

void ScheduleCommandsTest::aLineForTheShell()
{
    const QStringList edit{u"schedule"_s, u"edit"_s, u"nightly"_s, u"--shell"_s};
    QCOMPARE(m_bench->run(edit + QStringList{u"dump | upload"_s}), 0);
    QCOMPARE(m_bench->fake.savedSchedule.argv, (QStringList{u"bash"_s, u"-c"_s, u"dump | upload"_s}));
    QVERIFY2(m_bench->errText().contains(u"only the last command decides"_s), qPrintable(m_bench->errText()));
    QCOMPARE(m_bench->run(edit + QStringList{u"set -o pipefail; dump | upload"_s}), 0);
    QVERIFY(m_bench->errText().isEmpty());
    // The same lints for the same thing in words.
    QCOMPARE(
        m_bench->run({u"schedule"_s, u"edit"_s, u"nightly"_s, u"--"_s, u"sh"_s, u"-c"_s, u"dump | upload"_s}),
        0);
    QVERIFY(m_bench->errText().contains(u"only the last command decides"_s));
    QCOMPARE(m_bench->run(edit + QStringList{u"true"_s, u"--"_s, u"true"_s}), 2);
}

void ScheduleCommandsTest::nextAccountsForLimitsAndPauses()
{
    Schedule& known = m_bench->fake.world.schedules[0];
    const auto nextIs = [this](const QString& text) {
        if (m_bench->run({u"schedule"_s, u"list"_s, u"--json"_s}) != 0)
            return false;
        return m_bench->array().at(0).toObject().value(u"next_at"_s).toString() == text;
    };
    QVERIFY(nextIs(u"2026-03-03T08:00:00Z"_s));
    known.policy.runLimit = 3;
    m_bench->fake.world.progress[known.id].starts = 2;
    QVERIFY(nextIs(u"2026-03-03T08:00:00Z"_s));
    m_bench->fake.world.progress[known.id].starts = 3;
    QVERIFY(nextIs({}));
    QCOMPARE(m_bench->run({u"schedule"_s, u"show"_s, u"nightly"_s}), 0);
    QVERIFY(!m_bench->outText().contains(u"Next:"_s));
    known.policy.runLimit.reset();
    known.policy.skipNext = 2;
    m_bench->fake.world.progress[known.id].skipped = 1;
    QVERIFY(nextIs(u"2026-03-04T08:00:00Z"_s));
    known.pause = Pause{m_bench->now(), {}, {}};
    QVERIFY(nextIs({}));
    QCOMPARE(m_bench->run({u"schedule"_s, u"list"_s}), 0);
    QVERIFY(m_bench->outText().contains(u"Europe/Berlin  paused"_s));
    known.pause.reset();
    m_bench->fake.world.status.pause = Pause{m_bench->now(), m_bench->now() + std::chrono::hours(24 * 4), {}};
    QVERIFY(nextIs(u"2026-03-09T08:00:00Z"_s)); // the first one after the pause is skipped
}

void ScheduleCommandsTest::lists()
{
    QCOMPARE(m_bench->run({u"schedule"_s, u"list"_s}), 0);
    QVERIFY2(m_bench->outText().contains(u"Nightly  dm-1     Mon..Fri 09:00  Europe/Berlin  in 24 h"_s) ||
                 m_bench->outText().contains(u"Nightly  dm-1     Mon..Fri 09:00  Europe/Berlin  in 1 d"_s),
             qPrintable(m_bench->outText()));
    QCOMPARE(m_bench->run({u"schedule"_s, u"list"_s, u"--json"_s}), 0);
    const QJsonObject first = m_bench->array().at(0).toObject();
    QCOMPARE(first.value(u"next_at"_s), u"2026-03-03T08:00:00Z"_s);
    QCOMPARE(first.value(u"argv"_s).toArray().at(0), u"sh"_s);
    QCOMPARE(first.value(u"policy"_s).toObject().value(u"start_deadline_s"_s), QJsonValue());
}

void ScheduleCommandsTest::showHidesValues()
{
    m_bench->fake.world.schedules[0].env = {{u"TOKEN"_s, u"canary-1234"_s}};
    QCOMPARE(m_bench->run({u"schedule"_s, u"show"_s, u"nightly"_s}), 0);
    QVERIFY(m_bench->outText().contains(u"TOKEN"_s));
    QVERIFY(!m_bench->outText().contains(u"canary"_s));
    QCOMPARE(m_bench->outText().count(u"Next:"_s), 3);
    QCOMPARE(m_bench->run({u"schedule"_s, u"show"_s, u"nightly"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->object().value(u"env"_s).toObject().value(u"TOKEN"_s), u"canary-1234"_s);
}

void ScheduleCommandsTest::edits()
{
    m_bench->fake.world.schedules[0].env = {{u"A"_s, u"1"_s}, {u"B"_s, u"2"_s}};
    QCOMPARE(m_bench->run({u"schedule"_s, u"edit"_s, u"nightly"_s, u"--name"_s, u"Daily"_s, u"--machine"_s,
                           u"other"_s, u"--when"_s, u"10:00"_s, u"--unset-env"_s, u"A"_s, u"--env"_s,
                           u"C=3"_s, u"--cwd"_s, QString(), u"--"_s, u"true"_s}),
             0);
    const Schedule& saved = m_bench->fake.savedSchedule;
    QCOMPARE(saved.id.value, u"schedule-1"_s);
    QCOMPARE(saved.name, u"Daily"_s);
    QCOMPARE(saved.machine.machine.value, u"dm-2"_s);
    QCOMPARE(saved.when, QStringList{u"10:00"_s});
    QCOMPARE(saved.env, (QMap<QString, QString>{{u"B"_s, u"2"_s}, {u"C"_s, u"3"_s}}));
    QCOMPARE(saved.argv, QStringList{u"true"_s});
    QVERIFY(saved.cwd.isEmpty());
}

void ScheduleCommandsTest::editKeepsWhatIsNotNamed()
{
    Schedule before = m_bench->fake.world.schedules[0];
    QCOMPARE(m_bench->run({u"schedule"_s, u"edit"_s, u"nightly"_s, u"--timeout"_s, u"1h"_s}), 0);
    before.timeout = std::chrono::hours(1);
    QCOMPARE(m_bench->fake.savedSchedule, before);
}

void ScheduleCommandsTest::unknownSchedule()
{
    for (const QString& verb : {u"show"_s, u"edit"_s, u"remove"_s, u"enable"_s, u"disable"_s}) {
        QCOMPARE(m_bench->run({u"schedule"_s, verb, u"hourly"_s}), 3);
        QVERIFY(m_bench->errText().contains(u"hourly"_s));
    }
    QVERIFY(m_bench->fake.calls.isEmpty());
}

void ScheduleCommandsTest::removes()
{
    QCOMPARE(m_bench->run({u"schedule"_s, u"remove"_s, u"NIGHTLY"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->fake.calls, QStringList{u"removeSchedule schedule-1"_s});
    QCOMPARE(m_bench->object().value(u"removed"_s), u"schedule-1"_s);
}

void ScheduleCommandsTest::enables()
{
    QCOMPARE(m_bench->run({u"schedule"_s, u"disable"_s, u"nightly"_s, u"--json"_s}), 0);
    QCOMPARE(m_bench->object().value(u"enabled"_s), false);
    QCOMPARE(m_bench->object().value(u"next_at"_s), QJsonValue());
    QCOMPARE(m_bench->run({u"schedule"_s, u"enable"_s, u"nightly"_s}), 0);
    QCOMPARE(m_bench->fake.calls,
             (QStringList{u"setScheduleEnabled schedule-1 0"_s, u"setScheduleEnabled schedule-1 1"_s}));
}

QTEST_GUILESS_MAIN(ScheduleCommandsTest)
#include "ScheduleCommandsTest.moc"
