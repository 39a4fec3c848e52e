#pragma once

#include "core/http/HttpTypes.h"
#include "core/model/Error.h"

#include <QString>

namespace reveille {

class Redactor;

enum class DedalusRoute
{
    Read,
    Change,
    Lifecycle ///< wake and sleep: some deployments close these two to ordinary keys
};

/// What a refusing answer means. Reads both error bodies (application/json with error_code, and
/// application/problem+json) and tells an answer that is not this API's. `subject` names the thing asked
/// about; for what concerns the whole service the host takes its place. Pure.
[[nodiscard]] Error dedalusError(const HttpResponse& response, DedalusRoute route, const QString& subject,
                                 const Redactor& redactor);

/// The service wants the machine's revision as If-Match first (only its oldest generation does).
[[nodiscard]] bool wantsRevision(const Error& error);

/// A refusal on wake or sleep that may concern these routes only; reading the machine tells.
[[nodiscard]] bool mayBeLifecycleOnly(const Error& error);

} // namespace reveille
