#include "tests/contract/sandbox/UnikraftWorld.h"

#include <QTest>

using namespace Qt::StringLiterals;
using reveille::test::Answer;
using reveille::test::FakeClock;
using reveille::test::UnikraftWorld;

namespace {

QJsonObject schedule(const QString& name, const QString& when, const QString& action,
                     const QJsonArray& args = {})
{
    QJsonObject object{{u"name"_s, name}, {u"when"_s, when}, {u"action"_s, action}};
    if (!args.isEmpty())
        object.insert(u"args"_s, args);
    return object;
}

QJsonArray officeHours()
{
    return {schedule(u"morning-start"_s, u"Mon-Fri 09:00:00"_s, u"start"_s),
            schedule(u"evening-stop"_s, u"Mon-Fri 18:00:00"_s, u"stop"_s)};
}

QStringList namesOf(const QJsonObject& instance)
{
    QStringList names;
    const QJsonArray schedules = instance.value(u"schedules"_s).toArray();
    for (const QJsonValue& entry : schedules)
        names.append(entry.toObject().value(u"name"_s).toString());
    return names;
}

QJsonObject change(const QString& op, const QJsonValue& value = QJsonValue::Undefined)
{
    QJsonObject object{{u"prop"_s, u"schedules"_s}, {u"op"_s, op}};
    if (!value.isUndefined())
        object.insert(u"value"_s, value);
    return object;
}

} // namespace

class UnikraftChangesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changesSettings();
    void queuesWhatNeedsAStop();
    void changesManyAtOnce();
    void showsSchedules();
    void takesEveryAction();
    void addsSetsAndRemoves();
    void changesWhileItRuns();
    void refusesBadSchedules_data();
    void refusesBadSchedules();
    void refusesANinth();
    void omitsNextAtOfThePast();
    void rearmsWhenEdited();
};

void UnikraftChangesTest::changesSettings()
{
    UnikraftWorld world;
    const QString uuid =
        world.create(u"web"_s, {{u"env"_s, QJsonObject{{u"A"_s, u"1"_s}, {u"B"_s, u"2"_s}}}});
    const auto patch = [&](const QJsonObject& change) {
        return UnikraftWorld::item(world.call("PATCH", u"/v1/instances/"_s + uuid, change));
    };
    QCOMPARE(patch({{u"id"_s, u"x1"_s}, {u"prop"_s, u"memory_mb"_s}, {u"op"_s, u"set"_s}, {u"value"_s, 512}})
                 .value(u"id"_s)
                 .toString(),
             u"x1"_s);
    static_cast<void>(
        patch({{u"prop"_s, u"env"_s}, {u"op"_s, u"add"_s}, {u"value"_s, QJsonObject{{u"C"_s, u"3"_s}}}}));
    static_cast<void>(patch({{u"prop"_s, u"env"_s}, {u"op"_s, u"del"_s}, {u"value"_s, QJsonArray{u"A"_s}}}));
    static_cast<void>(patch({{u"prop"_s, u"tags"_s}, {u"op"_s, u"set"_s}, {u"value"_s, QJsonArray{u"t"_s}}}));
    const QJsonObject expected{{u"B"_s, u"2"_s}, {u"C"_s, u"3"_s}};
    QCOMPARE(world.instance(uuid).value(u"env"_s).toObject(), expected);
    QCOMPARE(world.instance(uuid).value(u"memory_mb"_s).toInt(), 512);
    QCOMPARE(world.instance(uuid).value(u"tags"_s).toArray(), QJsonArray{u"t"_s});
    static_cast<void>(patch({{u"prop"_s, u"tags"_s}, {u"op"_s, u"set"_s}}));
    QVERIFY(!world.instance(uuid).contains(u"tags"_s));

    QCOMPARE(
        patch({{u"prop"_s, u"memory_mb"_s}, {u"op"_s, u"set"_s}, {u"value"_s, 4}}).value(u"error"_s).toInt(),
        7);
    QCOMPARE(patch({{u"prop"_s, u"memory_mb"_s}, {u"op"_s, u"del"_s}}).value(u"error"_s).toInt(), 7);
    QCOMPARE(
        patch({{u"prop"_s, u"name"_s}, {u"op"_s, u"set"_s}, {u"value"_s, u"x"_s}}).value(u"error"_s).toInt(),
        7);
    QCOMPARE(world.instance(uuid).value(u"memory_mb"_s).toInt(), 512);
}

void UnikraftChangesTest::queuesWhatNeedsAStop()
{
    UnikraftWorld world;
    const QString uuid = world.running(u"web"_s);
    static_cast<void>(
        world.call("PATCH", u"/v1/instances/"_s + uuid,
                   QJsonObject{{u"prop"_s, u"memory_mb"_s}, {u"op"_s, u"set"_s}, {u"value"_s, 512}}));
    QJsonObject shown = world.instance(uuid);
    QCOMPARE(shown.value(u"memory_mb"_s).toInt(), 128);
    const QJsonObject update = shown.value(u"updates"_s).toArray().first().toObject();
    QCOMPARE(update.value(u"prop"_s).toString(), u"memory_mb"_s);
    QCOMPARE(update.value(u"status"_s).toString(), u"pending"_s);
    static_cast<void>(world.call("PUT", u"/v1/instances/%1/stop"_s.arg(uuid)));
    QVERIFY(world.comesTo(uuid, u"stopped"_s));
    shown = world.instance(uuid);
    QCOMPARE(shown.value(u"memory_mb"_s).toInt(), 512);
    QVERIFY(!shown.contains(u"updates"_s));
}

void UnikraftChangesTest::changesManyAtOnce()
{
    UnikraftWorld world;
    const QString web = world.create(u"web"_s);
    const Answer answer = world.call(
        "PATCH", u"/v1/instances"_s,
        QJsonArray{
            QJsonObject{
                {u"name"_s, u"web"_s}, {u"prop"_s, u"memory_mb"_s}, {u"op"_s, u"set"_s}, {u"value"_s, 512}},
            QJsonObject{{u"name"_s, u"web"_s}, {u"prop"_s, u"autokill"_s}, {u"op"_s, u"set"_s}},
            QJsonObject{{u"name"_s, u"ghost"_s}, {u"prop"_s, u"autokill"_s}, {u"op"_s, u"set"_s}},
            QJsonObject{{u"name"_s, u"web"_s},
                        {u"prop"_s, u"delete_lock"_s},
                        {u"op"_s, u"set"_s},
                        {u"value"_s, true}}});
    QCOMPARE(answer.text("status"), u"partial_success"_s);
    QCOMPARE(UnikraftWorld::items(answer).size(), 4);
    const QJsonObject first{{u"status"_s, u"success"_s}, {u"uuid"_s, web}, {u"name"_s, u"web"_s}};
    QCOMPARE(UnikraftWorld::item(answer), first);
    QVERIFY(world.instance(web).value(u"delete_lock"_s).toBool());
}

void UnikraftChangesTest::showsSchedules()
{
    FakeClock clock; // Monday 2026-03-02 08:00
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    const QString uuid = world.create(u"web"_s, {{u"schedules"_s, officeHours()}});
    QJsonArray expected = officeHours();
    const QStringList next{u"2026-03-02T09:00:00Z"_s, u"2026-03-02T18:00:00Z"_s};
    for (qsizetype i = 0; i < expected.size(); ++i) {
        QJsonObject entry = expected.at(i).toObject();
        entry.insert(u"next_at"_s, next.at(i));
        expected.replace(i, entry);
    }
    QCOMPARE(world.instance(uuid).value(u"schedules"_s).toArray(), expected);
    const Answer summary = world.get(u"/v1/instances?details=false"_s);
    QVERIFY(!UnikraftWorld::item(summary).contains(u"schedules"_s));
}

void UnikraftChangesTest::takesEveryAction()
{
    UnikraftWorld world;
    const QJsonArray args{u"/bin/sh"_s, u"-c"_s, u"rm -rf /tmp/*"_s};
    const QString uuid =
        world.create(u"web"_s, {{u"schedules"_s, QJsonArray{
                                                     schedule(u"a"_s, u"*-*-* 09:00:00"_s, u"start"_s),
                                                     schedule(u"b"_s, u"Sat,Sun *-*-* 20:00:00"_s, u"stop"_s),
                                                     schedule(u"c"_s, u"*-*-* 00:00:00"_s, u"exec"_s, args),
                                                     schedule(u"d"_s, u"*-*-* 03:00:00"_s, u"checkpoint"_s),
                                                     schedule(u"e"_s, u"*-*-01 00:00:00"_s, u"delete"_s),
                                                     schedule(u"f"_s, u"daily"_s, u"stop"_s, {u"ignored"_s}),
                                                 }}});
    const QJsonArray shown = world.instance(uuid).value(u"schedules"_s).toArray();
    QCOMPARE(shown.size(), 6);
    QCOMPARE(shown.at(2).toObject().value(u"args"_s).toArray(), args);
    QVERIFY(!shown.at(5).toObject().contains(u"args"_s));
    QCOMPARE(shown.at(5).toObject().value(u"when"_s).toString(), u"daily"_s);
    for (const QJsonValue& entry : shown)
        QVERIFY(entry.toObject().value(u"next_at"_s).toString().endsWith(u'Z'));
}

void UnikraftChangesTest::addsSetsAndRemoves()
{
    UnikraftWorld world;
    const QString uuid = world.create(u"web"_s, {{u"schedules"_s, officeHours()}});
    const auto patch = [&](const QJsonObject& what) {
        return UnikraftWorld::item(world.call("PATCH", u"/v1/instances/"_s + uuid, what));
    };
    const QJsonArray weekend{schedule(u"weekend-stop"_s, u"Sat,Sun *-*-* 20:00:00"_s, u"stop"_s)};
    QCOMPARE(patch(change(u"add"_s, weekend)).value(u"status"_s).toString(), u"success"_s);
    QCOMPARE(namesOf(world.instance(uuid)),
             QStringList({u"morning-start"_s, u"evening-stop"_s, u"weekend-stop"_s}));
    static_cast<void>(patch(change(u"del"_s, QJsonArray{u"morning-start"_s})));
    QCOMPARE(namesOf(world.instance(uuid)), QStringList({u"evening-stop"_s, u"weekend-stop"_s}));
    static_cast<void>(patch(change(u"del"_s)));
    QCOMPARE(namesOf(world.instance(uuid)).size(), 2);
    static_cast<void>(patch(change(u"set"_s, weekend)));
    QCOMPARE(namesOf(world.instance(uuid)), QStringList({u"weekend-stop"_s}));
    static_cast<void>(patch(change(u"set"_s)));
    QVERIFY(!world.instance(uuid).contains(u"schedules"_s));
    static_cast<void>(patch(change(u"set"_s, officeHours())));
    static_cast<void>(patch(change(u"set"_s, QJsonArray())));
    QVERIFY(!world.instance(uuid).contains(u"schedules"_s));

    // The way to edit one schedule: away and back in one request, in order.
    static_cast<void>(patch(change(u"set"_s, officeHours())));
    QJsonObject away = change(u"del"_s, QJsonArray{u"evening-stop"_s});
    QJsonObject back =
        change(u"add"_s, QJsonArray{schedule(u"evening-stop"_s, u"Mon..Fri 19:00:00"_s, u"stop"_s)});
    away.insert(u"uuid"_s, uuid);
    back.insert(u"name"_s, u"web"_s);
    QCOMPARE(world.call("PATCH", u"/v1/instances"_s, QJsonArray{away, back}).text("status"), u"success"_s);
    const QJsonArray shown = world.instance(uuid).value(u"schedules"_s).toArray();
    QCOMPARE(shown.at(1).toObject().value(u"when"_s).toString(), u"Mon..Fri 19:00:00"_s);
}

void UnikraftChangesTest::changesWhileItRuns()
{
    UnikraftWorld world;
    const QString uuid = world.running(u"web"_s);
    static_cast<void>(world.call("PATCH", u"/v1/instances/"_s + uuid, change(u"add"_s, officeHours())));
    QCOMPARE(namesOf(world.instance(uuid)).size(), 2);
    QVERIFY(!world.instance(uuid).contains(u"updates"_s));
}

void UnikraftChangesTest::refusesBadSchedules_data()
{
    QTest::addColumn<QJsonObject>("what");
    QTest::addColumn<int>("error");
    QTest::addColumn<QString>("message");
    const auto add = [](const char* row, const QJsonObject& entry, int error, const QString& message) {
        QTest::newRow(row) << change(u"add"_s, QJsonArray{entry}) << error << message;
    };
    add("name taken", schedule(u"morning-start"_s, u"daily"_s, u"stop"_s), 23,
        u"A schedule with the name 'morning-start' already exists"_s);
    add("expression", schedule(u"a"_s, u"daily 02:00:00"_s, u"stop"_s), 7,
        u"Invalid calendar expression 'daily 02:00:00'"_s);
    add("zone", schedule(u"a"_s, u"*-*-* 09:00:00 Europe/Berlin"_s, u"stop"_s), 7,
        u"Invalid calendar expression '*-*-* 09:00:00 Europe/Berlin'"_s);
    add("action", schedule(u"a"_s, u"daily"_s, u"reboot"_s), 7, u"Invalid schedule action 'reboot'"_s);
    add("exec without args", schedule(u"a"_s, u"daily"_s, u"exec"_s), 7,
        u"Schedule 'a' with action 'exec' needs args"_s);
    add("args are numbers", schedule(u"a"_s, u"daily"_s, u"exec"_s, {1}), 7,
        u"Invalid args of schedule 'a'"_s);
    add("long name", schedule(QString(32, u'a'), u"daily"_s, u"stop"_s), 22,
        u"The schedule name '%1' is longer than 31 characters"_s.arg(QString(32, u'a')));
    add("upper case", schedule(u"Morning"_s, u"daily"_s, u"stop"_s), 7, u"Invalid schedule name 'Morning'"_s);
    add("hyphen last", schedule(u"a-"_s, u"daily"_s, u"stop"_s), 7, u"Invalid schedule name 'a-'"_s);
    add("no name", {{u"when"_s, u"daily"_s}, {u"action"_s, u"stop"_s}}, 7, u"A schedule needs a 'name'"_s);
    QJsonObject zone = schedule(u"a"_s, u"daily"_s, u"stop"_s);
    zone.insert(u"timezone"_s, u"Europe/Berlin"_s);
    add("unknown member", zone, 16, u"'timezone' is not a valid member"_s);
    const QJsonObject twice = schedule(u"a"_s, u"daily"_s, u"stop"_s);
    QTest::newRow("twice") << change(u"set"_s, QJsonArray{twice, twice}) << 7
                           << u"The schedule name 'a' is given twice"_s;
    QTest::newRow("unknown name") << change(u"del"_s, QJsonArray{u"morning-start"_s, u"ghost"_s}) << 8
                                  << u"No schedule with name 'ghost'"_s;
}

void UnikraftChangesTest::refusesBadSchedules()
{
    QFETCH(const QJsonObject, what);
    QFETCH(const int, error);
    QFETCH(const QString, message);
    UnikraftWorld world;
    const QString uuid = world.create(u"web"_s, {{u"schedules"_s, officeHours()}});
    const Answer answer = world.call("PATCH", u"/v1/instances/"_s + uuid, what);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.text("status"), u"error"_s);
    const QJsonObject item = UnikraftWorld::item(answer);
    QCOMPARE(item.value(u"error"_s).toInt(), error);
    QCOMPARE(item.value(u"message"_s).toString(), message);
    QCOMPARE(item.value(u"uuid"_s).toString(), uuid);
    // Nothing of it was done.
    QCOMPARE(namesOf(world.instance(uuid)), QStringList({u"morning-start"_s, u"evening-stop"_s}));

    if (what.value(u"op"_s) != u"add"_s || error == 23)
        return;
    const Answer made =
        world.call("POST", u"/v1/instances"_s,
                   QJsonObject{{u"image"_s, u"a"_s}, {u"schedules"_s, what.value(u"value"_s)}});
    QCOMPARE(made.status, 400);
    QCOMPARE(made.text("message"), message);
    QCOMPARE(UnikraftWorld::items(world.get(u"/v1/instances"_s)).size(), 1);
}

void UnikraftChangesTest::refusesANinth()
{
    UnikraftWorld world;
    const QString uuid = world.create(u"web"_s, {{u"schedules"_s, officeHours()}});
    QJsonArray more;
    for (int i = 0; i < 7; ++i)
        more.append(schedule(u"s%1"_s.arg(i), u"daily"_s, u"stop"_s));
    const auto add = [&] { return world.call("PATCH", u"/v1/instances/"_s + uuid, change(u"add"_s, more)); };
    QCOMPARE(UnikraftWorld::item(add()).value(u"error"_s).toInt(), 5);
    QCOMPARE(namesOf(world.instance(uuid)).size(), 2);
    more.removeLast();
    QCOMPARE(add().text("status"), u"success"_s);
    QCOMPARE(namesOf(world.instance(uuid)).size(), 8);
}

void UnikraftChangesTest::omitsNextAtOfThePast()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    QJsonObject past = schedule(u"past"_s, u"2026-02-25 23:59:00"_s, u"delete"_s);
    past.insert(u"next_at"_s, u"2027-01-01T00:00:00Z"_s);
    const QString uuid = world.create(u"web"_s, {{u"schedules"_s, QJsonArray{past}}});
    const QJsonObject shown = world.instance(uuid).value(u"schedules"_s).toArray().first().toObject();
    QCOMPARE(shown, schedule(u"past"_s, u"2026-02-25 23:59:00"_s, u"delete"_s));
}

void UnikraftChangesTest::rearmsWhenEdited()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    const QString uuid = world.create(u"web"_s, {{u"schedules"_s, officeHours()}});
    QCOMPARE(world.sandbox().unikraftNextDue().value(), clock.now() + std::chrono::hours(1));
    static_cast<void>(world.call("PATCH", u"/v1/instances/"_s + uuid,
                                 change(u"set"_s, QJsonArray{schedule(u"a"_s, u"08:30"_s, u"start"_s)})));
    QCOMPARE(world.sandbox().unikraftNextDue().value(), clock.now() + std::chrono::minutes(30));
    static_cast<void>(world.call("PATCH", u"/v1/instances/"_s + uuid, change(u"set"_s)));
    QVERIFY(!world.sandbox().unikraftNextDue());
}

QTEST_GUILESS_MAIN(UnikraftChangesTest)
#include "UnikraftChangesTest.moc"
