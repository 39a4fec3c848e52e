#include "ui/machines/SizeFields.h"

#include "core/model/TimeText.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/Labels.h"

#include <algorithm>
#include <cmath>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QSpinBox>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr double kVcpuStep = 0.25;
constexpr double kMostVcpu = 64;
constexpr int kLeastMemory = 512;
constexpr int kMostMemory = 129'024;
constexpr int kMostStorage = 10'240;

RoleLabel* hint(const QString& text, QWidget* parent)
{
    auto* label = new RoleLabel(Color::Faint, parent);
    label->setFont(smallFont(parent->font()));
    label->setWordWrap(true);
    label->setText(text);
    return label;
}

} // namespace

SizeFields::SizeFields(DialogFrame& frame, QWidget* dialog)
    : QObject(dialog),
      m_vcpu(new QDoubleSpinBox(dialog)),
      m_memory(new QSpinBox(dialog)),
      m_storage(new QSpinBox(dialog)),
      m_autosleep(new QComboBox(dialog)),
      m_storageHint(hint(tr("It can grow later, not shrink."), dialog))
{
    m_vcpu->setRange(kVcpuStep, kMostVcpu);
    m_vcpu->setSingleStep(kVcpuStep);
    m_vcpu->setDecimals(2);
    m_vcpu->setValue(1);
    m_vcpu->setSuffix(tr(" vCPU"));
    m_memory->setRange(kLeastMemory, kMostMemory);
    m_memory->setSingleStep(512);
    m_memory->setValue(1024);
    m_memory->setSuffix(tr(" MiB"));
    m_memory->setGroupSeparatorShown(true);
    m_storage->setRange(1, kMostStorage);
    m_storage->setSingleStep(5);
    m_storage->setValue(10);
    m_storage->setSuffix(tr(" GiB"));
    m_storage->setGroupSeparatorShown(true);
    m_autosleep->setEditable(true);
    m_autosleep->setInsertPolicy(QComboBox::NoInsert);
    m_autosleep->addItem(tr("As the provider does"), QString());
    m_autosleep->addItem(tr("After 1 minute"), u"1m"_s);
    m_autosleep->addItem(tr("After 5 minutes"), u"5m"_s);
    m_autosleep->addItem(tr("After 30 minutes"), u"30m"_s);
    m_autosleep->addItem(tr("After 1 hour"), u"1h"_s);
    m_autosleep->addItem(tr("Never"), u"never"_s);
    m_autosleep->setToolTip(tr("Or a duration of your own, like 90s or 2h"));
    frame.addRow(tr("&Processors"), m_vcpu, u"machineVcpu"_s);
    frame.addBelow(hint(tr("In quarters. How much there may be at most is a matter of your plan."), dialog));
    frame.addRow(tr("&Memory"), m_memory, u"machineMemory"_s);
    frame.addRow(tr("&Disk"), m_storage, u"machineStorage"_s);
    frame.addBelow(m_storageHint);
    frame.addRow(tr("&Sleep when idle"), m_autosleep, u"machineAutosleep"_s);
    frame.addBelow(hint(
        tr("After its last use from outside; what runs in the background on it does not count."), dialog));
    connect(m_vcpu, &QDoubleSpinBox::valueChanged, this, &SizeFields::changed);
    connect(m_memory, &QSpinBox::valueChanged, this, &SizeFields::changed);
    connect(m_storage, &QSpinBox::valueChanged, this, &SizeFields::changed);
    connect(m_autosleep, &QComboBox::currentTextChanged, this, &SizeFields::changed);
}

void SizeFields::setMachine(const Machine& machine)
{
    m_machine = machine;
    m_hasMachine = true;
    m_vcpu->setMaximum(std::max(kMostVcpu, machine.vcpu));
    m_vcpu->setValue(machine.vcpu);
    m_memory->setRange(static_cast<int>(std::min<qint64>(kLeastMemory, machine.memoryMib)),
                       static_cast<int>(std::max<qint64>(kMostMemory, machine.memoryMib)));
    m_memory->setValue(static_cast<int>(machine.memoryMib));
    m_storage->setRange(static_cast<int>(std::max<qint64>(1, machine.storageGib)),
                        static_cast<int>(std::max<qint64>(kMostStorage, machine.storageGib)));
    m_storage->setValue(static_cast<int>(machine.storageGib));
    m_storageHint->setText(tr("It has %1 GiB. A disk can grow, not shrink.").arg(machine.storageGib));
    m_autosleep->setItemText(0, tr("As it is"));
    if (machine.autosleep)
        setAutosleep(machine.autosleep->count() == 0 ? u"never"_s : durationToText(*machine.autosleep));
}

void SizeFields::setAutosleep(const QString& text)
{
    for (int i = 1; i < m_autosleep->count(); ++i) {
        const QString known = m_autosleep->itemData(i).toString();
        if (known == text || (known != u"never" && durationFromText(known) == durationFromText(text))) {
            m_autosleep->setCurrentIndex(i);
            return;
        }
    }
    m_autosleep->setEditText(text);
}

QString SizeFields::autosleep() const
{
    const QString text = m_autosleep->currentText().trimmed();
    const int known = m_autosleep->findText(text);
    return known >= 0 ? m_autosleep->itemData(known).toString() : text;
}

MachineSpec SizeFields::spec() const
{
    MachineSpec spec;
    spec.vcpu = m_vcpu->value();
    spec.memoryMib = m_memory->value();
    spec.storageGib = m_storage->value();
    spec.autosleep = autosleep();
    return spec;
}

MachineResize SizeFields::change() const
{
    MachineResize change;
    const MachineSpec wanted = spec();
    if (!m_hasMachine)
        return change;
    if (wanted.vcpu != m_machine.vcpu)
        change.vcpu = wanted.vcpu;
    if (wanted.memoryMib != m_machine.memoryMib)
        change.memoryMib = wanted.memoryMib;
    if (wanted.storageGib != m_machine.storageGib)
        change.storageGib = wanted.storageGib;
    const auto after = wanted.autosleep == u"never" ? std::optional(std::chrono::milliseconds(0))
                                                    : durationFromText(wanted.autosleep);
    if (!wanted.autosleep.isEmpty() && (!m_machine.autosleep || after != *m_machine.autosleep))
        change.autosleep = wanted.autosleep;
    return change;
}

QString SizeFields::problem() const
{
    const double quarters = m_vcpu->value() / kVcpuStep;
    if (std::abs(quarters - std::round(quarters)) > 1e-9)
        return tr("Processors come in quarters: 0.25, 0.5, 0.75, 1 …");
    const QString after = autosleep();
    const auto duration = durationFromText(after);
    if (!after.isEmpty() && after != u"never" && (!duration || duration->count() <= 0))
        return tr("“%1” is no duration. Write something like 90s, 5m or 2h, or choose Never.").arg(after);
    return {};
}

} // namespace reveille::ui
