#pragma once

#include "core/engine/Engine.h"
#include "core/engine/EngineProxy.h"
#include "tests/support/FakeInstances.h"
#include "tests/support/FakeWallTimer.h"
#include "tests/support/StoreRoom.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <QHash>
#include <QTemporaryDir>
#include <QTest>

namespace reveille::test {

[[nodiscard]] inline MachineKey machineKey(const QString& id = QStringLiteral("fra/1"))
{
    return {AccountId{QStringLiteral("account-1")}, MachineId{id}};
}

/// One program: an engine with its own data directory on the common cloud.
struct Program
{
    Program(const FakeClock& clock, FakeInstances& cloud, FakeNetwork& network)
        : m_clock(clock), m_cloud(cloud), m_network(network)
    {}

    bool open(Engine::Role role = Engine::Role::Runner)
    {
        close();
        timer = std::make_unique<FakeWallTimer>(m_clock);
        EnginePorts ports;
        ports.clock = &m_clock;
        ports.timer = timer.get();
        ports.makeProvider = [this](const Account&) {
            return std::make_unique<FakeInstanceProvider>(m_cloud, m_network, calls);
        };
        engine = std::make_unique<Engine>(ports);
        if (!engine->open(home.path() + QStringLiteral("/data"), role))
            return false;
        client = std::make_unique<EngineProxy>(*engine);
        QObject::connect(client.get(), &EngineClient::changed, client.get(), [this](const Changes& changes) {
            for (const ScheduleId& id : changes.schedulesRemoved)
                schedules.remove(id);
            for (const Schedule& schedule : changes.schedules)
                schedules.insert(schedule.id, schedule);
        });
        schedules.clear();
        client->connectToEngine();
        return true;
    }
    void close()
    {
        client.reset();
        engine.reset();
        timer.reset();
    }
    [[nodiscard]] std::optional<Schedule> named(const QString& name) const
    {
        const auto at = std::find_if(schedules.cbegin(), schedules.cend(),
                                     [&](const Schedule& schedule) { return schedule.name == name; });
        return at == schedules.cend() ? std::nullopt : std::optional(*at);
    }

    QTemporaryDir home{storeRoom()};
    QStringList calls;
    QHash<ScheduleId, Schedule> schedules; ///< as the client was told
    std::unique_ptr<FakeWallTimer> timer;
    std::unique_ptr<Engine> engine;
    std::unique_ptr<EngineProxy> client;

private:
    const FakeClock& m_clock;
    FakeInstances& m_cloud;
    FakeNetwork& m_network;
};

/// Two programs on one cloud of instances, on a clock and a network of our own.
class ProviderWorld : public QObject
{
    Q_OBJECT

protected:
    void makeWorld();
    void endWorld();
    template <typename T, typename Ask> Result<T> ask(Ask begin)
    {
        std::optional<Result<T>> answer;
        begin([&answer](Result<T> result) { answer = std::move(result); });
        for (int steps = 0; steps < 1000 && !answer; ++steps)
            step();
        return answer ? *answer : fail(ErrorCode::TimedOut);
    }
    Result<Schedule> save(Program& program, const Schedule& schedule);
    [[nodiscard]] static Schedule item(const QString& name, const QString& when,
                                       ScheduleAction action = ScheduleAction::Start,
                                       const QString& zone = QStringLiteral("UTC"));
    /// Somebody else edits at the provider.
    void there(const QString& name, const QString& when, const QString& action = QStringLiteral("start"),
               const QString& id = QStringLiteral("fra/1"));
    void notThere(const QString& name);
    void look(Program& program);
    /// The next thing happens: what was posted, an answer.
    void step();
    void runUntil(Instant until);
    /// "03-02 09:00 seen", ascending.
    QStringList outcomes(Program& program, const QString& name);

    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<FakeNetwork> m_network;
    std::unique_ptr<FakeInstances> m_cloud;
    std::unique_ptr<Program> m_first;
    std::unique_ptr<Program> m_second;
};

} // namespace reveille::test
