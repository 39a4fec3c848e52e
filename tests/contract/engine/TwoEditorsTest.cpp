#include "core/engine/Engine.h"
#include "core/engine/EngineProxy.h"
#include "core/model/ProviderScheduleJson.h"
#include "tests/contract/providers/UnikraftSide.h"
#include "tests/support/FakeWallTimer.h"
#include "tests/support/StoreRoom.h"

#include <algorithm>
#include <array>
#include <functional>
#include <memory>

#include <QDeadlineTimer>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace reveille;
using namespace Qt::StringLiterals;

/// Two whole engines with the real client edit one instance of the sandbox at the same time.
class TwoEditorsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void fiveHundredSequencesLoseNothing();

private:
    struct Editor
    {
        QTemporaryDir home{test::storeRoom()};
        std::unique_ptr<test::FakeWallTimer> timer;
        std::unique_ptr<Engine> engine;
        std::unique_ptr<EngineProxy> client;
        QHash<ScheduleId, Schedule> schedules;
    };
    static bool until(const std::function<bool()>& isSo);
    template <typename T, typename Ask> static Result<T> ask(Ask begin);
    void edit(Editor& editor, QRandomGenerator& random);

    test::FakeClock m_clock;
    std::unique_ptr<test::UnikraftSide> m_cloud;
    MachineKey m_machine;
    std::array<std::unique_ptr<Editor>, 2> m_editors;
    Call m_reading;
    int m_open = 0;
    int m_refused = 0;
};

/// Sleeps until something happens, not for a time: thousands of answers are waited for here.
bool TwoEditorsTest::until(const std::function<bool()>& isSo)
{
    QDeadlineTimer deadline(20'000);
    QTimer bell; // nothing may happen at all
    bell.start(1'000);
    while (!isSo() && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    return isSo();
}

template <typename T, typename Ask> Result<T> TwoEditorsTest::ask(Ask begin)
{
    std::optional<Result<T>> answer;
    begin([&answer](Result<T> result) { answer = std::move(result); });
    return until([&] { return answer.has_value(); }) ? *answer : fail(ErrorCode::TimedOut);
}

void TwoEditorsTest::init()
{
    m_cloud = std::make_unique<test::UnikraftSide>(test::UnikraftSide::defaults(), &m_clock);
    const auto made = m_cloud->create(test::UnikraftSide::spec(u"shared"_s));
    QVERIFY(made.has_value());
    Account account = m_cloud->account();
    account.name = u"cloud"_s;
    account.keySource = KeySource::Environment;
    m_machine = {account.id, made->key.machine};
    for (auto& editor : m_editors) {
        editor = std::make_unique<Editor>();
        editor->timer = std::make_unique<test::FakeWallTimer>(m_clock);
        EnginePorts ports;
        ports.clock = &m_clock;
        ports.timer = editor->timer.get();
        ports.makeProvider = [this](const Account& of) {
            return m_cloud->providerFor(of, m_cloud->sandbox().unikraftToken());
        };
        editor->engine = std::make_unique<Engine>(ports);
        QVERIFY(editor->engine->open(editor->home.path() + u"/data"_s, Engine::Role::Runner).has_value());
        editor->client = std::make_unique<EngineProxy>(*editor->engine);
        connect(editor->client.get(), &EngineClient::changed, this,
                [editor = editor.get()](const Changes& changes) {
                    for (const ScheduleId& id : changes.schedulesRemoved)
                        editor->schedules.remove(id);
                    for (const Schedule& schedule : changes.schedules)
                        editor->schedules.insert(schedule.id, schedule);
                });
        editor->client->connectToEngine();
        QVERIFY(ask<Account>([&](auto reply) {
                    editor->client->saveAccount(account, QString(), reply);
                }).has_value());
    }
}

void TwoEditorsTest::cleanup()
{
    m_reading.reset();
    for (auto& editor : m_editors) {
        editor->client.reset();
        editor->engine.reset();
        editor.reset();
    }
    m_cloud.reset();
}

void TwoEditorsTest::edit(Editor& editor, QRandomGenerator& random)
{
    const auto done = [this](bool succeeded) {
        --m_open;
        m_refused += succeeded ? 0 : 1;
    };
    const auto saved = [done](const Result<Schedule>& answer) { done(answer.has_value()); };
    const auto told = [done](const Result<void>& answer) { done(answer.has_value()); };
    ++m_open;
    const auto rows = editor.schedules.values();
    const int kind = random.bounded(5);
    const QString name = u"s-%1"_s.arg(random.bounded(10));
    if (kind == 0 || rows.isEmpty()) {
        Schedule schedule;
        schedule.name = name;
        schedule.machine = m_machine;
        schedule.when = {u"%1:00"_s.arg(random.bounded(24))};
        schedule.zone = u"UTC"_s;
        schedule.action = ScheduleAction::Start;
        schedule.firedBy = FiredBy::Provider;
        editor.client->saveSchedule(schedule, saved);
        return;
    }
    Schedule chosen = rows.at(random.bounded(int(rows.size())));
    if (kind == 1)
        editor.client->removeSchedule(chosen.id, told);
    else if (kind == 2)
        editor.client->setScheduleEnabled(chosen.id, !chosen.enabled, told);
    else {
        if (kind == 3)
            chosen.name = name;
        else
            chosen.when = {u"%1:30"_s.arg(random.bounded(24))};
        editor.client->saveSchedule(chosen, saved);
    }
}

void TwoEditorsTest::fiveHundredSequencesLoseNothing()
{
    constexpr int kSequences = 500;
    QRandomGenerator random(20261122);
    for (int sequence = 0; sequence < kSequences; ++sequence) {
        for (int i = 0; i < 4; ++i)
            edit(*m_editors[random.bounded(2U)], random);
        QVERIFY(until([this] { return m_open == 0; }));
        for (const auto& editor : m_editors)
            QVERIFY(ask<void>([&](auto reply) { editor->client->refreshMachines(reply); }).has_value());
        const auto read = ask<Machine>(
            [&](auto reply) { m_reading = m_cloud->provider().getMachine(m_machine.machine, reply); });
        QVERIFY(read.has_value() && read->providerSchedules);
        const QVector<ProviderSchedule>& kept = *read->providerSchedules;
        for (const auto& editor : m_editors) {
            const auto asSeen = [&](const ProviderSchedule& schedule) {
                return std::ranges::any_of(editor->schedules, [&](const Schedule& row) {
                    return row.provider->seen && row.provider->seen->asks(schedule);
                });
            };
            QVERIFY(until([&] { return std::ranges::all_of(kept, asSeen); }));
            for (const Schedule& row : std::as_const(editor->schedules)) {
                const auto at = std::ranges::find(kept, row.name, &ProviderSchedule::name);
                const bool isThere = at != kept.cend();
                const bool isAgreed = isThere && at->asks(row.provider->agreed);
                const Drift wanted = row.enabled ? (!isThere   ? Drift::RemovedThere
                                                    : isAgreed ? Drift::None
                                                               : Drift::ChangedThere)
                                                 : (isThere ? Drift::ChangedThere : Drift::None);
                QCOMPARE(toWord(row.provider->drift), toWord(wanted));
            }
        }
    }
    // They really got into each other's way.
    QVERIFY(m_refused > 50);
}

QTEST_GUILESS_MAIN(TwoEditorsTest)
#include "TwoEditorsTest.moc"
