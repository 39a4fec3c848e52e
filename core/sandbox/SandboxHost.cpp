#include "core/sandbox/SandboxHost.h"

#include "core/sandbox/Files.h"
#include "core/sandbox/Sandbox.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonObject>

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace reveille {

using namespace Qt::StringLiterals;
using namespace sandbox;

/// A held flock(2); the kernel lets go of it when the process ends, however it ends. Close-on-exec, so that
/// no command inherits it.
class SandboxHost::Lock
{
public:
    explicit Lock(int fd) : m_fd(fd) {}
    ~Lock()
    {
        // A command that was forked a moment ago still has this descriptor until it closes it.
        ::flock(m_fd, LOCK_UN);
        ::close(m_fd);
    }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

private:
    int m_fd;
};

namespace {

constexpr std::chrono::milliseconds kAskAgain{100};

QString endpointPath(const QString& dir)
{
    return dir + u"/endpoint.json"_s;
}

UnikraftAddress addressOf(const Sandbox& sandbox)
{
    UnikraftAddress address{{}, sandbox.controlPlane(), sandbox.unikraftToken()};
    const QStringList metros = sandbox.unikraftMetros();
    for (const QString& metro : metros)
        address.metros.insert(metro, sandbox.unikraftEndpoint(metro));
    return address;
}

QJsonObject toJson(const UnikraftAddress& address)
{
    QJsonObject metros;
    for (auto it = address.metros.cbegin(); it != address.metros.cend(); ++it)
        metros.insert(it.key(), it.value().toString());
    return {{u"metros"_s, metros},
            {u"controlplane"_s, address.controlPlane.toString()},
            {u"token"_s, address.token}};
}

UnikraftAddress addressFromJson(const QJsonObject& object)
{
    UnikraftAddress address{
        {}, QUrl(object.value(u"controlplane"_s).toString()), object.value(u"token"_s).toString()};
    const QJsonObject metros = object.value(u"metros"_s).toObject();
    for (auto it = metros.begin(); it != metros.end(); ++it)
        address.metros.insert(it.key(), QUrl(it.value().toString()));
    return address;
}

} // namespace

SandboxHost::SandboxHost(QString dir, std::unique_ptr<Lock> lock)
    : m_dir(std::move(dir)), m_lock(std::move(lock))
{}

SandboxHost::~SandboxHost()
{
    if (m_sandbox)
        QFile::remove(endpointPath(m_dir));
}

Result<std::unique_ptr<SandboxHost>> SandboxHost::open(const Clock& clock, const QString& dir, double speed,
                                                       int seedMachines)
{
    SandboxOptions options;
    options.dataDir = dir;
    options.speed = speed;
    options.seedMachines = seedMachines;
    return open(clock, options);
}

Result<std::unique_ptr<SandboxHost>> SandboxHost::open(const Clock& clock, const SandboxOptions& options)
{
    const QString dir = options.dataDir;
    if (const auto made = makePrivateDir(dir); !made)
        return tl::unexpected(made.error());
    const QString lockPath = dir + u"/lock"_s;
    const int fd =
        ::open(QFile::encodeName(lockPath).constData(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0) {
        return fail(errno == EACCES ? ErrorCode::StoragePermission : ErrorCode::StorageUnavailable, lockPath,
                    QString::fromLocal8Bit(std::strerror(errno)));
    }
    std::unique_ptr<SandboxHost> host(new SandboxHost(dir, std::make_unique<Lock>(fd)));

    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        const auto owner = readJson(endpointPath(dir));
        if (!owner) {
            auto error = fail(ErrorCode::Unavailable, dir, owner.error().detail);
            error.value().retry = {true, kAskAgain};
            return error;
        }
        host->m_lock.reset();
        host->m_endpoint = QUrl(owner->value(u"endpoint"_s).toString());
        host->m_key = owner->value(u"key"_s).toString();
        host->m_unikraft = addressFromJson(owner->value(u"unikraft"_s).toObject());
        return host;
    }

    // Whoever attaches from now on must not read what an earlier owner left.
    QFile::remove(endpointPath(dir));
    auto sandbox = std::make_unique<Sandbox>(clock, options);
    if (const auto started = sandbox->start(); !started)
        return tl::unexpected(started.error());
    host->m_endpoint = sandbox->endpoint();
    host->m_key = sandbox->key();
    host->m_unikraft = addressOf(*sandbox);
    const auto written = writeJson(endpointPath(dir), {{u"endpoint"_s, host->m_endpoint.toString()},
                                                       {u"key"_s, host->m_key},
                                                       {u"unikraft"_s, toJson(host->m_unikraft)},
                                                       {u"pid"_s, QCoreApplication::applicationPid()}});
    if (!written)
        return tl::unexpected(written.error());
    host->m_sandbox = std::move(sandbox);
    return host;
}

} // namespace reveille
