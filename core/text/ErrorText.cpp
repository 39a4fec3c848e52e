#include "core/text/ErrorText.h"

#include "core/text/ArgvText.h"
#include "core/text/DurationText.h"

#include <algorithm>
#include <iterator>

#include <QCoreApplication>

namespace reveille {

namespace {

/// Whether the other side's own words are shown as a sentence of their own, or only under "details".
enum class Quote
{
    No,
    Detail
};

struct Row
{
    ErrorCode code;
    Quote quote;
    const char* named; ///< with the subject as %1; null: the subject adds nothing
    const char* plain;
    const char* advice;
    const char* adviceAfter = nullptr; ///< with the waiting time as %1
};

#define REVEILLE_T(text) QT_TRANSLATE_NOOP("ErrorText", text)

// In the order of ErrorCode, so that a code is its own index.
constexpr Row kRows[] = {
    {ErrorCode::HostNotFound, Quote::No, REVEILLE_T("There is no computer named %1."),
     REVEILLE_T("The service's host name was not found."),
     REVEILLE_T("Check the address of the account and the network connection.")},
    {ErrorCode::ConnectionRefused, Quote::No, REVEILLE_T("%1 refused the connection."),
     REVEILLE_T("The connection was refused."),
     REVEILLE_T("Check the address and the port; if it is your own server, check that it is started.")},
    {ErrorCode::ConnectionLost, Quote::No, REVEILLE_T("The connection to %1 broke off."),
     REVEILLE_T("The connection broke off."),
     REVEILLE_T("Try again; what had been asked for may have been done already.")},
    {ErrorCode::NetworkDown, Quote::Detail, REVEILLE_T("%1 cannot be reached: there is no network."),
     REVEILLE_T("There is no network connection."), REVEILLE_T("Connect this computer to the network.")},
    {ErrorCode::TlsFailed, Quote::Detail, REVEILLE_T("The secure connection to %1 could not be made."),
     REVEILLE_T("The secure connection could not be made."),
     REVEILLE_T("Check this computer's date and time and whether something intercepts the connection; "
                "a private certificate must be trusted by the system.")},
    {ErrorCode::InsecureEndpoint, Quote::No, REVEILLE_T("The address %1 is not encrypted."),
     REVEILLE_T("The address is not encrypted."),
     REVEILLE_T("Use an address that begins with https://; plain http is only used within this computer.")},
    {ErrorCode::TimedOut, Quote::No, REVEILLE_T("%1 did not answer in time."),
     REVEILLE_T("No answer came in time."),
     REVEILLE_T("Try again in a while; if it stays so, look at the service's status page.")},
    {ErrorCode::Cancelled, Quote::No, nullptr, REVEILLE_T("The request was cancelled."),
     REVEILLE_T("Start it again if you still want it.")},
    {ErrorCode::Unauthorized, Quote::Detail, REVEILLE_T("%1 does not accept the API key."),
     REVEILLE_T("The API key is missing or wrong."), REVEILLE_T("Enter the account's API key anew.")},
    {ErrorCode::LifecycleForbidden, Quote::Detail,
     REVEILLE_T("%1 does not let this key wake or sleep machines."),
     REVEILLE_T("This key may not wake machines or put them to sleep here."),
     REVEILLE_T("Commands still run, as they wake their machine; let autosleep put it to sleep.")},
    {ErrorCode::Forbidden, Quote::Detail, REVEILLE_T("%1 does not allow this with the account's API key."),
     REVEILLE_T("The API key does not allow this."),
     REVEILLE_T("Use a key of the right organisation with the rights for this.")},
    {ErrorCode::BetaAccessRequired, Quote::Detail,
     REVEILLE_T("%1 is in a private beta that this account is not part of."),
     REVEILLE_T("The service is in a private beta that this account is not part of."),
     REVEILLE_T("Ask the provider to admit your organisation.")},
    {ErrorCode::RateLimited, Quote::No, REVEILLE_T("%1 received too many requests."),
     REVEILLE_T("There were too many requests."), REVEILLE_T("Wait a moment and try again."),
     REVEILLE_T("Try again in %1.")},
    {ErrorCode::QuotaExceeded, Quote::Detail, REVEILLE_T("The account's quota does not allow this: %1."),
     REVEILLE_T("The account's quota does not allow this."),
     REVEILLE_T("Ask for less, delete what is not needed, or ask the provider for a larger plan.")},
    {ErrorCode::NotFound, Quote::No, REVEILLE_T("There is no %1."),
     REVEILLE_T("What was asked for does not exist."),
     REVEILLE_T("Refresh the list; it may have been deleted, or belong to another account.")},
    {ErrorCode::AlreadyExists, Quote::No, REVEILLE_T("%1 exists already."),
     REVEILLE_T("Something of that name exists already."), REVEILLE_T("Choose another name.")},
    {ErrorCode::InvalidState, Quote::Detail, REVEILLE_T("%1 is in a state that does not allow this."),
     REVEILLE_T("The machine is in a state that does not allow this."),
     REVEILLE_T("Look at the machine's state and try again when it has settled.")},
    {ErrorCode::HoldWindow, Quote::No, REVEILLE_T("%1 was woken too recently to be put to sleep."),
     REVEILLE_T("The machine was woken too recently to be put to sleep."),
     REVEILLE_T("Put it to sleep later, or leave it to autosleep."),
     REVEILLE_T("It can be put to sleep in %1.")},
    {ErrorCode::IdempotencyKeyReused, Quote::No, nullptr,
     REVEILLE_T("The service has seen this request before with other contents."),
     REVEILLE_T("Look at the machine's executions to see what ran, then start it as a new run.")},
    {ErrorCode::InvalidArgument, Quote::Detail, REVEILLE_T("This value is not accepted: %1."),
     REVEILLE_T("The request was not accepted."), REVEILLE_T("Correct the value and try again.")},
    {ErrorCode::DeleteLocked, Quote::No, REVEILLE_T("%1 is protected against deletion."),
     REVEILLE_T("This is protected against deletion."),
     REVEILLE_T("Take its delete lock off first, if it really is to go.")},
    {ErrorCode::InUse, Quote::Detail, REVEILLE_T("%1 is still in use by the cloud."),
     REVEILLE_T("This is still in use by the cloud."),
     REVEILLE_T("Try again in a few seconds, when what holds it has ended.")},
    {ErrorCode::TooMany, Quote::Detail, REVEILLE_T("There is no room for more on %1."),
     REVEILLE_T("There is no room for more."), REVEILLE_T("Remove one that is not needed first.")},
    {ErrorCode::NotSupported, Quote::Detail, REVEILLE_T("%1 does not offer this."),
     REVEILLE_T("This is not offered there."),
     REVEILLE_T("Do it another way, or on a machine that can; details say what is missing.")},
    {ErrorCode::LicenseMissing, Quote::Detail, REVEILLE_T("The licence of %1 does not include this."),
     REVEILLE_T("The account's licence does not include this."),
     REVEILLE_T("Ask the provider to add it to your plan.")},
    {ErrorCode::NotKept, Quote::Detail, REVEILLE_T("%1 was not changed as asked, though the cloud said yes."),
     REVEILLE_T("The change was accepted, but something else is kept."),
     REVEILLE_T("Refresh and look at what is kept there; somebody else may have changed it meanwhile.")},
    {ErrorCode::NotThisApi, Quote::No, REVEILLE_T("%1 answered, but it is not the service expected there."),
     REVEILLE_T("An answer came, but not from the service expected there."),
     REVEILLE_T("Check the account's address and provider; a proxy or a sign-in page of the network may "
                "stand between.")},
    {ErrorCode::BadAnswer, Quote::Detail, REVEILLE_T("The answer of %1 could not be read."),
     REVEILLE_T("The service's answer could not be read."),
     REVEILLE_T("Try again; if it stays so, look for a newer version of Reveille.")},
    {ErrorCode::AnswerTooLarge, Quote::No, REVEILLE_T("The answer of %1 was too large."),
     REVEILLE_T("The service's answer was too large."),
     REVEILLE_T("Let the command print less, or write to a file on the machine.")},
    {ErrorCode::ServerError, Quote::Detail, REVEILLE_T("%1 had an error of its own."),
     REVEILLE_T("The service had an error of its own."),
     REVEILLE_T("Try again later; if it stays so, tell the provider.")},
    {ErrorCode::Unavailable, Quote::Detail, REVEILLE_T("%1 is not available at the moment."),
     REVEILLE_T("The service is not available at the moment."), REVEILLE_T("Try again in a few minutes."),
     REVEILLE_T("The service asks to try again in %1.")},
    {ErrorCode::ExecutionRefused, Quote::Detail, REVEILLE_T("The platform did not run the command on %1."),
     REVEILLE_T("The platform did not run the command."),
     REVEILLE_T("Run it again; nothing has been run on the machine.")},
    {ErrorCode::MachineFailed, Quote::Detail, REVEILLE_T("The machine %1 has failed."),
     REVEILLE_T("The machine has failed."),
     REVEILLE_T("Delete the machine and create a new one; a failed machine does not wake again.")},
    {ErrorCode::WakeTimedOut, Quote::No, REVEILLE_T("The machine %1 did not wake up in time."),
     REVEILLE_T("The machine did not wake up in time."),
     REVEILLE_T("Wake it by hand and see whether it comes up; then run the schedule again.")},
    {ErrorCode::StorageUnavailable, Quote::Detail, REVEILLE_T("The database %1 cannot be opened or written."),
     REVEILLE_T("The database cannot be opened or written."),
     REVEILLE_T("Check that the data directory exists and its disk is mounted.")},
    {ErrorCode::StorageFull, Quote::No, REVEILLE_T("There is no space left for %1."),
     REVEILLE_T("There is no space left on the disk."),
     REVEILLE_T("Free some space; no run starts until then.")},
    {ErrorCode::StoragePermission, Quote::Detail, REVEILLE_T("%1 may not be read or written."),
     REVEILLE_T("The data directory may not be read or written."),
     REVEILLE_T("Make it yours and keep others out: chmod 700 for a directory, chmod 600 for a file.")},
    {ErrorCode::StorageNewerSchema, Quote::No, REVEILLE_T("%1 was written by a newer version of Reveille."),
     REVEILLE_T("The database was written by a newer version of Reveille."),
     REVEILLE_T("Update Reveille, or give this version another data directory.")},
    {ErrorCode::StorageCorrupt, Quote::Detail, REVEILLE_T("%1 is damaged."),
     REVEILLE_T("The database is damaged."),
     REVEILLE_T("Save what can be read with “reveillectl repair”, or restore a backup.")},
    {ErrorCode::StorageBusy, Quote::No, REVEILLE_T("%1 is in use by another program."),
     REVEILLE_T("The database is in use by another program."),
     REVEILLE_T("Close the other program that holds the file open.")},
    {ErrorCode::SecretMissing, Quote::No, REVEILLE_T("Nothing is stored for %1."),
     REVEILLE_T("No API key is stored for this account."),
     REVEILLE_T("Enter the key in the account's settings; a command's secret is stored with: reveillectl "
                "secret set NAME.")},
    {ErrorCode::SecretStoreUnavailable, Quote::Detail, REVEILLE_T("The keychain cannot be used for %1."),
     REVEILLE_T("The desktop's keychain cannot be used."),
     REVEILLE_T("Start a keychain service, or keep the key in an environment variable, a private file or "
                "for this session only.")},
    {ErrorCode::SecretStoreLocked, Quote::No, REVEILLE_T("The keychain did not give out the key of %1."),
     REVEILLE_T("The desktop's keychain is locked."), REVEILLE_T("Unlock the keychain and try again.")},
    {ErrorCode::SecretVariableUnset, Quote::No, REVEILLE_T("The environment variable %1 is not set."),
     REVEILLE_T("The environment variable of the account is not set."),
     REVEILLE_T("Set the variable before Reveille starts, or keep the key elsewhere.")},
    {ErrorCode::Parse, Quote::No, nullptr, REVEILLE_T("This is not a calendar event."),
     REVEILLE_T("Write it like “daily”, “Mon..Fri 09:00” or “*:0/15”.")},
    {ErrorCode::UnknownZone, Quote::No, REVEILLE_T("There is no time zone named %1."),
     REVEILLE_T("There is no such time zone."),
     REVEILLE_T("Use a name of the tz database, such as “Europe/Berlin” or “UTC”.")},
    {ErrorCode::RunnerElsewhere, Quote::No, REVEILLE_T("Another copy of Reveille runs the schedules (%1)."),
     REVEILLE_T("Another copy of Reveille runs the schedules."),
     REVEILLE_T("Use that one, or quit it first.")},
    {ErrorCode::Internal, Quote::Detail, nullptr, REVEILLE_T("Something unexpected went wrong in Reveille."),
     REVEILLE_T("Report it with the log; restarting Reveille is safe.")},
};

/// What a code means in some cases, told by the status of the answer.
struct Case
{
    ErrorCode code;
    int fromStatus;
    int toStatus;
    Row row;
};

constexpr Case kCases[] = {
    {ErrorCode::ConnectionLost,
     100,
     599,
     {ErrorCode::ConnectionLost, Quote::No, REVEILLE_T("The answer of %1 broke off in the middle."),
      REVEILLE_T("The service's answer broke off in the middle."),
      REVEILLE_T("Try again; the service has received the request and may have done what it asks for.")}},
    {ErrorCode::TimedOut,
     408,
     408,
     {ErrorCode::TimedOut, Quote::No, REVEILLE_T("%1 gave up waiting for the request."),
      REVEILLE_T("The service gave up waiting for the request."),
      REVEILLE_T("Check that this computer's network is fast enough to send, then try again.")}},
    {ErrorCode::NotThisApi,
     300,
     399,
     {ErrorCode::NotThisApi, Quote::Detail, REVEILLE_T("%1 sends the request on to another address."),
      REVEILLE_T("The service sends the request on to another address."),
      REVEILLE_T("The key is not sent there. If that is the right address, enter it in the account; else a "
                 "sign-in page of the network stands between.")}},
    {ErrorCode::ServerError,
     502,
     502,
     {ErrorCode::ServerError, Quote::Detail,
      REVEILLE_T("A gateway answered for %1: the service behind it does not work."),
      REVEILLE_T("A gateway answered: the service behind it does not work."),
      REVEILLE_T("Try again in a few minutes; the service may be restarting.")}},
    {ErrorCode::ServerError,
     504,
     504,
     {ErrorCode::ServerError, Quote::Detail,
      REVEILLE_T("A gateway answered for %1: the service behind it was too slow."),
      REVEILLE_T("A gateway answered: the service behind it was too slow."),
      REVEILLE_T("Try again later; what had been asked for may still be done.")}},
};

#undef REVEILLE_T

constexpr bool rowsAreInOrder()
{
    for (std::size_t i = 0; i < std::size(kRows); ++i) {
        if (kRows[i].code != static_cast<ErrorCode>(i))
            return false;
    }
    return std::size(kRows) == static_cast<std::size_t>(ErrorCode::Internal) + 1;
}
static_assert(rowsAreInOrder(), "every ErrorCode has a row, in the order of the enumeration");

const Row& rowFor(const Error& error)
{
    for (const Case& special : kCases) {
        if (special.code == error.code && error.httpStatus >= special.fromStatus &&
            error.httpStatus <= special.toStatus)
            return special.row;
    }
    return kRows[std::min(static_cast<std::size_t>(error.code), std::size(kRows) - 1)];
}

QString translated(const char* text)
{
    return QCoreApplication::translate("ErrorText", text);
}

ErrorText describeParse(const Row& row, const Error& error)
{
    ErrorText text{translated(row.plain), translated(row.advice)};
    const QString detail = plainLine(error.detail);
    if (!detail.isEmpty() && error.column >= 0)
        text.what =
            QCoreApplication::translate("ErrorText", "At character %1: %2").arg(error.column + 1).arg(detail);
    else if (!detail.isEmpty())
        text.what = detail;
    if (!error.fix.isEmpty())
        text.advice =
            QCoreApplication::translate("ErrorText", "Did you mean “%1”?").arg(plainLine(error.fix));
    return text;
}

} // namespace

ErrorText describe(const Error& error)
{
    const Row& row = rowFor(error);
    if (row.code == ErrorCode::Parse)
        return describeParse(row, error);

    ErrorText text;
    const QString subject = plainLine(error.subject);
    text.what = subject.isEmpty() || row.named == nullptr ? translated(row.plain)
                                                          : translated(row.named).arg(subject);
    const QString detail = plainLine(error.detail);
    if (row.quote == Quote::Detail && !detail.isEmpty() && detail != subject)
        text.what += u' ' + QCoreApplication::translate("ErrorText", "Details: %1").arg(detail);
    text.advice = row.adviceAfter != nullptr && error.retry.after && error.retry.after->count() > 0
                      ? translated(row.adviceAfter).arg(durationText(*error.retry.after))
                      : translated(row.advice);
    if (!error.fix.isEmpty())
        text.advice = QCoreApplication::translate("ErrorText", "The nearest that is accepted: “%1”.")
                          .arg(plainLine(error.fix));
    return text;
}

} // namespace reveille
