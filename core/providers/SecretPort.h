#pragma once

#include "core/model/Call.h"
#include "core/model/Result.h"

#include <functional>

#include <QByteArray>

namespace reveille {

/// What a provider needs to know of secrets: requests are journalled with names in the place of values, and
/// only what is sent has the values. Both may be empty: there are no secrets then.
struct SecretPort
{
    /// The body with its secrets' values, which are masked in all that is logged and stored from then on.
    /// SecretMissing for a name that nothing is kept for.
    std::function<Call(const QByteArray& body, Reply<QByteArray>)> expand;
    /// Afterwards every kept secret is masked in what comes back, also in the output of a command that an
    /// earlier process has started.
    std::function<Call(Reply<void>)> learn;
};

} // namespace reveille
