#pragma once

#include "ui/models/ScheduleRow.h"

#include <QWidget>

namespace reveille::ui {

class FactsColumn;
class WarningList;

/// About the selected schedule: its next runs, what happens if something goes wrong, its last runs.
class ScheduleDetail final : public QWidget
{
    Q_OBJECT

public:
    explicit ScheduleDetail(QWidget* parent = nullptr);

    void show(const ScheduleRow& row, const QVector<Run>& lastRuns, const TimeView& view);
    void clear();

Q_SIGNALS:
    /// The button of one of its warnings was pressed.
    void fixRequested(const reveille::ScheduleId& id, const reveille::ui::Badge& badge);

private:
    FactsColumn* m_next;
    WarningList* m_warnings;
    ScheduleId m_id;
    FactsColumn* m_policy;
    FactsColumn* m_last;
};

/// The next `count` firings as facts: when on the schedule's clock, how far away, and what is known to become
/// of them; with the jitter's share in the tool tip.
struct Fact;
[[nodiscard]] QVector<Fact> nextRunFacts(const Schedule& schedule, const ScheduleProgress& progress,
                                         std::size_t count, const TimeView& view);

} // namespace reveille::ui
