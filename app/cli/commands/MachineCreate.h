#pragma once

#include "app/cli/Session.h"
#include "core/model/Provision.h"

#include <string>
#include <vector>

namespace reveille::cli {

struct MachineCreateOptions
{
    std::string account;
    std::string name;
    std::string memory;
    std::string storage;
    std::string autosleep;
    double vcpu = 1;
    std::string setup; ///< a shell command
    std::string setupFile;
    std::vector<std::string> env;
    std::string timeout;
    std::string key; ///< of the order; empty: a new one
    bool keepAwake = false;

    [[nodiscard]] bool hasSetup() const { return !setup.empty() || !setupFile.empty(); }
};

/// A number of processors that a machine can have.
[[nodiscard]] bool isVcpu(double vcpu);

/// What to ask the provider for. Pure.
[[nodiscard]] Result<MachineSpec> machineSpecFrom(const MachineCreateOptions& options);

/// The order for a machine that is made ready; without its account. Reads the set-up file.
[[nodiscard]] Result<ProvisionOrder> provisionOrderFrom(const MachineCreateOptions& options);

void createMachine(Session& session, const MachineCreateOptions& options);

} // namespace reveille::cli
