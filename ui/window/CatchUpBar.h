#pragma once

#include "core/model/CatchUp.h"
#include "ui/text/TimeView.h"

#include <optional>

#include <QWidget>

class QPushButton;

namespace reveille::ui {

class IconLabel;
class RoleLabel;

/// "3 schedules missed 14 runs: will run 3", with the seconds left to change it. Never takes the focus.
class CatchUpBar final : public QWidget
{
    Q_OBJECT

public:
    explicit CatchUpBar(QWidget* parent = nullptr);

    /// Nothing hides it.
    void show(const std::optional<CatchUp>& catchUp, const TimeView& view);
    /// After a refusal the buttons can be pressed again.
    void enable();

Q_SIGNALS:
    void answered(reveille::CatchUpAnswer answer);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    IconLabel* m_icon;
    RoleLabel* m_what;
    RoleLabel* m_left;
    QVector<QPushButton*> m_buttons;
    std::optional<CatchUp> m_catchUp;
};

} // namespace reveille::ui
