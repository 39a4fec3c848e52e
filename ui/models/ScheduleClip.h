#pragma once

#include "core/model/Schedule.h"

#include <memory>

#include <QMimeData>
#include <QSet>
#include <QVector>

namespace reveille::ui {

/// Schedules on the clipboard and under a drag: JSON of our own kind, and the same as text for editors and
/// mail. Ids, pauses and what a provider told of them stay behind.
inline constexpr auto kSchedulesMime = "application/x-reveille-schedules+json";

[[nodiscard]] QByteArray schedulesToJson(const QVector<Schedule>& schedules);
/// Nothing for what is not ours, and without the schedules of it that cannot be read.
[[nodiscard]] QVector<Schedule> schedulesFromJson(const QByteArray& json);

[[nodiscard]] std::unique_ptr<QMimeData> schedulesToMime(const QVector<Schedule>& schedules);
[[nodiscard]] QVector<Schedule> schedulesFromMime(const QMimeData* mime);

/// The names that a new schedule on `machine` may not have, in lower case.
[[nodiscard]] QSet<QString> takenNames(const QVector<Schedule>& schedules, const MachineKey& machine,
                                       FiredBy firedBy);
/// `wanted`, or with the first number behind it that nobody has: "backup-2". At most `longest` characters.
[[nodiscard]] QString freeName(const QString& wanted, const QSet<QString>& taken, qsizetype longest = 100);

} // namespace reveille::ui
