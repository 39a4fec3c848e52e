#include "core/engine/ScheduleCheck.h"

#include "core/calendar/CalendarEvent.h"
#include "core/calendar/TimeZone.h"
#include "core/model/PolicyLimits.h"
#include "core/model/SecretEntry.h"
#include "core/runner/Occurrences.h"

#include <algorithm>
#include <chrono>

#include <QUuid>

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

constexpr qsizetype kLongestName = 100;
constexpr std::chrono::hours kLongestTimeout{24 * 7};

constexpr std::size_t kLookedAt = 500;

/// The least time between two of the schedule's next occurrences. A jitter is measured with it: never is a
/// firing put off past the next one.
std::optional<std::chrono::microseconds> shortestGap(Schedule schedule, calendar::Instant now)
{
    schedule.policy.until.reset();
    const auto occurrences = Occurrences::of(schedule);
    if (!occurrences)
        return std::nullopt;
    std::optional<std::chrono::microseconds> shortest;
    std::optional<calendar::Instant> before;
    for (const calendar::Instant at : occurrences->upcoming(now, kLookedAt)) {
        if (before && (!shortest || at - *before < *shortest))
            shortest = at - *before;
        before = at;
    }
    return shortest;
}

/// Only what an edit touches: a schedule that somebody stored otherwise can still be renamed or disabled.
bool touchesPolicies(const Schedule& schedule, const std::optional<Schedule>& before)
{
    return !before || !(schedule.policy == before->policy) || schedule.when != before->when ||
           schedule.zone != before->zone;
}

/// Columns of the engine count bytes; people and widgets count characters.
int characters(const std::string& text, std::size_t bytes)
{
    return static_cast<int>(
        QString::fromUtf8(text.data(), static_cast<qsizetype>(std::min(bytes, text.size()))).size());
}

bool standsForASecret(const QString& value)
{
    return value.startsWith(kSecretPrefix);
}

/// A command that the provider keeps is no place for a secret, and a variable of it would never arrive.
Result<void> checkSecretsStayHere(const Schedule& schedule)
{
    if (schedule.firedBy != FiredBy::Provider || schedule.action != ScheduleAction::Exec)
        return {};
    if (!std::ranges::any_of(schedule.env, standsForASecret) &&
        !std::ranges::any_of(schedule.argv, standsForASecret))
        return {};
    return fail(
        ErrorCode::InvalidArgument, u"environment"_s,
        u"The provider keeps a command with the instance, shows it to everybody who may read the "
        "instance and copies it into its clones, so no secret is sent there. Let Reveille fire it, on "
        "a machine."_s);
}

} // namespace

Result<void> checkExpression(const QString& text)
{
    const std::string bytes = text.toStdString();
    const auto event = calendar::CalendarEvent::parse(bytes);
    if (event)
        return {};
    const calendar::ParseError& refused = event.error();
    Error error;
    error.code = ErrorCode::Parse;
    error.subject = text;
    error.detail = QString::fromStdString(refused.message);
    error.providerCode = QString::fromLatin1(calendar::className(refused.reason));
    error.column = characters(bytes, refused.column);
    error.length = characters(bytes, refused.column + refused.length) - error.column;
    if (refused.fix)
        error.fix = QString::fromStdString(*refused.fix);
    return tl::unexpected(error);
}

Result<void> checkPolicies(const Schedule& schedule, const std::optional<Schedule>& before,
                           calendar::Instant now)
{
    if (schedule.firedBy != FiredBy::Reveille || !touchesPolicies(schedule, before))
        return {};
    return checkPolicy(schedule.policy, shortestGap(schedule, now));
}

Result<Schedule> checkSchedule(Schedule schedule, const std::optional<Schedule>& before,
                               calendar::Instant now)
{
    schedule.name = schedule.name.trimmed();
    if (schedule.name.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"name"_s, u"A schedule needs a name."_s);
    if (schedule.name.size() > kLongestName)
        return fail(ErrorCode::InvalidArgument, u"name"_s, u"The name is longer than 100 characters."_s);
    if (schedule.machine.machine.isEmpty() || schedule.machine.account.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"machine"_s, u"A schedule needs a machine."_s);

    schedule.when.removeIf([](const QString& line) { return line.trimmed().isEmpty(); });
    if (schedule.when.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"when"_s,
                    u"A schedule needs at least one calendar expression."_s);
    for (const QString& line : std::as_const(schedule.when)) {
        if (const auto checked = checkExpression(line); !checked)
            return tl::unexpected(checked.error());
    }
    if (!calendar::TimeZone::load(schedule.zone.toStdString()))
        return fail(ErrorCode::UnknownZone, schedule.zone);
    if (schedule.action == ScheduleAction::Exec &&
        (schedule.argv.isEmpty() || schedule.argv.constFirst().isEmpty()))
        return fail(ErrorCode::InvalidArgument, u"command"_s, u"A schedule needs a command to run."_s);
    if (const auto kept = checkSecretsStayHere(schedule); !kept)
        return tl::unexpected(kept.error());
    if (schedule.timeout <= std::chrono::milliseconds(0) || schedule.timeout > kLongestTimeout)
        return fail(ErrorCode::InvalidArgument, u"time-out"_s,
                    u"The time-out must be longer than nothing and at most 7 days."_s);

    if (const auto checked = checkPolicies(schedule, before, now); !checked)
        return tl::unexpected(checked.error());

    if (!before) {
        if (schedule.id.isEmpty())
            schedule.id.value = QUuid::createUuid().toString(QUuid::WithoutBraces);
        schedule.createdAt = now;
        schedule.effectiveFrom = now;
        return schedule;
    }
    schedule.createdAt = before->createdAt;
    const bool elapsesElsewhere = schedule.when != before->when || schedule.zone != before->zone ||
                                  schedule.machine != before->machine ||
                                  (schedule.enabled && !before->enabled);
    schedule.effectiveFrom = elapsesElsewhere ? now : before->effectiveFrom;
    return schedule;
}

ScheduleProgress progressAfterEdit(ScheduleProgress progress, const Schedule& before, const Schedule& after)
{
    if (before.policy.runLimit != after.policy.runLimit)
        progress.starts = 0;
    if (before.policy.skipNext != after.policy.skipNext)
        progress.skipped = 0;
    if (before.policy.pauseAfterFailures != after.policy.pauseAfterFailures ||
        (after.enabled && !before.enabled) || (before.pause && !after.pause))
        progress.failuresInRow = 0;
    return progress;
}

} // namespace reveille
