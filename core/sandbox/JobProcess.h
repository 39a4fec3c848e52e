#pragma once

#include "core/sandbox/Pace.h"

#include <chrono>
#include <memory>
#include <optional>

#include <QByteArray>
#include <QMap>
#include <QObject>
#include <QSocketNotifier>
#include <QString>
#include <QStringList>

#include <sys/types.h>

namespace reveille::sandbox {

enum class Stream
{
    Out,
    Err,
};

struct JobSpec
{
    QString program; ///< a path
    QStringList arguments;
    QString directory;
    QMap<QString, QString> environment; ///< all of it: nothing is inherited
    std::optional<QByteArray> input;    ///< nothing: /dev/null
};

/// How a command ended: exactly one of the three is set.
struct JobEnd
{
    std::optional<int> exitCode;
    std::optional<int> signal;
    QString startError; ///< it never ran
};

/// One command as a real process under a guard (see ProcessGuard): with its end, everything it started ends.
/// Not a QProcess, which forks without a memory of the child's own and so leaves no room for a guard.
class JobProcess final : public QObject
{
    Q_OBJECT

public:
    explicit JobProcess(QObject* parent = nullptr);
    /// Kills what still runs and waits the instant that takes.
    ~JobProcess() override;
    JobProcess(const JobProcess&) = delete;
    JobProcess& operator=(const JobProcess&) = delete;

    void start(const JobSpec& spec);
    /// SIGTERM to the group, and SIGKILL to what is left after `grace`.
    void terminate(std::chrono::milliseconds grace);
    /// SIGKILL to everything at once.
    void kill();
    [[nodiscard]] bool isOver() const { return m_over; }

Q_SIGNALS:
    void output(Stream stream, const QByteArray& bytes);
    /// Once, after the last output, never from within start().
    void ended(const JobEnd& end);

private:
    /// A file descriptor of ours, with a notifier if we wait for it.
    struct Channel
    {
        ~Channel() { close(); }
        void close();
        int fd = -1;
        std::unique_ptr<QSocketNotifier> ready;
    };
    void watch(Channel& channel, void (JobProcess::*slot)());
    void readOut() { read(m_out, Stream::Out); }
    void readErr() { read(m_err, Stream::Err); }
    void read(Channel& channel, Stream stream);
    void guardEnded();
    void cannotStart(int error);
    void signalGuard(int number) const;

    pid_t m_guard = 0; ///< 0: none, or reaped
    Channel m_out;
    Channel m_err;
    Channel m_failure;
    Channel m_alive;
    Alarm m_grace;
    bool m_over = false;
};

} // namespace reveille::sandbox
