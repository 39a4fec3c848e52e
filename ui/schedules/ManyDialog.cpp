#include "ui/schedules/ManyDialog.h"

#include "core/model/TimeText.h"
#include "ui/builder/ZoneBox.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/DialogFrame.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QIntValidator>
#include <QLineEdit>
#include <QPushButton>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

struct Choice
{
    QString text;
    int value;
};

QComboBox* choices(const QVector<Choice>& all, int chosen, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    for (const Choice& choice : all)
        box->addItem(choice.text, choice.value);
    box->setCurrentIndex(box->findData(chosen));
    return box;
}

QLineEdit* field(const QString& text, const QString& examples, QWidget* parent)
{
    auto* edit = new QLineEdit(text, parent);
    edit->setToolTip(examples);
    return edit;
}

/// The seconds that a field tells; nothing for what is no duration.
std::optional<seconds> read(const QLineEdit* edit)
{
    const auto value = durationFromText(edit->text().trimmed());
    return value && value->count() >= 0 ? std::optional(duration_cast<seconds>(*value)) : std::nullopt;
}

} // namespace

ManyDialog::ManyDialog(const QVector<Schedule>& schedules, const QVector<MachineChoice>& machines,
                       const TimeView& view, QWidget* parent)
    : QDialog(parent), m_machine(new QComboBox(this)), m_zone(new ZoneBox(view.local, this))
{
    setObjectName(u"manyDialog"_s);
    const Schedule& first = schedules.first();
    const SchedulePolicy& policy = first.policy;
    const QString title = tr("Change %1 schedules").arg(schedules.size());
    setWindowTitle(title);
    DialogFrame frame(this, title,
                      tr("Only what you tick is changed; the fields show what the first one has."));
    for (const MachineChoice& machine : machines) {
        m_machine->addItem(machine.label, QVariant::fromValue(machine.key));
        if (machine.key == first.machine)
            m_machine->setCurrentIndex(m_machine->count() - 1);
    }
    m_zone->setZone(first.zone);
    m_timeout = field(durationToText(first.timeout), tr("90s, 10m, 1h30m"), this);
    m_overlap = choices({{tr("Skip the new run"), static_cast<int>(OverlapPolicy::Skip)},
                         {tr("Let one wait, skip further ones"), static_cast<int>(OverlapPolicy::QueueOne)},
                         {tr("Let them wait in line"), static_cast<int>(OverlapPolicy::QueueAll)},
                         {tr("Stop it and start anew"), static_cast<int>(OverlapPolicy::Replace)},
                         {tr("Run both at the same time"), static_cast<int>(OverlapPolicy::Allow)}},
                        static_cast<int>(policy.overlap), this);
    m_onMiss = choices({{tr("Do not catch up"), static_cast<int>(OnMissPolicy::Skip)},
                        {tr("Run the latest one"), static_cast<int>(OnMissPolicy::Latest)},
                        {tr("Run each one"), static_cast<int>(OnMissPolicy::All)}},
                       static_cast<int>(policy.onMiss), this);
    m_deadline = field(policy.startDeadline ? durationToText(*policy.startDeadline) : QString(),
                       tr("5m, 1h; empty: half the time between two firings"), this);
    m_jitter = field(durationToText(policy.jitter), tr("0s, 30s, 5m"), this);
    m_retries =
        field(QString::number(policy.commandRetries), tr("How often the command is tried again"), this);
    m_retries->setValidator(new QIntValidator(0, 100, m_retries));
    m_sleepAfter = choices({{tr("As it was found"), static_cast<int>(SleepAfter::Restore)},
                            {tr("Asleep, whoever woke it"), static_cast<int>(SleepAfter::Always)},
                            {tr("Left awake"), static_cast<int>(SleepAfter::Never)}},
                           static_cast<int>(policy.sleepAfter), this);
    addPart(frame, tr("Machine"), m_machine, u"manyMachine"_s);
    addPart(frame, tr("Time zone"), m_zone, u"manyZone"_s);
    addPart(frame, tr("Time-out"), m_timeout, u"manyTimeout"_s);
    addPart(frame, tr("The run before is still going"), m_overlap, u"manyOverlap"_s);
    addPart(frame, tr("The computer was asleep or off"), m_onMiss, u"manyOnMiss"_s);
    addPart(frame, tr("Give up a start that is later than"), m_deadline, u"manyDeadline"_s);
    addPart(frame, tr("Spread starts over"), m_jitter, u"manyJitter"_s);
    addPart(frame, tr("Tries after the command failed"), m_retries, u"manyRetries"_s);
    addPart(frame, tr("The machine afterwards"), m_sleepAfter, u"manySleepAfter"_s);
    m_button = frame.addButtons(title, u"changeMany"_s);
    connect(m_button, &QPushButton::clicked, this, &ManyDialog::changeRequested);
    for (const QLineEdit* edit : {m_timeout, m_deadline, m_jitter, m_retries})
        connect(edit, &QLineEdit::textChanged, this, &ManyDialog::update);
    connect(m_zone, &QComboBox::currentTextChanged, this, &ManyDialog::update);
    setMinimumWidth(66 * unit(this));
    update();
}

void ManyDialog::addPart(DialogFrame& frame, const QString& label, QWidget* control, const QString& name)
{
    auto* both = new QWidget(this);
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(unit(this));
    auto* tick = new QCheckBox(both);
    tick->setObjectName(name + u"Tick"_s);
    tick->setAccessibleName(tr("Change: %1").arg(label));
    row->addWidget(tick);
    row->addWidget(control, 1);
    control->setObjectName(name);
    control->setAccessibleName(label);
    control->setEnabled(false);
    frame.addRow(label, both, tick, name + u"Tick"_s);
    tick->setAccessibleName(tr("Change: %1").arg(label));
    connect(tick, &QCheckBox::toggled, this, [this, control](bool on) {
        control->setEnabled(on);
        if (on)
            control->setFocus();
        update();
    });
    m_parts.append({tick, control});
}

bool ManyDialog::takes(const QWidget* control) const
{
    for (const Part& part : m_parts) {
        if (part.control == control)
            return part.tick->isChecked();
    }
    return false;
}

bool ManyDialog::isReadable() const
{
    const auto timeout = read(m_timeout);
    return (!takes(m_timeout) || (timeout && timeout->count() > 0)) && (!takes(m_jitter) || read(m_jitter)) &&
           (!takes(m_deadline) || m_deadline->text().trimmed().isEmpty() || read(m_deadline)) &&
           (!takes(m_retries) || m_retries->hasAcceptableInput()) &&
           (!takes(m_zone) || calendar::TimeZone::load(m_zone->zone().toStdString()));
}

void ManyDialog::update()
{
    const bool any =
        std::any_of(m_parts.begin(), m_parts.end(), [](const Part& part) { return part.tick->isChecked(); });
    m_button->setEnabled(any && isReadable());
}

std::function<void(Schedule&)> ManyDialog::deed() const
{
    QVector<std::function<void(Schedule&)>> deeds;
    if (takes(m_machine))
        deeds += [key = m_machine->currentData().value<MachineKey>()](Schedule& s) { s.machine = key; };
    if (takes(m_zone))
        deeds += [zone = m_zone->zone()](Schedule& s) { s.zone = zone; };
    if (const auto timeout = read(m_timeout); takes(m_timeout) && timeout)
        deeds += [timeout](Schedule& s) { s.timeout = *timeout; };
    if (takes(m_overlap))
        deeds += [value = m_overlap->currentData().toInt()](Schedule& s) {
            s.policy.overlap = static_cast<OverlapPolicy>(value);
        };
    if (takes(m_onMiss))
        deeds += [value = m_onMiss->currentData().toInt()](Schedule& s) {
            s.policy.onMiss = static_cast<OnMissPolicy>(value);
        };
    if (takes(m_deadline))
        deeds += [value = read(m_deadline)](Schedule& s) { s.policy.startDeadline = value; };
    if (const auto jitter = read(m_jitter); takes(m_jitter) && jitter)
        deeds += [jitter](Schedule& s) { s.policy.jitter = *jitter; };
    if (takes(m_retries))
        deeds += [value = m_retries->text().toInt()](Schedule& s) { s.policy.commandRetries = value; };
    if (takes(m_sleepAfter))
        deeds += [value = m_sleepAfter->currentData().toInt()](Schedule& s) {
            s.policy.sleepAfter = static_cast<SleepAfter>(value);
        };
    return [deeds](Schedule& schedule) {
        for (const auto& deed : deeds)
            deed(schedule);
    };
}

} // namespace reveille::ui
