#pragma once

#include "core/model/Machine.h"
#include "core/model/Schedule.h"

#include <optional>

#include <QStringList>

namespace reveille::cli {

struct ScheduleWarnings
{
    QStringList lines;          ///< for standard error
    bool isDestructive = false; ///< the machine would be gone: to be confirmed
};

/// What a schedule would do to its machine that may not be meant. `machine` is null where it is not known;
/// `before` is what the schedule was. Pure.
[[nodiscard]] ScheduleWarnings scheduleWarnings(const Schedule& schedule,
                                                const std::optional<Schedule>& before, const Machine* machine,
                                                calendar::Instant now);

} // namespace reveille::cli
