#pragma once

#include "ui/state/EngineState.h"
#include "ui/text/StateLook.h"
#include "ui/text/TimeView.h"

#include <QWidget>

namespace reveille::ui {

class IconLabel;
class TabularLabel;

/// What the status bar says, part by part; empty parts are not shown.
struct StatusTexts
{
    StateLook look;
    QString runner;
    QString next;
    QString countdown;
    QString running;
    QString awake;
    QString problem;
    QString problemToolTip;
    Color problemColor = Color::Failed;
};
[[nodiscard]] StatusTexts statusTexts(const EngineState& state, const TimeView& view);

/// The strip at the foot of the window.
class StatusStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit StatusStrip(QWidget* parent = nullptr);

    void show(const StatusTexts& texts);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    IconLabel* m_icon;
    TabularLabel* m_runner;
    TabularLabel* m_next;
    TabularLabel* m_countdown;
    TabularLabel* m_running;
    TabularLabel* m_awake;
    TabularLabel* m_problem;
};

} // namespace reveille::ui
