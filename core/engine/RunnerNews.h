#pragma once

#include "core/model/Ids.h"
#include "core/model/RunnerStatus.h"

#include <chrono>
#include <optional>

#include <QByteArray>
#include <QHash>
#include <QVector>

namespace reveille {

/// What a runner tells the copies that look on: that there is something to read in the store, and how it
/// stands itself. Names and instants only, never output, commands or keys.
struct RunnerNews
{
    bool storeChanged = false; ///< accounts, schedules or names
    QVector<RunId> runs;       ///< these have changed in the store
    bool leasesChanged = false;
    std::optional<RunnerStatus> status;
    /// How far this computer's clock is ahead of the clouds', or behind if negative: all that the runner
    /// shows, also none.
    std::optional<QHash<AccountId, std::chrono::milliseconds>> skews{};

    [[nodiscard]] bool isEmpty() const
    {
        return !storeChanged && runs.isEmpty() && !leasesChanged && !status && !skews;
    }
};

/// One line without its end, at most kLongestNews bytes: of very many runs only "everything" is said.
[[nodiscard]] QByteArray newsLine(const RunnerNews& news);
/// Nothing for a line that is no news; members that are not known are passed over.
[[nodiscard]] std::optional<RunnerNews> newsFromLine(const QByteArray& line);

inline constexpr qsizetype kLongestNews = 65536;

} // namespace reveille
