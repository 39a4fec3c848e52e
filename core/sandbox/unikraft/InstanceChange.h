#pragma once

#include "core/sandbox/unikraft/InstanceRecord.h"

#include <QJsonObject>

namespace reveille::sandbox::unikraft {

/// Whether a change waits until the instance is stopped.
enum class ChangeEffect
{
    Now,
    Queued,
};

/// One item of a PATCH, already known to have no foreign members: "prop", "op" and perhaps "value". What is
/// wrong with the words themselves is Malformed; all or nothing. Of a template or checkpoint only tags,
/// delete_lock and its autokill can be changed.
[[nodiscard]] Outcome<ChangeEffect> applyChange(InstanceRecord& instance, const QJsonObject& change,
                                                const ScheduleRules& rules);

/// Everything but schedules, on the settings alone.
[[nodiscard]] Outcome<void> applySetting(QJsonObject& settings, const QJsonObject& change);

} // namespace reveille::sandbox::unikraft
