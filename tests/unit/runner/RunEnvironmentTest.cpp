#include "core/runner/RunEnvironment.h"
#include "core/model/TimeText.h"
#include "core/runner/FiringId.h"
#include "core/runner/NewRun.h"

#include <chrono>

#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using calendar::Instant;

namespace {

Instant at(const char* text)
{
    return fromRfc3339(QString::fromLatin1(text)).value();
}

Schedule schedule()
{
    Schedule schedule;
    schedule.id.value = u"schedule-1"_s;
    schedule.zone = u"Asia/Tokyo"_s;
    schedule.argv = {u"sh"_s, u"-c"_s, u"cat"_s};
    schedule.cwd = u"/srv"_s;
    schedule.env = {{u"A"_s, u"b c"_s}, {u"TOKEN"_s, u"secret:TOKEN"_s}};
    schedule.stdinText = u"yes\nno\n"_s;
    schedule.timeout = 90s;
    return schedule;
}

} // namespace

/// What a command gets of its schedule and of its firing.
class RunEnvironmentTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingOfTheScheduleIsSent();
    void theFiringTellsOfItself();
    void theSchedulesOwnCannotHideThat();
};

void RunEnvironmentTest::everythingOfTheScheduleIsSent()
{
    const Schedule item = schedule();
    const Run run = scheduledRun(item, at("2026-03-02T16:00:00Z"), at("2026-03-02T16:00:00Z"));
    const ExecutionSpec spec = executionSpecFor(item, run, at("2026-03-02T16:00:00Z"));
    QCOMPARE(spec.argv, item.argv);
    QCOMPARE(spec.cwd, item.cwd);
    QCOMPARE(spec.stdinText, item.stdinText);
    QCOMPARE(spec.timeout, item.timeout);
    QCOMPARE(spec.env.value(u"A"_s), u"b c"_s);
    QCOMPARE(spec.env.value(u"TOKEN"_s), u"secret:TOKEN"_s); // its value is for the wire alone
}

void RunEnvironmentTest::theFiringTellsOfItself()
{
    const Schedule item = schedule();
    Run run = scheduledRun(item, at("2026-03-02T16:00:00Z"), at("2026-03-02T16:00:00Z"));
    run.attempt = 2;
    const auto env = executionSpecFor(item, run, at("2026-03-02T16:01:12.9Z")).env;
    QCOMPARE(env.value(u"REVEILLE_SCHEDULED_AT"_s), u"2026-03-02T16:00:00Z"_s);
    QCOMPARE(env.value(u"REVEILLE_SCHEDULED_DATE"_s), u"2026-03-03"_s); // in Tokyo
    QCOMPARE(env.value(u"REVEILLE_FIRING_ID"_s), QString::fromLatin1(run.firingId.toHex()));
    QCOMPARE(env.value(u"REVEILLE_ATTEMPT"_s), u"2"_s);
    QCOMPARE(env.value(u"REVEILLE_LATENESS_S"_s), u"72"_s);
    QCOMPARE(env.value(markerOf(run.firingId, 2)), u"1"_s);
    QCOMPARE(executionSpecFor(item, run, at("2026-03-02T15:59:00Z")).env.value(u"REVEILLE_LATENESS_S"_s),
             u"0"_s);
}

void RunEnvironmentTest::theSchedulesOwnCannotHideThat()
{
    Schedule item = schedule();
    item.env.insert(u"REVEILLE_ATTEMPT"_s, u"99"_s);
    const Run run = scheduledRun(item, at("2026-03-02T16:00:00Z"), at("2026-03-02T16:00:00Z"));
    QCOMPARE(executionSpecFor(item, run, run.scheduledAt).env.value(u"REVEILLE_ATTEMPT"_s), u"1"_s);
}

QTEST_APPLESS_MAIN(RunEnvironmentTest)
#include "RunEnvironmentTest.moc"
