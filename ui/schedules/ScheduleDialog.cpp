#include "ui/schedules/ScheduleDialog.h"

#include "core/model/TimeText.h"
#include "ui/schedules/CommandEditor.h"
#include "ui/schedules/WhenEditor.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/MessageBar.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace reveille::ui {

using namespace Qt::StringLiterals;

ScheduleDialog::ScheduleDialog(const Schedule& schedule, const QVector<MachineChoice>& machines,
                               const TimeView& view, QWidget* parent)
    : QDialog(parent),
      m_schedule(schedule),
      m_name(new QLineEdit(this)),
      m_machine(new QComboBox(this)),
      m_when(new WhenEditor(view, this)),
      m_command(new CommandEditor(this)),
      m_cwd(new QLineEdit(this)),
      m_timeout(new QLineEdit(this)),
      m_enabled(new QCheckBox(this)),
      m_message(new MessageBar(this)),
      m_hint(new RoleLabel(Color::Dim, this))
{
    setObjectName(u"scheduleDialog"_s);
    const bool isNew = schedule.id.isEmpty();
    const QString title = isNew ? tr("New schedule") : tr("Edit %1").arg(schedule.name);
    setWindowTitle(title);
    DialogFrame frame(this, title, {});
    m_name->setPlaceholderText(tr("nightly-backup"));
    m_name->setMaxLength(100);
    for (const MachineChoice& choice : machines)
        m_machine->addItem(choice.label, QVariant::fromValue(choice.key));
    m_cwd->setPlaceholderText(tr("The machine's own choice"));
    m_cwd->setFont(monoFont());
    m_timeout->setPlaceholderText(tr("10m"));
    m_enabled->setText(tr("It fires as soon as it is saved"));
    frame.addRow(tr("&Name"), m_name, u"scheduleName"_s);
    frame.addRow(tr("&Machine"), m_machine, u"scheduleMachine"_s);
    frame.addRow(tr("&When"), m_when, m_when->firstEdit(), u"when1"_s);
    frame.addRow(tr("Time &zone"), m_when->zoneBox(), u"scheduleZone"_s);
    frame.addBelow(m_when->preview());
    frame.addRow(tr("&Command"), m_command, m_command->edit(), u"scheduleCommand"_s);
    frame.addRow(tr("&Directory"), withTimeout(), m_cwd, u"scheduleDirectory"_s);
    frame.addRow(tr("T&urned on"), m_enabled, u"scheduleEnabled"_s);
    m_timeout->setToolTip(tr("The longest a run may take: 90s, 10m, 1h30m"));
    frame.addWide(m_message);
    m_hint->setObjectName(u"scheduleHint"_s);
    m_hint->setFont(smallFont(font()));
    m_save = frame.addButtons(isNew ? tr("Create schedule") : tr("Save"), u"saveSchedule"_s, m_hint);
    fill();
    orderTabs();

    connect(m_name, &QLineEdit::textChanged, this, &ScheduleDialog::validate);
    connect(m_machine, &QComboBox::currentIndexChanged, this, &ScheduleDialog::validate);
    connect(m_when, &WhenEditor::changed, this, &ScheduleDialog::validate);
    connect(m_command, &CommandEditor::changed, this, &ScheduleDialog::validate);
    connect(m_timeout, &QLineEdit::textChanged, this, &ScheduleDialog::validate);
    connect(m_save, &QPushButton::clicked, this, [this] {
        m_message->hide();
        m_save->setEnabled(false);
        Q_EMIT saveRequested();
    });
    validate();
    m_name->setFocus();
    m_name->selectAll();
    setMinimumWidth(84 * unit(this));
}

QWidget* ScheduleDialog::withTimeout()
{
    const int step = unit(this);
    auto* both = new QWidget(this);
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2 * step);
    auto* label = new RoleLabel(Color::Dim, both);
    label->setText(tr("Time-&out"));
    label->setBuddy(m_timeout);
    m_timeout->setObjectName(u"scheduleTimeout"_s);
    m_timeout->setAccessibleName(tr("Time-out"));
    m_timeout->setFixedWidth(12 * step);
    row->addWidget(m_cwd, 1);
    row->addWidget(label);
    row->addWidget(m_timeout);
    return both;
}

void ScheduleDialog::orderTabs()
{
    setTabOrder(m_name, m_machine);
    setTabOrder(m_machine, m_when->firstEdit());
    m_when->orderTabs();
    QWidget* last = m_when->zoneBox();
    for (QWidget* next :
         std::initializer_list<QWidget*>{m_command->edit(), m_command->shellBox(), m_cwd, m_timeout,
                                         m_enabled, findChild<QPushButton*>(u"cancelButton"_s), m_save}) {
        setTabOrder(last, next);
        last = next;
    }
}

void ScheduleDialog::fill()
{
    m_name->setText(m_schedule.name);
    for (int i = 0; i < m_machine->count(); ++i) {
        if (m_machine->itemData(i).value<MachineKey>() == m_schedule.machine)
            m_machine->setCurrentIndex(i);
    }
    m_when->setWhen(m_schedule.when, m_schedule.zone);
    m_command->setArgv(m_schedule.argv);
    m_cwd->setText(m_schedule.cwd);
    m_timeout->setText(durationToText(m_schedule.timeout));
    m_enabled->setChecked(m_schedule.enabled);
}

QString ScheduleDialog::missing() const
{
    if (m_name->text().trimmed().isEmpty())
        return tr("Give it a name.");
    if (m_machine->currentIndex() < 0)
        return tr("Choose a machine.");
    if (!m_when->isZoneKnown())
        return tr("Choose a time zone of the list.");
    if (!m_when->timetable())
        return tr("Say when it fires.");
    if (!m_command->isValid())
        return tr("Say what it runs.");
    if (const auto timeout = durationFromText(m_timeout->text().trimmed()); !timeout || timeout->count() <= 0)
        return tr("The time-out reads like 90s, 10m or 1h30m.");
    return {};
}

void ScheduleDialog::validate()
{
    const QString hint = missing();
    m_hint->setText(hint);
    m_save->setEnabled(hint.isEmpty());
}

Schedule ScheduleDialog::schedule() const
{
    Schedule schedule = m_schedule;
    schedule.name = m_name->text().trimmed();
    schedule.machine = m_machine->currentData().value<MachineKey>();
    schedule.when = m_when->lines();
    schedule.zone = m_when->zone();
    schedule.argv = m_command->argv();
    schedule.cwd = m_cwd->text().trimmed();
    schedule.timeout = durationFromText(m_timeout->text().trimmed()).value_or(schedule.timeout);
    schedule.enabled = m_enabled->isChecked();
    return schedule;
}

void ScheduleDialog::showError(const Error& error)
{
    m_save->setEnabled(true);
    m_message->showError(error);
}

} // namespace reveille::ui
