#pragma once

#include "app/cli/commands/PolicyOptions.h"
#include "core/model/Result.h"
#include "core/model/Schedule.h"

#include <optional>
#include <string>
#include <vector>

#include <QStringList>

namespace reveille::cli {

/// What schedule add and edit say about a schedule. What is empty was not said.
struct ScheduleOptions
{
    std::string name; ///< add: its name; edit: which one
    std::string newName;
    std::string machine;
    std::string account;
    std::vector<std::string> when;
    std::string zone;
    std::string timeout;
    std::optional<std::string> cwd;
    std::vector<std::string> env;
    std::vector<std::string> unsetEnv;
    std::optional<std::string> stdinFile;
    std::optional<std::string> ping;
    std::string action;
    std::string firedBy;
    std::optional<std::string> note;
    bool yes = false; ///< a machine may be gone afterwards
    PolicyOptions policy;
    std::string shellLine; ///< instead of argv
    std::optional<QStringList> argv;
};

/// The schedule with what was said put in; the machine is looked up elsewhere. InvalidArgument names the
/// option that makes no sense; Parse points into the expression. Reads the files that options name; `remarks`
/// gets what a person should know of them.
[[nodiscard]] Result<Schedule> withOptions(Schedule schedule, const ScheduleOptions& options,
                                           calendar::Instant now, QStringList& remarks);

} // namespace reveille::cli
