#include "core/providers/unikraft/UnikraftProvider.h"

#include "core/providers/unikraft/CreateRequest.h"
#include "core/providers/unikraft/ExecutionBody.h"
#include "core/providers/unikraft/InstanceList.h"
#include "core/providers/unikraft/Lifecycle.h"
#include "core/providers/unikraft/OneShotExecutions.h"
#include "core/providers/unikraft/PerMetro.h"
#include "core/providers/unikraft/PluginExecutions.h"

namespace reveille {

using namespace Qt::StringLiterals;
using namespace unikraft;

namespace {

template <typename T> std::optional<Error> errorIn(const MetroAnswer<T>& answer)
{
    return answer.result ? std::nullopt : std::optional(answer.result.error());
}

/// What a failed list means to somebody who wonders about address and token.
Error asConnectionError(Error error)
{
    if (error.code == ErrorCode::NotFound && error.httpStatus != 0)
        error.code = ErrorCode::NotThisApi; // the list exists at every right address
    if (error.code == ErrorCode::Forbidden)
        error.code = ErrorCode::Unauthorized; // any token that is known there may list
    return error;
}

/// Reads the instance first: only that tells whether it has the plugin.
Call startOn(const Target& target, const ExecutionSpec& spec, const IdempotencyKey& key,
             Reply<Execution> reply)
{
    auto talk = std::make_unique<Conversation>();
    talk->step(readInstance(target, [step = talk.get(), target, spec, key,
                                     reply = std::move(reply)](const Result<Reading>& reading) {
        if (!reading) {
            reply(tl::unexpected(reading.error()));
            return;
        }
        const QString plugin = sandboxPluginOf(reading->item);
        step->step(plugin.isEmpty() ? startOneShot(target, *reading, spec, key, reply)
                                    : startCommand(target, plugin, spec, reply));
    }));
    return talk;
}

Call listOn(const Target& target, Reply<QVector<Execution>> reply)
{
    auto talk = std::make_unique<Conversation>();
    talk->step(readInstance(
        target, [step = talk.get(), target, reply = std::move(reply)](const Result<Reading>& reading) {
            if (!reading) {
                reply(tl::unexpected(reading.error()));
                return;
            }
            const QVector<Execution> oneShots = oneShotsOf(target, *reading);
            const QString plugin = sandboxPluginOf(reading->item);
            if (plugin.isEmpty()) {
                reply(oneShots);
                return;
            }
            step->step(
                listCommands(target, plugin, [reply, oneShots](const Result<QVector<Execution>>& commands) {
                    reply(commands.map([&](const QVector<Execution>& list) { return oneShots + list; }));
                }));
        }));
    return talk;
}

} // namespace

UnikraftProvider::UnikraftProvider(HttpClient& http, Redactor& redactor, const Clock& clock,
                                   const Account& account, ApiKeyReader readKey)
{
    m_link.channel = std::make_shared<UnikraftChannel>(http, redactor, std::move(readKey));
    m_link.metros = std::make_shared<MetroDirectory>(m_link.channel, account.metros, account.endpoint);
    m_link.account = account.id;
    m_link.clock = &clock;
}

Call UnikraftProvider::testConnection(Reply<void> reply)
{
    const auto begin = [link = m_link](const Metro& metro, Reply<Envelope> back) {
        Ask ask;
        ask.path = u"/instances"_s;
        ask.query = {{u"count"_s, u"1"_s}, {u"details"_s, u"false"_s}};
        // A person waits in front of the dialog: say at once what the first attempt said.
        ask.retry = RetryClass::Never;
        return link.channel->ask(metro.base, ask, std::move(back));
    };
    return std::make_unique<PerMetro<Envelope>>(
        m_link, begin, [reply = std::move(reply)](const Result<PerMetro<Envelope>::Answers>& answers) {
            if (!answers) {
                reply(tl::unexpected(asConnectionError(answers.error())));
                return;
            }
            for (const auto& answer : *answers) {
                if (!answer.result) {
                    reply(tl::unexpected(asConnectionError(answer.result.error())));
                    return;
                }
            }
            reply({});
        });
}

Call UnikraftProvider::listMachines(Reply<QVector<Machine>> reply)
{
    using List = QVector<Machine>;
    const auto begin = [link = m_link](const Metro& metro, Reply<List> back) -> Call {
        return std::make_unique<InstanceList>(link, metro, std::move(back));
    };
    return std::make_unique<PerMetro<List>>(
        m_link, begin,
        [status = m_status, reply = std::move(reply)](Result<PerMetro<List>::Answers> answers) {
            if (!answers) {
                reply(tl::unexpected(answers.error()));
                return;
            }
            status->clear();
            List machines;
            bool anySucceeded = false;
            for (const auto& answer : *answers) {
                status->append({answer.metro.code, answer.metro.base, errorIn(answer)});
                if (answer.result) {
                    machines += *answer.result;
                    anySucceeded = true;
                }
            }
            if (anySucceeded)
                reply(std::move(machines));
            else
                reply(tl::unexpected(allFailed(*answers)));
        });
}

Call UnikraftProvider::getMachine(const MachineId& machine, Reply<Machine> reply)
{
    return atInstance<Machine>(m_link, machine, readMachine, std::move(reply));
}

Call UnikraftProvider::createMachine(const MachineSpec& spec, const IdempotencyKey& key, Reply<Machine> reply)
{
    const auto metro = metroOf(spec);
    if (!metro)
        return deferredReply<Machine>(tl::unexpected(metro.error()), std::move(reply));
    auto talk = std::make_unique<Conversation>();
    const auto create = [step = talk.get(), link = m_link, spec, key,
                         reply = std::move(reply)](const Result<Metro>& found) {
        if (found)
            step->step(createInstance(link, *found, spec, key, reply));
        else
            reply(tl::unexpected(found.error()));
    };
    talk->step(metro->isEmpty() ? m_link.metros->first(create) : m_link.metros->find(*metro, create));
    return talk;
}

Call UnikraftProvider::deleteMachine(const MachineId& machine, const IdempotencyKey&, Reply<void> reply)
{
    return atInstance<void>(m_link, machine, deleteInstance, std::move(reply));
}

Call UnikraftProvider::wake(const MachineId& machine, const IdempotencyKey&, Reply<Machine> reply)
{
    return atInstance<Machine>(m_link, machine, startInstance, std::move(reply));
}

Call UnikraftProvider::sleep(const MachineId& machine, const IdempotencyKey&, Reply<Machine> reply)
{
    return atInstance<Machine>(m_link, machine, putInstanceToSleep, std::move(reply));
}

QByteArray UnikraftProvider::executionBody(const ExecutionSpec& spec) const
{
    return executionBodyFor(spec);
}

Call UnikraftProvider::startExecution(const MachineId& machine, const QByteArray& body,
                                      const IdempotencyKey& key, Reply<Execution> reply)
{
    const auto spec = executionSpecIn(body);
    if (!spec)
        return deferredReply<Execution>(tl::unexpected(spec.error()), std::move(reply));
    if (auto allowed = checkNoSecrets(*spec, machine.value); !allowed)
        return deferredReply<Execution>(tl::unexpected(allowed.error()), std::move(reply));
    return atInstance<Execution>(
        m_link, machine,
        [spec = *spec, key](const Target& target, Reply<Execution> back) {
            return startOn(target, spec, key, std::move(back));
        },
        std::move(reply));
}

Call UnikraftProvider::getExecution(const MachineId& machine, const ExecutionId& execution,
                                    Reply<Execution> reply)
{
    return atInstance<Execution>(
        m_link, machine,
        [execution](const Target& target, Reply<Execution> back) {
            const auto command = pluginCommandOf(execution);
            return command ? readCommand(target, *command, std::move(back))
                           : readOneShot(target, execution.value, std::move(back));
        },
        std::move(reply));
}

Call UnikraftProvider::listExecutions(const MachineId& machine, Reply<QVector<Execution>> reply)
{
    return atInstance<QVector<Execution>>(m_link, machine, listOn, std::move(reply));
}

Call UnikraftProvider::cancelExecution(const MachineId& machine, const ExecutionId& execution,
                                       const IdempotencyKey&, Reply<Execution> reply)
{
    return atInstance<Execution>(
        m_link, machine,
        [execution](const Target& target, Reply<Execution> back) {
            const auto command = pluginCommandOf(execution);
            return command ? cancelCommand(target, *command, std::move(back))
                           : cancelOneShot(target, execution.value, std::move(back));
        },
        std::move(reply));
}

Call UnikraftProvider::getOutput(const MachineId& machine, const ExecutionId& execution,
                                 Reply<ExecutionOutput> reply)
{
    return atInstance<ExecutionOutput>(
        m_link, machine,
        [execution](const Target& target, Reply<ExecutionOutput> back) -> Call {
            const auto command = pluginCommandOf(execution);
            if (command)
                return readCommandOutput(target, *command, std::move(back));
            return deferredReply<ExecutionOutput>(
                fail(ErrorCode::NotSupported, target.id.value, u"a scheduled command's output is not kept"_s),
                std::move(back));
        },
        std::move(reply));
}

} // namespace reveille
