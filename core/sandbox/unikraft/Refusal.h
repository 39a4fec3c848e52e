#pragma once

#include <tl/expected.hpp>

#include <QString>

namespace reveille::sandbox::unikraft {

/// The numbers that the platform's clients know as "error" of an item.
enum class Code
{
    Unknown = 0,
    NotSupported = 1,
    WrongMethod = 2,
    NoEndpoint = 3,
    TooMany = 5,
    Invalid = 7,
    NotFound = 8,
    FailedOperation = 10,
    WrongState = 11,
    TimedOut = 12,
    MissingId = 13,
    NotAllowed = 14,
    Malformed = 16,
    NotBoth = 17,
    Quota = 19,
    TooLong = 22,
    AlreadyExists = 23,
};

/// Why something was not done: of one item of an answer, or of a whole request.
struct Refusal
{
    Code code = Code::Unknown;
    QString message;
};

template <typename T> using Outcome = tl::expected<T, Refusal>;

[[nodiscard]] inline tl::unexpected<Refusal> refuse(Code code, QString message)
{
    return tl::unexpected(Refusal{code, std::move(message)});
}

} // namespace reveille::sandbox::unikraft
