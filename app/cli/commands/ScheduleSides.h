#pragma once

#include "app/cli/Session.h"

#include <string>
#include <vector>

#include <QString>

namespace reveille::cli {

/// What a provider keeps of a schedule and how that differs from ours, in a few words; empty for a schedule
/// that Reveille fires.
[[nodiscard]] QString driftText(const Schedule& schedule);

struct DriftOptions
{
    std::string name;
    bool takeTheirs = false;
    bool sendOurs = false;
};

/// Shows both versions, or ends the drift as was said.
void resolveDrift(Session& session, const DriftOptions& options);

struct CopyOptions
{
    std::string name;
    std::vector<std::string> machines;
    std::string account;
    bool yes = false;
};

/// One schedule on several machines, each with its own result.
void copySchedule(Session& session, const CopyOptions& options);

} // namespace reveille::cli
