#pragma once

#include "ui/builder/PreviewFacts.h"

#include <QDate>
#include <QWidget>

namespace reveille::ui {

/// A year as twelve rows of days: full where it runs, with days of clock changes marked. Click a day, or move
/// with the arrows, to choose it.
class YearMap final : public QWidget
{
    Q_OBJECT

public:
    explicit YearMap(QWidget* parent = nullptr);

    void setRuns(const YearRuns& runs);
    [[nodiscard]] const YearRuns& runs() const { return m_runs; }
    void clear();
    /// The day that gets a mark of its own in its year.
    void setToday(const QDate& today);
    /// Where the cell of a day is painted.
    [[nodiscard]] QRect cellRect(int month, int day) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void dayChosen(int month, int day);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    void choose(int month, int day);
    [[nodiscard]] QPoint dayAt(const QPoint& position) const; ///< day, month; null if none
    [[nodiscard]] QString dayText(int month, int day) const;

    YearRuns m_runs;
    QDate m_today;
    bool m_known = false;
    int m_month = 0;
    int m_day = 0;
};

/// Hours of the day against weekdays: the fuller, the more often.
class WeekMap final : public QWidget
{
    Q_OBJECT

public:
    explicit WeekMap(QWidget* parent = nullptr);

    void setRuns(const WeekRuns& runs);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    WeekRuns m_runs;
};

} // namespace reveille::ui
