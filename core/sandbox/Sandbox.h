#pragma once

#include "core/model/Clock.h"
#include "core/model/Result.h"
#include "core/sandbox/SandboxOptions.h"

#include <memory>
#include <optional>

#include <QObject>
#include <QString>
#include <QStringList>
#include <QUrl>

namespace reveille {

struct SandboxFault;

/// The built-in cloud: the Dedalus wire protocol over HTTP/1.1 on 127.0.0.1, with machines that are
/// directories and commands that are real processes of this computer. It does not isolate anything: a
/// command can do what the person who started the sandbox can do.
///
/// Lives on one thread with an event loop; that thread must outlive it, because the commands end with it.
/// While nothing is pending it sets no timer. Timestamps come from the injected clock, delays from timers
/// of its own.
class Sandbox final : public QObject
{
    Q_OBJECT

public:
    /// `clock` must outlive the sandbox.
    explicit Sandbox(const Clock& clock, SandboxOptions options, QObject* parent = nullptr);
    ~Sandbox() override;
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    /// Reads what is on disk, settles what a crash left open, listens. Errors: StoragePermission,
    /// StorageUnavailable (data directory), Unavailable (port taken), InvalidArgument (options).
    [[nodiscard]] Result<void> start();
    /// Ends every command (executions end as failed, execution_runner_interrupted) and closes the port.
    void stop();
    [[nodiscard]] bool isRunning() const;

    /// "http://127.0.0.1:port"; empty while stopped.
    [[nodiscard]] QUrl endpoint() const;
    /// The API key to send; empty before the first start.
    [[nodiscard]] QString key() const;
    /// What really happened, one JSON object per line, complete up to this moment.
    [[nodiscard]] QString truthPath() const;

    /// @name The second platform (UnikraftOptions). All empty while stopped.
    /// @{
    [[nodiscard]] QStringList unikraftMetros() const;
    /// "http://127.0.0.1:port", without /v1; empty for a metro there is not.
    [[nodiscard]] QUrl unikraftEndpoint(const QString& metro) const;
    [[nodiscard]] QUrl controlPlane() const;
    [[nodiscard]] QString unikraftToken() const;
    /// Its calendar: the injected clock at UnikraftOptions::calendarSpeed. Only while running.
    [[nodiscard]] const Clock& unikraftClock() const;
    /// When the next schedule is due; with lookAtClock() and isSettled(), what a test with a clock of its own
    /// needs to let days pass: move the clock to this instant, look, wait until settled.
    [[nodiscard]] std::optional<Instant> unikraftNextDue() const;
    /// Carries out what the clock says is due, for those who moved it by hand.
    void lookAtClock();
    /// No instance is on its way from one state to another and no scheduled command runs.
    [[nodiscard]] bool isSettled() const;
    /// @}

    /// The same as POST /__faults and DELETE /__faults.
    void addFault(const SandboxFault& fault);
    void clearFaults();

private:
    void setWays(const SandboxOptions& ways);

    struct Parts;
    [[nodiscard]] static Result<void> addPlaceholders(const Clock& clock, Parts& parts);
    const Clock& m_clock;
    SandboxOptions m_options;
    QString m_key;
    std::unique_ptr<Parts> m_parts;
};

} // namespace reveille
