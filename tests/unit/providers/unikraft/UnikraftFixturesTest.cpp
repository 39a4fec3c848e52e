#include "core/http/Redactor.h"
#include "core/providers/unikraft/ScheduleJson.h"
#include "core/providers/unikraft/UnikraftProvider.h"
#include "tests/contract/providers/ReplyOf.h"
#include "tests/support/FakeClock.h"
#include "tests/unit/http/TestServer.h"
#include "tests/unit/providers/unikraft/Fixtures.h"

#include <functional>
#include <memory>

#include <QDir>
#include <QFile>
#include <QNetworkAccessManager>

using namespace reveille;
using namespace reveille::test;
using namespace std::chrono;
using namespace Qt::StringLiterals;

/// The documented examples: each is read by a test here, and each request is what the client really sends.
class UnikraftFixturesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void eachIsReadBySomeTest();
    void requestsAreAsDocumented_data();
    void requestsAreAsDocumented();

private:
    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<QNetworkAccessManager> m_network;
    Redactor m_redactor;
    FakeClock m_clock;
    std::unique_ptr<HttpClient> m_client;
    std::unique_ptr<UnikraftProvider> m_provider;
};

using Ask = std::function<Call(UnikraftProvider&, const std::function<void()>&)>;
Q_DECLARE_METATYPE(Ask)

void UnikraftFixturesTest::init()
{
    m_provider.reset();
    m_client.reset();
    m_network = makeNetwork();
    m_server = std::make_unique<TestServer>();
    HttpOptions options;
    options.retry.maxAttempts = 1;
    m_client = std::make_unique<HttpClient>(*m_network, m_redactor, options);
    Account account;
    account.id = {u"account"_s};
    account.metros = {m_server->url().toString(QUrl::StripTrailingSlash) + u"/fra"_s};
    m_provider =
        std::make_unique<UnikraftProvider>(*m_client, m_redactor, m_clock, account, fixedApiKey(u"token"_s));
}

void UnikraftFixturesTest::eachIsReadBySomeTest()
{
    QString sources;
    const QDir tests(QStringLiteral(REVEILLE_TEST_DATA));
    for (const QString& name : tests.entryList({u"*Test.cpp"_s})) {
        QFile file(tests.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        sources += QString::fromUtf8(file.readAll());
    }
    const QStringList fixtures = QDir(tests.filePath(u"fixtures"_s)).entryList(QDir::Files);
    QVERIFY(fixtures.size() > 30);
    for (const QString& name : fixtures)
        QVERIFY2(sources.contains(u"u\""_s + name + u"\"_s"_s), qPrintable(name));
}

void UnikraftFixturesTest::requestsAreAsDocumented_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<Ask>("ask");
    static const MachineId machine{u"fra/u1"_s};
    const auto row = [](const QString& name, const char* method, const char* target, Ask ask) {
        QTest::addRow("%s", qPrintable(name))
            << name << QByteArray(method) << QByteArray(target) << std::move(ask);
    };
    row(u"wait-request.json"_s, "GET", "/fra/v1/instances/wait", [](auto& provider, auto& done) {
        return provider.wait(machine, MachinePhase::Running, seconds(30), [=](const auto&) { done(); });
    });
    row(u"log-request.json"_s, "GET", "/fra/v1/instances/log", [](auto& provider, auto& done) {
        return provider.log(machine, -4096, 100, [=](const auto&) { done(); });
    });
    row(u"stop-request.json"_s, "PUT", "/fra/v1/instances/stop", [](auto& provider, auto& done) {
        return provider.stop(machine, {false, milliseconds(5000)}, [=](const auto&) { done(); });
    });
    row(u"checkpoint-request.json"_s, "POST", "/fra/v1/instances/checkpoints",
        [](auto& provider, auto& done) {
            return provider.makeCheckpoint(machine, u"my-checkpoint"_s, [=](const auto&) { done(); });
        });
    for (const QString& name : {u"patch-add.json"_s, u"patch-add-exec.json"_s}) {
        row(name, "PATCH", "/fra/v1/instances", [name](auto& provider, auto& done) {
            unikraft::SharedTexts texts;
            const ProviderScheduleEdit add{ProviderScheduleEdit::Operation::Add,
                                           unikraft::schedulesOf(fixtureObject(name)[u"value"_s], texts),
                                           {}};
            return provider.editSchedules(machine, add, [=](const auto&) { done(); });
        });
    }
    row(u"patch-del.json"_s, "PATCH", "/fra/v1/instances", [](auto& provider, auto& done) {
        const ProviderScheduleEdit remove{ProviderScheduleEdit::Operation::Remove, {}, {u"morning-start"_s}};
        return provider.editSchedules(machine, remove, [=](const auto&) { done(); });
    });
}

void UnikraftFixturesTest::requestsAreAsDocumented()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(Ask, ask);
    // An edit is preceded by a reading, which finds what it removes.
    const QByteArray instance = R"({"status":"success","data":{"instances":[{"uuid":"u1","name":"web",
        "created_at":"2026-01-01T00:00:00Z","state":"running","schedules":
        [{"name":"morning-start","when":"*-*-* 09:00:00","action":"start"}]}]}})";
    for (int i = 0; i < 4; ++i)
        m_server->then(answer(200, instance));
    bool isDone = false;
    const Call call = ask(*m_provider, [&isDone] { isDone = true; });
    QTRY_VERIFY(isDone);
    const auto sent =
        std::find_if(m_server->seen().cbegin(), m_server->seen().cend(),
                     [&](const SeenRequest& one) { return one.method == method && !one.body.isEmpty(); });
    QVERIFY(sent != m_server->seen().cend());
    QCOMPARE(sent->target, target);

    // The examples name an instance by its name; ours by uuid, in the address or beside the members.
    const auto bare = [](const QByteArray& bytes) {
        const QJsonDocument document = QJsonDocument::fromJson(bytes);
        QJsonObject object = document.isArray() ? document.array().first().toObject() : document.object();
        if (object.contains(u"from"_s)) {
            object[u"from"_s] = u"an instance"_s;
            return object;
        }
        for (const QString& key : {u"name"_s, u"uuid"_s, u"id"_s})
            object.remove(key);
        return object;
    };
    QCOMPARE(bare(sent->body), bare(fixture(name)));
}

QTEST_GUILESS_MAIN(UnikraftFixturesTest)
#include "UnikraftFixturesTest.moc"
