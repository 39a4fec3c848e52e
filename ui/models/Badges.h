#pragma once

#include "core/model/Schedule.h"
#include "ui/text/TimeView.h"

#include <chrono>
#include <functional>
#include <optional>

#include <QHash>
#include <QString>
#include <QVector>

namespace reveille::ui {

/// Something about a schedule that wants a look, and perhaps what to do about it.
struct Badge
{
    enum class Kind
    {
        Drift,       ///< the provider's version is another one
        NextDiffers, ///< the provider reckons another next time
        Lint,
        Overlap,  ///< would run while another one on its machine does
        SameName, ///< as another one on its machine
    };
    Kind kind = Kind::Lint;
    QString text;
    QString fix; ///< the button's; empty: nothing to press
    std::optional<Schedule>
        fixed; ///< what the button makes of it; nothing for Drift, which is compared first

    friend bool operator==(const Badge&, const Badge&) = default;
};

/// How long a schedule's runs take as a rule; nothing when it has not run.
using UsualDuration = std::function<std::optional<std::chrono::milliseconds>(const ScheduleId&)>;

/// What is to be said about each of the schedules of one machine. Looks a week ahead; bounded.
[[nodiscard]] QHash<ScheduleId, QVector<Badge>> badgesOf(const QVector<Schedule>& onMachine,
                                                         const UsualDuration& usual, const TimeView& view);

} // namespace reveille::ui
