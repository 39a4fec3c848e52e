#include "tests/contract/sandbox/UnikraftWorld.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono;
using reveille::test::Answer;
using reveille::test::FakeClock;
using reveille::test::UnikraftWorld;

namespace {

QJsonObject nightly()
{
    return {{u"name"_s, u"nightly-checkpoint"_s},
            {u"when"_s, u"*-*-* 03:00:00"_s},
            {u"action"_s, u"checkpoint"_s}};
}

QJsonObject with(const QJsonObject& schedule)
{
    return {{u"memory_mb"_s, 256}, {u"schedules"_s, QJsonArray{schedule}}};
}

QJsonObject from(const QString& name)
{
    return {{u"name"_s, name}};
}

} // namespace

class UnikraftClonesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesTemplates();
    void clonesTemplatesWithTheirSchedules();
    void firesNothingOnTemplates();
    void makesCheckpoints();
    void checkpointsEveryNight();
    void branches();
    void replacesInheritedSchedules();
    void refusesWhatABranchCannotBe();
};

void UnikraftClonesTest::makesTemplates()
{
    UnikraftWorld world;
    const QString uuid = world.running(u"base"_s);
    const Answer made = world.call("POST", u"/v1/instances/templates"_s, QJsonArray{from(u"base"_s)});
    QCOMPARE(UnikraftWorld::item(made).value(u"state"_s).toString(), u"template"_s);
    // It is no instance any more.
    QCOMPARE(world.instance(uuid).value(u"error"_s).toInt(), 8);
    QCOMPARE(UnikraftWorld::items(world.get(u"/v1/instances"_s)).size(), 0);
    const QString path = u"/v1/instances/templates/"_s + uuid;
    QCOMPARE(UnikraftWorld::item(world.get(path)).value(u"name"_s).toString(), u"base"_s);
    QCOMPARE(UnikraftWorld::items(world.get(u"/v1/instances/templates"_s)).size(), 1);
    const auto patch = [&](const QString& prop, const QJsonValue& value) {
        return UnikraftWorld::item(world.call(
            "PATCH", path, QJsonObject{{u"prop"_s, prop}, {u"op"_s, u"set"_s}, {u"value"_s, value}}));
    };
    QCOMPARE(patch(u"tags"_s, QJsonArray{u"t"_s}).value(u"status"_s).toString(), u"success"_s);
    QCOMPARE(patch(u"schedules"_s, QJsonArray{nightly()}).value(u"error"_s).toInt(), 14);
    QCOMPARE(world.call("DELETE", path).text("status"), u"success"_s);
    QCOMPARE(UnikraftWorld::item(world.get(path)).value(u"error"_s).toInt(), 8);
}

void UnikraftClonesTest::clonesTemplatesWithTheirSchedules()
{
    UnikraftWorld world;
    const QString base = world.create(u"base"_s, with(nightly()));
    const QJsonArray schedules = world.instance(base).value(u"schedules"_s).toArray();
    static_cast<void>(world.call("POST", u"/v1/instances/templates"_s, QJsonArray{from(u"base"_s)}));
    const QString clone = world.create(u"clone"_s, {{u"template"_s, from(u"base"_s)}});
    const QJsonObject shown = world.instance(clone);
    QCOMPARE(shown.value(u"state"_s).toString(), u"stopped"_s);
    QCOMPARE(shown.value(u"memory_mb"_s).toInt(), 256);
    QCOMPARE(shown.value(u"private_fqdn"_s).toString(), u"clone.internal"_s);
    QCOMPARE(shown.value(u"schedules"_s).toArray(), schedules);
}

void UnikraftClonesTest::firesNothingOnTemplates()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    const QString base = world.create(u"base"_s, with(nightly()));
    static_cast<void>(world.call("POST", u"/v1/instances/templates"_s, QJsonArray{from(u"base"_s)}));
    const QJsonObject shown = UnikraftWorld::item(world.get(u"/v1/instances/templates/"_s + base));
    QVERIFY(!shown.value(u"schedules"_s).toArray().first().toObject().contains(u"next_at"_s));
    QVERIFY(!world.sandbox().unikraftNextDue());
    world.pass(days(2));
    QVERIFY(world.fixture().truth(u"schedule_fired"_s).isEmpty());
}

void UnikraftClonesTest::makesCheckpoints()
{
    UnikraftWorld world;
    const QString source = world.running(u"my-instance"_s, with(nightly()));
    const Answer made = world.call("POST", u"/v1/instances/checkpoints"_s,
                                   QJsonObject{{u"name"_s, u"my-checkpoint"_s},
                                               {u"from"_s, from(u"my-instance"_s)},
                                               {u"timeout_s"_s, 20}});
    QCOMPARE(made.text("status"), u"success"_s);
    QCOMPARE(UnikraftWorld::item(made).value(u"state"_s).toString(), u"checkpoint"_s);
    const QString uuid = UnikraftWorld::item(made).value(u"uuid"_s).toString();
    QCOMPARE(world.stateOf(source), u"running"_s);

    const QJsonObject entry = UnikraftWorld::item(world.get(u"/v1/instances/%1/history"_s.arg(source)))
                                  .value(u"history"_s)
                                  .toArray()
                                  .first()
                                  .toObject();
    QCOMPARE(entry.value(u"uuid"_s).toString(), uuid);
    QCOMPARE(entry.value(u"name"_s).toString(), u"my-checkpoint"_s);
    QVERIFY(entry.value(u"created_at"_s).toString().endsWith(u'Z'));
    QCOMPARE(UnikraftWorld::items(world.get(u"/v1/instances/history?name=my-instance"_s)).size(), 1);

    const QString clone = world.create(u"clone"_s, {{u"checkpoint"_s, from(u"my-checkpoint"_s)}});
    QCOMPARE(world.instance(clone).value(u"schedules"_s).toArray().size(), 1);
    QCOMPARE(UnikraftWorld::items(world.get(u"/v1/instances"_s)).size(), 2);

    const Answer ghost =
        world.call("POST", u"/v1/instances/checkpoints"_s, QJsonObject{{u"from"_s, from(u"x"_s)}});
    QCOMPARE(UnikraftWorld::item(ghost).value(u"error"_s).toInt(), 8);
}

void UnikraftClonesTest::checkpointsEveryNight()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    const QString uuid = world.create(u"web"_s, with(nightly()));
    world.pass(days(3));
    QCOMPARE(world.fixture().truth(u"schedule_fired"_s).size(), 3);
    const QJsonArray history =
        UnikraftWorld::item(world.get(u"/v1/instances/%1/history"_s.arg(uuid))).value(u"history"_s).toArray();
    QCOMPARE(history.size(), 3);
    QVERIFY(history.first().toObject().value(u"name"_s).toString().startsWith(u"web-"));
    QCOMPARE(history.last().toObject().value(u"created_at"_s).toString(), u"2026-03-05T03:00:00Z"_s);
    QCOMPARE(UnikraftWorld::items(world.get(u"/v1/instances/checkpoints"_s)).size(), 3);
}

void UnikraftClonesTest::branches()
{
    UnikraftWorld world;
    static_cast<void>(world.running(u"web"_s, with(nightly())));
    const QString branch = world.create(u"branch"_s, {{u"branch_from"_s, from(u"web"_s)}});
    const QJsonObject shown = world.instance(branch);
    QCOMPARE(shown.value(u"state"_s).toString(), u"stopped"_s);
    QCOMPARE(shown.value(u"start_count"_s).toInt(), 0);
    QCOMPARE(shown.value(u"schedules"_s).toArray().size(), 1);
}

void UnikraftClonesTest::replacesInheritedSchedules()
{
    UnikraftWorld world;
    static_cast<void>(world.create(u"web"_s, with(nightly())));
    QJsonObject other = nightly();
    other.insert(u"name"_s, u"other"_s);
    const QString branch =
        world.create(u"branch"_s, {{u"branch_from"_s, from(u"web"_s)}, {u"schedules"_s, QJsonArray{other}}});
    const QJsonArray schedules = world.instance(branch).value(u"schedules"_s).toArray();
    QCOMPARE(schedules.size(), 1);
    QCOMPARE(schedules.first().toObject().value(u"name"_s).toString(), u"other"_s);
}

void UnikraftClonesTest::refusesWhatABranchCannotBe()
{
    UnikraftWorld world;
    static_cast<void>(world.create(u"web"_s));
    const auto refusal = [&](const QJsonObject& body) -> QString {
        const Answer answer = world.call("POST", u"/v1/instances"_s, body);
        return QString::number(answer.status) + u' ' + answer.text("message");
    };
    QCOMPARE(refusal({{u"branch_from"_s, from(u"web"_s)}, {u"memory_mb"_s, 512}}),
             u"400 Cannot specify 'memory_mb' when branching from an existing instance"_s);
    QCOMPARE(refusal({{u"branch_from"_s, from(u"web"_s)}, {u"image"_s, u"a"_s}}),
             u"400 Exactly one of image, template, branch_from and checkpoint is needed"_s);
    QCOMPARE(refusal({{u"template"_s, from(u"web"_s)}}), u"400 No template with name 'web'"_s);
}

QTEST_GUILESS_MAIN(UnikraftClonesTest)
#include "UnikraftClonesTest.moc"
