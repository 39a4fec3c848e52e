#include "ui/machines/NewMachineDialog.h"

#include "ui/theme/Fonts.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/MessageBar.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>

namespace reveille::ui {

using namespace Qt::StringLiterals;

NewMachineDialog::NewMachineDialog(const QVector<Account>& accounts,
                                   const std::optional<AccountId>& preferred, QWidget* parent)
    : QDialog(parent),
      m_account(new QComboBox(this)),
      m_name(new QLineEdit(this)),
      m_vcpu(new QComboBox(this)),
      m_memory(new QComboBox(this)),
      m_storage(new QComboBox(this)),
      m_autosleep(new QComboBox(this)),
      m_message(new MessageBar(this))
{
    setObjectName(u"newMachineDialog"_s);
    setWindowTitle(tr("New machine"));
    DialogFrame frame(this, tr("New machine"),
                      tr("It is made at once, and sleeps by itself when nothing uses it."));
    for (const Account& account : accounts) {
        m_account->addItem(account.name, account.id.value);
        if (preferred && account.id == *preferred)
            m_account->setCurrentIndex(m_account->count() - 1);
    }
    m_name->setPlaceholderText(tr("A name of your own, like “backup”"));
    m_name->setMaxLength(100);
    for (const double vcpu : {0.5, 1.0, 2.0, 4.0, 8.0})
        m_vcpu->addItem(tr("%1 vCPU").arg(vcpu), vcpu);
    m_vcpu->setCurrentIndex(1);
    for (const int mib : {512, 1024, 2048, 4096, 8192, 16384})
        m_memory->addItem(mib < 1024 ? tr("%1 MiB").arg(mib) : tr("%1 GiB").arg(mib / 1024), mib);
    m_memory->setCurrentIndex(1);
    for (const int gib : {5, 10, 20, 50, 100})
        m_storage->addItem(tr("%1 GiB").arg(gib), gib);
    m_storage->setCurrentIndex(1);
    m_autosleep->addItem(tr("As the provider does"), QString());
    m_autosleep->addItem(tr("After 1 minute"), u"1m"_s);
    m_autosleep->addItem(tr("After 5 minutes"), u"5m"_s);
    m_autosleep->addItem(tr("After 30 minutes"), u"30m"_s);
    m_autosleep->addItem(tr("Never"), u"never"_s);
    frame.addRow(tr("&Account"), m_account, u"machineAccount"_s);
    frame.addRow(tr("&Name"), m_name, u"machineName"_s);
    frame.addRow(tr("&Processors"), m_vcpu, u"machineVcpu"_s);
    frame.addRow(tr("&Memory"), m_memory, u"machineMemory"_s);
    frame.addRow(tr("&Disk"), m_storage, u"machineStorage"_s);
    frame.addRow(tr("&Sleep when idle"), m_autosleep, u"machineAutosleep"_s);
    frame.addWide(m_message);
    m_create = frame.addButtons(tr("Create machine"), u"createMachine"_s);
    connect(m_create, &QPushButton::clicked, this, [this] {
        m_message->hide();
        m_create->setEnabled(false);
        Q_EMIT createRequested();
    });
    m_create->setEnabled(m_account->count() > 0);
    m_name->setFocus();
    setMinimumWidth(58 * unit(this));
}

AccountId NewMachineDialog::account() const
{
    return AccountId{m_account->currentData().toString()};
}

MachineSpec NewMachineDialog::spec() const
{
    MachineSpec spec;
    spec.vcpu = m_vcpu->currentData().toDouble();
    spec.memoryMib = m_memory->currentData().toInt();
    spec.storageGib = m_storage->currentData().toInt();
    spec.autosleep = m_autosleep->currentData().toString();
    return spec;
}

QString NewMachineDialog::machineName() const
{
    return m_name->text().trimmed();
}

void NewMachineDialog::showError(const Error& error)
{
    m_create->setEnabled(true);
    m_message->showError(error);
}

} // namespace reveille::ui
