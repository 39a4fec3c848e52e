#pragma once

#include "core/sandbox/unikraft/InstanceStore.h"

#include <vector>

#include <QJsonObject>

namespace reveille::sandbox::unikraft {

/// What a create asks for, complete: the records have names, uuids, addresses.
struct CreateOrder
{
    std::vector<InstanceRecord> instances; ///< one and its replicas
    bool autostart = false;
    qint64 timeoutSeconds = 0; ///< -1: as long as it takes
};

/// Reads the body of a create. Anything wrong refuses the whole; AlreadyExists is for a taken name.
[[nodiscard]] Outcome<CreateOrder> createOrderOf(const QJsonObject& body, const InstanceStore& store,
                                                 const QString& metro, const ScheduleRules& rules);

/// `<stem>-<5 letters and digits>`, not taken.
[[nodiscard]] QString freeName(const InstanceStore& store, const QString& stem);
[[nodiscard]] QString newUuid();

/// Copies what a clone has of its source.
void inherit(InstanceRecord& clone, const InstanceRecord& source);

} // namespace reveille::sandbox::unikraft
