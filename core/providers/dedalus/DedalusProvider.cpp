#include "core/providers/dedalus/DedalusProvider.h"

#include "core/providers/Conversation.h"
#include "core/providers/dedalus/DedalusJson.h"
#include "core/providers/dedalus/DedalusLifecycle.h"
#include "core/providers/dedalus/DedalusPages.h"
#include "core/providers/dedalus/DedalusWatch.h"

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMiB = 1024 * 1024;

DedalusAsk executionAsk(const MachineId& machine, const ExecutionId& execution)
{
    DedalusAsk ask;
    ask.path = {u"machines"_s, machine.value, u"executions"_s, execution.value};
    ask.subject = execution.value;
    return ask;
}

/// Turns an answer into an execution; the machine is filled in where the answer leaves it out.
Reply<QJsonObject> asExecution(const MachineId& machine, Reply<Execution> reply)
{
    return [machine, reply = std::move(reply)](const Result<QJsonObject>& answer) {
        Result<Execution> read = answer.and_then(executionFromJson);
        if (read)
            read->machine = machine;
        reply(std::move(read));
    };
}

Call eventsOf(const std::shared_ptr<DedalusChannel>& channel, const MachineId& machine,
              const ExecutionId& execution, Reply<QVector<ExecutionEvent>> reply)
{
    DedalusAsk ask = executionAsk(machine, execution);
    ask.path.append(u"events"_s);
    ask.maxBytes = 8 * kMiB;
    return std::make_unique<DedalusPages<ExecutionEvent>>(channel, ask, eventPageFromJson, std::move(reply));
}

/// Some deployments have the output only when the execution has ended; its events are there before.
Call outputSoFar(const std::shared_ptr<DedalusChannel>& channel, const DedalusAsk& ask,
                 const MachineId& machine, const ExecutionId& execution, const Reply<ExecutionOutput>& reply)
{
    auto talk = std::make_unique<Conversation>();
    talk->step(channel->ask(ask, [step = talk.get(), channel, machine, execution,
                                  reply](const Result<QJsonObject>& answer) {
        const bool isNotThere = !answer && (answer.error().code == ErrorCode::NotFound ||
                                            answer.error().code == ErrorCode::InvalidState);
        if (!isNotThere) {
            reply(answer.and_then(outputFromJson));
            return;
        }
        step->step(eventsOf(channel, machine, execution,
                            [reply, refusal = answer.error()](const Result<QVector<ExecutionEvent>>& events) {
                                if (events)
                                    reply(outputOf(*events, DedalusPages<ExecutionEvent>::kMostItems));
                                else
                                    reply(tl::unexpected(refusal));
                            }));
    }));
    return talk;
}

} // namespace

DedalusProvider::DedalusProvider(HttpClient& http, Redactor& redactor, AccountId account,
                                 const QUrl& endpoint, ApiKeyReader readKey, SecretPort secrets)
    : m_account(std::move(account)),
      m_channel(std::make_shared<DedalusChannel>(http, redactor, endpoint, std::move(readKey))),
      m_secrets(std::move(secrets))
{}

Call DedalusProvider::testConnection(Reply<void> reply)
{
    DedalusAsk ask;
    ask.path = {u"machines"_s};
    ask.query = {{u"limit"_s, u"1"_s}};
    // A person waits in front of the dialog: say at once what the first attempt said.
    ask.retry = RetryClass::Never;
    return m_channel->ask(
        ask, [account = m_account, reply = std::move(reply)](const Result<QJsonObject>& answer) {
            if (answer && machinePageFromJson(*answer, account)) {
                reply({});
                return;
            }
            Error error = answer ? fail(ErrorCode::NotThisApi).value() : answer.error();
            if (error.code == ErrorCode::NotFound)
                error.code = ErrorCode::NotThisApi; // the list of machines exists at every right address
            reply(tl::unexpected(error));
        });
}

Call DedalusProvider::listMachines(Reply<QVector<Machine>> reply)
{
    DedalusAsk ask;
    ask.path = {u"machines"_s};
    return std::make_unique<DedalusPages<Machine>>(
        m_channel, ask,
        [account = m_account](const QJsonObject& page) { return machinePageFromJson(page, account); },
        std::move(reply));
}

Call DedalusProvider::getMachine(const MachineId& machine, Reply<Machine> reply)
{
    return readDedalusMachine(m_channel, m_account, machine, std::move(reply));
}

Call DedalusProvider::createMachine(const MachineSpec& spec, const IdempotencyKey& key, Reply<Machine> reply)
{
    DedalusAsk ask;
    ask.method = HttpMethod::Post;
    ask.path = {u"machines"_s};
    ask.body = machineBody(spec);
    ask.idempotencyKey = key;
    ask.route = DedalusRoute::Change;
    return m_channel->ask(ask, [account = m_account,
                                reply = std::move(reply)](const Result<QJsonObject>& answer) {
        reply(answer.and_then([&](const QJsonObject& object) { return machineFromJson(object, account); }));
    });
}

Call DedalusProvider::deleteMachine(const MachineId& machine, const IdempotencyKey& key, Reply<void> reply)
{
    return deleteDedalusMachine(m_channel, m_account, machine, key, std::move(reply));
}

Call DedalusProvider::wake(const MachineId& machine, const IdempotencyKey& key, Reply<Machine> reply)
{
    return changeDedalusMachine(m_channel, m_account, machine, DedalusChange::Wake, key, std::move(reply));
}

Call DedalusProvider::sleep(const MachineId& machine, const IdempotencyKey& key, Reply<Machine> reply)
{
    return changeDedalusMachine(m_channel, m_account, machine, DedalusChange::Sleep, key, std::move(reply));
}

Call DedalusProvider::watchMachine(const MachineId& machine, std::function<void(const Machine&)> seen,
                                   Reply<void> ended)
{
    return std::make_unique<DedalusWatch>(m_channel, m_account, machine, std::move(seen), std::move(ended));
}

QByteArray DedalusProvider::executionBody(const ExecutionSpec& spec) const
{
    return executionBodyOf(spec);
}

Call DedalusProvider::startExecution(const MachineId& machine, const QByteArray& body,
                                     const IdempotencyKey& key, Reply<Execution> reply)
{
    DedalusAsk ask;
    ask.method = HttpMethod::Post;
    ask.path = {u"machines"_s, machine.value, u"executions"_s};
    ask.body = body;
    ask.idempotencyKey = key;
    ask.route = DedalusRoute::Change;
    ask.subject = machine.value;
    const auto answered = asExecution(machine, std::move(reply));
    if (!m_secrets.expand)
        return m_channel->ask(ask, answered);
    auto talk = std::make_unique<Conversation>();
    talk->step(m_secrets.expand(
        body, [channel = m_channel, step = talk.get(), ask, answered](const Result<QByteArray>& whole) {
            if (!whole) {
                answered(tl::unexpected(whole.error()));
                return;
            }
            DedalusAsk expanded = ask;
            expanded.body = *whole;
            step->step(channel->ask(expanded, answered));
        }));
    return talk;
}

Call DedalusProvider::getExecution(const MachineId& machine, const ExecutionId& execution,
                                   Reply<Execution> reply)
{
    return m_channel->ask(executionAsk(machine, execution), asExecution(machine, std::move(reply)));
}

Call DedalusProvider::listExecutions(const MachineId& machine, Reply<QVector<Execution>> reply)
{
    DedalusAsk ask;
    ask.path = {u"machines"_s, machine.value, u"executions"_s};
    ask.subject = machine.value;
    ask.maxBytes = 8 * kMiB;
    return std::make_unique<DedalusPages<Execution>>(
        m_channel, ask,
        [machine](const QJsonObject& object) {
            auto page = executionPageFromJson(object);
            if (page) {
                for (Execution& execution : page->items)
                    execution.machine = machine;
            }
            return page;
        },
        std::move(reply));
}

Call DedalusProvider::cancelExecution(const MachineId& machine, const ExecutionId& execution,
                                      const IdempotencyKey& key, Reply<Execution> reply)
{
    DedalusAsk ask = executionAsk(machine, execution);
    ask.method = HttpMethod::Delete;
    ask.idempotencyKey = key;
    ask.route = DedalusRoute::Change;
    auto talk = std::make_unique<Conversation>();
    talk->step(m_channel->ask(ask, [channel = m_channel, step = talk.get(), machine, execution,
                                    reply = std::move(reply)](const Result<QJsonObject>& answer) {
        if (answer && answer->isEmpty()) // accepted without a body
            step->step(channel->ask(executionAsk(machine, execution), asExecution(machine, reply)));
        else
            asExecution(machine, reply)(answer);
    }));
    return talk;
}

Call DedalusProvider::getOutput(const MachineId& machine, const ExecutionId& execution,
                                Reply<ExecutionOutput> reply)
{
    DedalusAsk ask = executionAsk(machine, execution);
    ask.path.append(u"output"_s);
    ask.maxBytes = 32 * kMiB; // two streams of 1 MiB, each byte up to six characters in JSON, and some air
    const auto fetch = [channel = m_channel, ask, machine, execution, reply] {
        return outputSoFar(channel, ask, machine, execution, reply);
    };
    if (!m_secrets.learn)
        return fetch();
    // Whoever stores the output masks what is known by then: without the secrets nothing is fetched.
    auto talk = std::make_unique<Conversation>();
    talk->step(m_secrets.learn([step = talk.get(), fetch, reply](const Result<void>& learnt) {
        if (learnt)
            step->step(fetch());
        else
            reply(tl::unexpected(learnt.error()));
    }));
    return talk;
}

Call DedalusProvider::listEvents(const MachineId& machine, const ExecutionId& execution,
                                 Reply<QVector<ExecutionEvent>> reply)
{
    return eventsOf(m_channel, machine, execution, std::move(reply));
}

} // namespace reveille
