#include "ui/models/Badges.h"
#include "core/engine/UpcomingRuns.h"
#include "core/model/TimeText.h"
#include "tests/support/InventedData.h"
#include "ui/models/BadgeCache.h"
#include "ui/models/ScheduleClip.h"
#include "ui/models/ScheduleRow.h"

#include <QTest>

using namespace reveille;
using namespace reveille::ui;
using namespace reveille::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const TimeView kView{inventedNow(), calendar::TimeZone::utc()}; // Sun 22 Nov 2026, 12:00

Schedule exec(const QString& name, const QString& when)
{
    Schedule schedule;
    schedule.id = ScheduleId{name};
    schedule.name = name;
    schedule.when = {when};
    schedule.zone = u"UTC"_s;
    schedule.argv = {u"true"_s};
    return schedule;
}

UsualDuration takes(std::chrono::milliseconds duration)
{
    return [duration](const ScheduleId&) { return std::optional(duration); };
}

QStringList textsOf(const QVector<Schedule>& schedules, const QString& name,
                    const UsualDuration& usual = takes(0ms))
{
    QStringList texts;
    const QVector<Badge> badges = badgesOf(schedules, usual, kView).value(ScheduleId{name});
    for (const Badge& badge : badges)
        texts += badge.text;
    return texts;
}

QString fates(const Schedule& schedule, std::size_t count)
{
    const auto upcoming = UpcomingRuns::of(schedule);
    QString told;
    for (const UpcomingRun& run : upcoming->after(inventedNow(), count))
        told += u"rxsp"_s.at(static_cast<int>(run.fate));
    return told;
}

} // namespace

class BadgesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plainSchedulesHaveNone();
    void overlapNeedsARunThatLasts();
    void otherDeedsAtTheSameTimeConflict();
    void aFixRemovesItsBadge();
    void namesThatAreTheSame();
    void driftIsComparedFirst();
    void aLintBringsItsFix();
    void theCacheFollowsTheSchedules();
    void upcomingTellsFates();
    void upcomingEndsAndSpreads();
    void theTableSkipsWhatIsExcluded();
    void clipKeepsEverythingASchedulesNeeds();
    void clipRefusesWhatIsNotOurs();
    void namesAreFree_data();
    void namesAreFree();
};

void BadgesTest::plainSchedulesHaveNone()
{
    QVERIFY(badgesOf({exec(u"a"_s, u"*-*-* 02:00"_s), exec(u"b"_s, u"*-*-* 04:00"_s)}, takes(10min), kView)
                .isEmpty());
}

void BadgesTest::overlapNeedsARunThatLasts()
{
    const QVector<Schedule> two{exec(u"a"_s, u"*-*-* 02:00"_s), exec(u"b"_s, u"*-*-* 02:30"_s)};
    QCOMPARE(textsOf(two, u"b"_s, takes(20min)), QStringList());
    const QStringList texts = textsOf(two, u"b"_s, takes(40min));
    QCOMPARE(texts.size(), 1);
    QVERIFY2(texts.first().startsWith(u"Mon 23 Nov 02:30: “a” is still running"_s),
             qPrintable(texts.first()));
    QCOMPARE(textsOf(two, u"a"_s, takes(40min)), QStringList());
}

void BadgesTest::otherDeedsAtTheSameTimeConflict()
{
    Schedule start = exec(u"up"_s, u"*-*-* 09:00"_s);
    start.action = ScheduleAction::Start;
    Schedule stop = exec(u"down"_s, u"Mon 09:00"_s);
    stop.action = ScheduleAction::Stop;
    QCOMPARE(textsOf({start, stop}, u"up"_s),
             QStringList{u"Mon 23 Nov 09:00: “down” does something else to the machine then."_s});
    QCOMPARE(textsOf({start, stop}, u"down"_s).size(), 1);
    stop.enabled = false;
    QCOMPARE(textsOf({start, stop}, u"up"_s), QStringList());
}

void BadgesTest::aFixRemovesItsBadge()
{
    QVector<Schedule> two{exec(u"a"_s, u"*-*-* 02:00"_s), exec(u"b"_s, u"*-*-* 02:30"_s)};
    const QVector<Badge> badges = badgesOf(two, takes(40min), kView).value(ScheduleId{u"b"_s});
    QCOMPARE(badges.size(), 1);
    two[1] = badges.first().fixed.value();
    QCOMPARE(textsOf(two, u"b"_s, takes(40min)), QStringList());
}

void BadgesTest::namesThatAreTheSame()
{
    Schedule theirs = exec(u"Job"_s, u"*-*-* 02:00"_s);
    theirs.id = ScheduleId{u"2"_s};
    theirs.firedBy = FiredBy::Provider;
    const QVector<Schedule> two{exec(u"job"_s, u"*-*-* 03:00"_s), theirs};
    const QVector<Badge> badges = badgesOf(two, takes(0ms), kView).value(ScheduleId{u"2"_s});
    QCOMPARE(badges.size(), 1);
    QCOMPARE(badges.first().kind, Badge::Kind::SameName);
    QCOMPARE(badges.first().fixed->name, u"Job-2"_s);
}

void BadgesTest::driftIsComparedFirst()
{
    Schedule schedule = exec(u"a"_s, u"*-*-* 02:00"_s);
    schedule.firedBy = FiredBy::Provider;
    schedule.provider = ProviderSide();
    schedule.provider->drift = Drift::ChangedThere;
    const QVector<Badge> badges = badgesOf({schedule}, takes(0ms), kView).value(schedule.id);
    QCOMPARE(badges.size(), 1);
    QCOMPARE(badges.first().kind, Badge::Kind::Drift);
    QVERIFY(!badges.first().fix.isEmpty());
    QVERIFY(!badges.first().fixed);
}

void BadgesTest::aLintBringsItsFix()
{
    const Schedule schedule = exec(u"a"_s, u"*-*-* 12:00,13:00"_s); // reads as 12:00 and 12:13
    const QVector<Badge> badges = badgesOf({schedule}, takes(0ms), kView).value(schedule.id);
    QVERIFY(!badges.isEmpty());
    QCOMPARE(badges.first().kind, Badge::Kind::Lint);
    QVERIFY(badges.first().fixed.has_value());
    Schedule fixed = *badges.first().fixed;
    QVERIFY(fixed.when != schedule.when);
    QVERIFY(badgesOf({fixed}, takes(0ms), kView).isEmpty());
}

void BadgesTest::theCacheFollowsTheSchedules()
{
    EngineState state;
    state.apply(inventedWorld());
    BadgeCache cache;
    cache.update(state, kView);
    const ScheduleId id{u"schedule-weekly-verify"_s};
    QVERIFY(cache.of(id).isEmpty());
    Changes changes;
    Schedule schedule = *state.schedule(id);
    schedule.when = {u"*-*-* 12:00,13:00"_s};
    changes.schedules = {schedule};
    state.apply(changes);
    cache.update(state, kView);
    QVERIFY(!cache.of(id).isEmpty());
    Changes gone;
    gone.schedulesRemoved = {id};
    state.apply(gone);
    cache.update(state, kView);
    QVERIFY(cache.of(id).isEmpty());
}

void BadgesTest::upcomingTellsFates()
{
    Schedule schedule = exec(u"a"_s, u"*-*-* 18:00"_s);
    QCOMPARE(fates(schedule, 4), u"rrrr"_s);
    schedule.policy.excludedDates = {u"2026-11-23"_s};
    schedule.policy.skipNext = 2;
    QCOMPARE(fates(schedule, 5), u"sxsrr"_s);
    schedule.pause = Pause{inventedNow(), inventedNow() + std::chrono::hours(24), {}};
    QCOMPARE(fates(schedule, 5), u"pxssr"_s);
}

void BadgesTest::upcomingEndsAndSpreads()
{
    Schedule schedule = exec(u"a"_s, u"*-*-* 18:00"_s);
    schedule.policy.until = inventedNow() + std::chrono::hours(40);
    QCOMPARE(fates(schedule, 9), u"rr"_s);
    schedule.policy.jitter = std::chrono::minutes(10);
    const auto runs = UpcomingRuns::of(schedule)->after(inventedNow(), 2);
    for (const UpcomingRun& run : runs)
        QVERIFY(run.startsAt >= run.at && run.startsAt <= run.at + std::chrono::minutes(10));
    schedule.zone = u"Nowhere/Land"_s;
    QVERIFY(!UpcomingRuns::of(schedule));
}

void BadgesTest::theTableSkipsWhatIsExcluded()
{
    EngineState state;
    Changes world = inventedWorld();
    Schedule& monthly = world.schedules[2]; // the last of each month at 23:00
    state.apply(world);
    const auto nextOf = [&](const Schedule& schedule) {
        Changes changes;
        changes.schedules = {schedule};
        state.apply(changes);
        ScheduleRows rows;
        for (const ScheduleRow& row : rows.make(state, kView)) {
            if (row.schedule.id == schedule.id)
                return row.next ? toRfc3339(*row.next) : u"never"_s;
        }
        return QString();
    };
    QCOMPARE(nextOf(monthly), u"2026-11-30T23:00:00Z"_s);
    monthly.policy.excludedDates = {u"2026-11-30"_s};
    QCOMPARE(nextOf(monthly), u"2026-12-31T23:00:00Z"_s);
    monthly.policy.skipNext = 1;
    QCOMPARE(nextOf(monthly), u"2027-01-31T23:00:00Z"_s);
    monthly.policy.until = inventedNow() + std::chrono::days(20);
    QCOMPARE(nextOf(monthly), u"never"_s);
}

void BadgesTest::clipKeepsEverythingASchedulesNeeds()
{
    Schedule schedule = inventedWorld().schedules[5];
    schedule.env = {{u"REGION"_s, u"fra"_s}};
    schedule.cwd = u"/srv"_s;
    schedule.stdinText = u"line\n"_s;
    schedule.timeout = std::chrono::seconds(90);
    schedule.pingUrl = u"https://hc.example.org/1"_s;
    schedule.note = u"ask Ada"_s;
    schedule.enabled = false;
    schedule.policy.onMiss = OnMissPolicy::All;
    const QVector<Schedule> read = schedulesFromJson(schedulesToJson({schedule}));
    QCOMPARE(read.size(), 1);
    Schedule expected = schedule;
    expected.id = {};
    expected.createdAt = {};
    expected.effectiveFrom = {};
    QVERIFY(read.first() == expected);
    QVERIFY(schedulesFromMime(schedulesToMime({schedule}).get()).first() == expected);
}

void BadgesTest::clipRefusesWhatIsNotOurs()
{
    QVERIFY(schedulesFromJson("0 2 * * * backup").isEmpty());
    QVERIFY(schedulesFromJson(R"({"schedules":[{"name":"a"}]})").isEmpty());
    QVERIFY(schedulesFromJson(R"({"kind":"reveille-schedules","schedules":[{"name":"a"}, 7]})").isEmpty());
    QVERIFY(schedulesFromMime(nullptr).isEmpty());
}

void BadgesTest::namesAreFree_data()
{
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<int>("longest");
    QTest::addColumn<QString>("name");
    QTest::newRow("free already") << u"other"_s << 100 << u"other"_s;
    QTest::newRow("taken") << u"Job"_s << 100 << u"Job-4"_s;
    QTest::newRow("counts on") << u"job-2"_s << 100 << u"job-4"_s;
    QTest::newRow("no longer than may be") << u"abcdefgh"_s << 8 << u"abcdef-2"_s;
}

void BadgesTest::namesAreFree()
{
    QFETCH(QString, wanted);
    QFETCH(int, longest);
    const QSet<QString> taken{u"job"_s, u"job-2"_s, u"job-3"_s, u"abcdefgh"_s};
    QTEST(freeName(wanted, taken, longest), "name");
}

QTEST_MAIN(BadgesTest)
#include "BadgesTest.moc"
