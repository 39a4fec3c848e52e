#include "core/engine/ControlSocket.h"

#include <memory>

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocalServer>
#include <QLocalSocket>
#include <QTimer>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

constexpr int kPatienceMs = 2000;
constexpr qsizetype kLongestLine = 256;
/// sun_path holds 107 characters; Qt adds a few while it creates the socket.
constexpr qsizetype kLongestPath = 90;
/// News that a watcher has not read yet; more than this and it never will.
constexpr qint64 kMostUnread = 1 << 20;

} // namespace

QString controlSocketPath(const QString& directory)
{
    const QString beside = QDir(directory).absoluteFilePath(u"runner.sock"_s);
    if (QFile::encodeName(beside).size() <= kLongestPath)
        return beside;
    const QByteArray hash =
        QCryptographicHash::hash(beside.toUtf8(), QCryptographicHash::Sha256).toHex().first(16);
    QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (runtime.isEmpty())
        runtime = QDir::tempPath();
    return runtime + u"/reveille-"_s + QString::number(::getuid()) + u'-' + QString::fromLatin1(hash);
}

ControlServer::ControlServer(QObject* parent) : QObject(parent), m_server(new QLocalServer(this))
{
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    connect(m_server, &QLocalServer::newConnection, this, &ControlServer::accept);
}

Result<void> ControlServer::listen(const QString& directory)
{
    const QString path = controlSocketPath(directory);
    QLocalServer::removeServer(path);
    if (!m_server->listen(path))
        return fail(ErrorCode::StorageUnavailable, path, m_server->errorString());
    return {};
}

void ControlServer::setHandler(std::function<bool(const QByteArray&)> handler)
{
    m_handler = std::move(handler);
}

void ControlServer::setWelcome(std::function<QByteArray()> welcome)
{
    m_welcome = std::move(welcome);
}

void ControlServer::tell(const QByteArray& line)
{
    for (QLocalSocket* watcher : QVector<QLocalSocket*>(m_watchers)) {
        if (watcher->bytesToWrite() > kMostUnread)
            watcher->abort();
        else
            watcher->write(line + '\n');
    }
}

void ControlServer::accept()
{
    while (QLocalSocket* socket = m_server->nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, this, [this, socket] {
            m_watchers.removeAll(socket);
            socket->deleteLater();
        });
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { readFrom(socket); });
        if (socket->bytesAvailable() > 0)
            readFrom(socket);
    }
}

void ControlServer::readFrom(QLocalSocket* socket)
{
    if (!socket->canReadLine()) {
        if (socket->bytesAvailable() > kLongestLine)
            socket->abort();
        return;
    }
    const QByteArray line = socket->readLine(kLongestLine).trimmed();
    if (line == "watch") {
        if (!m_watchers.contains(socket))
            m_watchers.append(socket);
        if (m_welcome)
            socket->write(m_welcome() + '\n');
        return;
    }
    socket->write(m_handler && m_handler(line) ? "ok\n" : "no\n");
    socket->disconnectFromServer();
}

void sendToRunner(const QString& directory, const QByteArray& line, QObject* context, Reply<bool> reply)
{
    auto* socket = new QLocalSocket(context);
    auto* patience = new QTimer(socket);
    patience->setSingleShot(true);
    const auto done = [socket, reply = std::move(reply)](Result<bool> answer) {
        socket->disconnect();
        socket->abort();
        socket->deleteLater();
        reply(std::move(answer));
    };
    QObject::connect(socket, &QLocalSocket::connected, socket,
                     [socket, line] { socket->write(line + '\n'); });
    QObject::connect(socket, &QLocalSocket::readyRead, socket, [socket, done] {
        if (socket->canReadLine())
            done(socket->readLine(kLongestLine).trimmed() == "ok");
    });
    QObject::connect(socket, &QLocalSocket::errorOccurred, socket,
                     [done, directory] { done(fail(ErrorCode::ConnectionRefused, directory)); });
    QObject::connect(patience, &QTimer::timeout, socket,
                     [done, directory] { done(fail(ErrorCode::TimedOut, directory)); });
    patience->start(kPatienceMs);
    // Connecting may fail at once; the reply must come after this call has returned.
    QMetaObject::invokeMethod(
        socket, [socket, directory] { socket->connectToServer(controlSocketPath(directory)); },
        Qt::QueuedConnection);
}

} // namespace reveille
