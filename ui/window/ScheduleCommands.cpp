#include "ui/window/ScheduleCommands.h"

#include "ui/schedules/BackfillDialog.h"
#include "ui/schedules/WhyDialog.h"

#include <QPointer>
#include <QWidget>

namespace reveille::ui {

using namespace Qt::StringLiterals;

ScheduleCommands::ScheduleCommands(EngineClient& client, const EngineState& state,
                                   std::function<TimeView()> now, QWidget* window)
    : QObject(window), m_client(client), m_state(state), m_now(std::move(now)), m_window(window)
{}

void ScheduleCommands::backfill(const ScheduleId& id)
{
    const auto schedule = m_state.schedule(id);
    if (!schedule)
        return;
    auto* dialog = new BackfillDialog(*schedule, m_now(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connectBackfill(dialog, id);
    dialog->start();
    dialog->open();
}

void ScheduleCommands::connectBackfill(BackfillDialog* dialog, const ScheduleId& id)
{
    using calendar::Instant;
    connect(dialog, &BackfillDialog::planRequested, this, [this, dialog, id](Instant from, Instant to) {
        m_client.planBackfill(id, from, to,
                              [open = QPointer(dialog), from, to](const Result<QVector<Instant>>& plan) {
                                  if (open && plan)
                                      open->showPlan(from, to, *plan);
                                  else if (open)
                                      open->showError(plan.error());
                              });
    });
    connect(dialog, &BackfillDialog::backfillRequested, this, [this, dialog, id](Instant from, Instant to) {
        m_client.backfill(id, from, to,
                          [self = QPointer(this), open = QPointer(dialog)](const Result<QVector<Run>>& runs) {
                              if (!self)
                                  return;
                              if (!runs) {
                                  if (open)
                                      open->showError(runs.error());
                                  else
                                      Q_EMIT self->failed(runs.error());
                                  return;
                              }
                              if (open)
                                  open->accept();
                              if (!runs->isEmpty())
                                  Q_EMIT self->runStarted(runs->first().id);
                          });
    });
}

void ScheduleCommands::why(const ScheduleId& id)
{
    const auto schedule = m_state.schedule(id);
    if (!schedule)
        return;
    auto* dialog = new WhyDialog(*schedule, m_now(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &WhyDialog::asked, this, [this, dialog, id](calendar::Instant at) {
        m_client.explain(id, at, [open = QPointer(dialog)](const Result<Explanation>& told) {
            if (open && told)
                open->showExplanation(*told);
            else if (open)
                open->showError(told.error());
        });
    });
    dialog->start();
    dialog->open();
}

void ScheduleCommands::answerCatchUp(CatchUpAnswer answer, std::function<void()> refused)
{
    m_client.answerCatchUp(answer, [self = QPointer(this), refused](const Result<void>& result) {
        if (!self || result)
            return;
        refused();
        Q_EMIT self->failed(result.error());
    });
}

void ScheduleCommands::acceptClock()
{
    m_client.acceptClock([self = QPointer(this)](const Result<void>& result) {
        if (self && !result)
            Q_EMIT self->failed(result.error());
    });
}

void ScheduleCommands::takeOver()
{
    m_client.takeOver([self = QPointer(this)](const Result<void>& result) {
        if (self && !result)
            Q_EMIT self->failed(result.error());
    });
}

} // namespace reveille::ui
