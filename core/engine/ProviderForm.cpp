#include "core/engine/ProviderForm.h"

#include "core/calendar/subset/ProviderSubset.h"
#include "core/model/Words.h"

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
    ProviderForm form;
    form.schedule.name = schedule.name;
    form.schedule.action = providerAction(schedule.action);
    if (form.schedule.action.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"action"_s,
                    u"The provider has no such scheduled operation; Reveille can fire it itself."_s);
    if (schedule.action == ScheduleAction::Exec)
        form.schedule.args = schedule.argv;
    const bool wasSent = before && before->provider;
    if (wasSent)
        form.schedule.otherMembers = before->provider->agreed.otherMembers;

    const auto zone = calendar::TimeZone::load(schedule.zone.toStdString());
    if (!zone)
        return fail(ErrorCode::UnknownZone, schedule.zone);
    const auto timetable = calendar::Timetable::parse(bytesOf(schedule.when), *zone);
    if (!timetable)
        return fail(ErrorCode::InvalidArgument, u"when"_s, schedule.when.join(u'\n'));
    const auto fit = calendar::fitTo(calendar::ProviderSubset::unikraft(), *timetable, now);
    const bool exact = fit.verdict != calendar::SubsetFit::Verdict::Refused;
    if (wasSent && sameMeaning(*before, schedule) && (exact || fit.lines.empty())) {
        form.schedule.when = before->provider->agreed.when;
        return form;
    }
    if (fit.lines.empty())
        return fail(ErrorCode::InvalidArgument, u"when"_s, QString::fromStdString(fit.why));
    if (fit.lines.size() > 1) {
        QStringList needed;
        for (const std::string& line : fit.lines)
            needed.append(QString::fromStdString(line));
        return fail(ErrorCode::InvalidArgument, u"when"_s,
                    u"The provider keeps one expression in UTC for each schedule and this needs %1: make a "
                    u"schedule of "
                    "each, or let Reveille fire it. %2"_s.arg(needed.size())
                        .arg(needed.join(u", "_s)));
    }
    form.schedule.when = QString::fromStdString(fit.lines.front());
    if (!exact)
        form.rightUntil = nextClockChange(*timetable, now);
    return form;
}

Schedule withTheirs(Schedule schedule, const ProviderSchedule& theirs)
{
    schedule.when = {theirs.when};
    schedule.zone = u"UTC"_s;
    if (const auto action = fromWord<ScheduleAction>(theirs.action))
        schedule.action = *action;
    schedule.argv = theirs.args;
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
    schedule.provider = ProviderSide{there, there, Drift::None, false};
    return withTheirs(std::move(schedule), there);
}

} // namespace reveille
