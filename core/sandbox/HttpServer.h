#pragma once

#include "core/model/Clock.h"
#include "core/model/Result.h"
#include "core/sandbox/HttpMessage.h"

#include <QObject>
#include <QTcpServer>

namespace reveille::sandbox {

/// Listens on 127.0.0.1 and hands every request to one handler. Its end resets what is still open.
class HttpServer final : public QObject
{
    Q_OBJECT

public:
    /// More connections than this at once are closed on arrival.
    static constexpr int kMaxConnections = 1024;

    HttpServer(const Clock& clock, HttpHandler handler, QObject* parent = nullptr);

    /// Errors: Unavailable (port taken), Internal.
    [[nodiscard]] Result<void> listen(quint16 port);
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    [[nodiscard]] bool isListening() const { return m_server.isListening(); }

private:
    void accept();

    const Clock& m_clock;
    HttpHandler m_handler;
    QTcpServer m_server;
};

} // namespace reveille::sandbox
