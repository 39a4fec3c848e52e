#pragma once

#include "core/model/Provision.h"

#include <QString>

namespace reveille {

/// What is being done to a machine that is made ready: "Ordering the machine".
[[nodiscard]] QString provisionStageText(ProvisionStage stage);

/// What has come of an order that is over, and of its machine: whole sentences.
[[nodiscard]] QString provisionSummary(const ProvisionNews& news);

/// Why a machine that is done with does not sleep yet, while it is tried again; empty where all is well.
[[nodiscard]] QString provisionSleepNote(const ProvisionNews& news);

} // namespace reveille
