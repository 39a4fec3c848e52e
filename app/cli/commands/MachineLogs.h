#pragma once

#include "app/cli/MachineLookup.h"

#include <optional>

#include <QObject>
#include <QTimer>

namespace reveille::cli {

struct Invocation;

struct MachineLogOptions
{
    MachineTarget target;
    bool follow = false;
    std::optional<int> tail; ///< lines; nothing: all that is kept
};

/// The last lines of a text, whole; a line that has no end yet counts too.
[[nodiscard]] QByteArray lastLines(const QByteArray& text, int lines);

/// "machine logs": a machine's console, as bytes; with --follow also what comes until interrupted.
class MachineLogReader final : public QObject
{
    Q_OBJECT

public:
    MachineLogReader(Session& session, MachineLogOptions options);
    void start();

private:
    void ask(qint64 offset);
    void see(const LogChunk& chunk);
    void print(const QByteArray& text, qint64 end);
    void follow();

    Session& m_session;
    const MachineLogOptions m_options;
    MachineKey m_machine;
    QByteArray m_kept; ///< read, but not printed before its end is known
    qint64 m_next = 0; ///< one past the last byte that was read
    bool m_isFirst = true;
    bool m_isFollowing = false;
    QTimer m_look;
};

void addMachineLogCommand(CLI::App& machines, Invocation& invocation);

} // namespace reveille::cli
