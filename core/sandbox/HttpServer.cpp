#include "core/sandbox/HttpServer.h"

#include "core/sandbox/HttpConnection.h"

#include <memory>
#include <utility>

#include <QHostAddress>

namespace reveille::sandbox {

HttpServer::HttpServer(const Clock& clock, HttpHandler handler, QObject* parent)
    : QObject(parent), m_clock(clock), m_handler(std::move(handler))
{
    connect(&m_server, &QTcpServer::newConnection, this, &HttpServer::accept);
}

Result<void> HttpServer::listen(quint16 port)
{
    if (m_server.listen(QHostAddress::LocalHost, port))
        return {};
    const bool taken = m_server.serverError() == QAbstractSocket::AddressInUseError;
    return fail(taken ? ErrorCode::Unavailable : ErrorCode::Internal, QString::number(port),
                m_server.errorString());
}

void HttpServer::accept()
{
    while (QTcpSocket* socket = m_server.nextPendingConnection()) {
        const auto open = findChildren<HttpConnection*>(QString(), Qt::FindDirectChildrenOnly).size();
        if (open >= kMaxConnections) {
            socket->abort();
            socket->deleteLater();
            continue;
        }
        // The connection deletes itself when the peer goes, or with this server.
        auto connection = std::make_unique<HttpConnection>(socket, m_clock, m_handler, this);
        static_cast<void>(connection.release());
    }
}

} // namespace reveille::sandbox
