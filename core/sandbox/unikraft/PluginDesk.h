#pragma once

#include "core/sandbox/JobProcess.h"
#include "core/sandbox/TruthLog.h"
#include "core/sandbox/unikraft/InstanceLifecycle.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <QByteArray>
#include <QMap>
#include <QObject>
#include <QString>
#include <QStringList>

namespace reveille::sandbox::unikraft {

/// The commands that the sandbox plugin runs on instances: real processes, with their output and exit code
/// kept until they are deleted or the instance stops. They keep an instance awake that would scale to zero.
class PluginDesk final : public QObject
{
    Q_OBJECT

public:
    /// What is kept of each stream.
    static constexpr qsizetype kMostOutput = 4 * 1024 * 1024;

    struct Order
    {
        QString line; ///< for the shell
        std::optional<QString> cwd;
        std::optional<QMap<QString, QString>> environment;
    };
    struct Command
    {
        QString uuid;
        QString instance;
        QString plugin;
        Order order;
        QByteArray out;
        QByteArray err;
        bool logsDeleted = false;
        std::optional<int> exitCode; ///< nothing: it runs
    };
    struct Parts
    {
        QString metro;
        InstanceStore& store;
        InstanceLifecycle& lifecycle;
        TruthLog& truth;
    };
    explicit PluginDesk(Parts parts);

    /// On an instance that runs. Errors: FailedOperation.
    [[nodiscard]] Outcome<const Command*> run(const InstanceRecord& instance, const QString& plugin,
                                              const Order& order);
    [[nodiscard]] Command* find(const QString& instance, const QString& plugin, const QString& uuid);
    /// In the order they were started.
    [[nodiscard]] QStringList list(const QString& instance, const QString& plugin) const;
    /// By number; one of those that end a process. Errors: Invalid.
    [[nodiscard]] Outcome<void> signal(const Command& command, int number);
    /// What still runs is killed first.
    void remove(const Command& command);

    [[nodiscard]] bool isBusy(const QString& instance) const;

Q_SIGNALS:
    /// It ended, or is no more.
    void over(const QString& uuid);

private:
    struct Held
    {
        Command command;
        std::unique_ptr<JobProcess> process;
    };
    void collect(const QString& uuid, Stream stream, const QByteArray& bytes);
    void ended(const QString& uuid, const JobEnd& end);
    void forget(const QString& instance);
    void log(const char* event, const Command& command) const;

    Parts m_parts;
    std::vector<std::unique_ptr<Held>> m_commands; ///< oldest first
};

} // namespace reveille::sandbox::unikraft
