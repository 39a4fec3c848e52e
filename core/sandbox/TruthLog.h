#pragma once

#include "core/model/Clock.h"
#include "core/model/Result.h"

#include <QJsonObject>
#include <QString>

namespace reveille::sandbox {

/// What really happened, as one JSON object per line, written through to the kernel line by line: what a test
/// or a checker holds a client's own records against. Never holds an API key or the value of a command's
/// environment variable.
class TruthLog
{
public:
    TruthLog(const Clock& clock, QString path);
    ~TruthLog();
    TruthLog(const TruthLog&) = delete;
    TruthLog& operator=(const TruthLog&) = delete;

    /// Appends to what is there; a file above 64 MiB is first moved to "<path>.1".
    [[nodiscard]] Result<void> open();
    void close();
    [[nodiscard]] QString path() const { return m_path; }

    /// {"t":usec,"event":…,"machine","execution","key","command","status","exit_code","bytes",…}: "t" in
    /// microseconds since 1970 by the injected clock; what does not apply is left out. A full disk loses
    /// lines, never the sandbox.
    void write(const char* event, const QJsonObject& fields);

private:
    const Clock& m_clock;
    QString m_path;
    int m_fd = -1;
};

} // namespace reveille::sandbox
