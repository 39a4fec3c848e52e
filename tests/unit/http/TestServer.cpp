#include "tests/unit/http/TestServer.h"

namespace reveille::test {

QByteArray SeenRequest::header(const QByteArray& name) const
{
    for (const QByteArray& line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).compare(name, Qt::CaseInsensitive) == 0)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

bool SeenRequest::has(const QByteArray& name) const
{
    const QByteArray lines = '\n' + head.toLower();
    const QByteArray start = '\n' + name.toLower() + ':';
    return lines.contains(start);
}

Reaction answer(int status, const QByteArray& body, const QByteArray& contentType,
                const QByteArray& moreHeaders)
{
    QByteArray bytes = "HTTP/1.1 " + QByteArray::number(status) + " Status\r\n";
    if (!body.isEmpty())
        bytes += "Content-Type: " + contentType + "\r\n";
    bytes += "Content-Length: " + QByteArray::number(body.size()) + "\r\n" + moreHeaders + "\r\n" + body;
    return {bytes, Reaction::Then::KeepAlive};
}

Reaction hang()
{
    return {{}, Reaction::Then::Hang};
}

Reaction closeAtOnce()
{
    return {{}, Reaction::Then::Close};
}

TestServer::TestServer()
{
    connect(&m_server, &QTcpServer::newConnection, this, &TestServer::accept);
    m_server.listen(QHostAddress::LocalHost);
}

QUrl TestServer::url(const QString& path) const
{
    QUrl url;
    url.setScheme(QStringLiteral("http"));
    url.setHost(QStringLiteral("127.0.0.1"));
    url.setPort(m_server.serverPort());
    url.setPath(path);
    return url;
}

void TestServer::accept()
{
    while (QTcpSocket* socket = m_server.nextPendingConnection()) {
        ++m_open;
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            --m_open;
            m_buffers.remove(socket);
            socket->deleteLater();
        });
    }
}

void TestServer::read(QTcpSocket* socket)
{
    QByteArray& buffer = m_buffers[socket];
    buffer += socket->readAll();
    const qsizetype end = buffer.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    SeenRequest request;
    const qsizetype firstLine = buffer.indexOf("\r\n");
    const QList<QByteArray> words = buffer.left(firstLine).split(' ');
    request.method = words.value(0);
    request.target = words.value(1);
    request.head = buffer.mid(firstLine + 2, end - firstLine - 2).replace("\r\n", "\n");
    const qsizetype length = request.header("content-length").toLongLong();
    if (buffer.size() < end + 4 + length)
        return;
    request.body = buffer.mid(end + 4, length);
    buffer.remove(0, end + 4 + length);
    m_seen.append(request);
    const Reaction reaction = m_script.isEmpty() ? answer(599) : m_script.takeFirst();
    socket->write(reaction.bytes);
    if (reaction.then == Reaction::Then::Close)
        socket->disconnectFromHost();
}

} // namespace reveille::test
