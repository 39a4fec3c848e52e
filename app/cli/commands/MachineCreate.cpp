#include "app/cli/commands/MachineCreate.h"

#include "app/cli/Invocation.h"
#include "app/cli/JsonOutput.h"
#include "app/cli/Lookup.h"
#include "app/cli/TimeInput.h"
#include "core/model/TimeText.h"

#include <cmath>

namespace reveille::cli {

using namespace Qt::StringLiterals;

bool isVcpu(double vcpu)
{
    return std::isfinite(vcpu) && vcpu > 0 && std::fmod(vcpu, 0.25) == 0;
}

Result<MachineSpec> machineSpecFrom(const MachineCreateOptions& options)
{
    MachineSpec spec;
    if (!isVcpu(options.vcpu))
        return reveille::fail(
            ErrorCode::InvalidArgument, u"--vcpu %1"_s.arg(options.vcpu),
            u"a machine has a quarter of a processor or more, in quarters: 0.25, 0.5, 1, 2"_s);
    spec.vcpu = options.vcpu;
    if (!options.memory.empty()) {
        const auto memory = sizeFromArgument(toQString(options.memory), SizeUnit::MiB);
        if (!memory)
            return tl::unexpected<Error>(memory.error());
        spec.memoryMib = *memory;
    }
    if (!options.storage.empty()) {
        const auto storage = sizeFromArgument(toQString(options.storage), SizeUnit::GiB);
        if (!storage)
            return tl::unexpected<Error>(storage.error());
        spec.storageGib = *storage;
    }
    spec.autosleep = toQString(options.autosleep);
    if (!spec.autosleep.isEmpty() && spec.autosleep != u"never" && !durationFromText(spec.autosleep))
        return reveille::fail(ErrorCode::InvalidArgument, spec.autosleep,
                              u"autosleep is a duration like 5m, or never"_s);
    return spec;
}

void createMachine(Session& session, const MachineCreateOptions& options)
{
    const auto spec = machineSpecFrom(options);
    if (!spec) {
        session.fail(spec.error());
        return;
    }
    session.withEngine(EngineUse::Look, [&session, spec = *spec, options] {
        const auto account = pickAccount(session.world(), toQString(options.account));
        if (!account) {
            session.fail(account.error());
            return;
        }
        session.engine().createMachine(
            account->id, spec, toQString(options.name),
            session.orFail<Machine>([&session](const Machine& machine) {
                if (session.json())
                    session.console().json(toJson(machine, session.world()));
                else
                    session.console().line(
                        machine.name.isEmpty()
                            ? u"Created %1."_s.arg(machine.key.machine.value)
                            : u"Created %1 (%2)."_s.arg(machine.key.machine.value, machine.name));
                session.finish(ExitCode::Ok);
            }));
    });
}

} // namespace reveille::cli
