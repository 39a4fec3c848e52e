#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Ids.h"

#include <QString>
#include <QVector>

namespace reveille {

/// "3 schedules missed 14 runs: will run 3", while the person may still change it.
struct CatchUp
{
    struct Item
    {
        ScheduleId schedule;
        QString name;
        qint64 missed = 0; ///< occurrences that passed unfired
        int toRun = 0;     ///< of these, what the schedule's policy will run

        friend bool operator==(const Item&, const Item&) = default;
    };
    QVector<Item> items;
    calendar::Instant startsAt{}; ///< by itself, if nobody says otherwise; later while the network is away
    bool waitsForNetwork = false;

    [[nodiscard]] qint64 missed() const
    {
        qint64 sum = 0;
        for (const Item& item : items)
            sum += item.missed;
        return sum;
    }
    [[nodiscard]] int toRun() const
    {
        int sum = 0;
        for (const Item& item : items)
            sum += item.toRun;
        return sum;
    }
    friend bool operator==(const CatchUp&, const CatchUp&) = default;
};

/// What the person may say to a CatchUp.
enum class CatchUpAnswer
{
    AsPlanned, ///< what the policies say, without waiting
    All,       ///< every missed occurrence, at most 1000 of each schedule
    Latest,    ///< the latest one of each schedule
    Skip,      ///< none; they are recorded as missed
};

} // namespace reveille
