#pragma once

#include "core/engine/Engine.h"
#include "core/engine/EngineClient.h"
#include "core/model/Result.h"

#include <memory>

#include <QString>

namespace reveille {

/// Opens the data directory with everything real behind it, on the caller's thread.
[[nodiscard]] Result<std::unique_ptr<EngineClient>> openLocalEngine(const QString& directory,
                                                                    Engine::Role role);

} // namespace reveille
