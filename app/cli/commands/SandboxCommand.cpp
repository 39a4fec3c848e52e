#include "app/cli/commands/SandboxCommand.h"

#include "app/cli/Invocation.h"
#include "app/runtime/UnixSignals.h"
#include "core/sandbox/FaultText.h"
#include "core/sandbox/Sandbox.h"
#include "core/sandbox/SandboxHost.h"
#include "core/store/DataDirectory.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace reveille::cli {

using namespace Qt::StringLiterals;

namespace {

struct CloudOptions
{
    quint16 port = 0;
    double speed = 1;
    int machines = 2;
    std::vector<std::string> metros{"fra", "sin"};
    double calendarSpeed = 1;
    int instances = 0;
    bool conformance = false;
    std::vector<std::string> faults;
};

/// "endpoint" is the first metro's, for a client that knows of one only.
QJsonObject unikraftLine(const UnikraftAddress& address, const QString& first)
{
    QJsonObject metros;
    for (auto it = address.metros.cbegin(); it != address.metros.cend(); ++it)
        metros.insert(it.key(), it.value().toString());
    return {{u"endpoint"_s, address.metros.value(first).toString()},
            {u"controlplane"_s, address.controlPlane.toString()},
            {u"token"_s, address.token},
            {u"metros"_s, metros}};
}

void runSandbox(Session& session, const CloudOptions& wanted)
{
    // The directory above is also the store's, which refuses one that others could enter.
    if (const auto ready = prepareDataDirectory(session.dataDirectory()); !ready) {
        session.fail(ready.error());
        return;
    }
    FaultOrder order;
    for (const std::string& fault : wanted.faults) {
        if (const auto taken = addFaultText(QString::fromStdString(fault), order); !taken) {
            session.usage(u"--fault %1: %2"_s.arg(taken.error().subject, taken.error().detail));
            return;
        }
    }
    SandboxOptions& options = order.options;
    options.dataDir = session.dataDirectory() + u"/sandbox"_s;
    options.port = wanted.port;
    options.speed = wanted.speed;
    options.seedMachines = wanted.machines;
    options.unikraft.metros.clear();
    for (const std::string& metro : wanted.metros)
        options.unikraft.metros.append(QString::fromStdString(metro));
    options.unikraft.calendarSpeed = wanted.calendarSpeed;
    options.unikraft.seedInstances = wanted.instances;
    options.conformance = wanted.conformance;
    auto host = SandboxHost::open(session.clock(), options);
    if (!host) {
        session.fail(host.error());
        return;
    }
    if (!(*host)->isOwner()) {
        session.console().note(u"reveillectl: the sandbox of %1 runs already, at %2\n"
                               "Use that one, or give this one a directory of its own with --data."_s.arg(
                                   session.dataDirectory(), (*host)->endpoint().toString()));
        session.finish(ExitCode::Failure);
        return;
    }
    auto* signals = new UnixSignals(&session);
    const std::shared_ptr<SandboxHost> cloud = *std::move(host);
    for (const SandboxFault& fault : std::as_const(order.faults))
        cloud->sandbox()->addFault(fault);
    QObject::connect(signals, &UnixSignals::stopAsked, &session, [cloud, &session] {
        cloud->sandbox()->stop();
        session.finish(ExitCode::Ok);
    });
    session.console().json(QJsonObject{
        {u"dedalus"_s, QJsonObject{{u"endpoint"_s, cloud->endpoint().toString()}, {u"key"_s, cloud->key()}}},
        {u"truth"_s, cloud->sandbox()->truthPath()},
        {u"unikraft"_s, unikraftLine(cloud->unikraft(), options.unikraft.metros.value(0))},
    });
}

} // namespace

void addSandboxCommand(CLI::App& app, Invocation& invocation)
{
    const auto options = std::make_shared<CloudOptions>();
    CLI::App* sandbox = app.add_subcommand(
        "sandbox",
        "Run the built-in cloud until interrupted; prints its address and key as one line of JSON");
    sandbox->add_option("--port", options->port, "Port on 127.0.0.1 (default: a free one)");
    sandbox->add_option("--speed", options->speed, "Divides how long machines take to wake and sleep")
        ->check(CLI::Range(0.01, 1'000'000.0))
        ->capture_default_str();
    sandbox->add_option("--machines", options->machines, "Sleeping machines to begin with")
        ->check(CLI::Range(0, 10'000))
        ->capture_default_str();
    sandbox->add_option("--metros", options->metros, "Metros of the platform that keeps schedules itself")
        ->delimiter(',')
        ->capture_default_str();
    sandbox
        ->add_option("--calendar-speed", options->calendarSpeed,
                     "How many times faster that platform's calendar passes")
        ->check(CLI::Range(0.01, 1'000'000.0))
        ->capture_default_str();
    sandbox->add_option("--instances", options->instances, "Instances with schedules to begin with, there")
        ->check(CLI::Range(0, 100'000))
        ->capture_default_str();
    sandbox->add_option("--fault", options->faults, "Let something go wrong; several times for several")
        ->type_name("NAME[:VALUE][,name=value]")
        ->allow_extra_args(false);
    sandbox->add_flag("--conformance", options->conformance,
                      "Accept the placeholder values of the official clients' test suites");
    sandbox->footer("Faults (times=N or always, skip=N, path=REGEX, method=NAME, delay=TIME may follow):\n" +
                    faultHelp().toStdString());
    sandbox->callback([options, &invocation] {
        invocation.start = [options](Session& session) { runSandbox(session, *options); };
    });
}

} // namespace reveille::cli
