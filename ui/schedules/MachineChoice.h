#pragma once

#include "core/model/Account.h"
#include "core/model/Machine.h"

#include <QString>

namespace reveille::ui {

/// A machine as the schedule editor offers it.
struct MachineChoice
{
    MachineKey key;
    QString label;  ///< "backup · Dedalus"
    QString name{}; ///< "backup"
    ProviderKind provider = ProviderKind::Dedalus;
    MachineRules rules{};
    /// Names of the schedules that the provider keeps for it.
    QStringList providerNames{};
    /// The provider can fire for it; the sandbox has machines of both kinds.
    bool providerFires = false;
};

} // namespace reveille::ui
