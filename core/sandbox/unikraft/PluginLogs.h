#pragma once

#include "core/sandbox/HttpMessage.h"
#include "core/sandbox/unikraft/PluginDesk.h"

#include <QByteArray>
#include <QString>

namespace reveille::sandbox::unikraft {

/// What a command wrote, both streams in base64; `body` may ask for a part of each. 410 once they are
/// deleted.
[[nodiscard]] HttpResponse logsOf(const PluginDesk::Command& command, const QByteArray& body);

/// One stream's bytes, or those of a "bytes=from-to" range.
[[nodiscard]] HttpResponse rawLogOf(const PluginDesk::Command& command, const QString& stream,
                                    const QByteArray& range);

} // namespace reveille::sandbox::unikraft
