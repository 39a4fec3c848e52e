#pragma once

#include "core/model/Instance.h"
#include "core/providers/unikraft/Target.h"

#include <QVector>

namespace reveille::unikraft {

[[nodiscard]] Snapshot snapshotOf(const QJsonObject& item, Snapshot::Kind kind, const QString& metro);

/// The templates or checkpoints of one metro.
[[nodiscard]] Call listMetroSnapshots(const Link& link, const Metro& metro, Snapshot::Kind kind,
                                      Reply<QVector<Snapshot>> reply);
/// An empty name lets the platform choose one.
[[nodiscard]] Call makeCheckpointOf(const Target& target, const QString& name, Reply<Snapshot> reply);
/// The instance becomes the template, for good.
[[nodiscard]] Call makeTemplateOf(const Target& target, Reply<Snapshot> reply);
/// The checkpoints an instance came through, newest first.
[[nodiscard]] Call readHistory(const Target& target, Reply<QVector<Snapshot>> reply);
/// What is gone already is a success.
[[nodiscard]] Call removeSnapshotAt(const Target& target, Snapshot::Kind kind, Reply<void> reply);

} // namespace reveille::unikraft
