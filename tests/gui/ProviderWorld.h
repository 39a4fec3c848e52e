#pragma once

#include "core/engine/Changes.h"

namespace reveille::test {

/// web-1, in the metro fra.
[[nodiscard]] MachineKey providerMachine();
/// The invented world and a machine whose provider keeps two schedules: one was changed there, one removed. A
/// second metro does not answer.
[[nodiscard]] Changes providerWorld();

} // namespace reveille::test
