#pragma once

#include "core/calendar/Explain.h"
#include "ui/builder/BuilderModel.h"
#include "ui/text/TimeView.h"

#include <QString>
#include <QStringList>
#include <QVector>

namespace reveille::ui {

/// One thing to look out for, with the lines to write instead where there are such.
struct Notice
{
    enum class Kind
    {
        Error,
        Warning,
        Note,
        Clock,   ///< about a change of the clocks that does something
        Appears, ///< runs that the edit adds
        Vanishes ///< runs that the edit takes away
    };
    Kind kind = Kind::Note;
    QString text;
    int line = 0;
    QStringList fix;

    friend bool operator==(const Notice&, const Notice&) = default;
};

/// What is worth knowing about the lines as they stand: lints, then clock changes. What is wrong with a line
/// that cannot be read is told under that line and not here.
[[nodiscard]] QVector<Notice> notices(const calendar::Explanation& explanation);

/// The runs of the next 30 days that an edit adds and takes away; empty if there are none.
[[nodiscard]] QVector<Notice> editNotices(const calendar::Timetable& before, const calendar::Timetable& after,
                                          const TimeView& view);

} // namespace reveille::ui
