#include "app/cli/ExitCodes.h"

#include <array>
#include <utility>

namespace reveille::cli {

using namespace Qt::StringLiterals;

ExitCode exitCodeFor(const Error& error)
{
    switch (error.code) {
    case ErrorCode::HostNotFound:
    case ErrorCode::ConnectionRefused:
    case ErrorCode::ConnectionLost:
    case ErrorCode::NetworkDown:
    case ErrorCode::TlsFailed:
    case ErrorCode::InsecureEndpoint:
    case ErrorCode::TimedOut:
        return ExitCode::Network;
    case ErrorCode::Unauthorized:
    case ErrorCode::LifecycleForbidden:
    case ErrorCode::Forbidden:
    case ErrorCode::BetaAccessRequired:
        return ExitCode::Authentication;
    case ErrorCode::NotFound:
        return ExitCode::NotFound;
    case ErrorCode::RateLimited:
    case ErrorCode::QuotaExceeded:
    case ErrorCode::InvalidState:
    case ErrorCode::HoldWindow:
    case ErrorCode::IdempotencyKeyReused:
    case ErrorCode::DeleteLocked:
    case ErrorCode::InUse:
    case ErrorCode::TooMany:
    case ErrorCode::NotSupported:
    case ErrorCode::LicenseMissing:
    case ErrorCode::NotKept:
    case ErrorCode::NotThisApi:
    case ErrorCode::BadAnswer:
    case ErrorCode::AnswerTooLarge:
    case ErrorCode::ServerError:
    case ErrorCode::Unavailable:
    case ErrorCode::ExecutionRefused:
    case ErrorCode::MachineFailed:
    case ErrorCode::WakeTimedOut:
        return ExitCode::Refused;
    case ErrorCode::InvalidArgument: // refused here, or by the provider
        return error.httpStatus == 0 ? ExitCode::Usage : ExitCode::Refused;
    case ErrorCode::AlreadyExists:
        return error.httpStatus == 0 ? ExitCode::Failure : ExitCode::Refused;
    case ErrorCode::StorageUnavailable:
    case ErrorCode::StorageFull:
    case ErrorCode::StoragePermission:
    case ErrorCode::StorageNewerSchema:
    case ErrorCode::StorageCorrupt:
    case ErrorCode::StorageBusy:
        return ExitCode::Storage;
    case ErrorCode::SecretMissing:
    case ErrorCode::SecretStoreUnavailable:
    case ErrorCode::SecretStoreLocked:
    case ErrorCode::SecretVariableUnset:
        return ExitCode::Secret;
    case ErrorCode::Parse:
    case ErrorCode::UnknownZone:
        return ExitCode::Expression;
    case ErrorCode::RunnerElsewhere:
        return ExitCode::RunnerElsewhere;
    case ErrorCode::Cancelled:
    case ErrorCode::Internal:
        return ExitCode::Failure;
    }
    return ExitCode::Failure;
}

QString exitCodeHelp()
{
    static const std::array<std::pair<ExitCode, QString>, 13> all{{
        {ExitCode::Ok, u"done"_s},
        {ExitCode::Failure, u"failed for another reason"_s},
        {ExitCode::Usage, u"the command line was not understood"_s},
        {ExitCode::NotFound, u"no such account, machine, schedule or run"_s},
        {ExitCode::Authentication, u"the API key was refused"_s},
        {ExitCode::Network, u"the service could not be reached"_s},
        {ExitCode::Refused, u"the service refused or failed"_s},
        {ExitCode::Storage, u"the data directory cannot be used"_s},
        {ExitCode::Expression, u"a calendar expression or time zone was not understood"_s},
        {ExitCode::Secret, u"the API key or a secret is not at hand (keychain, variable, file)"_s},
        {ExitCode::RunDidNotSucceed, u"run-now: the run did not succeed"_s},
        {ExitCode::RunnerElsewhere, u"another copy of Reveille runs the schedules"_s},
        {ExitCode::Interrupted, u"interrupted while waiting"_s},
    }};
    QString text = u"Exit codes:\n"_s;
    for (const auto& [code, meaning] : all)
        text += u"  %1  %2\n"_s.arg(static_cast<int>(code), 3).arg(meaning);
    return text;
}

} // namespace reveille::cli
