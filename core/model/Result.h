#pragma once

#include "core/model/Error.h"

#include <functional>
#include <type_traits>
#include <utility>

#include <tl/expected.hpp>

namespace reveille {

/// A value or the reason why there is none.
template <typename T> using Result = tl::expected<T, Error>;

/// How an asynchronous answer arrives: exactly once, on the thread that asked, never before the asking call
/// returned.
template <typename T> using Reply = std::function<void(Result<T>)>;

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, QString subject = {}, QString detail = {})
{
    Error error;
    error.code = code;
    error.subject = std::move(subject);
    error.detail = std::move(detail);
    return tl::unexpected<Error>(std::move(error));
}

} // namespace reveille
