#pragma once

#include "core/model/Result.h"

#include <memory>

#include <QString>

namespace reveille {

/// One runner per data directory: a flock(2) on `<dir>/runner.lock`, so that a killed holder leaves nothing
/// held. The file names the holder's process for error messages only.
class RunnerLock
{
public:
    /// RunnerElsewhere with the holder's process id as subject when another process has it.
    [[nodiscard]] static Result<std::unique_ptr<RunnerLock>> take(const QString& directory);
    ~RunnerLock();
    RunnerLock(const RunnerLock&) = delete;
    RunnerLock& operator=(const RunnerLock&) = delete;

private:
    explicit RunnerLock(int fd) : m_fd(fd) {}
    int m_fd;
};

} // namespace reveille
