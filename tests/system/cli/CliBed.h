#pragma once

#include "core/calendar/Instant.h"
#include "tests/support/TempHome.h"

#include <functional>
#include <memory>

#include <QByteArray>
#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace reveille::test {

/// A sandbox of its own, as another program would start it.
struct Cloud
{
    std::unique_ptr<QProcess> process;
    QString endpoint;
    QString key;
    QString truth;
    QJsonObject unikraft; ///< what it says of its second platform ///< path of the ground-truth log
};

/// The endpoint is empty if it did not come up.
[[nodiscard]] Cloud startCloud(const QString& directory, const QString& speed = QStringLiteral("100"),
                               const QStringList& options = {});

/// An account named "cloud" at it, whose key is in $CLOUD_KEY, and a schedule named "job" on its first
/// machine; the machine's id, or nothing if a command failed. `options` go to schedule add.
[[nodiscard]] QString furnish(const Cloud& cloud, const QStringList& when, const QStringList& command,
                              const QStringList& options = {});

/// Sends the signal and waits; how long it took, or -1.
[[nodiscard]] qint64 endedAfter(QProcess& process, int signal);
/// Waits until what the process has written on `channel` since the last call holds the text.
[[nodiscard]] bool says(QProcess& process, QProcess::ProcessChannel channel, const QByteArray& text);

/// The lines of the ground-truth log with this event.
[[nodiscard]] QVector<QJsonObject> truthOf(const QString& path, const QString& event);

[[nodiscard]] QJsonArray allRuns();
[[nodiscard]] bool anyOpen(const QJsonArray& runs);
[[nodiscard]] bool machineAwake(const QString& machine);

/// Whether every occurrence of a schedule that elapses each `step` whole seconds after `from`, up to the
/// latest one in the journal, stands in exactly one row. What is wrong otherwise.
[[nodiscard]] QString accountedFor(const QJsonArray& runs, calendar::Instant from, int step);
/// What the cloud saw under one key, or the command itself for one occurrence, more than once; also when
/// nothing was executed at all. `ran` holds a line with $REVEILLE_SCHEDULED_AT for each execution.
[[nodiscard]] QString executedTwice(const Cloud& cloud, const QString& ran);
/// When the schedule "job" began to count.
[[nodiscard]] calendar::Instant effectiveFrom();

} // namespace reveille::test
