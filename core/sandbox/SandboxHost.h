#pragma once

#include "core/model/Clock.h"
#include "core/model/Result.h"
#include "core/sandbox/SandboxOptions.h"
#include "core/sandbox/UnikraftAddress.h"

#include <memory>

#include <QString>
#include <QUrl>

namespace reveille {

class Sandbox;

/// One sandbox per directory, however many programs want it: the first one runs it, the others use its
/// endpoint. Ownership is a flock(2) on `<dir>/lock`, so that a killed owner leaves nothing held.
class SandboxHost final
{
public:
    /// Starts the sandbox of `dir` or attaches to the one that another process runs there. The first start in
    /// a directory makes `seedMachines` sleeping machines. Errors: Unavailable with retry.after set (the
    /// owner has the lock but has not said its address yet: ask again), StoragePermission,
    /// StorageUnavailable, and those of Sandbox::start.
    [[nodiscard]] static Result<std::unique_ptr<SandboxHost>> open(const Clock& clock, const QString& dir,
                                                                   double speed = 1, int seedMachines = 2);
    /// The same for the sandbox that the options describe, if it is this process that starts it.
    [[nodiscard]] static Result<std::unique_ptr<SandboxHost>> open(const Clock& clock,
                                                                   const SandboxOptions& options);
    ~SandboxHost();
    SandboxHost(const SandboxHost&) = delete;
    SandboxHost& operator=(const SandboxHost&) = delete;

    [[nodiscard]] QUrl endpoint() const { return m_endpoint; }
    [[nodiscard]] QString key() const { return m_key; }
    /// Of the second platform; empty if this sandbox has none.
    [[nodiscard]] const UnikraftAddress& unikraft() const { return m_unikraft; }
    /// False: attached. The owner may go away at any time; calls then fail with ConnectionRefused, and a new
    /// open() takes over.
    [[nodiscard]] bool isOwner() const { return m_sandbox != nullptr; }
    /// The sandbox if this process runs it, else nothing.
    [[nodiscard]] Sandbox* sandbox() const { return m_sandbox.get(); }

private:
    class Lock;
    SandboxHost(QString dir, std::unique_ptr<Lock> lock);

    QString m_dir;
    QUrl m_endpoint;
    QString m_key;
    UnikraftAddress m_unikraft;
    std::unique_ptr<Lock> m_lock;
    std::unique_ptr<Sandbox> m_sandbox;
};

} // namespace reveille
