#include "ui/schedules/ScheduleDialog.h"

#include "core/model/TimeText.h"
#include "ui/builder/WhenBuilder.h"
#include "ui/schedules/CommandEditor.h"
#include "ui/schedules/DangerGate.h"
#include "ui/schedules/DeedEditor.h"
#include "ui/schedules/EnvironmentTable.h"
#include "ui/schedules/MachineField.h"
#include "ui/schedules/PolicyEditor.h"
#include "ui/schedules/SaveProgress.h"
#include "ui/text/PolicyText.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/FitScroll.h"
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
#include <QTimer>
#include <QToolButton>

namespace reveille::ui {

using namespace Qt::StringLiterals;

ScheduleDialog::ScheduleDialog(const Schedule& schedule, const QVector<MachineChoice>& machines,
                               const TimeView& view, QWidget* parent)
    : QDialog(parent),
      m_schedule(schedule),
      m_view(view),
      m_name(new QLineEdit(this)),
      m_nameHint(new RoleLabel(Color::Dim, this)),
      m_nameFix(new QPushButton(this)),
      m_machines(new MachineField(machines, this)),
      m_deed(new DeedEditor(this)),
      m_when(new WhenBuilder(view, this)),
      m_command(new CommandEditor(this)),
      m_timeout(new QLineEdit(this)),
      m_more(new Fold(tr("M&ore"), u"moreFold"_s, this)),
      m_note(new QLineEdit(this)),
      m_cwd(new QLineEdit(this)),
      m_environment(new EnvironmentTable(this)),
      m_stdin(new QPlainTextEdit(this)),
      m_trouble(new Fold(tr("If something &goes wrong"), u"policyFold"_s, this)),
      m_policy(new PolicyEditor(this)),
      m_enabled(new QCheckBox(this)),
      m_danger(new DangerGate(this)),
      m_message(new MessageBar(this)),
      m_progress(new SaveProgress(this)),
      m_hint(new RoleLabel(Color::Dim, this))
{
    setObjectName(u"scheduleDialog"_s);
    const bool isNew = schedule.id.isEmpty();
    const QString title = isNew ? tr("New schedule") : tr("Edit %1").arg(schedule.name);
    setWindowTitle(title);
    DialogFrame frame(this, title, {}, DialogFrame::Body::Scrolls);
    m_timeout->setPlaceholderText(tr("10m"));
    m_enabled->setText(tr("It fires as soon as it is saved"));
    frame.addRow(tr("&Name"), nameRow(), m_name, u"scheduleName"_s);
    frame.addRow(tr("&Machine"), m_machines, m_machines->box(), u"scheduleMachine"_s);
    m_machines->setManyAllowed(isNew);
    m_deedLabel = frame.addRow(tr("&Does"), m_deed, m_deed->actionBox(), u"scheduleAction"_s);
    frame.addWide(m_when);
    QLabel* command = frame.addRow(tr("&Command"), m_command, m_command->edit(), u"scheduleCommand"_s);
    QWidget* timeout = timeoutRow();
    QLabel* timeoutLabel = frame.addRow(tr("&Time-out"), timeout, m_timeout, u"scheduleTimeout"_s);
    m_commandRows = {command, m_command};
    m_surroundings = {timeoutLabel, timeout};
    frame.addRow(tr("T&urned on"), m_enabled, u"scheduleEnabled"_s);
    m_more->setContent(moreContent());
    m_trouble->setContent(m_policy);
    frame.addWide(m_more);
    frame.addWide(m_trouble);
    frame.addWide(m_danger);
    frame.addWide(m_message);
    frame.addWide(m_progress);
    m_hint->setObjectName(u"scheduleHint"_s);
    m_hint->setFont(smallFont(font()));
    m_save = frame.addButtons(isNew ? tr("Create schedule") : tr("Save"), u"saveSchedule"_s, m_hint);
    fill();
    orderTabs();
    connectAll();
    showDeed();
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

void ScheduleDialog::connectAll()
{
    connect(m_name, &QLineEdit::textChanged, this, &ScheduleDialog::validate);
    connect(m_nameFix, &QPushButton::clicked, this, [this] {
        m_name->setText(nameFix(m_name->text().trimmed(), nameUse()));
        m_name->setFocus();
    });
    connect(m_machines, &MachineField::changed, this, [this] {
        m_deed->setMachines(m_machines->chosen());
        showDeed();
        validate();
    });
    connect(m_deed, &DeedEditor::changed, this, [this] {
        showDeed();
        validate();
    });
    connect(m_when, &WhenBuilder::changed, this, &ScheduleDialog::validate);
    connect(m_command, &CommandEditor::changed, this, &ScheduleDialog::validate);
    connect(m_timeout, &QLineEdit::textChanged, this, &ScheduleDialog::validate);
    connect(m_environment, &EnvironmentTable::changed, this, &ScheduleDialog::validate);
    connect(m_policy, &PolicyEditor::changed, this, &ScheduleDialog::validate);
    connect(m_danger, &DangerGate::changed, this, &ScheduleDialog::validate);
    connect(m_cwd, &QLineEdit::textChanged, this, &ScheduleDialog::summarize);
    connect(m_note, &QLineEdit::textChanged, this, &ScheduleDialog::summarize);
    connect(m_stdin, &QPlainTextEdit::textChanged, this, &ScheduleDialog::summarize);
    connect(m_save, &QPushButton::clicked, this, &ScheduleDialog::startSaving);
}

QWidget* ScheduleDialog::nameRow()
{
    const int step = unit(this);
    m_name->setPlaceholderText(tr("nightly-backup"));
    m_nameHint->setObjectName(u"nameHint"_s);
    m_nameHint->setFont(smallFont(font()));
    m_nameFix->setObjectName(u"fixName"_s);
    m_nameFix->setAutoDefault(false);
    auto* box = new QWidget(this);
    auto* help = new QHBoxLayout;
    help->setSpacing(step);
    help->addWidget(m_nameHint);
    help->addWidget(m_nameFix);
    help->addStretch(1);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(step / 2);
    column->addWidget(m_name);
    column->addLayout(help);
    return box;
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
    const auto add = [&](const QString& label, QWidget* control, QWidget* focus, bool surrounds) {
        auto* text = new RoleLabel(Color::Dim, content);
        text->setText(label);
        text->setBuddy(focus);
        text->setMinimumHeight(4 * step);
        const int row = grid->rowCount();
        grid->addWidget(text, row, 0, Qt::AlignTop);
        grid->addWidget(control, row, 1);
        if (surrounds)
            m_surroundings << text << control;
    };
    m_note->setObjectName(u"scheduleNote"_s);
    m_note->setAccessibleName(tr("Note"));
    m_note->setPlaceholderText(tr("Why it is there, whom to ask"));
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
    add(tr("N&ote"), m_note, m_note, false);
    add(tr("D&irectory"), m_cwd, m_cwd, true);
    add(tr("&Variables"), m_environment, m_environment->firstStop(), true);
    add(tr("In&put"), m_stdin, m_stdin, true);
    return content;
}

void ScheduleDialog::orderTabs()
{
    QWidget* last = m_name;
    const auto next = [&last](QWidget* widget) {
        setTabOrder(last, widget);
        last = widget;
    };
    next(m_nameFix);
    for (QWidget* widget : m_machines->stops())
        next(widget);
    next(m_deed->actionBox());
    next(m_deed->firedByBox());
    next(m_when->firstEdit());
    last = m_when->lastStop();
    for (QWidget* widget : m_command->stops())
        next(widget);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_timeout, m_enabled, m_more->button(), m_note,
                                                           m_cwd, m_environment->firstStop()})
        next(widget);
    m_environment->orderTabs();
    last = m_environment->lastStop();
    next(m_stdin);
    next(m_trouble->button());
    for (QWidget* widget : m_policy->stops())
        next(widget);
    next(m_danger->edit());
    next(findChild<QPushButton*>(u"cancelButton"_s));
    next(m_save);
}

void ScheduleDialog::fill()
{
    m_name->setText(m_schedule.name);
    m_machines->setMachine(m_schedule.machine);
    m_deed->setMachines(m_machines->chosen());
    if (!m_schedule.id.isEmpty())
        m_deed->setDeed(m_schedule.action, m_schedule.firedBy);
    m_when->setWhen(m_schedule.when, m_schedule.zone, m_deed->firedBy());
    m_command->setArgv(m_schedule.argv);
    m_note->setText(m_schedule.note);
    m_cwd->setText(m_schedule.cwd);
    m_environment->setEnvironment(m_schedule.env);
    m_stdin->setPlainText(m_schedule.stdinText);
    m_policy->setSchedule(m_schedule, zone());
    m_timeout->setText(durationToText(m_schedule.timeout));
    m_enabled->setChecked(m_schedule.enabled);
}

/// What the chosen deed has no use for is put away; what was entered there is kept.
void ScheduleDialog::showDeed()
{
    const bool runs = m_deed->action() == ScheduleAction::Exec;
    const bool byReveille = m_deed->firedBy() == FiredBy::Reveille;
    m_deedLabel->setVisible(m_deed->hasChoice());
    m_deed->setVisible(m_deed->hasChoice());
    for (QWidget* widget : std::as_const(m_commandRows))
        widget->setVisible(runs);
    for (QWidget* widget : std::as_const(m_surroundings))
        widget->setVisible(runs && byReveille);
    m_trouble->setVisible(byReveille);
    m_when->setFiredBy(m_deed->firedBy());
    Danger danger = dangerOf(m_deed->action(), m_machines->chosen());
    // What an existing schedule does already has been confirmed.
    if (!m_schedule.id.isEmpty() && m_schedule.action == m_deed->action() &&
        m_machines->chosen().size() == 1 && m_machines->chosen().first().key == m_schedule.machine)
        danger = {};
    m_danger->setDanger(danger);
}

NameUse ScheduleDialog::nameUse() const
{
    NameUse use{m_deed->firedBy(), m_machines->chosen(), m_known, m_schedule.id};
    // Those that were saved before the others failed are there by now, and are not saved again.
    use.machines.removeIf([this](const MachineChoice& machine) { return m_done.contains(machine.key); });
    return use;
}

void ScheduleDialog::setKnown(const QVector<Schedule>& known)
{
    m_known = known;
    validate();
}

void ScheduleDialog::showName()
{
    const QString name = m_name->text().trimmed();
    const QString problem = name.isEmpty() ? QString() : nameProblem(name, nameUse());
    const QString fix = nameFix(name, nameUse());
    const QStringList names = namesFor(name, nameUse());
    const bool several = names.size() > 1 && names.first() != name && !name.isEmpty();
    m_nameHint->setRole(problem.isEmpty() ? Color::Dim : Color::Failed);
    m_nameHint->setText(!problem.isEmpty() ? problem
                        : several          ? tr("They are named %1 and so on.").arg(names.first())
                                           : nameRule(m_deed->firedBy()));
    m_nameHint->setVisible(!m_nameHint->text().isEmpty());
    m_name->setAccessibleDescription(m_nameHint->text());
    m_nameFix->setVisible(!fix.isEmpty());
    m_nameFix->setText(tr("Use “%1”").arg(fix).replace(u'&', u"&&"_s));
    m_nameFix->setAccessibleName(tr("Use the name %1").arg(fix));
}

QString ScheduleDialog::missing() const
{
    if (const QString problem = nameProblem(m_name->text().trimmed(), nameUse()); !problem.isEmpty())
        return problem;
    if (m_machines->chosen().isEmpty())
        return tr("Choose a machine.");
    if (!m_deed->isPossible())
        return tr("There is nothing that all of these machines can do.");
    if (!m_when->isZoneKnown())
        return tr("Choose a time zone of the list.");
    if (!m_when->timetable())
        return tr("Say when it fires.");
    const bool runs = m_deed->action() == ScheduleAction::Exec;
    if (runs && !m_command->isValid())
        return tr("Say what it runs.");
    if (!m_danger->isOpen())
        return tr("Type the name to confirm what cannot be undone.");
    if (m_deed->firedBy() == FiredBy::Provider)
        return {};
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
    const bool surrounded =
        m_deed->action() == ScheduleAction::Exec && m_deed->firedBy() == FiredBy::Reveille;
    if (!m_note->text().trimmed().isEmpty())
        more += tr("note");
    if (const QString directory = m_cwd->text().trimmed(); !directory.isEmpty())
        more += directory;
    if (const auto count = m_environment->environment().size(); count == 1)
        more += tr("1 variable");
    else if (count > 1)
        more += tr("%1 variables").arg(count);
    if (!m_stdin->toPlainText().isEmpty())
        more += tr("input");
    m_more->setSummary(!more.isEmpty() ? more.join(u" · "_s)
                       : surrounded    ? tr("Note, directory, variables, input")
                                       : tr("Note"));

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
    m_save->setEnabled(hint.isEmpty() && !m_isSaving);
    showName();
    summarize();
}

Schedule ScheduleDialog::entered() const
{
    Schedule schedule = m_schedule;
    schedule.name = m_name->text().trimmed();
    schedule.action = m_deed->action();
    schedule.firedBy = m_deed->firedBy();
    schedule.when = m_when->lines();
    schedule.zone = m_when->zone();
    // A command that was typed before another deed was chosen is none of this schedule's.
    schedule.argv = schedule.action == ScheduleAction::Exec ? m_command->argv() : QStringList();
    schedule.note = m_note->text().trimmed();
    schedule.cwd = m_cwd->text().trimmed();
    schedule.env = m_environment->environment();
    schedule.stdinText = m_stdin->toPlainText();
    m_policy->apply(schedule, zone());
    schedule.timeout = durationFromText(m_timeout->text().trimmed()).value_or(schedule.timeout);
    schedule.enabled = m_enabled->isChecked();
    return schedule;
}

QVector<Schedule> ScheduleDialog::schedules() const
{
    QVector<Schedule> all;
    const QStringList names = namesFor(m_name->text().trimmed(), nameUse());
    const QVector<MachineChoice> machines = nameUse().machines;
    for (qsizetype i = 0; i < machines.size(); ++i) {
        Schedule schedule = entered();
        schedule.machine = machines[i].key;
        schedule.name = names[i];
        all.append(schedule);
    }
    return all;
}

void ScheduleDialog::startSaving()
{
    m_message->hide();
    m_saving = nameUse().machines;
    m_isSaving = true;
    m_save->setEnabled(false);
    QStringList names;
    for (const MachineChoice& machine : std::as_const(m_saving))
        names += machine.name;
    m_progress->setVisible(m_saving.size() > 1);
    if (m_saving.size() > 1) {
        m_progress->begin(names);
        bringIntoView(m_progress);
    }
    Q_EMIT saveRequested();
}

/// What is told about saving stands below what may be scrolled.
void ScheduleDialog::bringIntoView(QWidget* widget)
{
    // Only after the layout, and what wraps in it, has made room.
    QTimer::singleShot(50, widget, [this, widget] {
        if (auto* scroll = findChild<FitScroll*>())
            scroll->ensureWidgetVisible(widget, 0, 2 * unit(this));
    });
}

void ScheduleDialog::showSaved(int index)
{
    m_done += m_saving[index].key;
    if (m_saving.size() > 1)
        m_progress->setResult(index, std::nullopt);
}

void ScheduleDialog::showError(int index, const Error& error)
{
    if (m_saving.size() > 1)
        m_progress->setResult(index, error);
    else
        m_message->showError(error);
    bringIntoView(m_saving.size() > 1 ? static_cast<QWidget*>(m_progress) : m_message);
}

void ScheduleDialog::finishSaving()
{
    m_isSaving = false;
    const bool all = std::all_of(m_saving.begin(), m_saving.end(), [this](const MachineChoice& machine) {
        return m_done.contains(machine.key);
    });
    if (all) {
        accept();
        return;
    }
    for (const MachineKey& key : std::as_const(m_done))
        m_machines->untick(key);
    validate();
}

} // namespace reveille::ui
