#pragma once

#include "app/cli/Session.h"

#include <string>

namespace reveille::cli {

struct MachineCreateOptions
{
    std::string account;
    std::string name;
    std::string memory;
    std::string storage;
    std::string autosleep;
    double vcpu = 1;
};

/// A number of processors that a machine can have.
[[nodiscard]] bool isVcpu(double vcpu);

/// What to ask the provider for. Pure.
[[nodiscard]] Result<MachineSpec> machineSpecFrom(const MachineCreateOptions& options);

void createMachine(Session& session, const MachineCreateOptions& options);

} // namespace reveille::cli
