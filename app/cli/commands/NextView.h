#pragma once

#include "core/calendar/Instant.h"

#include <vector>

namespace reveille::cli {

class Session;
struct NextOptions;
struct NextQuestion;

/// Prints the answer to "next" as a table or, with --json, as one object.
void printNext(const Session& session, const NextOptions& options, const NextQuestion& question,
               const std::vector<calendar::Instant>& elapses);

} // namespace reveille::cli
