#pragma once

#include <QByteArray>
#include <QObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

namespace reveille::test {

/// A TCP proxy on loopback that breaks connections on purpose, below HTTP, where a server cannot.
class FaultProxy final : public QObject
{
public:
    enum class Fault
    {
        None,
        Refuse,     ///< nobody listens
        Reset,      ///< reset as soon as something is asked; the other side never hears of it
        LoseAnswer, ///< the question arrives, the answer does not: reset in its place
        Cut,        ///< so many bytes of the answer, then reset
        Close,      ///< so many bytes of the answer, then an orderly end
        HalfOpen,   ///< the question arrives, the answer never does, the connection stays
        BlackHole,  ///< accepted, and nothing goes either way
    };

    explicit FaultProxy(const QUrl& upstream);

    /// For connections from now on; `bytes` of Cut and Close count from the beginning of the answer's head.
    void set(Fault fault, qsizetype bytes = 0);
    [[nodiscard]] QUrl url(const QString& path = {}) const;
    [[nodiscard]] int connections() const { return m_connections; }
    /// Whether a question has arrived behind the proxy since the last set().
    [[nodiscard]] bool passedOn() const { return m_passedOn; }

private:
    void accept();
    static void reset(QTcpSocket* socket);

    QTcpServer m_server;
    QUrl m_upstream;
    quint16 m_port = 0;
    Fault m_fault = Fault::None;
    qsizetype m_bytes = 0;
    int m_connections = 0;
    bool m_passedOn = false;
};

} // namespace reveille::test
