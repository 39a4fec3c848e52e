#include "ui/window/MachineDialogs.h"

#include "core/text/ProvisionText.h"
#include "ui/accounts/SecretsDialog.h"
#include "ui/machines/NewMachineDialog.h"
#include "ui/machines/ResizeDialog.h"
#include "ui/machines/SetUpDialog.h"
#include "ui/usage/UsageDialog.h"

#include <algorithm>
#include <chrono>

namespace reveille::ui {

using namespace Qt::StringLiterals;

MachineDialogs::MachineDialogs(EngineClient& client, const EngineState& state, std::function<TimeView()> now,
                               QWidget* window)
    : QObject(window), m_client(client), m_state(state), m_now(std::move(now)), m_window(window)
{
    connect(&m_client, &EngineClient::provisioned, this, &MachineDialogs::follow);
}

void MachineDialogs::newMachine(const std::optional<AccountId>& account)
{
    auto* dialog = new NewMachineDialog(m_state.accounts(), account, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &NewMachineDialog::createRequested, this, [this, dialog] { order(dialog); });
    dialog->open();
}

void MachineDialogs::order(NewMachineDialog* dialog)
{
    const ProvisionOrder wanted = dialog->order();
    SetUp& setUp = m_setUps[wanted.key];
    setUp = {dialog, nullptr, false};
    if (!wanted.setup.isEmpty()) {
        setUp.progress = new SetUpDialog(wanted.name, m_window);
        connect(setUp.progress, &SetUpDialog::cancelRequested, this,
                [this, key = wanted.key] { m_client.cancelProvision(key, [](const Result<void>&) {}); });
        connect(setUp.progress, &SetUpDialog::machineRequested, this, &MachineDialogs::machineCreated);
        connect(setUp.progress, &QDialog::finished, setUp.progress, [progress = setUp.progress] {
            if (progress && progress->isOver())
                progress->deleteLater();
        });
        // The form stays behind it: should nothing be made, what was typed is there again.
        dialog->hide();
        setUp.progress->open();
        Q_EMIT settingUpChanged();
    }
    m_client.provisionMachine(wanted,
                              [self = QPointer(this), key = wanted.key](const Result<ProvisionNews>& r) {
                                  if (self)
                                      self->ended(key, r);
                              });
}

void MachineDialogs::follow(const ProvisionNews& news)
{
    const auto it = m_setUps.find(news.key);
    if (it == m_setUps.end())
        return;
    if (it->progress && !news.isOver())
        it->progress->show(news);
    if (news.machine && !it->isTold) {
        it->isTold = true;
        Q_EMIT machineCreated(news.machine->key);
    }
}

void MachineDialogs::ended(const QString& key, const Result<ProvisionNews>& result)
{
    const SetUp setUp = m_setUps.take(key);
    Q_EMIT settingUpChanged();
    const bool isRefused = !result || (!result->machine && result->error);
    if (isRefused) {
        const Error error = result ? *result->error : result.error();
        if (setUp.progress) {
            setUp.progress->hide();
            setUp.progress->deleteLater();
        }
        if (setUp.form) {
            setUp.form->showError(error);
            setUp.form->open();
        } else {
            Q_EMIT failed(error);
        }
        return;
    }
    if (setUp.form)
        setUp.form->accept();
    if (result->machine && !setUp.isTold)
        Q_EMIT machineCreated(result->machine->key);
    if (!setUp.progress)
        return;
    ProvisionNews last = *result;
    setUp.progress->show(last);
    if (!setUp.progress->isVisible()) {
        setUp.progress->deleteLater();
        Q_EMIT done(provisionSummary(last));
    }
}

bool MachineDialogs::isSettingUp() const
{
    return std::ranges::any_of(m_setUps, [](const SetUp& setUp) { return !setUp.progress.isNull(); });
}

void MachineDialogs::showSetUp()
{
    for (const SetUp& setUp : std::as_const(m_setUps)) {
        if (setUp.progress) {
            setUp.progress->open();
            return;
        }
    }
}

void MachineDialogs::resize(const MachineKey& machine)
{
    const auto known = m_state.machine(machine);
    if (!known)
        return;
    auto* dialog = new ResizeDialog(*known, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ResizeDialog::resizeRequested, this, [this, dialog, machine] {
        m_client.updateMachine(
            machine, dialog->change(),
            [self = QPointer(this), open = QPointer(dialog)](const Result<Machine>& result) {
                if (open && result)
                    open->accept();
                else if (open)
                    open->showError(result.error());
                else if (self && !result)
                    Q_EMIT self->failed(result.error());
            });
    });
    dialog->open();
}

void MachineDialogs::showUsage(const std::optional<AccountId>& account,
                               const std::optional<MachineKey>& machine)
{
    using namespace std::chrono;
    const sys_days today(floor<days>(m_now().now).time_since_epoch());
    auto* dialog =
        new UsageDialog(m_client, m_state.accounts(), m_state.machines(), account, machine, today, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MachineDialogs::manageSecrets()
{
    auto* dialog = new SecretsDialog(m_client, m_state.schedules(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace reveille::ui
