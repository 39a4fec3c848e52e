#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Error.h"
#include "core/model/Ids.h"

#include <chrono>
#include <optional>

#include <QByteArray>
#include <QJsonObject>
#include <QMetaType>
#include <QString>
#include <QUrl>
#include <QVector>

namespace reveille {

/// How an instance is to be stopped. Force and a drain time exclude each other.
struct StopOptions
{
    bool force = false;
    /// How long connections may finish; nothing: the provider's default, negative: its longest.
    std::optional<std::chrono::milliseconds> drain;
};

/// A piece of a machine's console, as bytes. `end` is one past the last byte of `output`.
struct LogChunk
{
    QByteArray output;
    qint64 start = 0;
    qint64 end = 0;
    qint64 availableStart = 0;
    qint64 availableEnd = 0;
};

struct MachineMetrics
{
    qint64 residentBytes = 0;
    std::chrono::milliseconds cpuTime{0};
    std::chrono::microseconds bootTime{0};
    qint64 receivedBytes = 0;
    qint64 sentBytes = 0;
    qint64 connections = 0;
    qint64 requests = 0;
    qint64 queued = 0;
    QJsonObject raw;
};

/// A template or a checkpoint: what other machines are made from.
struct Snapshot
{
    enum class Kind
    {
        Template,
        Checkpoint,
    };
    Kind kind = Kind::Checkpoint;
    MachineId id; ///< with its metro, as machines have it
    QString name;
    QString state;
    std::optional<calendar::Instant> createdAt;
};

struct MetroQuota
{
    struct Item
    {
        QString name; ///< "instances", "live_memory_mb"…
        qint64 used = 0;
        std::optional<qint64> hard;
    };
    QString metro;
    QVector<Item> items;
    QJsonObject limits;
    std::optional<Error> error; ///< this metro did not answer
};

struct MetroStatus
{
    QString metro;
    QUrl endpoint;
    std::optional<Error> error;
};

/// One line of the audit stream.
struct MachineChange
{
    MachineId machine;
    QString type; ///< "vm.state_change", "vm.start_failed", "gap"
    QString from;
    QString to;
    QString origin; ///< who did it: "scheduled-op", "api"…
    QString error;  ///< vm.start_failed only
    std::optional<calendar::Instant> at;
    qint64 dropped = 0; ///< gap only: events that were lost
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::LogChunk)
Q_DECLARE_METATYPE(reveille::Snapshot)
