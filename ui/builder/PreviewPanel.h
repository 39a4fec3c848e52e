#pragma once

#include "ui/builder/LookOut.h"
#include "ui/builder/PreviewFacts.h"

#include <optional>

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace reveille::ui {

class RoleLabel;
class RunList;
class Segments;
class WeekMap;
class YearMap;

/// What the lines come to: the runs, the year and the week, and what to look out for.
class PreviewPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit PreviewPanel(const TimeView& view, QWidget* parent = nullptr);

    void show(const calendar::Timetable& timetable, const QVector<Notice>& notices);
    /// Nothing to preview; `why` says what to do.
    void showNothing(const QString& why, const QVector<Notice>& notices);
    /// What lay in the future before the edit: compared on every change.
    [[nodiscard]] QWidget* lastStop() const;

Q_SIGNALS:
    void fixRequested(int line, const QStringList& texts);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QWidget* makeRuns();
    QWidget* makeYear();
    QWidget* makeLookOut();
    QWidget* section(const QVector<QWidget*>& heading, QWidget* body, QWidget* foot);
    void showClocks();
    void showRuns();
    void showYear();
    void turnYear(int by);

    TimeView m_view;
    std::optional<calendar::Timetable> m_timetable;
    RoleLabel* m_runsHeading;
    RunList* m_runs;
    QPushButton* m_backToNext;
    Segments* m_side;
    Segments* m_clock;
    RoleLabel* m_yearHeading;
    QToolButton* m_earlier;
    QToolButton* m_later;
    Segments* m_scope;
    YearMap* m_year;
    WeekMap* m_week;
    LookOut* m_lookOut;
    RoleLabel* m_nothing;
    int m_shownYear;
    int m_day = 0; ///< of a day chosen in the year; 0: the next runs
    int m_month = 0;
};

} // namespace reveille::ui
