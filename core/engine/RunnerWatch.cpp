#include "core/engine/RunnerWatch.h"

#include "core/engine/ControlSocket.h"

#include <utility>

#include <QFileInfo>
#include <QLocalSocket>
#include <QTimer>

namespace reveille {

RunnerWatch::RunnerWatch(const QString& directory, QObject* parent)
    : QObject(parent), m_directory(directory), m_socket(new QLocalSocket(this))
{
    connect(m_socket, &QLocalSocket::connected, this, [this] { m_socket->write("watch\n"); });
    connect(m_socket, &QLocalSocket::readyRead, this, &RunnerWatch::read);
    connect(m_socket, &QLocalSocket::disconnected, this, &RunnerWatch::lost);
    connect(m_socket, &QLocalSocket::errorOccurred, this, &RunnerWatch::lost);
    connect(&m_files, &QFileSystemWatcher::directoryChanged, this, &RunnerWatch::connectNow);
}

RunnerWatch::~RunnerWatch()
{
    m_socket->disconnect(this);
}

void RunnerWatch::start()
{
    m_files.addPath(QFileInfo(controlSocketPath(m_directory)).absolutePath());
    // The answer must come after this call has returned, also when there is nobody to ask.
    QTimer::singleShot(0, this, &RunnerWatch::connectNow);
}

void RunnerWatch::connectNow()
{
    if (m_socket->state() != QLocalSocket::UnconnectedState)
        return;
    m_socket->connectToServer(controlSocketPath(m_directory));
}

void RunnerWatch::read()
{
    while (m_socket->canReadLine()) {
        const QByteArray line = m_socket->readLine(kLongestNews + 1).trimmed();
        if (const auto news = newsFromLine(line)) {
            m_toldGone = false;
            Q_EMIT told(*news);
        }
    }
    if (m_socket->bytesAvailable() > kLongestNews)
        m_socket->abort();
}

void RunnerWatch::lost()
{
    // A directory changes often; that there is still nobody is told once.
    if (std::exchange(m_toldGone, true))
        return;
    Q_EMIT gone();
}

} // namespace reveille
