#pragma once

#include "tests/contract/sandbox/ApiClient.h"
#include "tests/support/FakeClock.h"
#include "tests/support/SandboxFixture.h"

#include <chrono>
#include <optional>

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace reveille::test {

/// The sandbox's second platform and a client of one of its metros.
class UnikraftWorld
{
public:
    explicit UnikraftWorld(const SandboxOptions& options = defaults(), FakeClock* clock = nullptr);

    /// No machines, no seeds, kSpeed.
    [[nodiscard]] static SandboxOptions defaults();

    [[nodiscard]] Answer call(const QByteArray& method, const QString& path, const QJsonValue& body = {});
    [[nodiscard]] Answer get(const QString& path) { return call("GET", path); }
    /// The items of an answer, whatever they are called.
    [[nodiscard]] static QJsonArray items(const Answer& answer);
    [[nodiscard]] static QJsonObject item(const Answer& answer) { return items(answer).first().toObject(); }

    /// The uuid of a new instance called `name`; `more`: further members of the request.
    [[nodiscard]] QString create(const QString& name, const QJsonObject& more = {});
    [[nodiscard]] QJsonObject instance(const QString& uuid);
    [[nodiscard]] QString stateOf(const QString& uuid);
    /// Waits until it is there.
    [[nodiscard]] bool comesTo(const QString& uuid, const QString& state);
    /// A new one that runs.
    [[nodiscard]] QString running(const QString& name, const QJsonObject& more = {});

    /// Lets time pass on the clock handed in, occurrence by occurrence, each carried out in full.
    void pass(std::chrono::microseconds time);

    [[nodiscard]] SandboxFixture& fixture() { return m_fixture; }
    [[nodiscard]] Sandbox& sandbox() { return m_fixture.sandbox(); }
    /// After a restart the address is another.
    void restart();

private:
    FakeClock* m_clock;
    SandboxFixture m_fixture;
    std::optional<ApiClient> m_api;
};

} // namespace reveille::test
