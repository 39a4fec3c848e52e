#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

namespace reveille::test {

/// What a client sent, as it stood on the wire.
struct SeenRequest
{
    QByteArray method;
    QByteArray target;
    QByteArray head; ///< the header lines as sent
    QByteArray body;

    /// Empty if absent; `has` tells absent and empty apart.
    [[nodiscard]] QByteArray header(const QByteArray& name) const;
    [[nodiscard]] bool has(const QByteArray& name) const;
};

/// What the server does with the next request.
struct Reaction
{
    QByteArray bytes;
    enum class Then
    {
        KeepAlive,
        Close, ///< after the bytes
        Hang,  ///< never anything more
    } then = Then::KeepAlive;
};

[[nodiscard]] Reaction answer(int status, const QByteArray& body = {},
                              const QByteArray& contentType = "application/json",
                              const QByteArray& moreHeaders = {});
[[nodiscard]] Reaction hang();
[[nodiscard]] Reaction closeAtOnce();

/// A loopback HTTP/1.1 server that plays a script, one reaction for each request; after the script's end it
/// answers 599.
class TestServer final : public QObject
{
public:
    TestServer();

    void then(Reaction reaction) { m_script.append(std::move(reaction)); }
    [[nodiscard]] QUrl url(const QString& path = {}) const;
    [[nodiscard]] const QList<SeenRequest>& seen() const { return m_seen; }
    [[nodiscard]] int openConnections() const { return m_open; }

private:
    void accept();
    void read(QTcpSocket* socket);

    QHash<QTcpSocket*, QByteArray> m_buffers;
    QList<Reaction> m_script;
    QList<SeenRequest> m_seen;
    int m_open = 0;
    QTcpServer m_server; ///< last: its sockets still report their end while it goes
};

} // namespace reveille::test
