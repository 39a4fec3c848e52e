#pragma once

#include "core/model/Result.h"

#include <functional>

#include <QByteArray>
#include <QObject>
#include <QString>
#include <QVector>

class QLocalServer;
class QLocalSocket;

namespace reveille {

/// How other processes of the same person reach the runner of a data directory: a local socket (0600) next to
/// the database, one line in ("changed", "cancel RUN", "raise"), one line back ("ok" or "no"). After "watch"
/// the connection stays, and each line back is news. Data never goes through it, only the word that there is
/// something to read in the store and how the runner stands.
class ControlServer : public QObject
{
    Q_OBJECT

public:
    explicit ControlServer(QObject* parent = nullptr);

    /// Call only while holding the RunnerLock: a socket left by a killed runner is replaced.
    [[nodiscard]] Result<void> listen(const QString& directory);
    /// Says whether a line was understood; called on this thread.
    void setHandler(std::function<bool(const QByteArray& line)> handler);
    /// What a new watcher is told first.
    void setWelcome(std::function<QByteArray()> welcome);
    [[nodiscard]] bool hasWatchers() const { return !m_watchers.isEmpty(); }
    /// One line for all watchers; one that does not read is dropped.
    void tell(const QByteArray& line);

private:
    void accept();
    void readFrom(QLocalSocket* socket);

    QLocalServer* m_server;
    std::function<bool(const QByteArray&)> m_handler;
    std::function<QByteArray()> m_welcome;
    QVector<QLocalSocket*> m_watchers;
};

/// Where the runner of a data directory listens.
[[nodiscard]] QString controlSocketPath(const QString& directory);

/// Sends one line to the runner of a data directory. The reply is the runner's answer; ConnectionRefused when
/// no runner listens there. Gives up after two seconds.
void sendToRunner(const QString& directory, const QByteArray& line, QObject* context, Reply<bool> reply);

} // namespace reveille
