#include "core/sandbox/JobProcess.h"

#include "core/sandbox/ProcessGuard.h"

#include <QMetaObject>
#include <QProcessEnvironment>

#include <cerrno>
#include <csignal>
#include <utility>

#include <sys/wait.h>
#include <unistd.h>

namespace reveille::sandbox {

JobProcess::JobProcess(QObject* parent) : QObject(parent), m_grace([this] { kill(); })
{
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &JobProcess::drain);
    connect(&m_process, &QProcess::readyReadStandardError, this, &JobProcess::drain);
    connect(&m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        drain();
        JobEnd end;
        // For a process that a signal ended, QProcess gives the signal's number as the code.
        (status == QProcess::NormalExit ? end.exitCode : end.signal) = code;
        finish(end);
    });
    connect(
        &m_process, &QProcess::errorOccurred, this,
        [this](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                finish({std::nullopt, std::nullopt, m_process.errorString()});
        },
        Qt::QueuedConnection);
}

JobProcess::~JobProcess()
{
    m_process.disconnect(this);
    if (m_process.state() == QProcess::NotRunning)
        return;
    kill();
    // The guard must get the time to clear away before QProcess kills it; all below it is being killed.
    siginfo_t info{};
    while (::waitid(P_PID, static_cast<id_t>(m_process.processId()), &info, WEXITED | WNOWAIT) != 0 &&
           errno == EINTR) {
    }
    m_process.close();
}

void JobProcess::start(const JobSpec& spec)
{
    QProcessEnvironment environment;
    for (auto it = spec.environment.cbegin(); it != spec.environment.cend(); ++it)
        environment.insert(it.key(), it.value());
    // An empty QProcessEnvironment would mean "inherit".
    m_process.setProcessEnvironment(environment);
    m_process.setWorkingDirectory(spec.directory);
    m_process.setProgram(spec.program);
    m_process.setArguments(spec.arguments);
    if (!spec.input)
        m_process.setStandardInputFile(QProcess::nullDevice());
    const pid_t self = ::getpid();
    m_process.setChildProcessModifier([self] { becomeGuard(self); });
    m_process.start(QIODevice::ReadWrite);
    if (spec.input) {
        m_process.write(*spec.input);
        m_process.closeWriteChannel();
    }
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

void JobProcess::signalGuard(int number)
{
    // Until QProcess has told of its end, the id cannot belong to another process.
    if (m_process.state() != QProcess::NotRunning && m_process.processId() > 0)
        ::kill(static_cast<pid_t>(m_process.processId()), number);
}

void JobProcess::drain()
{
    if (const QByteArray bytes = m_process.readAllStandardOutput(); !bytes.isEmpty())
        Q_EMIT output(Stream::Out, bytes);
    if (const QByteArray bytes = m_process.readAllStandardError(); !bytes.isEmpty())
        Q_EMIT output(Stream::Err, bytes);
}

void JobProcess::finish(JobEnd end)
{
    if (std::exchange(m_over, true))
        return;
    m_grace.cancel();
    Q_EMIT ended(end);
}

} // namespace reveille::sandbox
