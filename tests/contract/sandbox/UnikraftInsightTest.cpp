#include "tests/contract/sandbox/UnikraftWorld.h"

#include "core/sandbox/SandboxFault.h"

#include <ctime>

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using reveille::SandboxFault;
using reveille::SandboxOptions;
using reveille::test::Answer;
using reveille::test::ApiClient;
using reveille::test::FakeClock;
using reveille::test::UnikraftWorld;

namespace {

/// Reads an event stream as it comes.
class Listener
{
public:
    Listener(UnikraftWorld& world, const QString& query)
        : m_api(world.sandbox().unikraftEndpoint(u"fra"_s), world.sandbox().unikraftToken()),
          m_reply(m_api.send("GET", u"/v1/audit"_s + query, std::nullopt, {}))
    {
        QObject::connect(m_reply.get(), &QNetworkReply::readyRead, m_reply.get(),
                         [this] { m_text += m_reply->readAll(); });
    }
    [[nodiscard]] bool listens() const
    {
        return QTest::qWaitFor([this] { return m_text.contains(": heartbeat"); }, 20'000);
    }
    [[nodiscard]] QVector<QJsonObject> events() const
    {
        QVector<QJsonObject> events;
        for (const QByteArray& line : m_text.split('\n')) {
            if (line.startsWith("data: "))
                events.append(QJsonDocument::fromJson(line.mid(6)).object());
        }
        return events;
    }
    /// "prev new origin kind trigger" of each.
    [[nodiscard]] QStringList changes() const
    {
        QStringList lines;
        for (const QJsonObject& event : events()) {
            const QJsonObject data = event.value(u"data"_s).toObject();
            const QJsonObject by = event.value(u"attribution"_s).toObject();
            lines.append(QStringList{data.value(u"prev"_s).toString(), data.value(u"new"_s).toString(),
                                     by.value(u"origin"_s).toString(), by.value(u"kind"_s).toString(),
                                     by.value(u"trigger"_s).toString()}
                             .join(u' '));
        }
        return lines;
    }

private:
    ApiClient m_api;
    std::unique_ptr<QNetworkReply> m_reply;
    QByteArray m_text;
};

} // namespace

class UnikraftInsightTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheConsole();
    void measures();
    void tellsQuotas();
    void streamsChanges();
    void tellsWhatAScheduleCaused();
    void tellsAFailedStart();
    void filtersEvents();
    void limitsSubscribers();
    void restartsWhatExits();
    void wakesOnTraffic();
    void goesWrongWhenTold_data();
    void goesWrongWhenTold();
    void failsInOneMetroOnly();
    void failsForOneOfMany();
    void forgetsAnOccurrence();
    void listsTenThousandQuickly();
};

void UnikraftInsightTest::readsTheConsole()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    const QString uuid = world.running(
        u"web"_s,
        {{u"schedules"_s,
          QJsonArray{QJsonObject{{u"name"_s, u"talk"_s},
                                 {u"when"_s, u"09:00"_s},
                                 {u"action"_s, u"exec"_s},
                                 {u"args"_s, QJsonArray{u"/bin/sh"_s, u"-c"_s, u"printf 0123456789"_s}}}}}});
    world.pass(std::chrono::hours(2));
    const auto read = [&](const QJsonObject& range) {
        return UnikraftWorld::item(world.call("GET", u"/v1/instances/%1/log"_s.arg(uuid), range));
    };
    const QJsonObject last = read({{u"offset"_s, -4}, {u"limit"_s, 2}});
    QCOMPARE(QByteArray::fromBase64(last.value(u"output"_s).toString().toLatin1()), QByteArray("67"));
    const QJsonObject range = last.value(u"range"_s).toObject();
    const QJsonObject available = last.value(u"available"_s).toObject();
    QCOMPARE(available.value(u"start"_s).toInt(), 0);
    QCOMPARE(range.value(u"end"_s).toInt() - range.value(u"start"_s).toInt(), 2);
    QCOMPARE(available.value(u"end"_s).toInt() - range.value(u"end"_s).toInt(), 2);
    QCOMPARE(last.value(u"state"_s).toString(), u"running"_s);

    // As one follows a log: from the end of what was read.
    const QJsonObject rest = read({{u"offset"_s, range.value(u"end"_s)}});
    QCOMPARE(QByteArray::fromBase64(rest.value(u"output"_s).toString().toLatin1()), QByteArray("89"));
    const QJsonObject beyond = read({{u"offset"_s, 100'000}});
    QCOMPARE(beyond.value(u"output"_s).toString(), QString());
    QCOMPARE(world.call("GET", u"/v1/instances/%1/log"_s.arg(uuid), QJsonObject{{u"limit"_s, 16384}}).status,
             400);

    const Answer global = world.call("GET", u"/v1/instances/log"_s,
                                     QJsonArray{QJsonObject{{u"name"_s, u"web"_s}, {u"offset"_s, -1}}});
    QCOMPARE(UnikraftWorld::item(global).value(u"output"_s).toString(), u"OQ=="_s);
    QCOMPARE(UnikraftWorld::item(world.get(u"/v1/instances/log?name=ghost"_s)).value(u"error"_s).toInt(), 8);
}

void UnikraftInsightTest::measures()
{
    UnikraftWorld world;
    const QString down = world.create(u"down"_s);
    static_cast<void>(world.running(u"up"_s));
    QCOMPARE(UnikraftWorld::items(world.get(u"/v1/instances/metrics"_s)).size(), 2);
    const auto rss = [&](const QString& query) {
        return UnikraftWorld::item(world.get(u"/v1/instances/metrics?"_s + query))
            .value(u"rss_bytes"_s)
            .toInteger();
    };
    QVERIFY(rss(u"name=up"_s) > 0);
    QCOMPARE(rss(u"uuid="_s + down), 0);
}

void UnikraftInsightTest::tellsQuotas()
{
    UnikraftWorld world;
    static_cast<void>(world.create(u"down"_s));
    static_cast<void>(world.running(u"up"_s));
    const QJsonObject quotas = UnikraftWorld::item(world.get(u"/v1/users/quotas"_s));
    const QJsonObject used = quotas.value(u"used"_s).toObject();
    QCOMPARE(used.value(u"instances"_s).toInt(), 2);
    QCOMPARE(used.value(u"live_instances"_s).toInt(), 1);
    QCOMPARE(used.value(u"live_memory_mb"_s).toInt(), 128);
    QVERIFY(quotas.value(u"hard"_s).toObject().value(u"instances"_s).toInt() > 2);
    QCOMPARE(quotas.value(u"limits"_s).toObject().value(u"max_memory_mb"_s).toInt(), 8192);
    QCOMPARE(UnikraftWorld::items(world.get(u"/v1/images/list"_s)).size(), 1);
    QCOMPARE(world.get(u"/v1/healthz"_s).status, 200);
}

void UnikraftInsightTest::streamsChanges()
{
    UnikraftWorld world;
    const QString uuid = world.create(u"web"_s, {{u"tags"_s, QJsonArray{u"audit-test"_s}}});
    Listener listener(world, {});
    QVERIFY(listener.listens());
    static_cast<void>(
        world.call("PUT", u"/v1/instances/%1/start"_s.arg(uuid), QJsonObject{{u"timeout_s"_s, 20}}));
    static_cast<void>(world.call("PUT", u"/v1/instances/%1/stop"_s.arg(uuid)));
    QVERIFY(world.comesTo(uuid, u"stopped"_s));
    QTRY_COMPARE(
        listener.changes(),
        QStringList({u"stopped starting api start requested"_s, u"starting running api start observed"_s,
                     u"running stopping api stop requested"_s, u"stopping stopped api stop observed"_s}));
    const QVector<QJsonObject> events = listener.events();
    const auto operation = [&](qsizetype i) {
        return events.at(i).value(u"attribution"_s).toObject().value(u"operation"_s).toString();
    };
    QCOMPARE(operation(0), operation(1));
    QCOMPARE(operation(2), operation(3));
    QVERIFY(operation(1) != operation(2));
    const QJsonObject last = events.last();
    QCOMPARE(last.value(u"type"_s).toString(), u"vm.state_change"_s);
    QCOMPARE(last.value(u"object"_s).toObject().value(u"uuid"_s).toString(), uuid);
    QVERIFY(last.value(u"attribution"_s).toObject().contains(u"user"_s));
    const QJsonObject stop{{u"reason"_s, QJsonArray{u"sys-exit"_s, u"app-exit"_s, u"ukpd"_s, u"api"_s}},
                           {u"code"_s, 33024},
                           {u"exit_code"_s, 0}};
    QCOMPARE(last.value(u"data"_s).toObject().value(u"stop"_s).toObject(), stop);
}

void UnikraftInsightTest::tellsWhatAScheduleCaused()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    static_cast<void>(
        world.create(u"web"_s, {{u"schedules"_s, QJsonArray{QJsonObject{{u"name"_s, u"start"_s},
                                                                        {u"when"_s, u"09:00"_s},
                                                                        {u"action"_s, u"start"_s}}}}}));
    Listener listener(world, {});
    QVERIFY(listener.listens());
    world.pass(std::chrono::hours(2));
    QTRY_COMPARE(listener.changes(), QStringList({u"stopped starting scheduled-op start requested"_s,
                                                  u"starting running scheduled-op start observed"_s}));
    QVERIFY(!listener.events().first().value(u"attribution"_s).toObject().contains(u"user"_s));
}

void UnikraftInsightTest::tellsAFailedStart()
{
    SandboxOptions options = UnikraftWorld::defaults();
    options.unikraft.mostLive = 0;
    UnikraftWorld world(options);
    const QString uuid = world.create(u"web"_s);
    Listener listener(world, u"?events=vm.start_failed"_s);
    QVERIFY(listener.listens());
    static_cast<void>(world.call("PUT", u"/v1/instances/%1/start"_s.arg(uuid)));
    QTRY_COMPARE(listener.events().size(), 1);
    const QJsonObject data = listener.events().first().value(u"data"_s).toObject();
    QCOMPARE(data.value(u"error"_s).toString(), u"EDQUOT"_s);
    QCOMPARE(data.value(u"state"_s).toString(), u"stopped"_s);
}

void UnikraftInsightTest::filtersEvents()
{
    UnikraftWorld world;
    const QString a = world.create(u"a"_s, {{u"tags"_s, QJsonArray{u"blue"_s, u"big"_s}}});
    const QString b = world.create(u"b"_s, {{u"tags"_s, QJsonArray{u"blue"_s}}});
    Listener tagged(world, u"?tags=blue,big"_s);
    Listener named(world, u"?uuid="_s + b);
    QVERIFY(tagged.listens());
    QVERIFY(named.listens());
    for (const QString& uuid : {a, b}) {
        static_cast<void>(
            world.call("PUT", u"/v1/instances/%1/start"_s.arg(uuid), QJsonObject{{u"timeout_s"_s, 20}}));
    }
    QTRY_COMPARE(tagged.events().size(), 2);
    QTRY_COMPARE(named.events().size(), 2);
    QCOMPARE(tagged.events().first().value(u"object"_s).toObject().value(u"uuid"_s).toString(), a);
    QCOMPARE(named.events().first().value(u"object"_s).toObject().value(u"uuid"_s).toString(), b);
    QCOMPARE(world.get(u"/v1/audit?colour=red"_s).status, 400);
    QCOMPARE(world.get(u"/v1/audit?events=exec"_s).status, 400);
    QCOMPARE(world.get(u"/v1/audit?uuid=x"_s).status, 400);
}

void UnikraftInsightTest::limitsSubscribers()
{
    UnikraftWorld world;
    std::vector<std::unique_ptr<Listener>> listeners;
    for (int i = 0; i < 64; ++i) {
        listeners.push_back(std::make_unique<Listener>(world, QString()));
        QVERIFY(listeners.back()->listens());
    }
    QCOMPARE(world.get(u"/v1/audit"_s).status, 429);
    listeners.pop_back();
    std::unique_ptr<Listener> next;
    QVERIFY(QTest::qWaitFor(
        [&] {
            next = std::make_unique<Listener>(world, QString());
            return QTest::qWaitFor([&] { return next->listens(); }, 200);
        },
        20'000));
}

void UnikraftInsightTest::restartsWhatExits()
{
    UnikraftWorld world;
    const auto exit = [&](const QString& name, int code) {
        return UnikraftWorld::item(
            world.call("POST", u"/__exit"_s, QJsonObject{{u"name"_s, name}, {u"exit_code"_s, code}}));
    };
    const QString never = world.running(u"never"_s);
    static_cast<void>(exit(u"never"_s, 1));
    QCOMPARE(world.stateOf(never), u"stopped"_s);
    QCOMPARE(world.instance(never).value(u"stop_reason"_s).toInt(), 3);
    QCOMPARE(world.instance(never).value(u"exit_code"_s).toInt(), 1);

    const QString failing = world.running(u"failing"_s, {{u"restart_policy"_s, u"on-failure"_s}});
    static_cast<void>(exit(u"failing"_s, 1));
    QVERIFY(world.comesTo(failing, u"running"_s));
    QCOMPARE(world.instance(failing).value(u"restart_count"_s).toInt(), 1);
    static_cast<void>(exit(u"failing"_s, 0));
    QCOMPARE(world.stateOf(failing), u"stopped"_s);

    // A stop from outside is not fought.
    const QString always = world.running(u"always"_s, {{u"restart_policy"_s, u"always"_s}});
    static_cast<void>(
        world.call("PUT", u"/v1/instances/%1/stop"_s.arg(always), QJsonObject{{u"force"_s, true}}));
    QCOMPARE(world.stateOf(always), u"stopped"_s);
    QVERIFY(!world.instance(always).contains(u"restart"_s));
}

void UnikraftInsightTest::wakesOnTraffic()
{
    UnikraftWorld world;
    const QString uuid = world.running(u"web"_s);
    static_cast<void>(world.call("PUT", u"/v1/instances/%1/suspend"_s.arg(uuid)));
    QVERIFY(world.comesTo(uuid, u"standby"_s));
    static_cast<void>(world.call("POST", u"/__traffic"_s, QJsonObject{{u"name"_s, u"web"_s}}));
    QVERIFY(world.comesTo(uuid, u"running"_s));
}

void UnikraftInsightTest::goesWrongWhenTold_data()
{
    QTest::addColumn<QJsonObject>("fault");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char* name, const QJsonObject& fault, int status, const char* body) {
        QTest::newRow(name) << fault << status << QByteArray(body);
    };
    row("rate limit", {{u"kind"_s, u"answer"_s}, {u"status"_s, 429}, {u"retry_after_ms"_s, 1500}}, 429,
        "Too many requests");
    row("down", {{u"kind"_s, u"answer"_s}, {u"status"_s, 503}}, 503, "fra is down");
    row("gateway", {{u"kind"_s, u"answer"_s}, {u"status"_s, 502}}, 502, "<html>");
    row("page", {{u"kind"_s, u"page"_s}, {u"status"_s, 500}}, 500, "<html>");
    row("redirect",
        {{u"kind"_s, u"redirect"_s}, {u"code"_s, u"https://elsewhere.invalid/"_s}, {u"times"_s, 3}}, 302, "");
    row("dropped", {{u"kind"_s, u"drop"_s}, {u"times"_s, 3}}, 0, "");
}

void UnikraftInsightTest::goesWrongWhenTold()
{
    QFETCH(QJsonObject, fault);
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    UnikraftWorld world;
    fault.insert(u"path"_s, u"/v1/instances$"_s);
    QCOMPARE(world.call("POST", u"/__faults"_s, fault).status, 200);
    const Answer answer = world.get(u"/v1/instances"_s);
    QCOMPARE(answer.status, status);
    QVERIFY2(answer.body.contains(body), answer.body.constData());
    if (status == 429)
        QCOMPARE(answer.header("Retry-After"), QByteArray("2"));
    static_cast<void>(world.call("DELETE", u"/__faults"_s));
    QCOMPARE(world.get(u"/v1/instances"_s).status, 200);
}

void UnikraftInsightTest::failsInOneMetroOnly()
{
    UnikraftWorld world;
    SandboxFault fault;
    fault.kind = SandboxFault::Kind::Answer;
    fault.path = u"^/sin/"_s;
    fault.times = 0;
    world.sandbox().addFault(fault);
    ApiClient sin(world.sandbox().unikraftEndpoint(u"sin"_s), world.sandbox().unikraftToken());
    QCOMPARE(sin.get(u"/v1/instances"_s).status, 503);
    QCOMPARE(world.get(u"/v1/instances"_s).status, 200);
}

void UnikraftInsightTest::failsForOneOfMany()
{
    UnikraftWorld world;
    static_cast<void>(world.create(u"a"_s));
    static_cast<void>(world.create(u"b"_s));
    const QJsonObject fault{{u"kind"_s, u"item-fails"_s}, {u"path"_s, u"^/fra/b$"_s}, {u"code"_s, u"11"_s}};
    static_cast<void>(world.call("POST", u"/__faults"_s, fault));
    const QJsonArray both{QJsonObject{{u"name"_s, u"a"_s}}, QJsonObject{{u"name"_s, u"b"_s}}};
    const Answer answer = world.call("PUT", u"/v1/instances/start"_s, both);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.text("status"), u"partial_success"_s);
    QCOMPARE(UnikraftWorld::items(answer).last().toObject().value(u"error"_s).toInt(), 11);
    QCOMPARE(world.call("PUT", u"/v1/instances/start"_s, both).text("status"), u"success"_s);
}

void UnikraftInsightTest::forgetsAnOccurrence()
{
    FakeClock clock;
    UnikraftWorld world(UnikraftWorld::defaults(), &clock);
    const QJsonObject start{{u"name"_s, u"start"_s}, {u"when"_s, u"09:00"_s}, {u"action"_s, u"start"_s}};
    const QString uuid = world.create(u"web"_s, {{u"schedules"_s, QJsonArray{start}}});
    SandboxFault fault;
    fault.kind = SandboxFault::Kind::Forget;
    fault.path = u"^/fra/web/start$"_s;
    world.sandbox().addFault(fault);
    world.pass(std::chrono::hours(2));
    QCOMPARE(world.stateOf(uuid), u"stopped"_s);
    QCOMPARE(world.fixture().truth(u"schedule_missed"_s).size(), 1);
    world.pass(std::chrono::hours(24));
    QCOMPARE(world.stateOf(uuid), u"running"_s);
}

void UnikraftInsightTest::listsTenThousandQuickly()
{
    SandboxOptions options = UnikraftWorld::defaults();
    options.unikraft.seedInstances = 10'000;
    options.unikraft.seedSchedules = 8;
    UnikraftWorld world(options);
    // In the time of this process alone, which is both sides, so that a busy computer does not fail it.
    const std::clock_t before = std::clock();
    const Answer all = world.get(u"/v1/instances"_s);
    QVERIFY(std::clock() - before < 2 * CLOCKS_PER_SEC);
    const QJsonArray items = UnikraftWorld::items(all);
    QCOMPARE(items.size(), 10'000);
    QCOMPARE(items.last().toObject().value(u"schedules"_s).toArray().size(), 8);
    // Made once, kept over a restart.
    world.restart();
    QCOMPARE(UnikraftWorld::items(world.get(u"/v1/instances?details=false"_s)).size(), 10'000);
}

QTEST_GUILESS_MAIN(UnikraftInsightTest)
#include "UnikraftInsightTest.moc"
