#pragma once

#include "core/model/Call.h"
#include "core/model/Result.h"

#include <QString>

namespace reveille {

/// The value of an environment variable, read each time it is asked for. InvalidArgument for a name that no
/// variable can have, SecretVariableUnset (subject: the name) where it is unset or empty.
[[nodiscard]] Result<QString> environmentSecret(const QString& variable);

} // namespace reveille
