#pragma once

#include "core/sandbox/Pace.h"

#include <chrono>
#include <optional>

#include <QByteArray>
#include <QMap>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>

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
    void drain();
    void finish(JobEnd end);
    void signalGuard(int number);

    QProcess m_process;
    Alarm m_grace;
    bool m_over = false;
};

} // namespace reveille::sandbox
