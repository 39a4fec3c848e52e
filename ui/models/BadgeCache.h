#pragma once

#include "ui/models/Badges.h"
#include "ui/state/EngineState.h"

namespace reveille::ui {

/// The badges of all schedules, worked out anew only for machines whose schedules have changed, and for all
/// when a new hour begins.
class BadgeCache
{
public:
    void update(const EngineState& state, const TimeView& view);
    [[nodiscard]] QVector<Badge> of(const ScheduleId& id) const { return m_badges.value(id); }

private:
    QHash<MachineKey, QVector<Schedule>> m_known;
    QHash<ScheduleId, QVector<Badge>> m_badges;
    calendar::Instant m_hour{};
};

} // namespace reveille::ui
