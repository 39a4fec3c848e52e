#include "core/providers/unikraft/PluginExecutions.h"

#include "core/providers/unikraft/ExecutionBody.h"

#include <algorithm>

namespace reveille::unikraft {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostListed = 100;
constexpr qint64 kMostOutput = 1024 * 1024; // of each stream, as the platforms of the other kind keep
constexpr int kTerminated = 128 + 15;
constexpr int kKilled = 128 + 9;

Ask pluginAsk(const Target& target, const QString& plugin, const QString& path)
{
    Ask ask;
    ask.path = u"/instances/"_s + target.uuid + u"/plugins/"_s +
               QString::fromLatin1(QUrl::toPercentEncoding(plugin)) + u"/commands"_s + path;
    return ask;
}

Ask commandAsk(const Target& target, const PluginCommand& command, const QString& path = {})
{
    Ask ask = pluginAsk(target, command.plugin,
                        u'/' + QString::fromLatin1(QUrl::toPercentEncoding(command.uuid)) + path);
    ask.subject = executionIdOf(command).value;
    return ask;
}

/// An envelope about one command: its "error" has no items to speak for it.
Result<QJsonObject> dataOf(const Result<Envelope>& answer, const Target& target, const QString& subject)
{
    if (!answer)
        return tl::unexpected(answer.error());
    if (answer->status == Envelope::Status::Error)
        return checkItem({}, *answer, subject, target.link.redactor());
    return answer->data;
}

bool endedBySignal(int exitCode)
{
    return exitCode == kTerminated || exitCode == kKilled || exitCode < 0;
}

Result<ExecutionOutput> outputOf(const QJsonObject& data)
{
    ExecutionOutput output;
    output.stdoutText = QByteArray::fromBase64(data[u"stdout"_s].toString().toLatin1());
    output.stderrText = QByteArray::fromBase64(data[u"stderr"_s].toString().toLatin1());
    output.stdoutTotal = integerOf(data[u"stdout_available"_s]);
    output.stderrTotal = integerOf(data[u"stderr_available"_s]);
    output.stdoutTruncated = output.stdoutTotal.value_or(0) > output.stdoutText.size();
    output.stderrTruncated = output.stderrTotal.value_or(0) > output.stderrText.size();
    return output;
}

/// The commands one after the other: the plugin lists only their names.
class CommandList final : public CallHandle
{
public:
    CommandList(Target target, QString plugin, Reply<QVector<Execution>> reply)
        : m_target(std::move(target)), m_plugin(std::move(plugin)), m_reply(std::move(reply))
    {
        m_talk.step(m_target.ask(pluginAsk(m_target, m_plugin, {}),
                                 [this](const Result<Envelope>& answer) { listed(answer); }));
    }

private:
    void listed(const Result<Envelope>& answer)
    {
        const auto data = dataOf(answer, m_target, m_target.id.value);
        if (!data) {
            end(tl::unexpected(data.error()));
            return;
        }
        m_left = stringsOf((*data)[u"commands"_s]);
        std::reverse(m_left.begin(), m_left.end());
        m_left = m_left.first(std::min(kMostListed, m_left.size()));
        readNext();
    }

    void readNext()
    {
        if (m_left.isEmpty()) {
            end(std::move(m_executions));
            return;
        }
        const PluginCommand command{m_plugin, m_left.takeFirst()};
        m_talk.step(readCommand(m_target, command, [this](const Result<Execution>& read) {
            if (read)
                m_executions.append(*read);
            else if (read.error().code != ErrorCode::NotFound) { // deleted meanwhile
                end(tl::unexpected(read.error()));
                return;
            }
            readNext();
        }));
    }

    void end(Result<QVector<Execution>> result)
    {
        const Reply<QVector<Execution>> reply = std::exchange(m_reply, nullptr);
        reply(std::move(result));
    }

    Target m_target;
    QString m_plugin;
    Reply<QVector<Execution>> m_reply;
    QStringList m_left;
    QVector<Execution> m_executions;
    Conversation m_talk;
};

} // namespace

ExecutionId executionIdOf(const PluginCommand& command)
{
    return {command.plugin + u'/' + command.uuid};
}

std::optional<PluginCommand> pluginCommandOf(const ExecutionId& execution)
{
    const qsizetype slash = execution.value.lastIndexOf(u'/');
    if (slash <= 0 || slash + 1 == execution.value.size())
        return std::nullopt;
    return PluginCommand{execution.value.left(slash), execution.value.mid(slash + 1)};
}

Execution executionOf(const QJsonObject& data, const PluginCommand& command, const MachineId& machine,
                      bool wasEnded)
{
    Execution execution;
    execution.id = executionIdOf(command);
    execution.machine = machine;
    execution.command = QStringList{data[u"cmdline"_s].toString()};
    execution.envKeys = data[u"env"_s].toObject().keys();
    const auto exitCode = integerOf(data[u"exitcode"_s]);
    if (!exitCode) {
        execution.status = ExecutionStatus::Running;
        execution.rawStatus = u"running"_s;
        return execution;
    }
    const int code = static_cast<int>(*exitCode);
    execution.rawStatus = u"exited"_s;
    execution.exitCode = code;
    if (wasEnded && endedBySignal(code))
        execution.status = ExecutionStatus::Cancelled;
    else
        execution.status = code == 0 ? ExecutionStatus::Succeeded : ExecutionStatus::Failed;
    return execution;
}

Call startCommand(const Target& target, const QString& plugin, const ExecutionSpec& spec,
                  Reply<Execution> reply)
{
    Ask ask = pluginAsk(target, plugin, {});
    ask.method = HttpMethod::Post;
    ask.body = jsonOf(pluginCommand(spec));
    return target.ask(ask, [target, plugin, spec, reply = std::move(reply)](const Result<Envelope>& answer) {
        const auto data = dataOf(answer, target, target.id.value);
        if (!data) {
            reply(tl::unexpected(data.error()));
            return;
        }
        const PluginCommand command{plugin, (*data)[u"uuid"_s].toString()};
        if (command.uuid.isEmpty()) {
            reply(fail(ErrorCode::BadAnswer, target.id.value, u"the answer names no command"_s));
            return;
        }
        Execution execution = executionOf({}, command, target.id, false);
        execution.command = spec.argv;
        execution.envKeys = spec.env.keys();
        reply(std::move(execution));
    });
}

Call readCommand(const Target& target, const PluginCommand& command, Reply<Execution> reply)
{
    return target.ask(commandAsk(target, command),
                      [target, command, reply = std::move(reply)](const Result<Envelope>& answer) {
                          const QString id = executionIdOf(command).value;
                          reply(dataOf(answer, target, id).map([&](const QJsonObject& data) {
                              const bool wasEnded = target.link.ended->contains(target.id.value + id);
                              return executionOf(data, command, target.id, wasEnded);
                          }));
                      });
}

Call listCommands(const Target& target, const QString& plugin, Reply<QVector<Execution>> reply)
{
    return std::make_unique<CommandList>(target, plugin, std::move(reply));
}

Call cancelCommand(const Target& target, const PluginCommand& command, Reply<Execution> reply)
{
    auto talk = std::make_unique<Conversation>();
    talk->step(readCommand(
        target, command,
        [step = talk.get(), target, command, reply = std::move(reply)](const Result<Execution>& read) {
            if (!read) {
                reply(read);
                return;
            }
            if (isTerminal(read->status)) {
                Ask ask = commandAsk(target, command);
                ask.method = HttpMethod::Delete;
                step->step(target.ask(ask, [reply, target, read = *read](const Result<Envelope>& answer) {
                    reply(
                        dataOf(answer, target, read.id.value).map([&](const QJsonObject&) { return read; }));
                }));
                return;
            }
            Ask ask = commandAsk(target, command, u"/signal"_s);
            ask.method = HttpMethod::Post;
            ask.body = jsonOf(QJsonObject{{u"signal"_s, u"TERM"_s}});
            step->step(target.ask(ask, [step, target, command, reply](const Result<Envelope>& answer) {
                const QString id = executionIdOf(command).value;
                if (const auto done = dataOf(answer, target, id); !done) {
                    reply(tl::unexpected(done.error()));
                    return;
                }
                target.link.ended->insert(target.id.value + id);
                step->step(readCommand(target, command, reply));
            }));
        }));
    return talk;
}

Call readCommandOutput(const Target& target, const PluginCommand& command, Reply<ExecutionOutput> reply)
{
    Ask ask = commandAsk(target, command, u"/logs"_s);
    const QJsonObject range{{u"offset"_s, 0}, {u"limit"_s, kMostOutput}};
    ask.body = jsonOf(QJsonObject{{u"stdout"_s, range}, {u"stderr"_s, range}});
    ask.maxBytes = 16 * 1024 * 1024;
    return target.ask(ask, [target, command, reply = std::move(reply)](const Result<Envelope>& answer) {
        reply(dataOf(answer, target, executionIdOf(command).value).and_then(outputOf));
    });
}

} // namespace reveille::unikraft
