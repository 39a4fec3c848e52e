#pragma once

#include "core/engine/RunnerNews.h"

#include <QByteArray>
#include <QFileSystemWatcher>
#include <QObject>
#include <QString>

class QLocalSocket;

namespace reveille {

/// Listens to the runner of a data directory from another process, and finds the next one when it ends.
/// Costs nothing while there is no news: it waits for the socket's directory to change.
class RunnerWatch : public QObject
{
    Q_OBJECT

public:
    explicit RunnerWatch(const QString& directory, QObject* parent = nullptr);
    ~RunnerWatch() override;

    /// told() or gone() follows, once the answer is known.
    void start();

Q_SIGNALS:
    /// The first after a connection carries the runner's status.
    void told(const reveille::RunnerNews& news);
    /// No runner listens (any more).
    void gone();

private:
    void connectNow();
    void read();
    void lost();

    QString m_directory;
    QFileSystemWatcher m_files;
    QLocalSocket* m_socket;
    bool m_toldGone = false; ///< and nothing has been told since
};

} // namespace reveille
