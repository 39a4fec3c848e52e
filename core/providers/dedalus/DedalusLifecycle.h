#pragma once

#include "core/model/Machine.h"
#include "core/providers/Provider.h"
#include "core/providers/dedalus/DedalusChannel.h"

#include <memory>

namespace reveille {

// The calls that change a machine's life. Each may take several exchanges: a refusal can mean that the wish
// has come true already, and only reading the machine tells.

enum class DedalusChange
{
    Wake,
    Sleep
};

[[nodiscard]] Call readDedalusMachine(const std::shared_ptr<DedalusChannel>& channel,
                                      const AccountId& account, const MachineId& machine,
                                      Reply<Machine> reply);

[[nodiscard]] Call changeDedalusMachine(const std::shared_ptr<DedalusChannel>& channel,
                                        const AccountId& account, const MachineId& machine,
                                        DedalusChange change, const IdempotencyKey& key,
                                        Reply<Machine> reply);

/// Changes its size or autosleep.
[[nodiscard]] Call patchDedalusMachine(const std::shared_ptr<DedalusChannel>& channel,
                                       const AccountId& account, const MachineId& machine,
                                       const QByteArray& body, const IdempotencyKey& key,
                                       Reply<Machine> reply);

[[nodiscard]] Call deleteDedalusMachine(const std::shared_ptr<DedalusChannel>& channel,
                                        const AccountId& account, const MachineId& machine,
                                        const IdempotencyKey& key, Reply<void> reply);

} // namespace reveille
