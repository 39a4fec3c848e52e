#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Ids.h"
#include "core/model/Machine.h"

#include <optional>

#include <QMetaType>
#include <QString>

namespace reveille {

/// Reveille's hold on one machine, kept in the journal from before the wake until the machine sleeps again,
/// so that a crash in between still ends with the machine asleep. It exists while runs use the machine or a
/// sleep is still owed.
struct MachineLease
{
    MachineKey machine;
    /// The state before our first run touched it: only a machine that slept is put back to sleep.
    MachinePhase priorPhase = MachinePhase::Unknown;
    bool wokenByUs = false;
    calendar::Instant since{};
    /// Set when no run holds the machine any more and the sleep is still to be done.
    std::optional<calendar::Instant> sleepOwedSince;
    int sleepAttempts = 0;
    QString note; ///< why it is still awake: a redacted detail of the last refusal

    friend bool operator==(const MachineLease&, const MachineLease&) = default;
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::MachineLease)
