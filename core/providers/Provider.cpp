#include "core/providers/Provider.h"

#include "core/providers/PollingWatch.h"

namespace reveille {

Call Provider::watchMachine(const MachineId& machine, std::function<void(const Machine&)> seen,
                            Reply<void> ended)
{
    const auto read = [this, machine](Reply<Machine> reply) { return getMachine(machine, std::move(reply)); };
    return std::make_unique<PollingWatch>(read, std::move(seen), std::move(ended));
}

} // namespace reveille
