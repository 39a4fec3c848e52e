#pragma once

#include "core/model/ProviderSchedule.h"
#include "core/providers/unikraft/JsonValues.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QVector>

namespace reveille::unikraft {

/// Most schedules one instance can have, and most characters of a schedule's name.
inline constexpr qsizetype kMostSchedules = 8;
inline constexpr qsizetype kLongestScheduleName = 31;

[[nodiscard]] ProviderSchedule scheduleOf(const QJsonObject& object, SharedTexts& texts);
[[nodiscard]] QVector<ProviderSchedule> schedulesOf(const QJsonValue& list, SharedTexts& texts);

/// As it is sent: the members this version does not know as they came, and never next_at, which only the
/// platform sets.
[[nodiscard]] QJsonObject scheduleToSend(const ProviderSchedule& schedule);
[[nodiscard]] QJsonArray schedulesToSend(const QVector<ProviderSchedule>& schedules);

} // namespace reveille::unikraft
