#pragma once

#include <memory>

#include <QByteArray>
#include <QJsonDocument>
#include <QMap>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace reveille::test {

/// Runs the real reveillectl as a person would, on the data directory and in the environment the test has set
/// (see TempHome).
class CliRunner
{
public:
    struct Ended
    {
        int exitCode = -1; ///< -1: it crashed, could not be started or did not end in time
        QByteArray out;
        QByteArray err;

        /// What --json printed; null if that is not JSON.
        [[nodiscard]] QJsonDocument json() const { return QJsonDocument::fromJson(out); }
    };

    /// Runs one command to its end.
    [[nodiscard]] static Ended run(const QStringList& arguments, const QByteArray& input = {});
    /// Starts a command that goes on ("run"); the process dies with the handle. `extra` is added to its
    /// environment alone.
    [[nodiscard]] static std::unique_ptr<QProcess> start(const QStringList& arguments,
                                                         const QMap<QString, QString>& extra = {});
};

} // namespace reveille::test
