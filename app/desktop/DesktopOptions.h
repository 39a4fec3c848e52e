#pragma once

#include <optional>

#include <QString>
#include <QStringList>

namespace reveille {

/// What the command line of the desktop program asked for.
struct DesktopOptions
{
    QString directory;       ///< --data; empty: the usual place
    bool sandbox = false;    ///< --sandbox: furnish the built-in sandbox
    bool background = false; ///< --background: start in the tray
};

/// Prints help, version or an error and exits by itself where that is all there is to do.
[[nodiscard]] DesktopOptions readDesktopOptions(const QStringList& arguments);

} // namespace reveille
