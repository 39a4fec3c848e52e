#pragma once

#include "core/sandbox/UnikraftOptions.h"

#include <chrono>

#include <QString>
#include <QStringList>

namespace reveille {

/// What a wake does to a machine that is awake already.
enum class WakeOnRunning
{
    Ok,       ///< 200, nothing changes
    Conflict, ///< 409 INVALID_STATE
};

/// Which generation of the wire contract the answers are written in.
enum class SandboxShape
{
    Superset, ///< every field of every generation; clients ignore what they do not know
    G1,       ///< April: If-Match required, no autosleep
    G2,       ///< May: status object, autosleep
    G3,       ///< summer: flat phase, a status object only when one machine is read
};

struct SandboxOptions
{
    /// Made if missing, 0700. Everything the sandbox knows lives below it and survives a restart.
    QString dataDir;
    quint16 port = 0; ///< 0: a free one
    /// Divides every duration of the platform's own (phases, autosleep, hold window, purge, the grace between
    /// SIGTERM and SIGKILL). A command's timeout_ms is not divided: commands run in real time.
    double speed = 1;
    /// Empty: a random one, made once per data directory and kept there (0600).
    QString key;
    /// Further keys of the same organization; idempotency keys of one API key mean nothing to another.
    QStringList moreKeys;
    WakeOnRunning wakeOnRunning = WakeOnRunning::Ok;
    /// > 0: sleeping sooner than this after a wake is refused with SLEEP_HOLD_WINDOW_ACTIVE.
    std::chrono::milliseconds holdWindow{0};
    /// Wake and sleep answer 401 to every key, as some deployments do.
    bool gateLifecycle = false;
    SandboxShape shape = SandboxShape::Superset;
    /// How long an idempotency key is remembered, by the injected clock.
    std::chrono::milliseconds idempotencyLifetime{std::chrono::hours(24)};
    /// Puts up with the nonsense that the official clients' own tests send ("cursor" as a cursor, sizes of
    /// zero) and has what they ask for by fixed names: machine dm-3, execution_id and so on, which survive
    /// being deleted. No test of behaviour means anything then.
    bool conformance = false;
    /// Sleeping machines to make when the data directory is used for the first time.
    int seedMachines = 0;
    UnikraftOptions unikraft;
};

} // namespace reveille
