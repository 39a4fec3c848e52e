#include "core/providers/unikraft/ScheduleRules.h"

#include "core/calendar/CalendarEvent.h"
#include "core/calendar/subset/ProviderSubset.h"
#include "core/providers/unikraft/ScheduleJson.h"

#include <algorithm>

#include <QRegularExpression>

namespace reveille::unikraft {

using namespace Qt::StringLiterals;
using calendar::SubsetFit;

namespace {

tl::unexpected<Error> refused(const QString& subject, const QString& why, const QString& fix = {})
{
    auto error = fail(ErrorCode::InvalidArgument, subject, why);
    error.value().fix = fix;
    return error;
}

/// A name that would be accepted and looks like the one given.
QString nameLike(const QString& name)
{
    QString fixed;
    for (const QChar c : name.toLower()) {
        const bool isPlain = (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
        if (isPlain)
            fixed.append(c);
        else if (!fixed.isEmpty() && !fixed.endsWith(u'-'))
            fixed.append(u'-');
    }
    fixed.truncate(kLongestScheduleName);
    while (fixed.endsWith(u'-'))
        fixed.chop(1);
    return fixed;
}

int characterAt(const QByteArray& bytes, std::size_t column)
{
    return static_cast<int>(QString::fromUtf8(bytes.left(static_cast<qsizetype>(column))).size());
}

tl::unexpected<Error> parseError(const QString& when, const calendar::ParseError& error)
{
    auto failed = fail(ErrorCode::Parse, when, QString::fromStdString(error.message));
    const QByteArray bytes = when.toUtf8();
    failed.value().column = characterAt(bytes, error.column);
    failed.value().length = characterAt(bytes, error.column + error.length) - failed.value().column;
    failed.value().fix = QString::fromStdString(error.fix.value_or(std::string()));
    return failed;
}

tl::unexpected<Error> notInUtc(const QString& when, const QString& why, const SubsetFit& fit)
{
    auto failed = fail(ErrorCode::Parse, when, why);
    failed.value().column = 0;
    failed.value().length = static_cast<int>(when.size());
    if (fit.lines.size() == 1)
        failed.value().fix = QString::fromStdString(fit.lines.front());
    return failed;
}

const ProviderSchedule* find(const QVector<ProviderSchedule>& list, const QString& name)
{
    const auto found = std::ranges::find(list, name, &ProviderSchedule::name);
    return found == list.cend() ? nullptr : &*found;
}

Result<void> checkRoom(qsizetype size)
{
    if (size <= kMostSchedules)
        return {};
    return fail(ErrorCode::TooMany, {},
                u"an instance keeps at most 8 schedules, and this would be "_s + QString::number(size));
}

QString normalFormOf(const QString& when)
{
    const auto event = calendar::CalendarEvent::parse(when.toStdString());
    return event ? QString::fromStdString(event->toText()) : when;
}

bool asksTheSame(const ProviderSchedule& a, const ProviderSchedule& b)
{
    if (a.name != b.name || a.action != b.action || (a.action == u"exec"_s && a.args != b.args))
        return false;
    return a.when == b.when || normalFormOf(a.when) == normalFormOf(b.when);
}

/// Its unknown members go with it, unless the edit says otherwise of the same members.
ProviderSchedule keepingMembers(ProviderSchedule schedule, const ProviderSchedule* before)
{
    if (before == nullptr)
        return schedule;
    for (auto it = before->otherMembers.constBegin(); it != before->otherMembers.constEnd(); ++it) {
        if (!schedule.otherMembers.contains(it.key()))
            schedule.otherMembers.insert(it.key(), it.value());
    }
    return schedule;
}

Result<QVector<ProviderSchedule>> listAfterSet(const QVector<ProviderSchedule>& current,
                                               const QVector<ProviderSchedule>& wanted, calendar::Instant now)
{
    QVector<ProviderSchedule> list;
    for (const ProviderSchedule& schedule : wanted) {
        if (find(list, schedule.name) != nullptr)
            return refused(schedule.name, u"this name is given twice"_s);
        const ProviderSchedule* before = find(current, schedule.name);
        if (before == nullptr || !asksTheSame(*before, schedule)) {
            if (const auto checked = checkProviderSchedule(schedule, now); !checked)
                return tl::unexpected(checked.error());
        }
        list.append(keepingMembers(schedule, before));
    }
    return list;
}

Result<QVector<ProviderSchedule>> listAfterAdd(QVector<ProviderSchedule> list,
                                               const QVector<ProviderSchedule>& added, calendar::Instant now)
{
    for (const ProviderSchedule& schedule : added) {
        if (const auto checked = checkProviderSchedule(schedule, now); !checked)
            return tl::unexpected(checked.error());
        if (find(list, schedule.name) != nullptr)
            return fail(ErrorCode::AlreadyExists, schedule.name,
                        u"a schedule of this name is on the machine"_s);
        list.append(schedule);
    }
    return list;
}

} // namespace

Result<void> checkScheduleName(const QString& name)
{
    static const QRegularExpression kName(u"\\A[a-z0-9]([a-z0-9-]{0,29}[a-z0-9])?\\z"_s);
    if (kName.match(name).hasMatch())
        return {};
    if (name.isEmpty())
        return refused({}, u"a schedule needs a name"_s);
    if (name.size() > kLongestScheduleName)
        return refused(name, u"a schedule's name has at most 31 characters"_s, nameLike(name));
    return refused(name, u"a schedule's name has only lower-case letters, digits and inner hyphens"_s,
                   nameLike(name));
}

Result<void> checkScheduleWhen(const QString& when, calendar::Instant now)
{
    const QString text = when.trimmed();
    const auto event = calendar::CalendarEvent::parse(text.toStdString());
    if (!event)
        return parseError(when, event.error());
    const auto utc = calendar::TimeZone::utc();
    const auto table = calendar::Timetable::parse({text.toStdString()}, utc);
    if (!table)
        return parseError(when, table.error().error);
    const SubsetFit fit = fitTo(calendar::ProviderSubset::unikraft(), *table, now);
    if (event->zone())
        return notInUtc(when, u"The platform reads all times in UTC; a zone must not be sent to it."_s, fit);
    if (fit.verdict == SubsetFit::Verdict::Refused)
        return notInUtc(when, QString::fromStdString(fit.why), fit);
    if (fit.verdict == SubsetFit::Verdict::Translated)
        return notInUtc(when, u"The platform is not documented to read this; it must be written plainly."_s,
                        fit);
    return {};
}

Result<void> checkProviderSchedule(const ProviderSchedule& schedule, calendar::Instant now)
{
    if (auto name = checkScheduleName(schedule.name); !name)
        return name;
    if (schedule.action.isEmpty())
        return refused(schedule.name, u"a schedule needs an action"_s);
    if (schedule.action == u"exec"_s && (schedule.args.isEmpty() || schedule.args.first().isEmpty()))
        return refused(schedule.name, u"exec needs a program and its arguments; no shell is used"_s);
    return checkScheduleWhen(schedule.when, now);
}

Result<QVector<ProviderSchedule>> listAfterEdit(const QVector<ProviderSchedule>& current,
                                                const ProviderScheduleEdit& edit, calendar::Instant now)
{
    using Operation = ProviderScheduleEdit::Operation;
    if (edit.operation == Operation::Remove) {
        QVector<ProviderSchedule> list = current;
        list.removeIf([&](const ProviderSchedule& schedule) { return edit.names.contains(schedule.name); });
        return list;
    }
    auto list = edit.operation == Operation::Set ? listAfterSet(current, edit.schedules, now)
                                                 : listAfterAdd(current, edit.schedules, now);
    if (!list)
        return list;
    // A machine that somehow has more keeps them while nothing is added.
    if (list->size() > current.size() || edit.operation == Operation::Add) {
        if (auto room = checkRoom(list->size()); !room)
            return tl::unexpected(room.error());
    }
    return list;
}

bool asksTheSame(const QVector<ProviderSchedule>& a, const QVector<ProviderSchedule>& b)
{
    return a.size() == b.size() && std::ranges::all_of(a, [&](const ProviderSchedule& schedule) {
               const ProviderSchedule* other = find(b, schedule.name);
               return other != nullptr && asksTheSame(schedule, *other);
           });
}

} // namespace reveille::unikraft
