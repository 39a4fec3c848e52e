#pragma once

#include "core/model/Clock.h"
#include "core/sandbox/HttpMessage.h"
#include "core/sandbox/HttpWire.h"

#include <memory>
#include <optional>

#include <QByteArray>
#include <QObject>
#include <QTcpSocket>
#include <QTimer>

namespace reveille::sandbox {

/// One TCP connection: requests are read and answered strictly one after the other.
class HttpConnection final : public QObject
{
    Q_OBJECT

public:
    /// Takes the socket over. Deletes itself later when the peer is gone.
    HttpConnection(QTcpSocket* socket, const Clock& clock, HttpHandler handler, QObject* parent);

private:
    void readMore();
    void next();
    void respond(const HttpResponse& response, const Delivery& delivery);
    void deliver(const QByteArray& bytes, const Delivery& delivery);
    void drip();
    void stream(const HttpResponse& response, const Delivery& delivery);
    void streamPiece(const QByteArray& bytes);
    void finish();
    void fail(int status);
    void write(const QByteArray& bytes);

    QTcpSocket* m_socket;
    const Clock& m_clock;
    HttpHandler m_handler;
    RequestReader m_reader;
    QTimer m_drip;
    QByteArray m_rest;
    qsizetype m_dripBytes = 1;
    quint64 m_turn = 0; ///< answers carry it, so that a second answer to one request is ignored
    std::shared_ptr<BodyStream> m_stream;
    std::optional<qsizetype> m_streamLeft; ///< so many bytes of the stream before it is cut
    bool m_busy = false;
    bool m_keepAlive = true;
    bool m_head = false;
    bool m_inNext = false;
};

} // namespace reveille::sandbox
