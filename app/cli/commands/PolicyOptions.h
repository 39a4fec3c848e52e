#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Result.h"
#include "core/model/Schedule.h"

#include <optional>
#include <string>
#include <vector>

#include <QStringList>

namespace CLI {
class App;
}

namespace reveille::cli {

/// What schedule add and edit say about policies. What is empty was not said.
struct PolicyOptions
{
    std::string overlap;
    std::string onMiss;
    std::string missWindow;
    std::string deadline;
    std::optional<int> retries;
    std::optional<int> commandRetries;
    std::string jitter;
    std::optional<int> pauseAfter;
    std::string until;
    std::string runLimit;
    std::optional<int> skipNext;
    std::vector<std::string> exclude; ///< dates, files or "none"
    std::string sleepAfter;
    std::string gap;
    std::string fold;
    std::optional<bool> parallel;
};

/// Adds their options to a command; `options` must outlive it.
void addPolicyOptions(CLI::App& command, PolicyOptions& options);

/// The policy with what was said put in, times on the schedule's clock. InvalidArgument names the option that
/// makes no sense. Reads the calendar files that --exclude names; `remarks` gets what they hold and cannot be
/// used.
[[nodiscard]] Result<SchedulePolicy> withPolicyOptions(SchedulePolicy policy, const PolicyOptions& options,
                                                       const QString& zone, calendar::Instant now,
                                                       QStringList& remarks);

} // namespace reveille::cli
