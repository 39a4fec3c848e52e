#include "core/model/AllDayEvents.h"

#include <optional>

#include <QDate>
#include <QSet>

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLargestFile = 1024 * 1024;
constexpr qint64 kLongestEvent = 366;
constexpr qsizetype kMostDays = 3660;

/// Lines as they were before they were folded (RFC 5545 3.1): a line that begins with a blank goes on.
QList<QByteArray> unfolded(const QByteArray& file)
{
    QList<QByteArray> lines;
    for (QByteArray line : file.split('\n')) {
        if (line.endsWith('\r'))
            line.chop(1);
        if (!lines.isEmpty() && (line.startsWith(' ') || line.startsWith('\t')))
            lines.last() += line.mid(1);
        else
            lines.append(line);
    }
    return lines;
}

struct Event
{
    std::optional<QDate> start;
    std::optional<QDate> end;
    bool timed = false;
    bool repeats = false;
};

/// The date of "20261225"; nothing for a time or anything else.
std::optional<QDate> dateOf(const QByteArray& value)
{
    const QDate date = QDate::fromString(QString::fromLatin1(value.trimmed()), u"yyyyMMdd"_s);
    return date.isValid() ? std::optional(date) : std::nullopt;
}

void readProperty(Event& event, const QByteArray& line)
{
    const auto colon = line.indexOf(':');
    const QByteArray name = line.left(colon).split(';').first().toUpper();
    const QByteArray value = line.mid(colon + 1);
    if (name == "DTSTART") {
        event.start = dateOf(value);
        event.timed = !event.start;
    } else if (name == "DTEND") {
        event.end = dateOf(value);
    } else if (name == "RRULE" || name == "RDATE") {
        event.repeats = true;
    }
}

} // namespace

Result<AllDayEvents> allDayEvents(const QByteArray& file, const QString& name)
{
    if (file.size() > kLargestFile)
        return fail(ErrorCode::InvalidArgument, name, u"a calendar file of at most 1 MiB is read"_s);
    const QList<QByteArray> lines = unfolded(file);
    if (lines.first().trimmed().toUpper() != "BEGIN:VCALENDAR")
        return fail(ErrorCode::InvalidArgument, name, u"this is no iCalendar file"_s);
    AllDayEvents found;
    QSet<QString> dates;
    std::optional<Event> event;
    for (const QByteArray& line : lines) {
        const QByteArray word = line.trimmed().toUpper();
        if (word == "BEGIN:VEVENT") {
            event = Event{};
        } else if (word == "END:VEVENT" && event) {
            found.timed += event->timed ? 1 : 0;
            found.repeating += event->start && event->repeats ? 1 : 0;
            if (event->start) {
                const qint64 days =
                    event->end ? std::max<qint64>(1, event->start->daysTo(*event->end)) : qint64{1};
                if (days > kLongestEvent)
                    return fail(ErrorCode::InvalidArgument, name, u"an event is longer than 366 days"_s);
                for (qint64 day = 0; day < days; ++day)
                    dates.insert(event->start->addDays(day).toString(Qt::ISODate));
            }
            if (dates.size() > kMostDays)
                return fail(ErrorCode::InvalidArgument, name, u"it names more than 3660 days"_s);
            event.reset();
        } else if (event) {
            readProperty(*event, line);
        }
    }
    found.dates = QStringList(dates.cbegin(), dates.cend());
    found.dates.sort();
    return found;
}

} // namespace reveille
