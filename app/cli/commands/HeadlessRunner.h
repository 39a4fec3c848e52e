#pragma once

#include "app/cli/Session.h"
#include "core/engine/SandboxDemo.h"

#include <chrono>
#include <memory>
#include <optional>

#include <QObject>
#include <QSet>
#include <QTimer>

namespace reveille::cli {

/// The command "run": fires the schedules until it is told to stop. Each run is a line when it closes, and
/// each occurrence that does not run is one too; the state of the runner goes to standard error.
class HeadlessRunner final : public QObject
{
    Q_OBJECT

public:
    /// `period`: how long; nothing: until SIGINT or SIGTERM. `sandbox`: with the built-in one, furnished.
    HeadlessRunner(Session& session, std::optional<std::chrono::milliseconds> period, bool sandbox);

    void start();

private:
    void begin();
    void furnishSandbox();
    void see(const Changes& changes);
    void seeStatus(const RunnerStatus& status);
    void stop();

    Session& m_session;
    std::optional<std::chrono::milliseconds> m_period;
    bool m_sandbox;
    std::unique_ptr<SandboxDemo> m_demo;
    QTimer m_end;
    QSet<RunId> m_reported;
    QSet<AccountId> m_skewed; ///< accounts whose clock has been said to differ ///< closed before we began,
                              ///< or told already
    calendar::Instant m_since{};
    std::optional<RunnerState> m_lastState;
    std::optional<Pause> m_lastPause;
    bool m_hadNext = false;
};

} // namespace reveille::cli
