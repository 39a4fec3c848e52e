#include "ui/models/BadgeCache.h"

#include "ui/text/StateLook.h"

#include <algorithm>

namespace reveille::ui {

namespace {

/// The median of the last few runs that ended by themselves.
QHash<ScheduleId, std::chrono::milliseconds> usualDurations(const EngineState& state)
{
    constexpr std::size_t kLooked = 9;
    QHash<ScheduleId, std::vector<std::chrono::milliseconds>> last;
    for (const Run& run : state.runs()) {
        auto& mine = last[run.schedule];
        if (const auto duration = runDuration(run); duration && mine.size() < kLooked)
            mine.push_back(*duration);
    }
    QHash<ScheduleId, std::chrono::milliseconds> usual;
    for (auto it = last.begin(); it != last.end(); ++it) {
        if (it->empty())
            continue;
        std::sort(it->begin(), it->end());
        usual.insert(it.key(), (*it)[it->size() / 2]);
    }
    return usual;
}

} // namespace

void BadgeCache::update(const EngineState& state, const TimeView& view)
{
    const calendar::Instant hour = std::chrono::floor<std::chrono::hours>(view.now);
    if (hour != m_hour) {
        m_known.clear();
        m_badges.clear();
        m_hour = hour;
    }
    QHash<MachineKey, QVector<Schedule>> now;
    for (const Schedule& schedule : state.schedules())
        now[schedule.machine].append(schedule);
    std::optional<QHash<ScheduleId, std::chrono::milliseconds>> usual;
    for (auto it = now.cbegin(); it != now.cend(); ++it) {
        const auto known = m_known.constFind(it.key());
        if (known != m_known.constEnd() && *known == *it)
            continue;
        if (known != m_known.constEnd()) {
            for (const Schedule& schedule : *known)
                m_badges.remove(schedule.id);
        }
        if (!usual)
            usual = usualDurations(state);
        m_badges.insert(badgesOf(
            *it,
            [&](const ScheduleId& id) {
                const auto found = usual->constFind(id);
                return found == usual->constEnd() ? std::nullopt : std::optional(*found);
            },
            view));
    }
    m_known = now;
}

} // namespace reveille::ui
