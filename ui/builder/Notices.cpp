#include "ui/builder/Notices.h"

#include "core/calendar/subset/Differences.h"
#include "core/calendar/words/EnglishText.h"

#include <algorithm>

#include <QCoreApplication>
#include <QDate>
#include <QLocale>
#include <QMap>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using calendar::ClockChange;
using calendar::LintCode;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("Notices", text);
}

QString upperFirst(QString text)
{
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

/// Told by the clock changes themselves, or by the zone that stands beside the lines.
bool isToldElsewhere(const calendar::Lint& lint, bool clocksTold)
{
    switch (lint.code) {
    case LintCode::Refused:
    case LintCode::NoZone:
        return true;
    case LintCode::DayLost:
    case LintCode::TimesLost:
    case LintCode::MidnightMissing:
    case LintCode::SilentHour:
    case LintCode::FirstPass:
        return clocksTold && lint.fix.empty();
    default:
        return false;
    }
}

QString dayText(const ClockChange& change)
{
    const calendar::CivilTime& day = change.wallBefore;
    return QLocale().toString(QDate(day.year, day.month, day.day), u"d MMMM yyyy"_s);
}

/// The date that a sentence begins with, the way the person writes dates.
QString withReadableDate(const QString& text)
{
    const QDate date = QDate::fromString(text.left(10), Qt::ISODate);
    return date.isValid() && text.mid(10, 1) == u":"_s
               ? QLocale().toString(date, u"d MMMM yyyy"_s) + text.mid(10)
               : text;
}

QVector<Notice> clockNotices(const std::vector<ClockChange>& changes)
{
    QVector<Notice> found;
    QMap<QString, QStringList> harmless;
    for (const ClockChange& change : changes) {
        if (change.effect == ClockChange::Effect::Unaffected ||
            change.effect == ClockChange::Effect::KeepsBeat) {
            harmless[QString::fromStdString(calendar::zoneText(change.zone.name()))] += dayText(change);
            continue;
        }
        Notice notice;
        notice.kind = Notice::Kind::Clock;
        notice.text = withReadableDate(QString::fromStdString(calendar::english(change))) + u'.';
        found.append(notice);
    }
    for (auto zone = harmless.cbegin(); zone != harmless.cend(); ++zone) {
        Notice notice;
        notice.text = say(QT_TRANSLATE_NOOP("Notices", "%1: clocks change %2. These runs are not affected."))
                          .arg(zone.value().join(say(QT_TRANSLATE_NOOP("Notices", " and "))), zone.key());
        found.append(notice);
    }
    return found;
}

/// A lint that can be put right is told with its button, and then not once more without.
bool isToldAlready(const Notice& clock, const QVector<Notice>& lints)
{
    return std::any_of(lints.begin(), lints.end(), [&clock](const Notice& lint) {
        return !lint.fix.isEmpty() && QString(lint.text).remove(u'.') == QString(clock.text).remove(u'.');
    });
}

constexpr std::size_t kMostDifferences = 400;
constexpr int kNamed = 3;

QString differenceText(const std::vector<calendar::Instant>& at, bool complete, bool appears,
                       const calendar::TimeZone& zone, const TimeView& view)
{
    QStringList named;
    for (std::size_t i = 0; i < at.size() && i < kNamed; ++i)
        named += dateTimeText(at[i], zone, view.now);
    const auto count = at.size();
    QString text =
        appears ? (count == 1 ? say(QT_TRANSLATE_NOOP("Notices", "1 run appears in the next 30 days: %1"))
                              : say(QT_TRANSLATE_NOOP("Notices", "%2 runs appear in the next 30 days: %1")))
                : (count == 1 ? say(QT_TRANSLATE_NOOP("Notices", "1 run vanishes in the next 30 days: %1"))
                              : say(QT_TRANSLATE_NOOP("Notices", "%2 runs vanish in the next 30 days: %1")));
    if (count > 1)
        text.replace(u"%2"_s, QString::number(count));
    if (!complete)
        text = say(QT_TRANSLATE_NOOP("Notices", "At least")) + u' ' + text;
    return text.arg(named.join(u", "_s) + (count > kNamed ? u" …"_s : QString()));
}

} // namespace

QVector<Notice> notices(const calendar::Explanation& explanation)
{
    QVector<Notice> found;
    for (const calendar::Lint& lint : explanation.lints) {
        if (isToldElsewhere(lint, !explanation.clockChanges.empty()))
            continue;
        Notice notice;
        notice.kind = lint.severity == calendar::Severity::Error     ? Notice::Kind::Error
                      : lint.severity == calendar::Severity::Warning ? Notice::Kind::Warning
                                                                     : Notice::Kind::Note;
        notice.text = withReadableDate(upperFirst(QString::fromStdString(lint.message)));
        notice.line = static_cast<int>(lint.line);
        for (const std::string& line : lint.fix)
            notice.fix += QString::fromStdString(line);
        found.append(notice);
    }
    QVector<Notice> clocks = clockNotices(explanation.clockChanges);
    // What loses runs stands above mere remarks.
    const auto firstNote = std::find_if(
        found.begin(), found.end(), [](const Notice& notice) { return notice.kind == Notice::Kind::Note; });
    auto at = std::distance(found.begin(), firstNote);
    for (const Notice& clock : clocks) {
        if (isToldAlready(clock, found))
            continue;
        if (clock.kind == Notice::Kind::Clock)
            found.insert(at++, clock);
        else
            found.append(clock);
    }
    return found;
}

QVector<Notice> editNotices(const calendar::Timetable& before, const calendar::Timetable& after,
                            const TimeView& view)
{
    const auto until = view.now + std::chrono::hours(30 * 24);
    const calendar::Comparison compared = calendar::compare(before, after, view.now, until, kMostDifferences);
    std::vector<calendar::Instant> appears;
    std::vector<calendar::Instant> vanishes;
    for (const calendar::Difference& difference : compared.first)
        (difference.onlyInFirst ? vanishes : appears).push_back(difference.at);
    const bool complete = compared.complete && compared.first.size() < kMostDifferences;
    QVector<Notice> found;
    if (!appears.empty())
        found.append(
            {Notice::Kind::Appears, differenceText(appears, complete, true, after.zone(), view), 0, {}});
    if (!vanishes.empty())
        found.append(
            {Notice::Kind::Vanishes, differenceText(vanishes, complete, false, before.zone(), view), 0, {}});
    return found;
}

} // namespace reveille::ui
