#pragma once

#include "ui/models/ScheduleRow.h"

#include <QWidget>

namespace reveille::ui {

class FactsColumn;

/// About the selected schedule: its next runs, what happens if something goes wrong, its last runs.
class ScheduleDetail final : public QWidget
{
    Q_OBJECT

public:
    explicit ScheduleDetail(QWidget* parent = nullptr);

    void show(const ScheduleRow& row, const QVector<Run>& lastRuns, const TimeView& view);
    void clear();

private:
    FactsColumn* m_next;
    FactsColumn* m_policy;
    FactsColumn* m_last;
};

/// The next `count` firings as facts: when on the schedule's clock, how far away.
struct Fact;
[[nodiscard]] QVector<Fact> nextRunFacts(const calendar::Timetable& timetable, std::size_t count,
                                         const TimeView& view);

} // namespace reveille::ui
