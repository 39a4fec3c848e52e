#pragma once

#include "core/calendar/Timetable.h"
#include "core/calendar/lint/Rate.h"
#include "ui/text/TimeView.h"

#include <array>
#include <vector>

#include <QString>
#include <QVector>

namespace reveille::ui {

/// Runs per day of one year on the timetable's clock.
struct YearRuns
{
    static constexpr int kNoSuchDay = -1;
    int year = 0;
    std::array<std::array<int, 31>, 12> runs{}; ///< capped at kMostPerDay
    std::array<std::array<bool, 31>, 12> clockChange{};
    qint64 total = 0;
    int days = 0; ///< with at least one run
    static constexpr int kMostPerDay = 10'000;
};
[[nodiscard]] YearRuns yearRuns(const calendar::Timetable& timetable, int year);

/// Runs per weekday (0 is Monday) and hour of the timetable's clock, of the year after `from`; of the next
/// four weeks where there are too many to look at.
struct WeekRuns
{
    std::array<std::array<int, 24>, 7> runs{};
    int most = 0;
};
[[nodiscard]] WeekRuns weekRuns(const calendar::Timetable& timetable, calendar::Instant from);

/// One line of the list of runs.
struct RunLine
{
    calendar::Instant at{};
    QString when; ///< on the clock chosen
    QString gap;  ///< "in 23 h" for the first, then "8 h later", before now "8 h before"
    QString tip;  ///< all three clocks
    bool past = false;

    friend bool operator==(const RunLine&, const RunLine&) = default;
};
/// Up to `before` runs before now and `after` ones from now on, ascending.
[[nodiscard]] QVector<RunLine> runLines(const calendar::Timetable& timetable, const TimeView& view,
                                        const calendar::TimeZone& shownIn, std::size_t before,
                                        std::size_t after);
/// Up to `most` runs before now, the latest first.
[[nodiscard]] QVector<RunLine> pastLines(const calendar::Timetable& timetable, const TimeView& view,
                                         const calendar::TimeZone& shownIn, std::size_t most);
/// The runs of one day on the timetable's clock, at most `most`.
[[nodiscard]] QVector<RunLine> runsOfDay(const calendar::Timetable& timetable, const TimeView& view, int year,
                                         int month, int day, std::size_t most);

/// "10 runs a week, 522 a year".
[[nodiscard]] QString rateText(const calendar::Rate& rate);
/// "8 h to 64 h apart"; empty if there are fewer than two.
[[nodiscard]] QString gapText(const calendar::Rate& rate);
/// "8 h", "1 h 30 min", "2 days"; two units at most.
[[nodiscard]] QString spanText(std::chrono::microseconds span);

} // namespace reveille::ui
