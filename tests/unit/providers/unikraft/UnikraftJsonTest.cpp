#include "core/http/Redactor.h"
#include "core/model/TimeText.h"
#include "core/providers/unikraft/AuditStream.h"
#include "core/providers/unikraft/Console.h"
#include "core/providers/unikraft/Envelope.h"
#include "core/providers/unikraft/InstanceJson.h"
#include "core/providers/unikraft/MetroDirectory.h"
#include "core/providers/unikraft/ScheduleJson.h"
#include "core/providers/unikraft/StopWords.h"
#include "tests/unit/providers/unikraft/Fixtures.h"

using namespace reveille;
using namespace reveille::unikraft;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

/// What the platform says is read as it means it.
class UnikraftJsonTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void standbyInstance();
    void instanceWithSchedules();
    void schedulesSurviveTheWay_data();
    void schedulesSurviveTheWay();
    void nextAtInAnyForm_data();
    void nextAtInAnyForm();
    void states_data();
    void states();
    void stopNumbersInWords_data();
    void stopNumbersInWords();
    void shortAnswers();
    void metrosAreListed();
    void metroTexts_data();
    void metroTexts();
    void console();
    void quotas();
    void auditEvents();
    void plugins();
    void queuedChanges();

private:
    Result<Envelope> read(const QString& name, int status = 200)
    {
        return readEnvelope(responseOf(fixture(name), status), u"web"_s, m_redactor);
    }
    static Result<Machine> machine(const QJsonObject& object)
    {
        SharedTexts texts;
        return machineOf(object, {u"account"_s}, u"fra"_s, texts);
    }

    Redactor m_redactor;
};

void UnikraftJsonTest::standbyInstance()
{
    const auto envelope = read(u"instance-standby.json"_s);
    QVERIFY(envelope.has_value());
    const auto item = onlyItem(*envelope, u"instances"_s, u"web"_s, m_redactor);
    const auto read = item.and_then(machine);
    QVERIFY(read.has_value());
    QCOMPARE(read->key.machine.value, u"fra/bd281cc4-7640-4cbc-af48-5a44c2bd7b74"_s);
    QCOMPARE(read->name, u"httpserver-go121-taud8"_s);
    QCOMPARE(read->phase, MachinePhase::Sleeping);
    QCOMPARE(read->rawPhase, u"standby"_s);
    QCOMPARE(read->metro, u"fra"_s);
    QCOMPARE(read->memoryMib, qint64(256));
    QCOMPARE(read->vcpu, 1.0);
    QCOMPARE(read->address, u"floral-sun-54ixkmi6.fra.unikraft.app"_s);
    QVERIFY(read->rules.scaleToZero);
    QVERIFY(!read->rules.runsCommands);
    QCOMPARE(read->autosleep, std::optional(seconds(1)));
    QCOMPARE(read->history.startCount, std::optional<qint64>(3));
    QCOMPARE(read->history.startedAt, fromRfc3339(u"2026-05-28T13:54:43Z"));
    QCOMPARE(read->history.stoppedAt, fromRfc3339(u"2026-05-28T13:54:45Z"));
    QCOMPARE(read->lastTransitionAt, read->history.stoppedAt);
    QCOMPARE(read->history.stopReason, u"scaled to zero (39)"_s);
    QVERIFY(read->reason.isEmpty());
    QVERIFY(read->providerSchedules && read->providerSchedules->isEmpty());
    QVERIFY(!envelope->serverTime);
}

void UnikraftJsonTest::instanceWithSchedules()
{
    const auto read = machine(fixtureObject(u"instance-with-schedules.json"_s));
    QVERIFY(read.has_value());
    QCOMPARE(read->phase, MachinePhase::Running);
    QVERIFY(read->providerSchedules.has_value());
    QCOMPARE(read->providerSchedules->size(), 2);
    const ProviderSchedule morning = read->providerSchedules->first();
    QCOMPARE(morning.name, u"morning-start"_s);
    QCOMPARE(morning.when, u"Mon-Fri 09:00:00"_s);
    QCOMPARE(morning.action, u"start"_s);
    QCOMPARE(morning.nextAt, fromRfc3339(u"2026-02-19T09:00:00Z"));
    QVERIFY(morning.otherMembers.isEmpty());
}

void UnikraftJsonTest::schedulesSurviveTheWay_data()
{
    QTest::addColumn<QJsonArray>("sent");
    for (const QString& name :
         {u"create-start-stop.json"_s, u"create-exec.json"_s, u"create-checkpoint-schedule.json"_s})
        QTest::addRow("%s", qPrintable(name)) << fixtureObject(name)[u"schedules"_s].toArray();
    for (const QString& name : {u"patch-add.json"_s, u"patch-add-exec.json"_s})
        QTest::addRow("%s", qPrintable(name)) << fixtureObject(name)[u"value"_s].toArray();
    for (const QString& name : {u"schedule-exec.json"_s, u"schedule-one-shot.json"_s})
        QTest::addRow("%s", qPrintable(name)) << QJsonArray{fixtureObject(name)};
    QTest::addRow("members and actions to come")
        << QJsonArray{QJsonObject{{u"name"_s, u"x"_s},
                                  {u"when"_s, u"*-*-* 01:00:00"_s},
                                  {u"action"_s, u"hibernate"_s},
                                  {u"retry"_s, QJsonObject{{u"times"_s, 3}}},
                                  {u"enabled"_s, false}}};
}

void UnikraftJsonTest::schedulesSurviveTheWay()
{
    QFETCH(QJsonArray, sent);
    SharedTexts texts;
    QCOMPARE(schedulesToSend(schedulesOf(sent, texts)), sent);
    QJsonObject told = sent.first().toObject();
    told.insert(u"next_at"_s, u"2026-02-19T09:00:00Z"_s);
    QVERIFY(!scheduleToSend(scheduleOf(told, texts)).contains(u"next_at"_s));
}

void UnikraftJsonTest::nextAtInAnyForm_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("expected");
    QTest::addRow("text") << QJsonValue(u"2026-02-19T09:00:00Z"_s) << u"2026-02-19T09:00:00Z"_s;
    QTest::addRow("text with offset")
        << QJsonValue(u"2026-02-19T10:00:00+01:00"_s) << u"2026-02-19T09:00:00Z"_s;
    QTest::addRow("seconds") << QJsonValue(1771491600) << u"2026-02-19T09:00:00Z"_s;
    QTest::addRow("zero") << QJsonValue(0) << QString();
    QTest::addRow("null") << QJsonValue(QJsonValue::Null) << QString();
    QTest::addRow("nonsense") << QJsonValue(u"soon"_s) << QString();
    QTest::addRow("beyond the calendar") << QJsonValue(1e300) << QString();
}

void UnikraftJsonTest::nextAtInAnyForm()
{
    QFETCH(QJsonValue, value);
    QFETCH(QString, expected);
    SharedTexts texts;
    const auto schedule = scheduleOf({{u"name"_s, u"x"_s}, {u"next_at"_s, value}}, texts);
    QCOMPARE(schedule.nextAt ? toRfc3339(*schedule.nextAt) : QString(), expected);
}

void UnikraftJsonTest::states_data()
{
    QTest::addColumn<MachinePhase>("phase");
    QTest::addRow("stopped") << MachinePhase::Stopped;
    QTest::addRow("starting") << MachinePhase::Waking;
    QTest::addRow("running") << MachinePhase::Running;
    QTest::addRow("draining") << MachinePhase::GoingToSleep;
    QTest::addRow("stopping") << MachinePhase::GoingToSleep;
    QTest::addRow("standby") << MachinePhase::Sleeping;
    QTest::addRow("deleted") << MachinePhase::Deleted;
    QTest::addRow("hovering") << MachinePhase::Unknown;
}

void UnikraftJsonTest::states()
{
    QFETCH(MachinePhase, phase);
    QCOMPARE(phaseOf(QString::fromLatin1(QTest::currentDataTag())), phase);
}

void UnikraftJsonTest::stopNumbersInWords_data()
{
    QTest::addColumn<int>("reason");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("words");
    QTest::addColumn<bool>("crash");
    QTest::addRow("scale to zero") << 39 << 33024 << 1 << u"scaled to zero (39)"_s << false;
    QTest::addRow("forced, clean") << 31 << 33024 << 0 << u"stopped by force on request (31)"_s << false;
    QTest::addRow("forced") << 28 << 0 << 0 << u"stopped by force on request (28)"_s << false;
    QTest::addRow("user") << 15 << 33024 << 0 << u"stopped on request (15)"_s << false;
    QTest::addRow("user, killed") << 13 << 33024 << 0
                                  << u"stopped on request, the application was killed (13)"_s << false;
    QTest::addRow("platform") << 7 << 33024 << 0 << u"stopped by the platform (7)"_s << false;
    QTest::addRow("application, well") << 3 << 33024 << 0 << u"application exited with code 0 (3)"_s << false;
    QTest::addRow("application, badly") << 3 << 33024 << 2 << u"application exited with code 2 (3)"_s << true;
    QTest::addRow("out of memory") << 1 << 818948 << 0 << u"out of memory (1, code 0x0c7f04)"_s << true;
    QTest::addRow("segmentation fault") << 1 << 5 << 0 << u"segmentation fault (1, code 0x000005)"_s << true;
    QTest::addRow("no image") << 4 << 1 << 0 << u"the image could not be pulled (4)"_s << true;
    QTest::addRow("unknown") << 0 << 0 << 0 << QString() << false;
    QTest::addRow("a bit to come") << 64 << 0 << 0 << u"reason 64"_s << true;
}

void UnikraftJsonTest::stopNumbersInWords()
{
    QFETCH(int, reason);
    QFETCH(int, code);
    QFETCH(int, exitCode);
    QFETCH(QString, words);
    QFETCH(bool, crash);
    QCOMPARE(stopWords({reason, code, exitCode}), words);
    QCOMPARE(isCrash({reason, code, exitCode}), crash);
}

void UnikraftJsonTest::shortAnswers()
{
    const auto created =
        onlyItem(*read(u"create-answer.json"_s), u"instances"_s, {}, m_redactor).and_then(machine);
    QVERIFY(created.has_value());
    QCOMPARE(created->phase, MachinePhase::Stopped);
    QVERIFY(!created->providerSchedules);
    const auto stopped = machine(fixtureObject(u"stop-item.json"_s));
    QCOMPARE(stopped->phase, MachinePhase::Stopped);
    QCOMPARE(machine({{u"name"_s, u"web"_s}}).error().code, ErrorCode::BadAnswer);
}

void UnikraftJsonTest::metrosAreListed()
{
    const auto metros = metrosOf(*read(u"metros.json"_s));
    QCOMPARE(metros, (QVector<Metro>{{u"fra"_s, QUrl(u"https://api.fra.unikraft.cloud"_s)}}));
}

void UnikraftJsonTest::metroTexts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("base");
    QTest::addRow("code") << u"fra"_s << u"fra"_s << u"https://api.fra.unikraft.cloud"_s;
    QTest::addRow("upper case") << u" WAS "_s << u"was"_s << u"https://api.was.unikraft.cloud"_s;
    QTest::addRow("address") << u"https://api.dal.unikraft.cloud/v1/"_s << u"dal"_s
                             << u"https://api.dal.unikraft.cloud"_s;
    QTest::addRow("older address") << u"https://api.fra0.kraft.cloud/v1"_s << u"fra0"_s
                                   << u"https://api.fra0.kraft.cloud"_s;
    QTest::addRow("with a path") << u"http://127.0.0.1:8080/unikraft/sin/v1"_s << u"sin"_s
                                 << u"http://127.0.0.1:8080/unikraft/sin"_s;
    QTest::addRow("host and port") << u"http://127.0.0.1:8080"_s << u"127.0.0.1:8080"_s
                                   << u"http://127.0.0.1:8080"_s;
    QTest::addRow("no code") << u"fra/../x"_s << QString() << QString();
    QTest::addRow("nothing") << u"  "_s << QString() << QString();
    QTest::addRow("no host") << u"https://"_s << QString() << QString();
}

void UnikraftJsonTest::metroTexts()
{
    QFETCH(QString, text);
    QFETCH(QString, code);
    QFETCH(QString, base);
    const auto metro = metroFromText(text);
    QCOMPARE(metro.has_value(), !code.isEmpty());
    if (metro) {
        QCOMPARE(metro->code, code);
        QCOMPARE(metro->base, QUrl(base));
    } else {
        QCOMPARE(metro.error().code, ErrorCode::InvalidArgument);
    }
}

void UnikraftJsonTest::console()
{
    const auto chunk = logOf(fixtureObject(u"log-item.json"_s));
    QVERIFY(chunk.has_value());
    QCOMPARE(chunk->output, QByteArray("hi"));
    QCOMPARE(chunk->start, qint64(0));
    QCOMPARE(chunk->end, qint64(2));
    QCOMPARE(chunk->availableEnd, qint64(2));
    QCOMPARE(logOf({{u"output"_s, u"a*"_s}}).error().code, ErrorCode::BadAnswer);
}

void UnikraftJsonTest::quotas()
{
    const auto item = onlyItem(*read(u"quotas.json"_s), u"quotas"_s, u"fra"_s, m_redactor);
    const MetroQuota quota = quotaOf(*item, u"fra"_s);
    QCOMPARE(quota.metro, u"fra"_s);
    QCOMPARE(quota.items.size(), 8);
    const auto memory =
        std::find_if(quota.items.cbegin(), quota.items.cend(),
                     [](const MetroQuota::Item& one) { return one.name == u"live_memory_mb"_s; });
    QVERIFY(memory != quota.items.cend());
    QCOMPARE(memory->used, qint64(2560));
    QCOMPARE(memory->hard, std::optional<qint64>(32768));
    QCOMPARE(quota.limits[u"max_memory_mb"_s].toInt(), 8192);
}

void UnikraftJsonTest::auditEvents()
{
    const auto changed = changeOf({"vm.state_change", fixture(u"audit-state-change.json"_s), {}}, u"fra"_s);
    QVERIFY(changed.has_value());
    QCOMPARE(changed->machine.value, u"fra/186ac04c-6ede-46eb-b559-7d6a97792e6b"_s);
    QCOMPARE(changed->type, u"vm.state_change"_s);
    QCOMPARE(changed->from, u"stopping"_s);
    QCOMPARE(changed->to, u"stopped"_s);
    QCOMPARE(changed->origin, u"api"_s);
    QCOMPARE(changed->at, fromRfc3339(u"2026-09-28T10:01:22.347105Z"));
    const auto failed = changeOf({"vm.start_failed", fixture(u"audit-start-failed.json"_s), {}}, u"fra"_s);
    QCOMPARE(failed->error, u"EDQUOT"_s);
    QCOMPARE(failed->from, u"stopped"_s);
    const auto gap = changeOf({"gap", fixture(u"audit-gap.json"_s), {}}, u"fra"_s);
    QCOMPARE(gap->type, u"gap"_s);
    QCOMPARE(gap->dropped, qint64(12));
    QVERIFY(!changeOf({"message", "{}", {}}, u"fra"_s));
}

void UnikraftJsonTest::plugins()
{
    const auto with = [](const QJsonObject& plugin) {
        return sandboxPluginOf({{u"plugins"_s, QJsonArray{plugin}}});
    };
    QCOMPARE(with({{u"name"_s, u"sandbox"_s}}), u"sandbox"_s);
    QCOMPARE(with({{u"name"_s, u"shell"_s}, {u"image"_s, u"unikraft.io/official/sandbox:latest"_s}}),
             u"shell"_s);
    QCOMPARE(with({{u"name"_s, u"shell"_s}, {u"rom"_s, QJsonObject{{u"url"_s, u"official/sandbox"_s}}}}),
             u"shell"_s);
    QCOMPARE(with({{u"name"_s, u"metrics"_s}}), QString());
    QCOMPARE(sandboxPluginOf({}), QString());
}

void UnikraftJsonTest::queuedChanges()
{
    const auto with = [](const QJsonObject& update) -> QJsonObject {
        return {{u"updates"_s, QJsonArray{update}}};
    };
    QVERIFY(!queuedChange({}, u"tags"_s));
    QVERIFY(!queuedChange(with({{u"prop"_s, u"env"_s}, {u"status"_s, u"pending"_s}}), u"tags"_s));
    QCOMPARE(queuedChange(with({{u"prop"_s, u"tags"_s}, {u"status"_s, u"pending"_s}}), u"tags"_s), QString());
    QCOMPARE(queuedChange(with({{u"prop"_s, u"tags"_s}, {u"status"_s, u"failed"_s}, {u"error"_s, u"no"_s}}),
                          u"tags"_s),
             u"no"_s);
}

QTEST_GUILESS_MAIN(UnikraftJsonTest)
#include "UnikraftJsonTest.moc"
