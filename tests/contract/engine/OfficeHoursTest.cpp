#include "core/engine/ElapseEvidence.h"
#include "core/engine/Engine.h"
#include "core/engine/EngineProxy.h"
#include "core/model/TimeText.h"
#include "core/model/Words.h"
#include "tests/contract/providers/UnikraftSide.h"
#include "tests/support/FakeWallTimer.h"
#include "tests/support/StoreRoom.h"

#include <map>
#include <memory>

#include <QNetworkReply>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace reveille;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using calendar::Instant;

namespace {

/// Knows how many of its requests are under way: of a stream, until its answer has begun.
class CountingNetwork final : public QNetworkAccessManager
{
public:
    [[nodiscard]] bool isQuiet() const { return m_unanswered.isEmpty(); }

    int streams = 0;

protected:
    QNetworkReply* createRequest(Operation operation, const QNetworkRequest& request,
                                 QIODevice* data) override
    {
        QNetworkReply* reply = QNetworkAccessManager::createRequest(operation, request, data);
        const bool isStream = request.url().path().endsWith(u"/audit");
        m_unanswered.insert(reply);
        streams += isStream ? 1 : 0;
        if (isStream)
            connect(reply, &QNetworkReply::metaDataChanged, this,
                    [this, reply] { m_unanswered.remove(reply); });
        connect(reply, &QNetworkReply::finished, this, [this, reply, isStream] {
            m_unanswered.remove(reply);
            streams -= isStream ? 1 : 0;
        });
        return reply;
    }

private:
    QSet<QNetworkReply*> m_unanswered;
};

} // namespace

/// A whole engine with the real client sees fifty days of office hours that the sandbox's platform fires.
class OfficeHoursTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fiftyDaysAreSeenWithoutAGap();

private:
    template <typename T, typename Ask> Result<T> ask(Ask begin)
    {
        std::optional<Result<T>> answer;
        begin([&answer](Result<T> result) { answer = std::move(result); });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, 10'000))
            return fail(ErrorCode::TimedOut);
        return *answer;
    }
    void settle();
    void pass(std::chrono::microseconds time);

    test::FakeClock m_clock;
    std::unique_ptr<test::UnikraftSide> m_cloud;
    MachineId m_machine;
    CountingNetwork m_network;
    std::unique_ptr<test::FakeWallTimer> m_timer;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<EngineProxy> m_client;
};

void OfficeHoursTest::settle()
{
    // Twice: an answer may be followed by a question.
    for (int i = 0; i < 2; ++i) {
        QCoreApplication::sendPostedEvents();
        QVERIFY(QTest::qWaitFor([this] { return m_network.isQuiet() && m_cloud->sandbox().isSettled(); },
                                20'000));
        // What the cloud has put on the stream is here when a later question to it is answered.
        if (m_network.streams > 0)
            static_cast<void>(test::replyOf<Machine>(
                [this](auto reply) { return m_cloud->provider().getMachine(m_machine, reply); }));
        QCoreApplication::processEvents();
    }
}

void OfficeHoursTest::pass(std::chrono::microseconds time)
{
    const Instant until = m_clock.now() + time;
    settle();
    while (m_clock.now() < until) {
        Instant next = until;
        const auto due = m_cloud->sandbox().unikraftNextDue();
        const auto alarm = m_timer->dueAt();
        if (due)
            next = std::min(next, *due);
        if (alarm)
            next = std::min(next, m_clock.now() + (*alarm - m_clock.sinceBoot()));
        if (next > m_clock.now())
            m_clock.advanceTo(next);
        m_cloud->sandbox().lookAtClock();
        settle();
        if (const auto now = m_timer->dueAt(); now && *now <= m_clock.sinceBoot()) {
            m_timer->fire();
            settle();
        }
    }
}

void OfficeHoursTest::fiftyDaysAreSeenWithoutAGap()
{
    constexpr int kDays = 50;
    m_cloud = std::make_unique<test::UnikraftSide>(test::UnikraftSide::defaults(), &m_clock);
    const MachineId machine = m_machine = m_cloud->running(u"office"_s);
    QVERIFY(!machine.value.isEmpty());
    Account account = m_cloud->account();
    account.name = u"cloud"_s;
    account.keySource = KeySource::Environment;

    QTemporaryDir home(test::storeRoom());
    Redactor redactor;
    HttpClient http(m_network, redactor);
    m_timer = std::make_unique<test::FakeWallTimer>(m_clock);
    EnginePorts ports;
    ports.clock = &m_clock;
    ports.timer = m_timer.get();
    ports.makeProvider = [&](const Account& of) {
        return std::make_unique<UnikraftProvider>(http, redactor, m_clock, of,
                                                  fixedApiKey(m_cloud->sandbox().unikraftToken()));
    };
    m_engine = std::make_unique<Engine>(ports);
    QVERIFY(m_engine->open(home.path() + u"/data"_s, Engine::Role::Runner).has_value());
    m_client = std::make_unique<EngineProxy>(*m_engine);
    m_client->connectToEngine();
    QVERIFY(ask<Account>([&](auto reply) { m_client->saveAccount(account, QString(), reply); }).has_value());

    const auto add = [&](const QString& name, const QString& when, ScheduleAction action) {
        Schedule schedule;
        schedule.name = name;
        schedule.machine = {account.id, machine};
        schedule.when = {when};
        schedule.zone = u"UTC"_s;
        schedule.action = action;
        schedule.firedBy = FiredBy::Provider;
        return ask<Schedule>([&](auto reply) { m_client->saveSchedule(schedule, reply); });
    };
    const auto start = add(u"start"_s, u"09:00"_s, ScheduleAction::Start);
    QVERIFY2(start.has_value(), start ? "" : qPrintable(start.error().detail));
    QVERIFY(add(u"stop"_s, u"18:00"_s, ScheduleAction::Stop).has_value());
    const auto stopped =
        test::replyOf<Machine>([&](auto reply) { return m_cloud->provider().stop(machine, {}, reply); });
    QVERIFY(stopped.has_value());
    QVERIFY(m_cloud->reaches(machine, MachinePhase::Stopped));

    const Instant begin = m_clock.now();
    pass(24h * kDays);

    RunQuery query;
    query.limit = -1;
    const auto runs = ask<QVector<Run>>([&](auto reply) { m_client->fetchRuns(query, reply); });
    QVERIFY(runs.has_value());
    std::map<QString, std::map<Instant, Run>> seen;
    for (const Run& run : *runs) {
        QCOMPARE(run.kind, RunKind::Provider);
        QVERIFY2(run.outcome == Outcome::Seen,
                 qPrintable(toRfc3339(run.scheduledAt) + u' ' + run.scheduleName + u' ' + run.reason));
        QCOMPARE(run.occurrences, 1);
        QVERIFY(seen[run.scheduleName].emplace(run.scheduledAt, run).second);
    }
    // Without a gap: each is a day after the one before it.
    int byAudit = 0;
    for (const QString& name : {u"start"_s, u"stop"_s}) {
        const auto& records = seen[name];
        QCOMPARE(records.size(), std::size_t{kDays});
        std::optional<Instant> before;
        for (const auto& [at, run] : records) {
            QVERIFY(at > begin && (!before || at == *before + 24h));
            before = at;
            byAudit += run.reason == QLatin1String(evidence::kAudit) ? 1 : 0;
        }
    }
    // A look at the instance may be quicker than the stream; both are evidence.
    QVERIFY2(byAudit >= kDays, qPrintable(QString::number(byAudit)));
    // The stream is open around elapses only.
    QCOMPARE(m_network.streams, 0);
    m_client.reset();
    m_engine.reset();
}

QTEST_GUILESS_MAIN(OfficeHoursTest)
#include "OfficeHoursTest.moc"
