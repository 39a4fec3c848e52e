#include "core/sandbox/JobProcess.h"

#include "core/sandbox/ProcessGuard.h"

#include <QFile>
#include <QMetaObject>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace reveille::sandbox {

namespace {

/// An open descriptor that is closed unless it is handed on.
class Fd
{
public:
    explicit Fd(int fd = -1) : m_fd(fd) {}
    ~Fd()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Fd(Fd&& other) noexcept : m_fd(other.release()) {}
    Fd& operator=(Fd&& other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;

    [[nodiscard]] int get() const { return m_fd; }
    int release() { return std::exchange(m_fd, -1); }

private:
    int m_fd;
};

struct Pipe
{
    Fd ours;
    Fd theirs;
};

/// Both ends close-on-exec; ours does not block.
bool makePipe(Pipe& made)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return false;
    made.ours = Fd(ends[0]);
    made.theirs = Fd(ends[1]);
    return ::fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0;
}

/// The text as a file in memory: no writing while the command runs, and no broken pipe when it does not read.
Fd makeInput(const std::optional<QByteArray>& text)
{
    if (!text)
        return Fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    Fd file(::memfd_create("stdin", MFD_CLOEXEC));
    for (qsizetype done = 0; file.get() >= 0 && done < text->size();) {
        const ssize_t n =
            ::write(file.get(), text->constData() + done, static_cast<std::size_t>(text->size() - done));
        if (n < 0 && errno != EINTR)
            return Fd();
        done += n > 0 ? n : 0;
    }
    if (file.get() >= 0)
        ::lseek(file.get(), 0, SEEK_SET);
    return file;
}

/// Strings in the form that execve(2) wants.
class CStrings
{
public:
    void add(const QByteArray& text) { m_texts.push_back(text); }
    [[nodiscard]] char** data()
    {
        m_pointers.clear();
        for (QByteArray& text : m_texts)
            m_pointers.push_back(text.data());
        m_pointers.push_back(nullptr);
        return m_pointers.data();
    }

private:
    std::vector<QByteArray> m_texts;
    std::vector<char*> m_pointers;
};

} // namespace

void JobProcess::Channel::close()
{
    ready.reset();
    if (fd >= 0)
        ::close(std::exchange(fd, -1));
}

JobProcess::JobProcess(QObject* parent) : QObject(parent), m_grace([this] { kill(); }) {}

JobProcess::~JobProcess()
{
    if (m_guard == 0)
        return;
    kill();
    // All below the guard is being killed, so this is a matter of a moment; nobody else would reap it.
    while (::waitpid(m_guard, nullptr, 0) < 0 && errno == EINTR) {
    }
}

void JobProcess::watch(Channel& channel, void (JobProcess::*slot)())
{
    channel.ready = std::make_unique<QSocketNotifier>(channel.fd, QSocketNotifier::Read);
    connect(channel.ready.get(), &QSocketNotifier::activated, this, slot);
}

void JobProcess::start(const JobSpec& spec)
{
    CStrings arguments;
    arguments.add(QFile::encodeName(spec.program));
    for (const QString& argument : spec.arguments)
        arguments.add(argument.toUtf8());
    CStrings environment;
    for (auto it = spec.environment.cbegin(); it != spec.environment.cend(); ++it)
        environment.add(it.key().toUtf8() + '=' + it.value().toUtf8());
    const QByteArray program = QFile::encodeName(spec.program);
    const QByteArray directory = QFile::encodeName(spec.directory);

    Pipe out;
    Pipe err;
    Pipe failure;
    Pipe alive;
    const Fd input = makeInput(spec.input);
    if (input.get() < 0 || !makePipe(out) || !makePipe(err) || !makePipe(failure) || !makePipe(alive)) {
        cannotStart(errno);
        return;
    }
    const GuardedCommand command{
        program.constData(), arguments.data(), environment.data(),   directory.constData(), input.get(),
        out.theirs.get(),    err.theirs.get(), failure.theirs.get(), alive.theirs.get(),    ::getpid()};
    // The child must not run a signal handler of this process: blocked from its first instruction on.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const pid_t pid = ::fork();
    if (pid == 0)
        runGuarded(command);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (pid < 0) {
        cannotStart(errno);
        return;
    }
    m_guard = pid;
    m_out.fd = out.ours.release();
    m_err.fd = err.ours.release();
    m_failure.fd = failure.ours.release();
    m_alive.fd = alive.ours.release();
    watch(m_out, &JobProcess::readOut);
    watch(m_err, &JobProcess::readErr);
    watch(m_alive, &JobProcess::guardEnded);
}

void JobProcess::cannotStart(int error)
{
    JobEnd end;
    end.startError = QString::fromLocal8Bit(std::strerror(error));
    QMetaObject::invokeMethod(
        this,
        [this, end] {
            m_over = true;
            Q_EMIT ended(end);
        },
        Qt::QueuedConnection);
}

void JobProcess::read(Channel& channel, Stream stream)
{
    QByteArray all;
    std::array<char, 65536> piece{};
    // Bounded, so that a command that never stops writing does not keep the loop for itself.
    for (int i = 0; i < 16 && channel.fd >= 0; ++i) {
        const ssize_t n = ::read(channel.fd, piece.data(), piece.size());
        if (n > 0) {
            all.append(piece.data(), n);
        } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
            channel.close();
        } else if (errno == EAGAIN) {
            break;
        }
    }
    if (!all.isEmpty())
        Q_EMIT output(stream, all);
}

void JobProcess::guardEnded()
{
    m_alive.close();
    m_grace.cancel();
    int status = 0;
    while (::waitpid(m_guard, &status, 0) < 0 && errno == EINTR) {
    }
    m_guard = 0;
    // Every writer is gone: what is in the pipes is all there will be.
    for (int i = 0; i < 64 && (m_out.fd >= 0 || m_err.fd >= 0); ++i) {
        readOut();
        readErr();
    }
    JobEnd end;
    int error = 0;
    if (::read(m_failure.fd, &error, sizeof error) == ssize_t(sizeof error))
        end.startError = QString::fromLocal8Bit(std::strerror(error));
    else if (WIFSIGNALED(status))
        end.signal = WTERMSIG(status);
    else
        end.exitCode = WEXITSTATUS(status);
    m_over = true;
    Q_EMIT ended(end);
}

void JobProcess::terminate(std::chrono::milliseconds grace)
{
    signalGuard(kGuardTerminate);
    m_grace.set(grace);
}

void JobProcess::kill()
{
    signalGuard(kGuardKill);
}

void JobProcess::signalGuard(int number) const
{
    // Until it is reaped, the id cannot belong to another process.
    if (m_guard > 0)
        ::kill(m_guard, number);
}

} // namespace reveille::sandbox
