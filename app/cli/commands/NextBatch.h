#pragma once

namespace reveille::cli {

class Session;
struct NextOptions;

/// Answers questions in JSON lines from standard input until it ends; ends the session.
void runBatch(Session& session, const NextOptions& options);

} // namespace reveille::cli
