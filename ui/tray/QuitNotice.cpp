#include "ui/tray/QuitNotice.h"

#include "core/engine/UpcomingRuns.h"

#include <algorithm>

#include <QCoreApplication>
#include <QStringList>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kTold = 4;

QString say(const char* text)
{
    return QCoreApplication::translate("QuitNotice", text);
}

struct Missed
{
    calendar::Instant at;
    QString name;
};

/// The first firing of each schedule that would be missed, the soonest first.
QVector<Missed> firstMissed(const EngineState& state, calendar::Instant now)
{
    const auto& pause = state.status().pause;
    QVector<Missed> missed;
    for (const Schedule& schedule : state.schedules()) {
        if (!schedule.enabled || schedule.firedBy != FiredBy::Reveille)
            continue;
        const auto upcoming = UpcomingRuns::of(schedule);
        const auto at = upcoming ? upcoming->next(now) : std::nullopt;
        const auto covers = [&](const std::optional<Pause>& held) { return held && held->covers(*at); };
        if (at && !covers(pause) && !covers(schedule.pause))
            missed.append({*at, schedule.name});
    }
    std::stable_sort(missed.begin(), missed.end(),
                     [](const Missed& a, const Missed& b) { return a.at < b.at; });
    return missed;
}

QString openRunsText(int open)
{
    const QString runs = open == 1
                             ? say(QT_TRANSLATE_NOOP("QuitNotice", "A run is open."))
                             : QCoreApplication::translate("QuitNotice", "%n runs are open.", nullptr, open);
    return runs + u' ' +
           say(QT_TRANSLATE_NOOP(
               "QuitNotice", "Commands go on in the cloud. At the next start Reveille asks what became of "
                             "them and puts their machines to sleep."));
}

} // namespace

std::optional<QuitNotice> quitNotice(const EngineState& state, const TimeView& view)
{
    const RunnerStatus& status = state.status();
    if (status.state == RunnerState::Viewer)
        return std::nullopt;
    const QVector<Missed> missed = firstMissed(state, view.now);
    if (missed.isEmpty() && status.openRuns == 0)
        return std::nullopt;
    QuitNotice notice;
    notice.what = say(QT_TRANSLATE_NOOP("QuitNotice", "Nothing fires until Reveille is started again."));
    QStringList paragraphs;
    if (!missed.isEmpty()) {
        QStringList lines{say(QT_TRANSLATE_NOOP("QuitNotice", "Missed until then, from:"))};
        for (const Missed& each : missed.first(std::min(kTold, missed.size())))
            lines += u"    "_s + say(QT_TRANSLATE_NOOP("QuitNotice", "%1  %2"))
                                     .arg(dateTimeText(each.at, view.local, view.now), each.name);
        if (const auto more = static_cast<int>(missed.size() - kTold); more > 0)
            lines += u"    "_s + (more == 1 ? say(QT_TRANSLATE_NOOP("QuitNotice", "and 1 more schedule"))
                                            : QCoreApplication::translate(
                                                  "QuitNotice", "and %n more schedules", nullptr, more));
        paragraphs += lines.join(u'\n');
        paragraphs += say(QT_TRANSLATE_NOOP(
            "QuitNotice", "At the next start each schedule's own rule says what is caught up."));
    }
    if (status.openRuns > 0)
        paragraphs += openRunsText(status.openRuns);
    notice.detail = paragraphs.join(u"\n\n"_s);
    return notice;
}

} // namespace reveille::ui
