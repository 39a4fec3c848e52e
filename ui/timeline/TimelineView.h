#pragma once

#include "ui/timeline/TimelineFacts.h"

#include <QAbstractScrollArea>

namespace reveille::ui {

/// Lanes of machines over a stretch of time: runs as bars, occurrences to come as ticks, a line for now.
/// Click or the arrow keys select, double-click or Enter opens.
class TimelineView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit TimelineView(QWidget* parent = nullptr);

    void show(const QVector<TimelineLane>& lanes, calendar::Instant from, calendar::Instant until,
              const TimeView& view);
    [[nodiscard]] const QVector<TimelineLane>& lanes() const { return m_lanes; }
    /// Where a mark is painted.
    [[nodiscard]] QRect markRect(qsizetype lane, qsizetype mark) const;

Q_SIGNALS:
    void runOpened(const reveille::RunId& run);
    void scheduleOpened(const reveille::ScheduleId& schedule);
    /// What is selected, in words; empty for nothing.
    void selected(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    struct Place
    {
        qsizetype lane = -1;
        qsizetype mark = -1;
        [[nodiscard]] bool isValid() const { return mark >= 0; }
    };
    [[nodiscard]] int nameWidth() const;
    [[nodiscard]] int axisHeight() const;
    [[nodiscard]] int laneHeight() const;
    [[nodiscard]] double xOf(calendar::Instant at) const;
    [[nodiscard]] Place placeAt(const QPoint& position) const;
    void select(Place place);
    void open(Place place);
    [[nodiscard]] QRect nowBox() const;
    /// What a change of the clocks at this place of the axis is.
    [[nodiscard]] QString changeText(const QPoint& position) const;
    void paintAxis(QPainter& painter) const;
    void paintLane(QPainter& painter, qsizetype row) const;
    void updateBar();

    QVector<TimelineLane> m_lanes;
    calendar::Instant m_from{};
    calendar::Instant m_until{};
    TimeView m_view;
    Place m_place;
};

} // namespace reveille::ui
