#pragma once

#include "core/model/Error.h"
#include "core/model/Schedule.h"
#include "ui/text/TimeView.h"

#include <optional>

#include <QDialog>
#include <QVector>

class QLineEdit;
class QPushButton;

namespace reveille::ui {

class FactsColumn;
class MessageBar;

/// Runs a schedule for a stretch of the past. Asks for the plan whenever the stretch changes, and runs only
/// what the plan on show says. Stays open until the engine took it.
class BackfillDialog final : public QDialog
{
    Q_OBJECT

public:
    BackfillDialog(const Schedule& schedule, const TimeView& view, QWidget* parent = nullptr);

    /// Asks for the first plan; call when planRequested() is connected.
    void start();
    [[nodiscard]] std::optional<calendar::Instant> from() const;
    [[nodiscard]] std::optional<calendar::Instant> to() const;
    /// The answer to planRequested(from, to); one for another stretch than the present is not shown.
    void showPlan(calendar::Instant from, calendar::Instant to, const QVector<calendar::Instant>& plan);
    void showError(const Error& error);

Q_SIGNALS:
    void planRequested(reveille::calendar::Instant from, reveille::calendar::Instant to);
    void backfillRequested(reveille::calendar::Instant from, reveille::calendar::Instant to);

private:
    void ask();

    calendar::TimeZone m_zone;
    TimeView m_view;
    QLineEdit* m_from;
    QLineEdit* m_to;
    FactsColumn* m_plan;
    MessageBar* m_message;
    QPushButton* m_button;
};

} // namespace reveille::ui
