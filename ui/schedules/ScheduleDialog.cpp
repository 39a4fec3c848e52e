#include "ui/schedules/ScheduleDialog.h"

#include "core/model/TimeText.h"
#include "ui/builder/WhenBuilder.h"
#include "ui/schedules/CommandEditor.h"
#include "ui/schedules/EnvironmentTable.h"
#include "ui/schedules/PolicyEditor.h"
#include "ui/text/PolicyText.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/Fold.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/MessageBar.h"

#include <algorithm>

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScreen>
#include <QToolButton>

namespace reveille::ui {

using namespace Qt::StringLiterals;

ScheduleDialog::ScheduleDialog(const Schedule& schedule, const QVector<MachineChoice>& machines,
                               const TimeView& view, QWidget* parent)
    : QDialog(parent),
      m_schedule(schedule),
      m_view(view),
      m_name(new QLineEdit(this)),
      m_machine(new QComboBox(this)),
      m_when(new WhenBuilder(view, this)),
      m_command(new CommandEditor(this)),
      m_timeout(new QLineEdit(this)),
      m_more(new Fold(tr("M&ore"), u"moreFold"_s, this)),
      m_cwd(new QLineEdit(this)),
      m_environment(new EnvironmentTable(this)),
      m_stdin(new QPlainTextEdit(this)),
      m_trouble(new Fold(tr("If something &goes wrong"), u"policyFold"_s, this)),
      m_policy(new PolicyEditor(this)),
      m_enabled(new QCheckBox(this)),
      m_message(new MessageBar(this)),
      m_hint(new RoleLabel(Color::Dim, this))
{
    setObjectName(u"scheduleDialog"_s);
    const bool isNew = schedule.id.isEmpty();
    const QString title = isNew ? tr("New schedule") : tr("Edit %1").arg(schedule.name);
    setWindowTitle(title);
    DialogFrame frame(this, title, {}, DialogFrame::Body::Scrolls);
    m_name->setPlaceholderText(tr("nightly-backup"));
    m_name->setMaxLength(100);
    for (const MachineChoice& choice : machines)
        m_machine->addItem(choice.label, QVariant::fromValue(choice.key));
    m_timeout->setPlaceholderText(tr("10m"));
    m_enabled->setText(tr("It fires as soon as it is saved"));
    frame.addRow(tr("&Name"), m_name, u"scheduleName"_s);
    frame.addRow(tr("&Machine"), m_machine, u"scheduleMachine"_s);
    frame.addWide(m_when);
    frame.addRow(tr("&Command"), m_command, m_command->edit(), u"scheduleCommand"_s);
    frame.addRow(tr("&Time-out"), timeoutRow(), m_timeout, u"scheduleTimeout"_s);
    frame.addRow(tr("T&urned on"), m_enabled, u"scheduleEnabled"_s);
    m_more->setContent(moreContent());
    m_trouble->setContent(m_policy);
    frame.addWide(m_more);
    frame.addWide(m_trouble);
    frame.addWide(m_message);
    m_hint->setObjectName(u"scheduleHint"_s);
    m_hint->setFont(smallFont(font()));
    m_save = frame.addButtons(isNew ? tr("Create schedule") : tr("Save"), u"saveSchedule"_s, m_hint);
    fill();
    orderTabs();

    connect(m_name, &QLineEdit::textChanged, this, &ScheduleDialog::validate);
    connect(m_machine, &QComboBox::currentIndexChanged, this, &ScheduleDialog::validate);
    connect(m_when, &WhenBuilder::changed, this, &ScheduleDialog::validate);
    connect(m_command, &CommandEditor::changed, this, &ScheduleDialog::validate);
    connect(m_timeout, &QLineEdit::textChanged, this, &ScheduleDialog::validate);
    connect(m_environment, &EnvironmentTable::changed, this, &ScheduleDialog::validate);
    connect(m_policy, &PolicyEditor::changed, this, &ScheduleDialog::validate);
    connect(m_cwd, &QLineEdit::textChanged, this, &ScheduleDialog::summarize);
    connect(m_stdin, &QPlainTextEdit::textChanged, this, &ScheduleDialog::summarize);
    connect(m_save, &QPushButton::clicked, this, [this] {
        m_message->hide();
        m_save->setEnabled(false);
        Q_EMIT saveRequested();
    });
    validate();
    m_name->setFocus();
    m_name->selectAll();
    setMinimumWidth(104 * unit(this));
    // The preview would take any width it is offered; the dialog opens as wide as it is read best.
    int height = sizeHint().height();
    if (const QScreen* at = screen())
        height = std::min(height, at->availableGeometry().height() - 6 * unit(this));
    resize(minimumWidth(), height);
}

QWidget* ScheduleDialog::timeoutRow()
{
    const int step = unit(this);
    auto* both = new QWidget(this);
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(step + step / 2);
    auto* means = new RoleLabel(Color::Dim, both);
    means->setText(tr("is the longest a run may take"));
    m_timeout->setToolTip(tr("90s, 10m, 1h30m"));
    m_timeout->setFixedWidth(12 * step);
    row->addWidget(m_timeout);
    row->addWidget(means, 1);
    return both;
}

QWidget* ScheduleDialog::moreContent()
{
    const int step = unit(this);
    auto* content = new QWidget(this);
    auto* grid = new QGridLayout(content);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(2 * step);
    grid->setVerticalSpacing(step);
    grid->setColumnStretch(1, 1);
    const auto add = [&](const QString& label, QWidget* control, QWidget* focus) {
        auto* text = new RoleLabel(Color::Dim, content);
        text->setText(label);
        text->setBuddy(focus);
        text->setMinimumHeight(4 * step);
        const int row = grid->rowCount();
        grid->addWidget(text, row, 0, Qt::AlignTop);
        grid->addWidget(control, row, 1);
    };
    m_cwd->setObjectName(u"scheduleDirectory"_s);
    m_cwd->setAccessibleName(tr("Directory"));
    m_cwd->setPlaceholderText(tr("The machine's own choice"));
    m_cwd->setFont(monoFont());
    m_stdin->setObjectName(u"scheduleInput"_s);
    m_stdin->setAccessibleName(tr("Input"));
    m_stdin->setPlaceholderText(tr("What the command reads from its standard input"));
    m_stdin->setFont(monoFont());
    m_stdin->setTabChangesFocus(true);
    m_stdin->setFixedHeight(9 * step);
    add(tr("&Directory"), m_cwd, m_cwd);
    add(tr("&Variables"), m_environment, m_environment->firstStop());
    add(tr("&Input"), m_stdin, m_stdin);
    return content;
}

void ScheduleDialog::orderTabs()
{
    setTabOrder(m_name, m_machine);
    setTabOrder(m_machine, m_when->firstEdit());
    QWidget* last = m_when->lastStop();
    const auto next = [&last](QWidget* widget) {
        setTabOrder(last, widget);
        last = widget;
    };
    for (QWidget* widget : std::initializer_list<QWidget*>{
             m_command->edit(), m_command->shellBox(), m_command->fixButton(), m_timeout, m_enabled,
             m_more->button(), m_cwd, m_environment->firstStop()})
        next(widget);
    m_environment->orderTabs();
    last = m_environment->lastStop();
    next(m_stdin);
    next(m_trouble->button());
    for (QWidget* widget : m_policy->stops())
        next(widget);
    next(findChild<QPushButton*>(u"cancelButton"_s));
    next(m_save);
}

void ScheduleDialog::fill()
{
    m_name->setText(m_schedule.name);
    for (int i = 0; i < m_machine->count(); ++i) {
        if (m_machine->itemData(i).value<MachineKey>() == m_schedule.machine)
            m_machine->setCurrentIndex(i);
    }
    m_when->setWhen(m_schedule.when, m_schedule.zone, m_schedule.firedBy);
    m_command->setArgv(m_schedule.argv);
    m_cwd->setText(m_schedule.cwd);
    m_environment->setEnvironment(m_schedule.env);
    m_stdin->setPlainText(m_schedule.stdinText);
    m_policy->setSchedule(m_schedule, zone());
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
    const QString environment = m_environment->problem();
    return environment.isEmpty() ? m_policy->problem(zone()) : environment;
}

calendar::TimeZone ScheduleDialog::zone() const
{
    const auto chosen = calendar::TimeZone::load(m_when->zone().toStdString());
    return chosen ? *chosen : m_view.local;
}

void ScheduleDialog::summarize()
{
    QStringList more;
    if (const QString directory = m_cwd->text().trimmed(); !directory.isEmpty())
        more += directory;
    if (const auto count = m_environment->environment().size(); count == 1)
        more += tr("1 variable");
    else if (count > 1)
        more += tr("%1 variables").arg(count);
    if (!m_stdin->toPlainText().isEmpty())
        more += tr("input");
    m_more->setSummary(more.isEmpty() ? tr("Directory, variables, input") : more.join(u" · "_s));

    Schedule now = m_schedule;
    m_policy->apply(now, zone());
    Schedule usual;
    usual.timeout = now.timeout;
    const QVector<PolicyLine> usualLines = policyLines(usual, {});
    QStringList trouble;
    for (const PolicyLine& line : policyLines(now, {})) {
        if (!usualLines.contains(line))
            trouble += line.what + u": "_s + line.then;
    }
    m_trouble->setSummary(trouble.isEmpty() ? tr("The usual") : trouble.join(u" · "_s));
}

void ScheduleDialog::validate()
{
    const QString hint = missing();
    m_hint->setText(hint);
    m_save->setEnabled(hint.isEmpty());
    summarize();
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
    schedule.env = m_environment->environment();
    schedule.stdinText = m_stdin->toPlainText();
    m_policy->apply(schedule, zone());
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
