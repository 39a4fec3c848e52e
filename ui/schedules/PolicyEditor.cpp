#include "ui/schedules/PolicyEditor.h"

#include "core/model/PolicyLimits.h"
#include "core/model/TimeText.h"
#include "ui/schedules/ExcludedDays.h"
#include "ui/text/TimeInput.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/Labels.h"

#include <limits>

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QRegularExpression>
#include <QUrl>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

/// An empty text stands for `byDefault`; nothing for a text that is no number from `least` to `most`.
std::optional<qint64> number(const QLineEdit* edit, qint64 byDefault, qint64 least, qint64 most)
{
    const QString text = edit->text().trimmed();
    if (text.isEmpty())
        return byDefault;
    bool ok = false;
    const qint64 value = text.toLongLong(&ok);
    return ok && value >= least && value <= most ? std::optional(value) : std::nullopt;
}

std::optional<seconds> duration(const QLineEdit* edit, seconds byDefault)
{
    const QString text = edit->text().trimmed();
    if (text.isEmpty())
        return byDefault;
    const auto read = durationFromText(text);
    return read && read->count() >= 0 ? std::optional(duration_cast<seconds>(*read)) : std::nullopt;
}

bool isPing(const QString& text)
{
    const QUrl url(text, QUrl::StrictMode);
    return text.isEmpty() || (url.isValid() && !url.host().isEmpty() &&
                              (url.scheme() == u"https"_s || url.scheme() == u"http"_s));
}

void showNumber(QLineEdit* edit, qint64 value, qint64 byDefault)
{
    edit->setText(value == byDefault ? QString() : QString::number(value));
}

void showDuration(QLineEdit* edit, seconds value, seconds byDefault)
{
    edit->setText(value == byDefault ? QString() : durationToText(value));
}

template <typename Enum> void showChoice(QComboBox* box, Enum value)
{
    box->setCurrentIndex(box->findData(static_cast<int>(value)));
}

template <typename Enum> Enum chosen(const QComboBox* box)
{
    return static_cast<Enum>(box->currentData().toInt());
}

const SchedulePolicy kDefault;
constexpr qint64 kLargest = std::numeric_limits<int>::max();

} // namespace

PolicyEditor::PolicyEditor(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    const int step = unit(this);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(2 * step);
    m_grid->setVerticalSpacing(step);
    m_grid->setColumnStretch(1, 1);

    heading(tr("When it cannot start as planned"));
    m_overlapLimit = small(u"overlapLimit"_s, tr("How many at most"), tr("at most 2"));
    m_overlap = choice(tr("The run before is still going"), u"policyOverlap"_s,
                       {{tr("Skip the new run"), static_cast<int>(OverlapPolicy::Skip)},
                        {tr("Let one wait, skip further ones"), static_cast<int>(OverlapPolicy::QueueOne)},
                        {tr("Let them wait in line"), static_cast<int>(OverlapPolicy::QueueAll)},
                        {tr("Stop it and start anew"), static_cast<int>(OverlapPolicy::Replace)},
                        {tr("Run both at the same time"), static_cast<int>(OverlapPolicy::Allow)}},
                       m_overlapLimit);
    m_missLimit = small(u"missLimit"_s, tr("How many at most"), tr("at most 10"));
    m_onMiss = choice(tr("The computer was asleep or off"), u"policyOnMiss"_s,
                      {{tr("Do not catch up"), static_cast<int>(OnMissPolicy::Skip)},
                       {tr("Run the latest one"), static_cast<int>(OnMissPolicy::Latest)},
                       {tr("Run each one"), static_cast<int>(OnMissPolicy::All)}},
                      m_missLimit);
    m_missWindow =
        field(tr("Catch up what is not older than"), u"policyMissWindow"_s, tr("1d"), tr("30m, 12h, 7d"));
    m_startDeadline = field(tr("Give up a start that is later than"), u"policyStartDeadline"_s,
                            tr("half the time between runs, from 1 min to 1 h"), tr("90s, 10m, 2h"));

    heading(tr("When it fails"));
    m_infrastructureRetries = field(tr("The cloud fails: try again"), u"policyCloudRetries"_s, tr("3 times"),
                                    tr("How many more times; 0 for none. The command has not run then."));
    m_commandRetries = field(tr("The command fails: try again"), u"policyCommandRetries"_s, tr("not at all"),
                             tr("How many more times. The command must be safe to repeat."));
    m_pauseAfter = field(tr("Pause the schedule after"), u"policyPauseAfter"_s,
                         tr("no number of failures in a row"), tr("Failures in a row; 0 for never"));
    m_ping = field(tr("Tell an address of starts and ends"), u"policyPing"_s, tr("https://hc-ping.com/…"),
                   tr("It is called in the style of Healthchecks: at the start, on success and on failure"));
    m_ping->setFont(monoFont());

    heading(tr("Which firings there are"));
    m_jitter = field(tr("Spread the starts over"), u"policyJitter"_s, tr("nothing: each starts on time"),
                     tr("Each start is put off by its own share of this: 30s, 5m"));
    m_fixedJitter = check(tr("Its share of that"), u"policyFixedJitter"_s, tr("Is the same each time"));
    m_until = field(tr("Stop for good after"), u"policyUntil"_s, tr("never"),
                    tr("A date, or a date and a time: 2026-12-31 18:00, in the schedule's time zone"));
    m_runLimit = field(tr("Runs in all"), u"policyRunLimit"_s, tr("no limit"),
                       tr("Runs started by hand do not count"));
    m_skipNext = field(tr("Skip the next"), u"policySkipNext"_s, tr("none"), tr("How many firings"));
    auto* excluded = new ExcludedDays(this);
    m_excluded = excluded->edit();
    m_excluded->setPlaceholderText(tr("2026-12-25, 2027-01-01"));
    m_excluded->setToolTip(tr("Dates in the schedule's time zone, with commas between them"));
    addRow(tr("Not on these days"), excluded, m_excluded, u"policyExcluded"_s);
    m_stops += excluded->stops();
    connect(excluded, &ExcludedDays::changed, this, &PolicyEditor::update);
    m_gap = choice(tr("The clock skips its time in spring"), u"policyGap"_s,
                   {{tr("No run that day"), static_cast<int>(GapPolicy::Skip)},
                    {tr("Run when the gap ends"), static_cast<int>(GapPolicy::EndOfGap)}});
    m_fold = choice(tr("The clock repeats its time in autumn"), u"policyFold"_s,
                    {{tr("Run the first time"), static_cast<int>(FoldPolicy::First)},
                     {tr("Run the second time"), static_cast<int>(FoldPolicy::Second)},
                     {tr("Run both times"), static_cast<int>(FoldPolicy::Both)}});

    heading(tr("On its machine"));
    m_sleepAfter = choice(tr("Afterwards the machine"), u"policySleepAfter"_s,
                          {{tr("Sleeps again if Reveille woke it"), static_cast<int>(SleepAfter::Restore)},
                           {tr("Sleeps, whoever woke it"), static_cast<int>(SleepAfter::Always)},
                           {tr("Is left awake"), static_cast<int>(SleepAfter::Never)}});
    m_parallel =
        check(tr("Other schedules are running there"), u"policyParallel"_s, tr("May run beside them"));
    setSchedule(Schedule(), calendar::TimeZone::utc());
}

void PolicyEditor::heading(const QString& text)
{
    auto* label = makeHeading(text, this);
    label->setContentsMargins(0, unit(this) / 2, 0, 0);
    m_grid->addWidget(label, m_grid->rowCount(), 0, 1, 2);
}

void PolicyEditor::addRow(const QString& label, QWidget* control, QWidget* focus, const QString& name)
{
    auto* text = new RoleLabel(Color::Dim, this);
    text->setText(label);
    text->setBuddy(focus);
    focus->setObjectName(name);
    focus->setAccessibleName(label);
    const int row = m_grid->rowCount();
    text->setMinimumHeight(4 * unit(this));
    m_grid->addWidget(text, row, 0, Qt::AlignTop);
    m_grid->addWidget(control, row, 1);
}

QLineEdit* PolicyEditor::small(const QString& name, const QString& accessibleName, const QString& placeholder)
{
    auto* edit = new QLineEdit(this);
    edit->setObjectName(name);
    edit->setAccessibleName(accessibleName);
    edit->setPlaceholderText(placeholder);
    edit->setFixedWidth(12 * unit(this));
    connect(edit, &QLineEdit::textChanged, this, &PolicyEditor::update);
    return edit;
}

QComboBox* PolicyEditor::choice(const QString& label, const QString& name,
                                const QVector<std::pair<QString, int>>& choices, QLineEdit* beside)
{
    auto* box = new QComboBox(this);
    for (const auto& [text, value] : choices)
        box->addItem(text, value);
    QWidget* control = box;
    m_stops += box;
    if (beside != nullptr) {
        control = new QWidget(this);
        auto* row = new QHBoxLayout(control);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(box, 1);
        row->addWidget(beside);
        m_stops += beside;
    }
    addRow(label, control, box, name);
    connect(box, &QComboBox::currentIndexChanged, this, &PolicyEditor::update);
    return box;
}

QLineEdit* PolicyEditor::field(const QString& label, const QString& name, const QString& placeholder,
                               const QString& tip)
{
    auto* edit = new QLineEdit(this);
    edit->setPlaceholderText(placeholder);
    edit->setToolTip(tip);
    edit->setAccessibleDescription(tip);
    addRow(label, edit, edit, name);
    m_stops += edit;
    connect(edit, &QLineEdit::textChanged, this, &PolicyEditor::update);
    return edit;
}

QCheckBox* PolicyEditor::check(const QString& label, const QString& name, const QString& text)
{
    auto* box = new QCheckBox(text, this);
    addRow(label, box, box, name);
    m_stops += box;
    connect(box, &QCheckBox::toggled, this, &PolicyEditor::update);
    return box;
}

void PolicyEditor::update()
{
    // Asked while the fields are still being made.
    if (m_parallel == nullptr)
        return;
    const auto overlap = chosen<OverlapPolicy>(m_overlap);
    m_overlapLimit->setVisible(overlap == OverlapPolicy::QueueAll || overlap == OverlapPolicy::Allow);
    const auto onMiss = chosen<OnMissPolicy>(m_onMiss);
    m_missLimit->setVisible(onMiss == OnMissPolicy::All);
    m_missWindow->setEnabled(onMiss != OnMissPolicy::Skip);
    m_fixedJitter->setEnabled(duration(m_jitter, seconds(0)).value_or(seconds(0)).count() > 0);
    Q_EMIT changed();
}

void PolicyEditor::setSchedule(const Schedule& schedule, const calendar::TimeZone& zone)
{
    const SchedulePolicy& policy = schedule.policy;
    showChoice(m_overlap, policy.overlap);
    showNumber(m_overlapLimit, policy.overlapLimit, kDefault.overlapLimit);
    showChoice(m_onMiss, policy.onMiss);
    showNumber(m_missLimit, policy.missLimit, kDefault.missLimit);
    showDuration(m_missWindow, policy.missWindow, kDefault.missWindow);
    m_startDeadline->setText(policy.startDeadline ? durationToText(*policy.startDeadline) : QString());
    showNumber(m_infrastructureRetries, policy.infrastructureRetries, kDefault.infrastructureRetries);
    showNumber(m_commandRetries, policy.commandRetries, 0);
    showNumber(m_pauseAfter, policy.pauseAfterFailures, 0);
    m_ping->setText(schedule.pingUrl);
    showDuration(m_jitter, policy.jitter, seconds(0));
    m_fixedJitter->setChecked(policy.fixedJitter);
    m_until->setText(policy.until ? timeToInput(*policy.until, zone) : QString());
    m_runLimit->setText(policy.runLimit ? QString::number(*policy.runLimit) : QString());
    showNumber(m_skipNext, policy.skipNext, 0);
    m_excluded->setText(policy.excludedDates.join(u", "_s));
    showChoice(m_gap, policy.gap);
    showChoice(m_fold, policy.fold);
    showChoice(m_sleepAfter, policy.sleepAfter);
    m_parallel->setChecked(policy.parallelOnMachine);
    update();
}

QString PolicyEditor::problem(const calendar::TimeZone& zone) const
{
    const auto overlap = chosen<OverlapPolicy>(m_overlap);
    if ((overlap == OverlapPolicy::QueueAll || overlap == OverlapPolicy::Allow) &&
        !number(m_overlapLimit, 2, 0, kLargest))
        return tr("“%1” is no number of runs.").arg(m_overlapLimit->text().trimmed());
    if (chosen<OnMissPolicy>(m_onMiss) == OnMissPolicy::All && !number(m_missLimit, 10, 0, kLargest))
        return tr("“%1” is no number of runs.").arg(m_missLimit->text().trimmed());
    for (const QLineEdit* edit : {m_missWindow, m_startDeadline, m_jitter}) {
        if (!duration(edit, seconds(0)))
            return tr("“%1” is no length of time: it reads like 90s, 10m, 12h or 7d.")
                .arg(edit->text().trimmed());
    }
    for (const QLineEdit* edit : {m_infrastructureRetries, m_commandRetries, m_pauseAfter}) {
        if (!number(edit, 0, 0, kLargest))
            return tr("“%1” is no number.").arg(edit->text().trimmed());
    }
    if (!number(m_skipNext, 0, 0, kLargest))
        return tr("“%1” is no number of firings to skip.").arg(m_skipNext->text().trimmed());
    if (!number(m_runLimit, 1, 1, std::numeric_limits<qint64>::max()))
        return tr("“%1” is no number of runs.").arg(m_runLimit->text().trimmed());
    if (!m_until->text().trimmed().isEmpty() && !timeFromInput(m_until->text(), zone))
        return tr("“%1” is no date or time: it reads like 2026-12-31 18:00.").arg(m_until->text().trimmed());
    if (!datesFromInput(m_excluded->text()))
        return tr("The days without a run read like 2026-12-25, 2027-01-01.");
    if (!isPing(m_ping->text().trimmed()))
        return tr("The address to tell begins with https:// or http://.");
    Schedule entered;
    apply(entered, zone);
    // How far the starts may be spread depends on the expressions: saving tells that.
    const auto checked = checkPolicy(entered.policy, std::nullopt);
    return checked ? QString() : checked.error().detail;
}

void PolicyEditor::apply(Schedule& schedule, const calendar::TimeZone& zone) const
{
    SchedulePolicy& policy = schedule.policy;
    const auto take = [](int& into, std::optional<qint64> value) {
        if (value)
            into = static_cast<int>(*value);
    };
    policy.overlap = chosen<OverlapPolicy>(m_overlap);
    take(policy.overlapLimit, number(m_overlapLimit, kDefault.overlapLimit, 0, kLargest));
    policy.onMiss = chosen<OnMissPolicy>(m_onMiss);
    take(policy.missLimit, number(m_missLimit, kDefault.missLimit, 0, kLargest));
    policy.missWindow = duration(m_missWindow, kDefault.missWindow).value_or(policy.missWindow);
    policy.startDeadline =
        m_startDeadline->text().trimmed().isEmpty() ? std::nullopt : duration(m_startDeadline, seconds(0));
    take(policy.infrastructureRetries,
         number(m_infrastructureRetries, kDefault.infrastructureRetries, 0, kLargest));
    take(policy.commandRetries, number(m_commandRetries, 0, 0, kLargest));
    take(policy.pauseAfterFailures, number(m_pauseAfter, 0, 0, kLargest));
    if (const QString ping = m_ping->text().trimmed(); isPing(ping))
        schedule.pingUrl = ping;
    policy.jitter = duration(m_jitter, seconds(0)).value_or(policy.jitter);
    policy.fixedJitter = m_fixedJitter->isChecked();
    policy.until = timeFromInput(m_until->text(), zone);
    policy.runLimit = m_runLimit->text().trimmed().isEmpty()
                          ? std::nullopt
                          : number(m_runLimit, 1, 1, std::numeric_limits<qint64>::max());
    take(policy.skipNext, number(m_skipNext, 0, 0, kLargest));
    policy.excludedDates = datesFromInput(m_excluded->text()).value_or(policy.excludedDates);
    policy.gap = chosen<GapPolicy>(m_gap);
    policy.fold = chosen<FoldPolicy>(m_fold);
    policy.sleepAfter = chosen<SleepAfter>(m_sleepAfter);
    policy.parallelOnMachine = m_parallel->isChecked();
}

} // namespace reveille::ui
