#pragma once

#include <chrono>
#include <optional>

#include <QMetaType>
#include <QString>

namespace reveille {

/// What went wrong, by family. core never turns a code into a sentence: core/text does, for the window and
/// the command line alike.
enum class ErrorCode
{
    // network: no answer came
    HostNotFound,
    ConnectionRefused,
    ConnectionLost,
    NetworkDown,
    TlsFailed,
    InsecureEndpoint,   ///< plain http to anything but loopback
    TimedOut,           ///< our own deadline ended the call
    Cancelled,          ///< the person or a shutdown ended the call
                        // authentication
    Unauthorized,       ///< 401: the key is missing or wrong
    LifecycleForbidden, ///< 401/403 on wake or sleep only: the key may not do that here
    Forbidden,          ///< 403
    BetaAccessRequired, ///< 403 of a private beta
                        // quota
    RateLimited,
    QuotaExceeded,
    // the thing itself
    NotFound,
    AlreadyExists,
    InvalidState,         ///< 409: not possible in the machine's state
    HoldWindow,           ///< 409: sleeping so soon after a wake is refused
    IdempotencyKeyReused, ///< 409: same key, other body
    InvalidArgument,      ///< refused before or by the provider: 400, 422, or our own check
    DeleteLocked,         ///< protected against deletion at the provider
    InUse,                ///< the provider still holds it for something else
    TooMany,              ///< more of them than one thing may have
    NotSupported,         ///< the provider or this machine has no such thing
    LicenseMissing,       ///< the provider's contract does not include it
    NotKept,              ///< accepted, but what was read again afterwards is something else
                          // protocol
    NotThisApi,           ///< an answer, but not from this API (HTML from a gateway, a wrong address)
    BadAnswer,            ///< this API, but not readable (truncated, wrong shape)
    AnswerTooLarge,       ///< more than the bound for this call
    ServerError,          ///< 5xx other than 503
    Unavailable,          ///< 503
                          // the run itself
    ExecutionRefused,     ///< the platform refused the execution before the command ran
    MachineFailed,        ///< the machine is in its failed state
    WakeTimedOut,         ///< the machine did not come up in time
                          // storage
    StorageUnavailable,
    StorageFull,
    StoragePermission,
    StorageNewerSchema,
    StorageCorrupt,
    StorageBusy,
    // secrets
    SecretMissing,
    SecretStoreUnavailable,
    SecretStoreLocked,
    SecretVariableUnset, ///< the environment variable an account refers to is not set
                         // expressions and input
    Parse,               ///< see Error::column, length and fix
    UnknownZone,
    // this computer
    RunnerElsewhere, ///< another copy holds the runner's lock
    Internal,
};

/// Where the other side stands on trying again.
struct RetryHint
{
    bool retryable = false;
    std::optional<std::chrono::milliseconds> after;
};

/// A failure as a value. Secrets never get into one: `detail` is redacted by who fills it.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    RetryHint retry;
    /// What it was about: a host, a file, a name as the person typed it.
    QString subject;
    /// For the log and for "details": the other side's own words, redacted, in its own language.
    QString detail;
    /// The provider's own code ("INVALID_STATE"), if it sent one.
    QString providerCode;
    int httpStatus = 0; ///< also of an answer that had begun and is not usable; 0: none had begun
    /// Parse only: place in the text in characters from 0.
    int column = -1;
    int length = 0;
    QString fix; ///< Parse, and limits that are ours: a whole text that would be accepted
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::Error)
