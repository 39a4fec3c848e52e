#include "core/sandbox/HttpConnection.h"

#include "core/sandbox/Answers.h"

#include <QHostAddress>
#include <QPointer>

#include <utility>

namespace reveille::sandbox {

namespace {

/// What may wait in the socket while a request is worked on; the peer is held back beyond it.
constexpr qint64 kReadBuffer = 256 * 1024;

} // namespace

HttpConnection::HttpConnection(QTcpSocket* socket, const Clock& clock, HttpHandler handler, QObject* parent)
    : QObject(parent), m_socket(socket), m_clock(clock), m_handler(std::move(handler))
{
    m_socket->setParent(this);
    m_socket->setReadBufferSize(kReadBuffer);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_drip.setSingleShot(true);
    connect(&m_drip, &QTimer::timeout, this, &HttpConnection::drip);
    connect(m_socket, &QTcpSocket::readyRead, this, &HttpConnection::readMore);
    connect(m_socket, &QTcpSocket::disconnected, this, &QObject::deleteLater);
}

void HttpConnection::readMore()
{
    if (!m_busy)
        next();
}

void HttpConnection::next()
{
    // A handler that answers at once comes back here through finish(): loop, do not recurse.
    if (m_inNext)
        return;
    m_inNext = true;
    while (!m_busy && m_socket->state() == QAbstractSocket::ConnectedState) {
        m_reader.feed(m_socket->readAll());
        const RequestReader::State state = m_reader.advance();
        if (m_reader.takeContinue())
            write("HTTP/1.1 100 Continue\r\n\r\n");
        if (state == RequestReader::State::Failed) {
            fail(m_reader.failureStatus());
            break;
        }
        if (state == RequestReader::State::NeedMore)
            break;
        const HttpRequest request = m_reader.take();
        m_busy = true;
        m_keepAlive = request.keepAlive;
        m_head = request.method == "HEAD";
        const quint64 turn = ++m_turn;
        const QPointer<HttpConnection> self(this);
        m_handler(request, [self, turn](const HttpResponse& response, const Delivery& delivery) {
            if (self && self->m_busy && self->m_turn == turn)
                self->respond(response, delivery);
        });
    }
    m_inNext = false;
}

void HttpConnection::respond(const HttpResponse& response, const Delivery& delivery)
{
    if (response.stream && delivery.kind != Delivery::Kind::Drop && delivery.kind != Delivery::Kind::Hang) {
        stream(response, delivery);
        return;
    }
    const QByteArray bytes = serialize(response, m_keepAlive, m_head, imfDate(m_clock.now()));
    if (delivery.kind == Delivery::Kind::Truncate) {
        const qsizetype head = bytes.indexOf("\r\n\r\n") + 4;
        deliver(bytes.left(head + delivery.bytes), delivery);
        return;
    }
    deliver(bytes, delivery);
}

void HttpConnection::deliver(const QByteArray& bytes, const Delivery& delivery)
{
    switch (delivery.kind) {
    case Delivery::Kind::Whole:
        write(bytes);
        finish();
        return;
    case Delivery::Kind::Drop:
        m_socket->abort();
        return;
    case Delivery::Kind::Truncate:
        // The bytes must leave before the connection does.
        m_keepAlive = false;
        write(bytes);
        finish();
        return;
    case Delivery::Kind::Drip:
        m_rest = bytes;
        m_dripBytes = qMax<qsizetype>(1, delivery.bytes);
        m_drip.setInterval(delivery.pause);
        drip();
        return;
    case Delivery::Kind::Hang:
        return;
    }
}

void HttpConnection::drip()
{
    write(m_rest.left(m_dripBytes));
    m_rest.remove(0, m_dripBytes);
    if (m_rest.isEmpty())
        finish();
    else
        m_drip.start();
}

void HttpConnection::stream(const HttpResponse& response, const Delivery& delivery)
{
    write(serialize(response, m_keepAlive, false, imfDate(m_clock.now())));
    if (delivery.kind == Delivery::Kind::Truncate)
        m_streamLeft = delivery.bytes;
    m_stream = response.stream;
    connect(m_stream.get(), &BodyStream::piece, this, &HttpConnection::streamPiece);
    connect(m_stream.get(), &BodyStream::ended, this, [this] {
        // The stream is the one that speaks: it goes when the event loop turns.
        QMetaObject::invokeMethod(
            this, [old = std::exchange(m_stream, nullptr)] {}, Qt::QueuedConnection);
        write(chunk({}));
        finish();
    });
    m_stream->begin();
}

void HttpConnection::streamPiece(const QByteArray& bytes)
{
    if (!m_streamLeft) {
        write(chunk(bytes));
        return;
    }
    write(chunk(bytes.left(*m_streamLeft)));
    *m_streamLeft -= bytes.size();
    if (*m_streamLeft > 0)
        return;
    m_stream->disconnect(this);
    m_socket->abort();
}

void HttpConnection::finish()
{
    m_busy = false;
    if (!m_keepAlive) {
        m_socket->disconnectFromHost();
        return;
    }
    next();
}

void HttpConnection::fail(int status)
{
    m_keepAlive = false;
    m_busy = true;
    ++m_turn;
    respond(problem(status, QString()), {});
}

void HttpConnection::write(const QByteArray& bytes)
{
    m_socket->write(bytes);
    m_socket->flush();
}

} // namespace reveille::sandbox
