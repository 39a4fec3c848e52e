#pragma once

#include "core/model/Result.h"

#include <functional>

#include <QByteArray>
#include <QObject>
#include <QString>

class QLocalServer;

namespace reveille {

/// How other processes of the same person reach the runner of a data directory: a local socket (0600) next to
/// the database, one line in ("changed", "cancel RUN", "raise"), one line back ("ok" or "no"). Data never
/// goes through it, only the word that there is something to read in the store.
class ControlServer : public QObject
{
    Q_OBJECT

public:
    explicit ControlServer(QObject* parent = nullptr);

    /// Call only while holding the RunnerLock: a socket left by a killed runner is replaced.
    [[nodiscard]] Result<void> listen(const QString& directory);
    /// Says whether a line was understood; called on this thread.
    void setHandler(std::function<bool(const QByteArray& line)> handler);

private:
    void accept();

    QLocalServer* m_server;
    std::function<bool(const QByteArray&)> m_handler;
};

/// Sends one line to the runner of a data directory. The reply is the runner's answer; ConnectionRefused when
/// no runner listens there. Gives up after two seconds.
void sendToRunner(const QString& directory, const QByteArray& line, QObject* context, Reply<bool> reply);

} // namespace reveille
