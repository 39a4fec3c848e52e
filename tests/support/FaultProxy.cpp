#include "tests/support/FaultProxy.h"

#include <memory>

#include <sys/socket.h>

namespace reveille::test {

FaultProxy::FaultProxy(const QUrl& upstream) : m_upstream(upstream)
{
    connect(&m_server, &QTcpServer::newConnection, this, &FaultProxy::accept);
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("the proxy cannot listen");
    m_port = m_server.serverPort();
}

void FaultProxy::set(Fault fault, qsizetype bytes)
{
    m_fault = fault;
    m_bytes = bytes;
    m_passedOn = false;
    if (fault == Fault::Refuse)
        m_server.close();
    else if (!m_server.isListening() && !m_server.listen(QHostAddress::LocalHost, m_port))
        qFatal("the proxy cannot listen again");
}

QUrl FaultProxy::url(const QString& path) const
{
    QUrl url = m_upstream;
    url.setPort(m_port);
    url.setPath(path);
    return url;
}

void FaultProxy::reset(QTcpSocket* socket)
{
    const linger now{1, 0}; // a reset instead of an orderly end: socket(7)
    static_cast<void>(
        setsockopt(static_cast<int>(socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now));
    socket->abort();
}

void FaultProxy::accept()
{
    while (QTcpSocket* client = m_server.nextPendingConnection()) {
        ++m_connections;
        const Fault fault = m_fault;
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
        if (fault == Fault::BlackHole)
            continue;
        if (fault == Fault::Reset) {
            connect(client, &QTcpSocket::readyRead, client, [client] { reset(client); });
            continue;
        }
        auto* const server = new QTcpSocket(client);
        server->connectToHost(m_upstream.host(), static_cast<quint16>(m_upstream.port()));
        connect(client, &QTcpSocket::readyRead, server, [this, client, server] {
            m_passedOn = true;
            server->write(client->readAll());
        });
        connect(server, &QTcpSocket::disconnected, client, [client] { client->disconnectFromHost(); });
        const auto left = std::make_shared<qsizetype>(m_bytes);
        connect(server, &QTcpSocket::readyRead, client, [client, server, fault, left] {
            const QByteArray answer = server->readAll();
            switch (fault) {
            case Fault::HalfOpen:
                return;
            case Fault::LoseAnswer:
                reset(client);
                return;
            case Fault::Cut:
            case Fault::Close:
                client->write(answer.left(*left));
                client->flush();
                *left -= answer.size();
                if (*left > 0)
                    return;
                if (fault == Fault::Close)
                    client->disconnectFromHost();
                else
                    reset(client);
                return;
            default:
                client->write(answer);
            }
        });
    }
}

} // namespace reveille::test
