#pragma once

#include "core/model/MachineExtras.h"

#include <chrono>

#include <QString>
#include <QVector>
#include <QWidget>

namespace reveille::ui {

/// A day's height in the chart.
struct UsageBar
{
    std::chrono::sys_days day{};
    double value = 0;
    QString text; ///< the value for people

    friend bool operator==(const UsageBar&, const UsageBar&) = default;
};

/// One bar for each day from `from` on, `to` excluded: cost where there are rates, else hours awake.
[[nodiscard]] QVector<UsageBar> usageBars(const QVector<MachineUsage>& usage, std::chrono::sys_days from,
                                          std::chrono::sys_days to, const UsageRates& rates);

/// A small bar chart of days. Tells each day in a tool tip, and as a text to who cannot see it.
class UsageChart final : public QWidget
{
    Q_OBJECT

public:
    explicit UsageChart(QWidget* parent = nullptr);

    void setBars(const QVector<UsageBar>& bars, const QString& what);
    [[nodiscard]] const QVector<UsageBar>& bars() const { return m_bars; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QRectF barRect(qsizetype at) const;
    [[nodiscard]] double highest() const;

    QVector<UsageBar> m_bars;
    QString m_what;
};

} // namespace reveille::ui
