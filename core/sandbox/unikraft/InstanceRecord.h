#pragma once

#include "core/model/Clock.h"
#include "core/sandbox/unikraft/ScheduleEntry.h"

#include <chrono>
#include <optional>

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace reveille::sandbox::unikraft {

enum class InstanceState
{
    Stopped,
    Starting,
    Running,
    Draining,
    Stopping,
    Standby,
    Template,
    Checkpoint,
};

[[nodiscard]] QString wordOf(InstanceState state);
[[nodiscard]] std::optional<InstanceState> stateOf(QStringView word);

/// An instance, or a template or checkpoint made of one.
struct InstanceRecord
{
    qint64 sequence = 0; ///< given by the store, in the order of creation
    QString uuid;
    QString name;
    Instant createdAt{};
    InstanceState state = InstanceState::Stopped;
    /// Where a way that has begun leads: Stopped or Standby after Stopping, Checkpoint after Starting.
    InstanceState target = InstanceState::Stopped;
    /// What the client said about it, key by key as a reader sees it: image, memory_mb, tags, scale_to_zero …
    QJsonObject settings;
    Schedules schedules;
    /// Changes that wait for the instance to be stopped, oldest first: {"prop","op","value"}.
    QJsonArray updates;

    int startCount = 0;
    int restartCount = 0;
    int restartAttempt = 0; ///< of the sequence of automatic restarts that is under way
    std::optional<Instant> restartAt;
    std::optional<Instant> startedAt;
    std::optional<Instant> stoppedAt;
    std::chrono::milliseconds uptime{0}; ///< of the runs that have ended
    std::optional<int> stopReason;
    std::optional<int> exitCode;
    std::optional<int> stopCode;
    /// When autokill deletes it, if nothing comes between.
    std::optional<Instant> killAt;
    /// Checkpoints made of it, newest last: {"uuid","name","created_at"}.
    QJsonArray history;
    /// What detailsText() made of it, for as long as it is true; whoever changes what is shown clears it, as
    /// saving does.
    mutable QByteArray text;

    [[nodiscard]] bool isInstance() const
    {
        return state != InstanceState::Template && target != InstanceState::Checkpoint;
    }
    [[nodiscard]] bool isUp() const
    {
        return state == InstanceState::Running || state == InstanceState::Draining;
    }
    [[nodiscard]] bool isDeleteLocked() const;
    [[nodiscard]] bool hasFeature(const QString& feature) const;
    [[nodiscard]] QStringList tags() const;
    /// Puts an instance to sleep after this much time without traffic; nothing: it does not scale to zero.
    [[nodiscard]] std::optional<std::chrono::milliseconds> cooldown() const;
    [[nodiscard]] std::optional<std::chrono::milliseconds> autokillAfter() const;
};

/// "uuid", "name" and "state" and "status": "success".
[[nodiscard]] QJsonObject summaryOf(const InstanceRecord& instance);
/// Everything that GET shows. Optional members are left out, never null.
[[nodiscard]] QJsonObject detailsOf(const InstanceRecord& instance, Instant now);

/// The same as text. Kept with the instance, because those who poll ask for thousands of them that have not
/// changed.
[[nodiscard]] QByteArray detailsText(const InstanceRecord& instance, Instant now);

[[nodiscard]] QJsonObject toDisk(const InstanceRecord& instance);
[[nodiscard]] std::optional<InstanceRecord> instanceFromDisk(const QJsonObject& object);

} // namespace reveille::sandbox::unikraft
