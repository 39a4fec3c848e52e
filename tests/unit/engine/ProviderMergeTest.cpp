#include "core/engine/ProviderMerge.h"
#include "core/engine/CopyNames.h"
#include "core/engine/ProviderEdits.h"
#include "core/engine/ProviderForm.h"
#include "core/model/ProviderScheduleJson.h"
#include "core/model/TimeText.h"

#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using calendar::Instant;

namespace {

const MachineKey kMachine{AccountId{u"a"_s}, MachineId{u"fra/1"_s}};

Instant at(const QString& text)
{
    return fromRfc3339(text).value();
}

Instant now()
{
    return at(u"2026-11-22T08:00:00Z"_s);
}

ProviderSchedule there(const QString& name, const QString& when = u"*-*-* 09:00:00"_s,
                       const QString& action = u"start"_s)
{
    ProviderSchedule schedule;
    schedule.name = name;
    schedule.when = when;
    schedule.action = action;
    schedule.nextAt = at(u"2026-11-22T09:00:00Z"_s);
    return schedule;
}

Schedule row(const ProviderSchedule& agreed, bool enabled = true)
{
    Schedule schedule = *adoptedSchedule(kMachine, agreed, now());
    schedule.id.value = u"row-"_s + agreed.name;
    schedule.enabled = enabled;
    if (!enabled)
        schedule.provider->seen.reset();
    return schedule;
}

/// "name drift" of each changed row; "+name" for an adopted one.
QString summary(const QVector<Schedule>& changed)
{
    QStringList words;
    for (const Schedule& schedule : changed) {
        const bool isNew = !schedule.id.value.startsWith(u"row-");
        words.append((isNew ? u"+"_s : QString()) + schedule.name + u' ' + toWord(schedule.provider->drift));
    }
    return words.join(u", "_s);
}

} // namespace

/// What is made of a provider's schedules, and of ours for it.
class ProviderMergeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mergesWhatIsThere_data();
    void mergesWhatIsThere();
    void adoptsAsItIs();
    void keepsBothVersions();
    void machineGoneTakesNoRowAway();
    void nextElapsesAreCompared_data();
    void nextElapsesAreCompared();
    void formsAreSentInUtc_data();
    void formsAreSentInUtc();
    void keepsAForeignSpelling();
    void clockChangesMoveTheForm();
    void instantsAreNotFiredTwice();
    void changesTouchOnlyWhatDiffers_data();
    void changesTouchOnlyWhatDiffers();
    void partsDriftTogether();
    void namesAreChecked_data();
    void namesAreChecked();
    void copiesTakeFreeNames();
};

void ProviderMergeTest::mergesWhatIsThere_data()
{
    QTest::addColumn<QVector<Schedule>>("stored");
    QTest::addColumn<QVector<ProviderSchedule>>("thereNow");
    QTest::addColumn<QString>("changed");
    const ProviderSchedule a = there(u"a"_s);
    const ProviderSchedule other = there(u"a"_s, u"*-*-* 10:00:00"_s);
    const QVector<Schedule> none;
    const QVector<ProviderSchedule> nothing;

    QTest::newRow("nothing anywhere") << none << nothing << QString();
    QTest::newRow("unknown there") << none << QVector{a} << u"+a none"_s;
    QTest::newRow("as agreed") << QVector{row(a)} << QVector{a} << QString();
    QTest::newRow("changed there") << QVector{row(a)} << QVector{other} << u"a changed-there"_s;
    QTest::newRow("removed there") << QVector{row(a)} << nothing << u"a removed-there"_s;
    QTest::newRow("renamed there") << QVector{row(a)} << QVector{there(u"b"_s)}
                                   << u"a removed-there, +b none"_s;
    QTest::newRow("disabled and not there") << QVector{row(a, false)} << nothing << QString();
    QTest::newRow("disabled and there again") << QVector{row(a, false)} << QVector{a} << u"a changed-there"_s;
    Schedule drifted = row(a);
    drifted.provider->drift = Drift::RemovedThere;
    drifted.provider->seen.reset();
    QTest::newRow("back as agreed") << QVector{drifted} << QVector{a} << u"a none"_s;
    Schedule elsewhere = row(a);
    elsewhere.machine.machine.value = u"fra/2"_s;
    QTest::newRow("same name on another machine") << QVector{elsewhere} << QVector{a} << u"+a none"_s;
    Schedule ours = row(a);
    ours.firedBy = FiredBy::Reveille;
    ours.provider.reset();
    QTest::newRow("fired by Reveille") << QVector{ours} << QVector{a} << u"+a none"_s;
    QTest::newRow("an action of tomorrow")
        << none << QVector{there(u"x"_s, u"*-*-* 09:00:00"_s, u"reboot"_s)} << QString();
}

void ProviderMergeTest::mergesWhatIsThere()
{
    QFETCH(QVector<Schedule>, stored);
    QFETCH(QVector<ProviderSchedule>, thereNow);
    QFETCH(QString, changed);
    const QVector<Schedule> merged = mergeProviderSchedules(kMachine, thereNow, stored, now());
    QCOMPARE(summary(merged), changed);
    // A second look at the same changes nothing.
    QVector<Schedule> after = stored;
    for (const Schedule& schedule : merged) {
        after.removeIf([&](const Schedule& old) { return old.id == schedule.id; });
        after.append(schedule);
    }
    QCOMPARE(mergeProviderSchedules(kMachine, thereNow, after, now()).size(), 0);
}

void ProviderMergeTest::adoptsAsItIs()
{
    ProviderSchedule exec = there(u"job"_s, u"Mon *-*-* 03:00:00"_s, u"exec"_s);
    exec.args = {u"/bin/true"_s, u"-x"_s};
    exec.otherMembers = {{u"colour"_s, u"red"_s}};
    exec.nextAt = at(u"2026-11-23T03:00:00Z"_s);
    const auto merged = mergeProviderSchedules(kMachine, {exec}, {}, now());
    QCOMPARE(merged.size(), 1);
    const Schedule& adopted = merged.constFirst();
    QCOMPARE(adopted.when, QStringList{exec.when});
    QCOMPARE(adopted.zone, u"UTC"_s);
    QCOMPARE(adopted.action, ScheduleAction::Exec);
    QCOMPARE(adopted.argv, exec.args);
    QVERIFY(adopted.enabled);
    QCOMPARE(adopted.firedBy, FiredBy::Provider);
    QCOMPARE(adopted.provider->agreed, exec);
    QVERIFY(!adopted.provider->nextDiffers);
}

void ProviderMergeTest::keepsBothVersions()
{
    const Schedule mine = row(there(u"a"_s));
    const auto merged = mergeProviderSchedules(kMachine, {there(u"a"_s, u"*-*-* 10:00:00"_s)}, {mine}, now());
    QCOMPARE(merged.size(), 1);
    QCOMPARE(merged[0].when, mine.when);
    QCOMPARE(merged[0].provider->agreed.when, u"*-*-* 09:00:00"_s);
    QCOMPARE(merged[0].provider->seen->when, u"*-*-* 10:00:00"_s);
}

void ProviderMergeTest::machineGoneTakesNoRowAway()
{
    const QVector<Schedule> stored{row(there(u"a"_s)), row(there(u"b"_s), false)};
    const auto changed = withoutMachine(kMachine, stored);
    QCOMPARE(summary(changed), u"a removed-there"_s);
    QCOMPARE(withoutMachine(MachineKey{AccountId{u"a"_s}, MachineId{u"fra/2"_s}}, stored).size(), 0);
}

void ProviderMergeTest::nextElapsesAreCompared_data()
{
    QTest::addColumn<QString>("when");
    QTest::addColumn<QString>("next");
    QTest::addColumn<bool>("differs");
    QTest::newRow("same") << u"*-*-* 09:00:00"_s << u"2026-11-22T09:00:00Z"_s << false;
    QTest::newRow("a second off") << u"*-*-* 09:00:00"_s << u"2026-11-22T09:00:01Z"_s << false;
    QTest::newRow("two seconds off") << u"*-*-* 09:00:00"_s << u"2026-11-22T09:00:02Z"_s << true;
    QTest::newRow("a day later") << u"*-*-* 09:00:00"_s << u"2026-11-23T09:00:00Z"_s << true;
    QTest::newRow("told just before now") << u"*-*-* 08:00:02"_s << u"2026-11-23T08:00:02Z"_s << false;
    QTest::newRow("none told, one due") << u"*-*-* 09:00:00"_s << QString() << true;
    QTest::newRow("none told, none due") << u"2020-01-01 09:00:00"_s << QString() << false;
    QTest::newRow("told, none due") << u"2020-01-01 09:00:00"_s << u"2026-11-22T09:00:00Z"_s << true;
    QTest::newRow("not readable here") << u"every full moon"_s << u"2026-11-22T09:00:00Z"_s << true;
}

void ProviderMergeTest::nextElapsesAreCompared()
{
    QFETCH(QString, when);
    QFETCH(QString, next);
    QFETCH(bool, differs);
    ProviderSchedule seen = there(u"a"_s, when);
    seen.nextAt = fromRfc3339(next);
    QCOMPARE(nextDiffers(seen, now()), differs);
}

void ProviderMergeTest::formsAreSentInUtc_data()
{
    QTest::addColumn<QStringList>("when");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("sent");
    QTest::addColumn<bool>("untilClocksChange");
    QTest::newRow("utc") << QStringList{u"Mon-Fri 09:00"_s} << u"UTC"_s << u"Mon..Fri *-*-* 09:00:00"_s
                         << false;
    QTest::newRow("a zone without changes")
        << QStringList{u"Mon 06:00"_s} << u"Asia/Tokyo"_s << u"Sun *-*-* 21:00:00"_s << false;
    QTest::newRow("every minute anywhere")
        << QStringList{u"*:*"_s} << u"Asia/Kolkata"_s << u"*-*-* *:*:00"_s << false;
    QTest::newRow("a zone with changes")
        << QStringList{u"09:00"_s} << u"Europe/Berlin"_s << u"*-*-* 08:00:00"_s << true;
    QTest::newRow("two lines") << QStringList{u"09:00"_s, u"18:30"_s} << u"UTC"_s
                               << u"a *-*-* 09:00:00; a-2 *-*-* 18:30:00"_s << false;
    QTest::newRow("a line within another")
        << QStringList{u"Mon 09:00"_s, u"09:00"_s} << u"UTC"_s << u"*-*-* 09:00:00"_s << false;
    QTest::newRow("two zones") << QStringList{u"09:00 Asia/Tokyo"_s, u"09:00 Europe/Berlin"_s} << u"UTC"_s
                               << u"a *-*-* 00:00:00; a-2 *-*-* 08:00:00"_s << true;
    QTest::newRow("across midnight in a zone that changes")
        << QStringList{u"Mon 00:30"_s, u"Mon 12:00"_s} << u"Europe/Berlin"_s
        << u"a Sun *-*-* 23:30:00; a-2 Mon *-*-* 11:00:00"_s << true;
    QTest::newRow("nine lines") << QStringList{u"01:01"_s, u"02:02"_s, u"03:03"_s, u"04:04"_s, u"05:05"_s,
                                               u"06:06"_s, u"07:07"_s, u"08:08"_s, u"09:09"_s}
                                << u"UTC"_s << QString() << false;
    QTest::newRow("fractions") << QStringList{u"09:00:00.5"_s} << u"UTC"_s << QString() << false;
    QTest::newRow("past") << QStringList{u"2020-01-01"_s} << u"UTC"_s << QString() << false;
}

void ProviderMergeTest::formsAreSentInUtc()
{
    QFETCH(QStringList, when);
    QFETCH(QString, zone);
    QFETCH(QString, sent);
    QFETCH(bool, untilClocksChange);
    Schedule schedule = row(there(u"a"_s));
    schedule.when = when;
    schedule.zone = zone;
    const auto form = providerFormOf(schedule, std::nullopt, now());
    QCOMPARE(form.has_value(), !sent.isEmpty());
    if (!form) {
        QCOMPARE(form.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(form.error().subject, u"when"_s);
        QVERIFY(!form.error().detail.isEmpty());
        return;
    }
    QStringList named;
    for (const ProviderSchedule& entry : form->entries)
        named.append(form->entries.size() == 1 ? entry.when : entry.name + u' ' + entry.when);
    QCOMPARE(named.join(u"; "_s), sent);
    QCOMPARE(form->rightUntil.has_value(), untilClocksChange);
}

void ProviderMergeTest::keepsAForeignSpelling()
{
    const Schedule adopted = row(there(u"a"_s, u"daily"_s));
    Schedule renamed = adopted;
    renamed.name = u"b"_s;
    QCOMPARE(providerFormOf(renamed, adopted, now())->entries.first().when, u"daily"_s);
    QCOMPARE(providerFormOf(renamed, std::nullopt, now())->entries.first().when, u"*-*-* 00:00:00"_s);
}

void ProviderMergeTest::clockChangesMoveTheForm()
{
    Schedule schedule = row(there(u"a"_s));
    schedule.when = {u"09:00"_s};
    schedule.zone = u"Europe/Berlin"_s;
    const auto winter = providerFormOf(schedule, schedule, now());
    QCOMPARE(winter->entries.first().when, u"*-*-* 08:00:00"_s);
    QCOMPARE(toRfc3339(*winter->rightUntil), u"2027-03-28T01:00:00Z"_s);
    schedule.provider->agreed = winter->entries.first();
    const auto summer = providerFormOf(schedule, schedule, *winter->rightUntil);
    QCOMPARE(summer->entries.first().when, u"*-*-* 07:00:00"_s);
    QCOMPARE(toRfc3339(*summer->rightUntil), u"2027-10-31T01:00:00Z"_s);
}

void ProviderMergeTest::instantsAreNotFiredTwice()
{
    Schedule schedule = row(there(u"a"_s));
    schedule.when = {u"Mon 09:00"_s, u"*-*-01 09:00"_s};
    schedule.zone = u"UTC"_s;
    schedule.action = ScheduleAction::Start; // a machine that runs is not started again
    QCOMPARE(providerFormOf(schedule, std::nullopt, now())->entries.size(), 2);
    schedule.action = ScheduleAction::Checkpoint;
    const auto refused = providerFormOf(schedule, std::nullopt, now());
    QCOMPARE(refused.error().subject, u"when"_s);
    QVERIFY(refused.error().detail.contains(u"same instant"_s));
    schedule.when = {u"Mon 09:00"_s, u"*-*-01 10:00"_s};
    QCOMPARE(providerFormOf(schedule, std::nullopt, now())->entries.size(), 2);
}

void ProviderMergeTest::changesTouchOnlyWhatDiffers_data()
{
    QTest::addColumn<QStringList>("kept"); ///< there, "name line"
    QTest::addColumn<QStringList>("old");
    QTest::addColumn<QStringList>("wanted"); ///< lines of "mine"
    QTest::addColumn<QString>("edits");
    const QStringList full{u"a 01:00"_s, u"b 02:00"_s, u"c 03:00"_s, u"d 04:00"_s,
                           u"e 05:00"_s, u"f 06:00"_s, u"g 07:00"_s};
    QTest::newRow("new") << QStringList{} << QStringList{} << QStringList{u"09:00"_s, u"10:00"_s}
                         << u"+mine +mine-2"_s;
    QTest::newRow("a name is taken") << QStringList{u"mine-2 01:00"_s} << QStringList{}
                                     << QStringList{u"09:00"_s, u"10:00"_s} << u"+mine +mine-3"_s;
    QTest::newRow("the name is taken")
        << QStringList{u"mine 01:00"_s} << QStringList{} << QStringList{u"09:00"_s} << u"AlreadyExists"_s;
    QTest::newRow("one of two changes")
        << QStringList{u"mine 09:00"_s, u"mine-2 10:00"_s} << QStringList{u"mine"_s, u"mine-2"_s}
        << QStringList{u"09:00"_s, u"11:00"_s} << u"-mine-2 | +mine-2"_s;
    QTest::newRow("one fewer") << QStringList{u"mine 09:00"_s, u"mine-2 10:00"_s}
                               << QStringList{u"mine"_s, u"mine-2"_s} << QStringList{u"09:00"_s}
                               << u"-mine-2"_s;
    QTest::newRow("all gone") << QStringList{u"mine 09:00"_s, u"mine-2 10:00"_s, u"other 10:00"_s}
                              << QStringList{u"mine"_s, u"mine-2"_s} << QStringList{} << u"-mine -mine-2"_s;
    QTest::newRow("renamed") << QStringList{u"was 09:00"_s, u"was-2 10:00"_s}
                             << QStringList{u"was"_s, u"was-2"_s} << QStringList{u"09:00"_s, u"10:00"_s}
                             << u"+mine +mine-2 | -was -was-2"_s;
    QTest::newRow("room for one") << full << QStringList{} << QStringList{u"09:00"_s} << u"+mine"_s;
    QTest::newRow("no room for two") << full << QStringList{} << QStringList{u"09:00"_s, u"10:00"_s}
                                     << u"QuotaExceeded"_s;
    QTest::newRow("renamed where it is full") << full + QStringList{u"was 09:00"_s} << QStringList{u"was"_s}
                                              << QStringList{u"09:00"_s} << u"-was | +mine"_s;
}

void ProviderMergeTest::changesTouchOnlyWhatDiffers()
{
    QFETCH(QStringList, kept);
    QFETCH(QStringList, old);
    QFETCH(QStringList, wanted);
    QFETCH(QString, edits);
    Machine machine;
    machine.providerSchedules.emplace();
    for (const QString& text : std::as_const(kept))
        machine.providerSchedules->append(there(text.section(u' ', 0, 0), text.section(u' ', 1)));
    QVector<ProviderSchedule> entries;
    for (const QString& line : std::as_const(wanted))
        entries.append(there(u"mine"_s, line));
    const auto change = changeOf(machine, old, entries, {});
    if (!change) {
        const ErrorCode expected =
            edits == u"AlreadyExists"_s ? ErrorCode::AlreadyExists : ErrorCode::QuotaExceeded;
        QCOMPARE(change.error().code, expected);
        QVERIFY(edits == u"AlreadyExists"_s || edits == u"QuotaExceeded"_s);
        return;
    }
    QStringList told;
    for (const ProviderScheduleEdit& edit : change->edits) {
        QStringList items;
        for (const ProviderSchedule& entry : edit.schedules)
            items.append(u'+' + entry.name);
        for (const QString& name : edit.names)
            items.append(u'-' + name);
        told.append(items.join(u' '));
    }
    QCOMPARE(told.join(u" | "_s), edits);
}

void ProviderMergeTest::partsDriftTogether()
{
    Schedule schedule = row(there(u"a"_s, u"*-*-* 09:00:00"_s));
    const ProviderSchedule second = there(u"a-2"_s, u"*-*-* 10:00:00"_s);
    schedule.provider->more = {{second, second}};
    const auto drift = [&](const QVector<ProviderSchedule>& kept) -> QString {
        const auto merged = mergeProviderSchedules(kMachine, kept, {schedule}, now());
        const Schedule read = merged.isEmpty() ? schedule : merged.first();
        return toWord(read.provider->drift) + u" %1"_s.arg(merged.size());
    };
    const ProviderSchedule first = schedule.provider->agreed;
    ProviderSchedule moved = second;
    moved.when = u"*-*-* 11:00:00"_s;
    const QString none = drift({first, second});
    QVERIFY(none.startsWith(u"none"_s));
    QCOMPARE(drift({first, moved}), u"changed-there 1"_s);
    QCOMPARE(drift({second}), u"changed-there 1"_s);
    QCOMPARE(drift({}), u"removed-there 1"_s);
    const auto gone = withoutMachine(kMachine, {schedule});
    QVERIFY(gone.first().provider->allSeen().isEmpty());
}

void ProviderMergeTest::namesAreChecked_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("fix"); ///< "-": accepted
    QTest::newRow("plain") << u"morning-start"_s << u"-"_s;
    QTest::newRow("longest") << QString(31, u'a') << u"-"_s;
    QTest::newRow("too long") << QString(32, u'a') << QString(31, u'a');
    QTest::newRow("words") << u"Morning start!"_s << u"morning-start"_s;
    QTest::newRow("hyphen first") << u"-a"_s << u"a"_s;
    QTest::newRow("hyphen last") << u"a-"_s << u"a"_s;
    QTest::newRow("empty") << QString() << QString();
}

void ProviderMergeTest::namesAreChecked()
{
    QFETCH(QString, name);
    QFETCH(QString, fix);
    const auto checked = checkProviderName(name);
    QCOMPARE(checked.has_value(), fix == u"-"_s);
    if (!checked)
        QCOMPARE(checked.error().fix, fix);
}

void ProviderMergeTest::copiesTakeFreeNames()
{
    QCOMPARE(freeName(u"a"_s, {}, 31), u"a"_s);
    QCOMPARE(freeName(u"a"_s, {u"A"_s, u"a-2"_s}, 31), u"a-3"_s);
    const QString longest(31, u'x');
    QCOMPARE(freeName(longest, {longest}, 31), QString(29, u'x') + u"-2"_s);
}

QTEST_GUILESS_MAIN(ProviderMergeTest)
#include "ProviderMergeTest.moc"
