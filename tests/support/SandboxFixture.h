#pragma once

#include "core/model/Clock.h"
#include "core/sandbox/Sandbox.h"
#include "tests/support/LiveClock.h"
#include "tests/support/StoreRoom.h"

#include <optional>

#include <QJsonObject>
#include <QString>
#include <QTemporaryDir>
#include <QUrl>
#include <QVector>

namespace reveille::test {

/// The built-in cloud on a temporary directory, at a speed at which a wake takes milliseconds. Needs an event
/// loop on its thread, as the sandbox does.
class SandboxFixture
{
public:
    static constexpr double kSpeed = 1000;

    /// `options.dataDir` is set here. `clock` must outlive the fixture; without one the sandbox has a
    /// LiveClock.
    explicit SandboxFixture(SandboxOptions options = defaults(), const Clock* clock = nullptr);

    /// Two sleeping machines, kSpeed.
    [[nodiscard]] static SandboxOptions defaults();

    [[nodiscard]] Sandbox& sandbox() { return *m_sandbox; }
    [[nodiscard]] QUrl endpoint() const { return m_sandbox->endpoint(); }
    [[nodiscard]] QString key() const { return m_sandbox->key(); }

    /// The same directory after a restart of the cloud; the endpoint changes.
    void restart();

    /// What really happened so far, oldest first; only the events of that name, if one is given.
    [[nodiscard]] QVector<QJsonObject> truth(const QString& event = {}) const;

private:
    void start();

    LiveClock m_ownClock;
    const Clock& m_clock;
    QTemporaryDir m_directory{storeRoom()};
    SandboxOptions m_options;
    std::optional<Sandbox> m_sandbox;
};

} // namespace reveille::test
