#pragma once

#include "core/model/Machine.h"
#include "core/providers/Provider.h"
#include "core/providers/unikraft/Target.h"

#include <QJsonObject>
#include <QString>

namespace reveille::unikraft {

/// The metro a spec is for: its own, or that of the instance, template or checkpoint it is made from. Empty:
/// the account's first. InvalidArgument where they contradict each other.
[[nodiscard]] Result<QString> metroOf(const MachineSpec& spec);

/// The body of a create. InvalidArgument unless exactly one source is named; schedules are checked as edits
/// are. An empty name is made from the image and `key`, so that the same call twice cannot make two
/// instances.
[[nodiscard]] Result<QJsonObject> createBody(const MachineSpec& spec, const IdempotencyKey& key,
                                             calendar::Instant now);

/// Creates and reads again. A lost answer is settled by looking for the name.
[[nodiscard]] Call createInstance(const Link& link, const Metro& metro, const MachineSpec& spec,
                                  const IdempotencyKey& key, Reply<Machine> reply);

} // namespace reveille::unikraft
