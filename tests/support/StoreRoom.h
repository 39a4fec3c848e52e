#pragma once

#include <QDir>
#include <QFileInfo>
#include <QString>

namespace reveille::test {

/// A QTemporaryDir template in memory where that exists: nobody pulls the plug on a test, and thousands of
/// fsyncs are slow on a disk.
[[nodiscard]] inline QString storeRoom()
{
    const QFileInfo memory(QStringLiteral("/dev/shm"));
    return (memory.isDir() && memory.isWritable() ? memory.filePath() : QDir::tempPath()) +
           QStringLiteral("/reveille-test-XXXXXX");
}

} // namespace reveille::test
