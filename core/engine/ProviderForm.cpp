#include "core/engine/ProviderForm.h"

#include "core/calendar/subset/ProviderSubset.h"
#include "core/engine/CopyNames.h"
#include "core/engine/ProviderEdits.h"
#include "core/model/Words.h"

#include <chrono>
#include <string>
#include <vector>

#include <QUuid>

using namespace Qt::StringLiterals;

namespace reveille {

using calendar::Instant;

namespace {

bool isPlain(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
}

/// A name that would be accepted and looks like the one given.
QString nameLike(const QString& name)
{
    QString fixed;
    for (const QChar c : name.toLower()) {
        if (isPlain(c))
            fixed.append(c);
        else if (!fixed.isEmpty() && !fixed.endsWith(u'-'))
            fixed.append(u'-');
    }
    fixed.truncate(kLongestProviderName);
    while (fixed.endsWith(u'-'))
        fixed.chop(1);
    return fixed;
}

std::vector<std::string> bytesOf(const QStringList& lines)
{
    std::vector<std::string> bytes;
    for (const QString& line : lines)
        bytes.push_back(line.toStdString());
    return bytes;
}

/// The next change of offset among the zones that the lines are read in.
std::optional<Instant> nextClockChange(const calendar::Timetable& timetable, Instant now)
{
    std::optional<Instant> first;
    for (const calendar::CalendarEvent& line : timetable.lines()) {
        const auto next = line.zone().value_or(timetable.zone()).nextTransition(now);
        if (next && (!first || next->at < *first))
            first = next->at;
    }
    return first;
}

/// How far ahead lines are compared with each other.
constexpr std::chrono::hours kCompared{24 * 366 * 10};

std::size_t countOf(const std::vector<std::string>& lines, Instant now)
{
    const auto table = calendar::Timetable::parse(lines, calendar::TimeZone::utc());
    return table ? table->countIn(now, now + kCompared) : 0;
}

/// Without the lines that elapse only when others do as well.
std::vector<std::string> distinctLines(std::vector<std::string> lines, Instant now)
{
    if (lines.size() < 2)
        return lines;
    const std::size_t all = countOf(lines, now);
    for (std::size_t i = lines.size(); i-- > 0 && lines.size() > 1;) {
        std::vector<std::string> fewer = lines;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        if (countOf(fewer, now) == all)
            lines = std::move(fewer);
    }
    return lines;
}

/// A machine has so many places, and what two entries do at one instant is done twice.
Result<void> checkLines(const std::vector<std::string>& lines, ScheduleAction action, Instant now)
{
    QStringList needed;
    for (const std::string& line : lines)
        needed.append(QString::fromStdString(line));
    if (needed.size() > kMostProviderSchedules)
        return fail(
            ErrorCode::InvalidArgument, u"when"_s,
            u"This needs %1 expressions in UTC, and the provider keeps 8 on one machine: send fewer of "
            u"them, or let Reveille fire it. The first 8: %2"_s.arg(needed.size())
                .arg(needed.first(kMostProviderSchedules).join(u", "_s)));
    const bool mayRepeat =
        action == ScheduleAction::Start || action == ScheduleAction::Stop || action == ScheduleAction::Delete;
    if (mayRepeat || lines.size() < 2)
        return {};
    std::size_t each = 0;
    for (const std::string& line : lines)
        each += countOf({line}, now);
    if (each == countOf(lines, now))
        return {};
    return fail(
        ErrorCode::InvalidArgument, u"when"_s,
        u"Some of these elapse at the same instant, and the provider would fire that instant twice: make "
        u"lines of them that share none, or let Reveille fire it. In UTC: %1"_s.arg(needed.join(u", "_s)));
}

/// The further entries keep the names they were sent with, else they get the first's with a number.
ProviderForm named(ProviderForm form, const std::optional<ProviderSide>& sent)
{
    QStringList taken{form.entries.constFirst().name};
    const bool isRenamed = sent && sent->agreed.name != taken.constFirst();
    for (qsizetype i = 1; i < form.entries.size(); ++i) {
        const bool hasName = sent && !isRenamed && i <= sent->more.size();
        form.entries[i].name = hasName ? sent->more[i - 1].agreed.name
                                       : freeName(taken.constFirst(), taken, kLongestProviderName);
        taken.append(form.entries[i].name);
    }
    return form;
}

bool sameMeaning(const Schedule& a, const Schedule& b)
{
    return a.when == b.when && a.zone == b.zone;
}

} // namespace

Result<void> checkProviderName(const QString& name)
{
    const bool fits = !name.isEmpty() && name.size() <= kLongestProviderName && isPlain(name.front()) &&
                      isPlain(name.back()) &&
                      std::ranges::all_of(name, [](QChar c) { return isPlain(c) || c == u'-'; });
    if (fits)
        return {};
    auto refused = fail(ErrorCode::InvalidArgument, u"name"_s,
                        u"The provider takes lower-case letters, digits and inner hyphens, at most 31."_s);
    refused.value().fix = nameLike(name);
    return refused;
}

QString providerAction(ScheduleAction action)
{
    return action == ScheduleAction::Suspend ? QString() : toWord(action);
}

Result<ProviderForm> providerFormOf(const Schedule& schedule, const std::optional<Schedule>& before,
                                    Instant now)
{
    ProviderSchedule first;
    first.name = schedule.name;
    first.action = providerAction(schedule.action);
    if (first.action.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"action"_s,
                    u"The provider has no such scheduled operation; Reveille can fire it itself."_s);
    if (schedule.action == ScheduleAction::Exec)
        first.args = schedule.argv;
    const bool wasSent = before && before->provider;
    if (wasSent)
        first.otherMembers = before->provider->agreed.otherMembers;

    const auto zone = calendar::TimeZone::load(schedule.zone.toStdString());
    if (!zone)
        return fail(ErrorCode::UnknownZone, schedule.zone);
    const auto timetable = calendar::Timetable::parse(bytesOf(schedule.when), *zone);
    if (!timetable)
        return fail(ErrorCode::InvalidArgument, u"when"_s, schedule.when.join(u'\n'));
    const auto fit = calendar::fitTo(calendar::ProviderSubset::unikraft(), *timetable, now);
    const bool exact = fit.verdict != calendar::SubsetFit::Verdict::Refused;
    ProviderForm form;
    if (wasSent && sameMeaning(*before, schedule) && (exact || fit.lines.empty())) {
        for (const ProviderSchedule& sent : before->provider->allAgreed()) {
            form.entries.append(first);
            form.entries.last().when = sent.when;
        }
        return named(std::move(form), before->provider);
    }
    if (fit.lines.empty())
        return fail(ErrorCode::InvalidArgument, u"when"_s,
                    QString::fromStdString(fit.why) + u" Reveille can fire it itself."_s);
    const auto lines = distinctLines(fit.lines, now);
    if (const auto fits = checkLines(lines, schedule.action, now); !fits)
        return tl::unexpected(fits.error());
    for (const std::string& line : lines) {
        form.entries.append(first);
        form.entries.last().when = QString::fromStdString(line);
    }
    if (!exact)
        form.rightUntil = nextClockChange(*timetable, now);
    return named(std::move(form), wasSent ? before->provider : std::nullopt);
}

QVector<ProviderSchedule> theirVersion(const Machine& machine, const ProviderSide& side)
{
    QVector<ProviderSchedule> kept;
    for (const ProviderSchedule& agreed : side.allAgreed()) {
        const ProviderSchedule* there = entryNamed(machine, agreed.name);
        if (there && (kept.isEmpty() ||
                      (there->action == kept.constFirst().action && there->args == kept.constFirst().args)))
            kept.append(*there);
    }
    return kept;
}

Schedule withTheirs(Schedule schedule, const QVector<ProviderSchedule>& theirs)
{
    schedule.when.clear();
    for (const ProviderSchedule& entry : theirs)
        schedule.when.append(entry.when);
    schedule.zone = u"UTC"_s;
    if (const auto action = fromWord<ScheduleAction>(theirs.constFirst().action))
        schedule.action = *action;
    schedule.argv = theirs.constFirst().args;
    return schedule;
}

std::optional<Schedule> adoptedSchedule(const MachineKey& machine, const ProviderSchedule& there, Instant now)
{
    if (!fromWord<ScheduleAction>(there.action))
        return std::nullopt;
    Schedule schedule;
    schedule.id.value = QUuid::createUuid().toString(QUuid::WithoutBraces);
    schedule.name = there.name;
    schedule.machine = machine;
    schedule.firedBy = FiredBy::Provider;
    schedule.createdAt = now;
    schedule.effectiveFrom = now;
    schedule.provider = ProviderSide{there, there, Drift::None, false, {}, {}};
    return withTheirs(std::move(schedule), {there});
}

} // namespace reveille
