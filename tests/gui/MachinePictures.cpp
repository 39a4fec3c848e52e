#include "tests/gui/MachinePictures.h"

#include "tests/support/FakeEngineClient.h"
#include "tests/support/InventedData.h"
#include "ui/accounts/SecretsDialog.h"
#include "ui/machines/NewMachineDialog.h"
#include "ui/machines/ResizeDialog.h"
#include "ui/machines/SetUpDialog.h"
#include "ui/usage/UsageDialog.h"
#include "ui/widgets/Fold.h"
#include "ui/window/MainWindow.h"

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabBar>
#include <QTreeView>

namespace reveille::test {

using namespace reveille::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

void fill(FakeEngineClient& client, const Machine& machine, const Clock& clock)
{
    client.rates.insert(machine.key.account, UsageRates{0.045, 0.0146, 0.0001, u"EUR"_s});
    MachinePort port;
    port.id = u"port-1"_s;
    port.port = 8080;
    port.protocol = u"http"_s;
    port.status = u"ready"_s;
    port.url = QUrl(u"https://8080-backup.example.org/"_s);
    MachinePort waking = port;
    waking.id = u"port-2"_s;
    waking.port = 3000;
    waking.status = u"failed"_s;
    waking.url = {};
    client.ports = {port, waking};
    Artifact artifact;
    artifact.id = u"art-1"_s;
    artifact.name = u"report-2026-11.pdf"_s;
    artifact.sizeBytes = 482'113;
    artifact.createdAt = clock.now() - 3h;
    Artifact other = artifact;
    other.id = u"art-2"_s;
    other.name = u"coverage.tar.gz"_s;
    other.sizeBytes = 12'482'113;
    client.artifacts = {artifact, other};
    Execution foreign;
    foreign.id.value = u"wexec-1"_s;
    foreign.status = ExecutionStatus::Running;
    foreign.command = {u"/bin/bash"_s, u"-c"_s, u"pg_restore --jobs 4 /srv/dump"_s};
    client.executions = {foreign};
    client.access.host = u"ssh.example.org"_s;
    client.access.port = 2222;
    client.access.user = u"machine"_s;
    client.access.certificate = u"ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1lZDI1NTE5LWNlcnQ"_s;
    const auto today =
        std::chrono::sys_days(std::chrono::floor<std::chrono::days>(clock.now()).time_since_epoch());
    for (int i = 0; i < 22; ++i) {
        MachineUsage day;
        day.machine = machine.key.machine;
        day.day = today - std::chrono::days(i);
        day.awake = std::chrono::seconds(600 + 977 * (i % 7) + 211 * (i % 3));
        day.vcpuSeconds = 0.4 * static_cast<double>(day.awake.count());
        day.memoryGibSeconds = 2.0 * static_cast<double>(day.awake.count());
        day.storageGibSeconds = 10 * 86'400;
        if (i % 7 != 6)
            client.usage.append(day);
    }
    client.secrets = {{u"DB_PASSWORD"_s, KeySource::Keychain}, {u"S3_SECRET"_s, KeySource::KeyFile}};
}

void takePage(const Camera& camera, Theme& theme, const Clock& clock)
{
    FakeEngineClient client;
    client.initial = inventedWorld();
    Machine& machine = client.initial.machines[0];
    machine.phase = MachinePhase::Running;
    machine.lastTransitionAt = clock.now() - 2h;
    MachineLease lease;
    lease.machine = machine.key;
    lease.wokenByUs = true;
    lease.since = clock.now() - 2h;
    lease.sleepOwedSince = clock.now() - 9min;
    lease.sleepAttempts = 4;
    lease.note = u"sleep hold window is active"_s;
    client.initial.leases = {lease};
    fill(client, machine, clock);
    MainWindow window(client, clock, theme);
    window.resize(1280, 800);
    window.show();
    Camera::settle();
    auto* tree = window.findChild<QTreeView*>(u"machineTree"_s);
    const auto found = tree->model()->match(tree->model()->index(0, 0), Qt::DisplayRole,
                                            machine.displayName(), 1, Qt::MatchExactly | Qt::MatchRecursive);
    if (found.isEmpty())
        qFatal("the machine is not in the tree");
    tree->setCurrentIndex(found.first());
    window.findChild<QTabBar*>(u"pageTabs"_s)->setCurrentIndex(3);
    Camera::settle();
    auto* key = window.findChild<QLineEdit*>(u"sshPublicKey"_s);
    key->setText(u"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@here"_s);
    key->setCursorPosition(0);
    window.findChild<QPushButton*>(u"sshLogin"_s)->click();
    Camera::settle();
    camera.take(&window, u"machine-page"_s);
    client.ports.clear();
    client.artifacts.clear();
    tree->setCurrentIndex(found.first().siblingAtRow(found.first().row() + 1));
    Camera::settle();
    camera.take(&window, u"machine-page-empty"_s);
}

void takeSetUp(const Camera& camera, const Machine& machine)
{
    SetUpDialog running(machine.displayName());
    running.open();
    ProvisionNews news;
    news.name = machine.displayName();
    news.machine = machine;
    news.stage = ProvisionStage::SettingUp;
    news.stdoutText = "Get:1 http://deb.debian.org/debian bookworm InRelease [151 kB]\n"
                      "Get:2 http://deb.debian.org/debian bookworm/main amd64 Packages [8792 kB]\n"
                      "Fetched 8943 kB in 2s (4210 kB/s)\n"
                      "Reading package lists...\n";
    running.show(news);
    camera.take(&running, u"machine-set-up"_s);
    news.stage = ProvisionStage::Over;
    news.stdoutText.clear();
    news.stderrText = "E: Unable to locate package rclon\n";
    news.setup = Outcome::Failed;
    news.exitCode = 100;
    news.asleep = true;
    running.show(news);
    camera.take(&running, u"machine-set-up-failed"_s);
    SetUpDialog ready(machine.displayName());
    ready.open();
    news.stderrText.clear();
    news.stdoutText = "Setting up rclone (1.60.1) ...\n";
    news.setup = Outcome::Succeeded;
    news.exitCode = 0;
    ready.show(news);
    camera.take(&ready, u"machine-set-up-ready"_s);
}

} // namespace

void takeMachines(const Camera& camera, Theme& theme, const Clock& clock)
{
    takePage(camera, theme, clock);
    const Changes world = inventedWorld();
    const Machine& machine = world.machines[0];
    NewMachineDialog fresh(world.accounts, std::nullopt);
    fresh.open();
    fresh.findChild<QLineEdit*>(u"machineName"_s)->setText(u"workshop"_s);
    fresh.findChild<Fold*>()->setOpen(true);
    fresh.findChild<QPlainTextEdit*>(u"machineSetup"_s)
        ->setPlainText(u"apt-get update\napt-get install -y rclone jq"_s);
    fresh.adjustSize();
    camera.take(&fresh, u"machine-new-set-up"_s);
    takeSetUp(camera, machine);
    ResizeDialog resize(machine);
    resize.open();
    camera.take(&resize, u"machine-resize"_s);
    FakeEngineClient client;
    fill(client, machine, clock);
    const auto today =
        std::chrono::sys_days(std::chrono::floor<std::chrono::days>(clock.now()).time_since_epoch());
    UsageDialog usage(client, world.accounts, world.machines, machine.key.account, std::nullopt, today);
    usage.open();
    Camera::settle();
    usage.findChild<Fold*>()->setOpen(true);
    Camera::settle();
    camera.take(&usage, u"usage"_s);
    QVector<Schedule> schedules = world.schedules;
    schedules[0].env.insert(u"PGPASSWORD"_s, u"secret:DB_PASSWORD"_s);
    schedules[1].env.insert(u"TOKEN"_s, u"secret:NOT_THERE"_s);
    SecretsDialog secrets(client, schedules);
    secrets.open();
    Camera::settle();
    camera.take(&secrets, u"secrets"_s);
}

} // namespace reveille::test
