#include "ui/window/StatusStrip.h"

#include "core/text/DurationText.h"
#include "core/text/ErrorText.h"
#include "core/text/RunnerText.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/Labels.h"

#include <chrono>

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QPainter>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("StatusStrip", text);
}

void tellRunner(StatusTexts& texts, const RunnerStatus& status, const TimeView& view)
{
    switch (status.state) {
    case RunnerState::Starting:
        texts.look = {u"state-changing"_s, Color::Running};
        texts.runner = say(QT_TRANSLATE_NOOP("StatusStrip", "Runner is starting"));
        return;
    case RunnerState::On:
        texts.look = {u"state-running"_s, Color::Ok};
        texts.runner = say(QT_TRANSLATE_NOOP("StatusStrip", "Runner on"));
        return;
    case RunnerState::Paused:
        texts.look = {u"pause"_s, Color::Warning};
        texts.runner = status.pause && status.pause->until
                           ? say(QT_TRANSLATE_NOOP("StatusStrip", "Paused until %1"))
                                 .arg(dateTimeText(*status.pause->until, view.local, view.now))
                           : say(QT_TRANSLATE_NOOP("StatusStrip", "Paused until you resume"));
        return;
    case RunnerState::Viewer:
        if (!status.elsewhere) {
            texts.look = {u"warning"_s, Color::Warning};
            texts.runner = say(QT_TRANSLATE_NOOP("StatusStrip", "Nobody fires; this copy only shows"));
            return;
        }
        texts.look = {u"info"_s, Color::Running};
        texts.runner =
            say(QT_TRANSLATE_NOOP("StatusStrip", "Another copy of Reveille fires; this one shows"));
        return;
    case RunnerState::Held:
        texts.look = {u"warning"_s, Color::Warning};
        texts.runner = say(QT_TRANSLATE_NOOP("StatusStrip", "Holding: the computer's clock is wrong"));
        return;
    case RunnerState::Stopped:
        texts.look = {u"warning"_s, Color::Failed};
        texts.runner = say(QT_TRANSLATE_NOOP("StatusStrip", "Runner stopped"));
        if (status.error)
            texts.problem = describe(*status.error).what;
        return;
    }
}

/// The clock that differs most is the one to tell of; a trouble of the runner itself matters more.
void tellSkew(StatusTexts& texts, const EngineState& state)
{
    std::chrono::milliseconds worst{};
    for (const Account& account : state.accounts()) {
        const auto skew = state.accountStatus(account.id).skew;
        if (!skew || std::chrono::abs(*skew) <= worst)
            continue;
        worst = std::chrono::abs(*skew);
        texts.problem = (skew->count() > 0 ? say(QT_TRANSLATE_NOOP("StatusStrip", "Clock %1 ahead"))
                                           : say(QT_TRANSLATE_NOOP("StatusStrip", "Clock %1 behind")))
                            .arg(durationText(*skew));
        texts.problemToolTip = clockSkewText(*skew, account.name);
    }
    if (worst.count() == 0)
        return;
    texts.problemColor = worst > kWarnedSkew ? Color::Warning : Color::Dim;
    if (worst > kWarnedSkew)
        texts.problem = say(QT_TRANSLATE_NOOP("StatusStrip", "%1: set it right")).arg(texts.problem);
}

} // namespace

StatusTexts statusTexts(const EngineState& state, const TimeView& view)
{
    const RunnerStatus& status = state.status();
    StatusTexts texts;
    tellRunner(texts, status, view);
    const bool fires = status.state == RunnerState::On || status.elsewhere == RunnerState::On;
    if (fires && status.nextAt) {
        if (const auto schedule = state.schedule(status.nextSchedule)) {
            texts.next = say(QT_TRANSLATE_NOOP("StatusStrip", "Next: %1 on %2 in"))
                             .arg(schedule->name, state.machineName(schedule->machine));
            texts.countdown = countdownText(*status.nextAt, view.now);
        }
    } else if (fires) {
        texts.next = say(QT_TRANSLATE_NOOP("StatusStrip", "Nothing is scheduled"));
    }
    if (status.openRuns > 0)
        texts.running = QCoreApplication::translate("StatusStrip", "%n running", nullptr, status.openRuns);
    texts.awake = status.machinesAwake == 1
                      ? say(QT_TRANSLATE_NOOP("StatusStrip", "1 machine awake"))
                      : say(QT_TRANSLATE_NOOP("StatusStrip", "%1 machines awake")).arg(status.machinesAwake);
    if (texts.problem.isEmpty())
        tellSkew(texts, state);
    return texts;
}

StatusStrip::StatusStrip(QWidget* parent)
    : QWidget(parent),
      m_icon(new IconLabel({}, Color::Dim, this)),
      m_runner(new TabularLabel(this)),
      m_next(new TabularLabel(this)),
      m_countdown(new TabularLabel(this)),
      m_running(new TabularLabel(this)),
      m_awake(new TabularLabel(this)),
      m_problem(new TabularLabel(this))
{
    setObjectName(u"statusStrip"_s);
    const int step = unit(this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(2 * step, 1, 2 * step, 0);
    row->setSpacing(0);
    const QFont small = smallFont(font());
    QFont strong = small;
    strong.setWeight(QFont::DemiBold);
    for (TabularLabel* label : {m_runner, m_next, m_countdown, m_running, m_awake, m_problem})
        label->setFont(label == m_runner || label == m_countdown ? strong : small);
    m_runner->setObjectName(u"statusRunner"_s);
    m_next->setObjectName(u"statusNext"_s);
    m_countdown->setObjectName(u"statusCountdown"_s);
    m_running->setObjectName(u"statusRunning"_s);
    m_awake->setObjectName(u"statusAwake"_s);
    m_problem->setObjectName(u"statusProblem"_s);
    m_next->setRole(Color::Dim);
    m_running->setRole(Color::Dim);
    m_awake->setRole(Color::Dim);
    m_problem->setRole(Color::Failed);
    row->addWidget(m_icon);
    row->addSpacing(step - 2);
    row->addWidget(m_runner);
    row->addSpacing(3 * step);
    row->addWidget(m_next);
    row->addSpacing(step / 2);
    row->addWidget(m_countdown);
    row->addSpacing(3 * step);
    row->addWidget(m_running);
    row->addSpacing(3 * step);
    row->addWidget(m_awake);
    row->addStretch(1);
    row->addWidget(m_problem);
    setFixedHeight(4 * step);
}

void StatusStrip::show(const StatusTexts& texts)
{
    m_icon->setIcon(texts.look.icon, texts.look.color);
    m_runner->setText(texts.runner);
    m_next->setText(texts.next);
    m_countdown->setText(texts.countdown);
    m_running->setText(texts.running);
    m_awake->setText(texts.awake);
    m_problem->setText(texts.problem);
    m_problem->setToolTip(texts.problemToolTip);
    m_problem->setAccessibleName(texts.problemToolTip);
    m_problem->setRole(texts.problemColor);
}

void StatusStrip::paintEvent(QPaintEvent*)
{
    const Colors& colors = colorsOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colors[Color::Sidebar]);
    painter.fillRect(0, 0, width(), 1, colors[Color::Line]);
}

} // namespace reveille::ui
