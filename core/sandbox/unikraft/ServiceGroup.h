#pragma once

#include "core/sandbox/unikraft/Refusal.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace reveille::sandbox::unikraft {

/// What an instance shows of the service group it was created with.
struct ServiceGroup
{
    QJsonObject group;   ///< uuid, name, domains
    QJsonArray services; ///< "https:443"

    /// From a create's "service_group": a reference, or services with their ports and handlers.
    [[nodiscard]] static Outcome<ServiceGroup> read(const QJsonObject& wanted, const QString& metro);
};

} // namespace reveille::sandbox::unikraft
