#pragma once

#include "core/model/Result.h"

#include <QString>
#include <QUrl>

namespace reveille {

/// 127.0.0.0/8, ::1 and "localhost": traffic that never leaves this computer.
[[nodiscard]] bool isLoopbackHost(const QString& host);

/// Credentials may be sent there: https anywhere, http to loopback only (InsecureEndpoint otherwise); a host;
/// no user name or password in the address (InvalidArgument otherwise).
[[nodiscard]] Result<void> checkEndpoint(const QUrl& url);

/// "host" or, with a port of its own, "host:port": how an Error names the other side.
[[nodiscard]] QString endpointName(const QUrl& url);

/// Scheme, host and effective port are equal (RFC 6454).
[[nodiscard]] bool isSameOrigin(const QUrl& a, const QUrl& b);

} // namespace reveille
