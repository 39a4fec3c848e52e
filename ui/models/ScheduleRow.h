#pragma once

#include "core/calendar/Timetable.h"
#include "core/model/Run.h"
#include "core/model/Schedule.h"
#include "ui/models/BadgeCache.h"
#include "ui/state/EngineState.h"
#include "ui/text/StateLook.h"
#include "ui/text/TimeView.h"

#include <optional>

#include <QHash>
#include <QString>
#include <QVector>

namespace reveille::ui {

/// One schedule with everything its row shows, worked out beforehand.
struct ScheduleRow
{
    Schedule schedule;
    ScheduleProgress progress; ///< what its policies have counted
    QString machineName;
    QString accountName;
    QString note; ///< under the name: who fires it, or why it does not
    QString expression;
    QString meaning; ///< under the expression
    QString command;
    std::optional<calendar::Instant> next;
    QString nextText;
    QString nextExact;
    QString nextTip;
    QString lastText;
    StateLook lastLook;
    QString lastTip;
    QString searchText; ///< lower case
    QVector<Badge> badges;

    [[nodiscard]] ScheduleId key() const { return schedule.id; }
    friend bool operator==(const ScheduleRow& a, const ScheduleRow& b)
    {
        return a.schedule == b.schedule && a.progress == b.progress && a.machineName == b.machineName &&
               a.accountName == b.accountName && a.note == b.note && a.meaning == b.meaning &&
               a.next == b.next && a.nextText == b.nextText && a.nextExact == b.nextExact &&
               a.lastText == b.lastText && a.lastTip == b.lastTip && a.badges == b.badges &&
               a.lastLook.icon == b.lastLook.icon && a.lastLook.color == b.lastLook.color;
    }
};

/// Makes the rows from the state and remembers what is dear to work out: the parsed timetables and their next
/// elapse.
class ScheduleRows
{
public:
    [[nodiscard]] QVector<ScheduleRow> make(const EngineState& state, const TimeView& view);
    /// The next elapse of each enabled schedule as of the last make().
    [[nodiscard]] std::optional<calendar::Instant> next(const ScheduleId& id) const;

private:
    struct Known
    {
        QStringList when;
        QString zone;
        SchedulePolicy policy;
        ScheduleProgress progress;
        std::optional<calendar::Timetable> timetable;
        std::optional<calendar::Instant> next;
        calendar::Instant askedAt{};
        QString meaning;
        calendar::TimeZone meantFrom; ///< the local zone when `meaning` was made
    };
    const Known& known(const Schedule& schedule, const ScheduleProgress& progress, const TimeView& view);

    QHash<ScheduleId, Known> m_known;
    BadgeCache m_badges;
};

[[nodiscard]] std::optional<calendar::Timetable> timetableOf(const QStringList& when, const QString& zone);
/// "every day at 02:00 (Europe/Berlin) · next 01:00 here".
[[nodiscard]] QString meaningText(const calendar::Timetable& timetable, std::optional<calendar::Instant> next,
                                  const TimeView& view);

} // namespace reveille::ui
