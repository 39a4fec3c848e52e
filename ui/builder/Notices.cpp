#include "ui/builder/Notices.h"

#include "core/calendar/subset/Differences.h"
#include "core/calendar/subset/ProviderSubset.h"
#include "core/calendar/words/EnglishText.h"

#include <algorithm>

#include <QCoreApplication>
#include <QDate>
#include <QLocale>

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

QVector<Notice> clockNotices(const std::vector<ClockChange>& changes)
{
    QVector<Notice> found;
    QStringList harmless;
    QString place;
    for (const ClockChange& change : changes) {
        if (change.effect == ClockChange::Effect::Unaffected ||
            change.effect == ClockChange::Effect::KeepsBeat) {
            harmless += dayText(change);
            place = QString::fromStdString(calendar::zoneText(change.zone.name()));
            continue;
        }
        Notice notice;
        notice.kind = Notice::Kind::Clock;
        notice.text = upperFirst(QString::fromStdString(calendar::english(change))) + u'.';
        found.append(notice);
    }
    if (!harmless.isEmpty()) {
        Notice notice;
        notice.text = say(QT_TRANSLATE_NOOP("Notices", "%1: clocks change %2. These runs are not affected."))
                          .arg(harmless.join(say(QT_TRANSLATE_NOOP("Notices", " and "))), place);
        found.append(notice);
    }
    return found;
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
        notice.text = upperFirst(QString::fromStdString(lint.message));
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

QString engineText(FiredBy firedBy, const calendar::Timetable& timetable, const TimeView& view)
{
    if (firedBy == FiredBy::Reveille)
        return say(QT_TRANSLATE_NOOP("Notices",
                                     "Sent to the provider: nothing. Reveille fires this while it runs, "
                                     "on the clock of %1."))
            .arg(zonePlace(QString::fromStdString(timetable.zone().name())));
    const calendar::SubsetFit fit =
        calendar::fitTo(calendar::ProviderSubset::unikraft(), timetable, view.now);
    if (fit.verdict == calendar::SubsetFit::Verdict::Refused)
        return say(QT_TRANSLATE_NOOP("Notices", "The provider cannot fire this itself: %1"))
            .arg(QString::fromStdString(fit.why));
    QStringList lines;
    for (const std::string& line : fit.lines)
        lines += QString::fromStdString(line);
    return say(QT_TRANSLATE_NOOP("Notices", "The provider fires this by itself. Sent, in UTC: %1"))
        .arg(lines.join(u" | "_s));
}

} // namespace reveille::ui
