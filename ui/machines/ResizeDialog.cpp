#include "ui/machines/ResizeDialog.h"

#include "ui/machines/SizeFields.h"
#include "ui/text/PolicyText.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/MessageBar.h"

#include <QPushButton>

namespace reveille::ui {

using namespace Qt::StringLiterals;

QString resizeEffect(const Machine& machine, const MachineResize& change)
{
    if (change.isEmpty())
        return {};
    QStringList parts;
    const bool isSized = change.vcpu || change.memoryMib || change.storageGib;
    if (isSized && machine.isAwake())
        parts +=
            ResizeDialog::tr("The machine is awake: the cloud changes it while it runs, or refuses until it "
                             "sleeps.");
    else if (isSized)
        parts += ResizeDialog::tr("The machine is not running: the new size counts from its next wake.");
    const bool isLess = (change.memoryMib && *change.memoryMib < machine.memoryMib) ||
                        (change.vcpu && *change.vcpu < machine.vcpu);
    if (isLess && machine.isAwake())
        parts += ResizeDialog::tr("What runs on it may not fit into less; a restart is safer.");
    if (change.storageGib)
        parts += ResizeDialog::tr("A disk cannot be made smaller again.");
    if (change.autosleep == u"never")
        parts +=
            ResizeDialog::tr("It never sleeps by itself then, and costs money until it is put to sleep.");
    return parts.join(u' ');
}

ResizeDialog::ResizeDialog(const Machine& machine, QWidget* parent)
    : QDialog(parent),
      m_machine(machine),
      m_effect(new RoleLabel(Color::Dim, this)),
      m_message(new MessageBar(this))
{
    setObjectName(u"resizeDialog"_s);
    const QString title = tr("Resize %1").arg(machine.displayName());
    setWindowTitle(title);
    DialogFrame frame(this, title,
                      tr("Now: %1.").arg(sizeText(machine.vcpu, machine.memoryMib, machine.storageGib)));
    m_size = new SizeFields(frame, this);
    m_size->setMachine(machine);
    m_effect->setObjectName(u"resizeEffect"_s);
    m_effect->setWordWrap(true);
    frame.addWide(m_effect);
    m_message->hide();
    frame.addWide(m_message);
    m_button = frame.addButtons(tr("Resize"), u"resizeButton"_s);
    connect(m_size, &SizeFields::changed, this, &ResizeDialog::check);
    connect(m_button, &QPushButton::clicked, this, [this] {
        m_message->hide();
        m_isAsked = true;
        m_button->setEnabled(false);
        Q_EMIT resizeRequested();
    });
    check();
    setMinimumWidth(58 * unit(this));
}

MachineResize ResizeDialog::change() const
{
    return m_size->change();
}

void ResizeDialog::check()
{
    const QString problem = m_size->problem();
    const MachineResize wanted = problem.isEmpty() ? change() : MachineResize();
    m_button->setEnabled(!m_isAsked && !wanted.isEmpty());
    m_button->setToolTip(problem.isEmpty() && wanted.isEmpty() ? tr("Nothing is different yet.") : problem);
    m_effect->setText(problem.isEmpty() ? resizeEffect(m_machine, wanted) : problem);
}

void ResizeDialog::showError(const Error& error)
{
    m_isAsked = false;
    check();
    m_message->showError(error);
    m_message->show();
}

} // namespace reveille::ui
