#include "core/sandbox/unikraft/PluginDesk.h"

#include "core/sandbox/Files.h"
#include "core/sandbox/JobPlace.h"
#include "core/sandbox/unikraft/CreateOrder.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include <QFileInfo>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

namespace {

/// A signal is only ever one signal: nothing follows it by itself.
constexpr std::chrono::milliseconds kNever = std::chrono::hours(24 * 365);

} // namespace

PluginDesk::PluginDesk(Parts parts) : m_parts(std::move(parts))
{
    connect(&m_parts.lifecycle, &InstanceLifecycle::down, this, &PluginDesk::forget);
}

Outcome<const PluginDesk::Command*> PluginDesk::run(const InstanceRecord& instance, const QString& plugin,
                                                    const Order& order)
{
    const QString dir = m_parts.store.directoryOf(instance.uuid);
    const QString home = dir + u"/home"_s;
    if (const auto made = makePrivateDir(dir).and_then([&] { return makePrivateDir(home); }); !made)
        return refuse(Code::FailedOperation, made.error().detail);
    const JobPlace place(home);
    JobSpec spec;
    spec.program = u"/bin/sh"_s;
    spec.arguments = {u"-c"_s, order.line};
    spec.directory = place.directory(order.cwd.value_or(QString()));
    spec.environment = place.environment(order.environment.value_or(QMap<QString, QString>()));
    if (!QFileInfo(spec.directory).isDir())
        return refuse(Code::FailedOperation, u"Cannot spawn in '%1'"_s.arg(*order.cwd));

    auto held = std::make_unique<Held>();
    held->command = {newUuid(), instance.uuid, plugin, order, {}, {}, false, {}};
    held->process = std::make_unique<JobProcess>();
    const QString uuid = held->command.uuid;
    connect(held->process.get(), &JobProcess::output, this,
            [this, uuid](Stream stream, const QByteArray& bytes) { collect(uuid, stream, bytes); });
    connect(held->process.get(), &JobProcess::ended, this,
            [this, uuid](const JobEnd& end) { ended(uuid, end); });
    held->process->start(spec);
    log("plugin_started", held->command);
    m_commands.push_back(std::move(held));
    return &m_commands.back()->command;
}

PluginDesk::Command* PluginDesk::find(const QString& instance, const QString& plugin, const QString& uuid)
{
    const auto it = std::find_if(m_commands.begin(), m_commands.end(), [&](const auto& held) {
        return held->command.uuid == uuid && held->command.instance == instance &&
               held->command.plugin == plugin;
    });
    return it == m_commands.end() ? nullptr : &(*it)->command;
}

QStringList PluginDesk::list(const QString& instance, const QString& plugin) const
{
    QStringList uuids;
    for (const auto& held : m_commands) {
        if (held->command.instance == instance && held->command.plugin == plugin)
            uuids.append(held->command.uuid);
    }
    return uuids;
}

Outcome<void> PluginDesk::signal(const Command& command, int number)
{
    const auto it = std::find_if(m_commands.begin(), m_commands.end(),
                                 [&](const auto& held) { return held->command.uuid == command.uuid; });
    JobProcess* const process = it == m_commands.end() ? nullptr : (*it)->process.get();
    if (number == SIGKILL) {
        if (process)
            process->kill();
    } else if (number == SIGTERM || number == SIGINT || number == SIGHUP) {
        if (process)
            process->terminate(kNever);
    } else {
        return refuse(Code::Invalid, u"Signal %1 cannot be sent"_s.arg(number));
    }
    return {};
}

void PluginDesk::remove(const Command& command)
{
    const QString uuid = command.uuid;
    std::erase_if(m_commands, [&](const auto& held) { return held->command.uuid == uuid; });
    Q_EMIT over(uuid);
}

bool PluginDesk::isBusy(const QString& instance) const
{
    return std::any_of(m_commands.begin(), m_commands.end(), [&](const auto& held) {
        return held->command.instance == instance && !held->command.exitCode;
    });
}

void PluginDesk::collect(const QString& uuid, Stream stream, const QByteArray& bytes)
{
    for (const auto& held : m_commands) {
        if (held->command.uuid != uuid)
            continue;
        QByteArray& kept = stream == Stream::Out ? held->command.out : held->command.err;
        kept += bytes.left(kMostOutput - kept.size());
    }
}

void PluginDesk::ended(const QString& uuid, const JobEnd& end)
{
    for (const auto& held : m_commands) {
        if (held->command.uuid != uuid)
            continue;
        // As a shell tells it.
        held->command.exitCode = end.exitCode ? *end.exitCode : end.signal ? 128 + *end.signal : 126;
        log("plugin_ended", held->command);
        // The process is still telling of its end.
        held->process.release()->deleteLater();
    }
    Q_EMIT over(uuid);
}

void PluginDesk::forget(const QString& instance)
{
    // What the instance held in memory is gone with it.
    QStringList gone;
    for (const auto& held : m_commands) {
        if (held->command.instance == instance)
            gone.append(held->command.uuid);
    }
    std::erase_if(m_commands, [&](const auto& held) { return held->command.instance == instance; });
    for (const QString& uuid : std::as_const(gone))
        Q_EMIT over(uuid);
}

void PluginDesk::log(const char* event, const Command& command) const
{
    QJsonObject fields{
        {u"metro"_s, m_parts.metro}, {u"instance"_s, command.instance}, {u"command"_s, command.uuid}};
    if (command.exitCode)
        fields.insert(u"exit_code"_s, *command.exitCode);
    m_parts.truth.write(event, fields);
}

} // namespace reveille::sandbox::unikraft
