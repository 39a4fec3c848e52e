#include "app/cli/commands/MachineCreate.h"

#include "app/cli/Invocation.h"
#include "app/cli/JsonOutput.h"
#include "app/cli/Lookup.h"
#include "app/cli/TimeInput.h"
#include "app/cli/commands/MachineSetUp.h"
#include "core/model/TimeText.h"

#include <cmath>

#include <QFile>
#include <QUuid>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLargestScript = 64 * 1024;

} // namespace

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

Result<ProvisionOrder> provisionOrderFrom(const MachineCreateOptions& options)
{
    ProvisionOrder order;
    const auto spec = machineSpecFrom(options);
    if (!spec)
        return tl::unexpected<Error>(spec.error());
    order.spec = *spec;
    order.name = toQString(options.name);
    order.key = options.key.empty() ? u"create-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces)
                                    : toQString(options.key);
    order.thenSleep = !options.keepAwake;
    if (!options.setup.empty() && !options.setupFile.empty())
        return reveille::fail(ErrorCode::InvalidArgument, u"--setup-file"_s,
                              u"say --setup or --setup-file, not both"_s);
    QString script = toQString(options.setup);
    if (!options.setupFile.empty()) {
        const QString name = toQString(options.setupFile);
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly))
            return reveille::fail(ErrorCode::InvalidArgument, u"--setup-file "_s + name, file.errorString());
        const QByteArray text = file.read(kLargestScript + 1);
        script = QString::fromUtf8(text);
        if (text.size() > kLargestScript || script.toUtf8() != text)
            return reveille::fail(ErrorCode::InvalidArgument, u"--setup-file "_s + name,
                                  u"a set-up is a text in UTF-8 of at most 64 KiB"_s);
    }
    if (script.contains(QChar(u'\0')))
        return reveille::fail(ErrorCode::InvalidArgument, u"--setup"_s, u"a command holds no NUL"_s);
    if (options.hasSetup() && script.trimmed().isEmpty())
        return reveille::fail(ErrorCode::InvalidArgument, u"--setup"_s, u"there is no command in it"_s);
    if (!script.isEmpty())
        order.setup = {u"/bin/bash"_s, u"-c"_s, script};
    for (const std::string& text : options.env) {
        const QString pair = toQString(text);
        const auto equals = pair.indexOf(u'=');
        if (equals <= 0)
            return reveille::fail(ErrorCode::InvalidArgument, u"--env "_s + pair.section(u'=', 0, 0),
                                  u"write NAME=VALUE"_s);
        order.env.insert(pair.left(equals), pair.mid(equals + 1));
    }
    if (!options.timeout.empty()) {
        const auto timeout = durationFromText(toQString(options.timeout));
        if (!timeout || timeout->count() <= 0)
            return reveille::fail(ErrorCode::InvalidArgument,
                                  u"--setup-timeout "_s + toQString(options.timeout),
                                  u"write a duration like 30s, 10m or 1h30m"_s);
        order.timeout = *timeout;
    }
    return order;
}

namespace {

void justCreate(Session& session, const AccountId& account, const ProvisionOrder& order)
{
    session.engine().createMachine(
        account, order.spec, order.name, session.orFail<Machine>([&session](const Machine& machine) {
            if (session.json())
                session.console().json(toJson(machine, session.world()));
            else
                session.console().line(
                    machine.name.isEmpty()
                        ? u"Created %1."_s.arg(machine.key.machine.value)
                        : u"Created %1 (%2)."_s.arg(machine.key.machine.value, machine.name));
            session.finish(ExitCode::Ok);
        }));
}

} // namespace

void createMachine(Session& session, const MachineCreateOptions& options)
{
    if (!options.hasSetup() && (!options.env.empty() || !options.timeout.empty() || options.keepAwake)) {
        session.usage(u"--env, --setup-timeout and --keep-awake belong to --setup or --setup-file"_s);
        return;
    }
    const auto order = provisionOrderFrom(options);
    if (!order) {
        session.fail(order.error());
        return;
    }
    session.withEngine(EngineUse::Look, [&session, order = *order, options]() mutable {
        const auto account = pickAccount(session.world(), toQString(options.account));
        if (!account) {
            session.fail(account.error());
        } else if (!options.hasSetup() && options.key.empty()) {
            justCreate(session, account->id, order);
        } else {
            order.account = account->id;
            order.thenSleep = order.thenSleep && options.hasSetup();
            (new MachineSetUp(session))->start(order); // belongs to the session
        }
    });
}

} // namespace reveille::cli
