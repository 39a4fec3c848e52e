#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <QByteArray>
#include <QMap>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QVector>

namespace reveille::sandbox {

struct HttpHeader
{
    QByteArray name;
    QByteArray value;
};

struct HttpRequest
{
    QByteArray method;
    QByteArray target;    ///< as it stood in the request line
    QByteArray path;      ///< target up to the query
    QStringList segments; ///< of the path, percent-decoded one by one: "a%2Fb" is one segment
    QMap<QString, QString> query;
    QVector<HttpHeader> headers;
    QByteArray body;
    bool keepAlive = true;

    /// The first value of that name without regard to case; null: not sent.
    [[nodiscard]] QByteArray header(const char* name) const;
};

/// A body that is written while time passes. Ends with whoever holds it: the connection, as long as it lives.
class BodyStream : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    /// The reader is connected: what is there to be told comes from now on.
    virtual void begin() = 0;

Q_SIGNALS:
    void piece(const QByteArray& bytes);
    void ended();
};

struct HttpResponse
{
    int status = 200;
    QVector<HttpHeader> headers;
    QByteArray body;
    std::shared_ptr<BodyStream> stream; ///< follows the body

    [[nodiscard]] QByteArray header(const char* name) const;
};

/// What becomes of an answer on its way to the socket.
struct Delivery
{
    enum class Kind
    {
        Whole,
        Drop,     ///< the connection is reset, no byte is sent
        Truncate, ///< `bytes` of the body, then the connection is reset
        Drip,     ///< `bytes` at a time, `pause` between
        Hang,     ///< nothing is sent, the connection stays open
    };
    Kind kind = Kind::Whole;
    qsizetype bytes = 0;
    std::chrono::milliseconds pause{0};
};

/// Answers one request, once, now or later. Calling it after the connection is gone does nothing.
using Respond = std::function<void(const HttpResponse&, const Delivery&)>;
using HttpHandler = std::function<void(const HttpRequest&, const Respond&)>;

} // namespace reveille::sandbox
