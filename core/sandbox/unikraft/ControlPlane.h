#pragma once

#include "core/sandbox/unikraft/Routes.h"

#include <functional>
#include <vector>

#include <QString>
#include <QUrl>

namespace reveille::sandbox::unikraft {

/// The global side of the platform: which metros there are and whose token it is.
class ControlPlane
{
public:
    struct MetroAddress
    {
        QString name; ///< lower case
        QUrl endpoint;
    };
    explicit ControlPlane(std::function<std::vector<MetroAddress>()> metros) : m_metros(std::move(metros)) {}

    /// The routes keep a pointer to this object.
    void addRoutes(Routes& routes);

private:
    [[nodiscard]] HttpResponse metros() const;

    std::function<std::vector<MetroAddress>()> m_metros;
};

/// The same for the same text, as a server's ids are the same over its restarts.
[[nodiscard]] QString stableUuid(const QString& text);

} // namespace reveille::sandbox::unikraft
