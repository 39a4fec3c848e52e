#pragma once

#include "ui/timeline/TimelineFacts.h"

#include <QWidget>

namespace reveille::ui {

class RoleLabel;
class Segments;
class TimelineView;

/// What was and what is to come on each machine, around now: an hour, a day or a week of it.
class TimelinePage final : public QWidget
{
    Q_OBJECT

public:
    TimelinePage(const EngineState& state, QWidget* parent = nullptr);

    void setScope(const Scope& scope);
    /// Costs nothing while the page is not seen.
    void refresh(const TimeView& view);
    [[nodiscard]] TimelineView* view() const { return m_timeline; }

Q_SIGNALS:
    void runOpened(const reveille::RunId& run);
    void scheduleOpened(const reveille::ScheduleId& schedule);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void tell();

    const EngineState& m_state;
    Scope m_scope;
    TimeView m_time;
    Segments* m_span;
    TimelineView* m_timeline;
    RoleLabel* m_told;
};

} // namespace reveille::ui
