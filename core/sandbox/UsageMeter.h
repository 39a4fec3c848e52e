#pragma once

#include "core/calendar/Instant.h"

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QVector>

namespace reveille::sandbox {

using calendar::Instant;

/// A stretch of time in which a machine was awake with one size.
struct AwakeStretch
{
    QString machine;
    Instant from{};
    Instant to{};
    double vcpu = 0;
    qint64 memoryMib = 0;
    qint64 storageGib = 0;
};

/// What a machine used within one hour or one day (UTC).
struct UsageBucket
{
    QString machine;
    Instant start{};
    Instant end{};
    double awakeSeconds = 0;
    double cpuMillicoreSeconds = 0; ///< as if it had been busy all the time
    double memoryMibSeconds = 0;
    double vcpu = 0; ///< the last size within it
    qint64 memoryMib = 0;
    qint64 storageGib = 0;
};

/// The stretches told by the ground truth, which is kept over restarts; what is still awake is awake until
/// `now`. Lines that are none are passed over.
[[nodiscard]] QVector<AwakeStretch> awakeStretches(const QByteArray& truth, Instant now);

/// `length`: of one bucket, counted from 1970. In the order of machine and time; empty buckets are left out.
[[nodiscard]] QVector<UsageBucket> usageBuckets(const QVector<AwakeStretch>& stretches, Instant from,
                                                Instant to, std::chrono::seconds length);

} // namespace reveille::sandbox
