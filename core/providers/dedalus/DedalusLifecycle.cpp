#include "core/providers/dedalus/DedalusLifecycle.h"

#include "core/providers/Conversation.h"
#include "core/providers/dedalus/DedalusJson.h"

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

using Channel = std::shared_ptr<DedalusChannel>;

/// Whose life is changed, and how it is reached.
struct Target
{
    Channel channel;
    AccountId account;
    MachineId machine;
};

/// Sends a change; where the service wants to know the revision it is based on, reads that and sends once
/// more. The second try has a key of its own, as the service may keep its refusal under the first.
Call sendChange(const Target& target, const DedalusAsk& ask, Reply<QJsonObject> reply)
{
    auto talk = std::make_unique<Conversation>();
    Conversation* step = talk.get();
    const auto withRevision = [step, target, ask, reply](const Error& refusal) {
        step->step(readDedalusMachine(target.channel, target.account, target.machine,
                                      [step, target, ask, reply, refusal](const Result<Machine>& read) {
                                          if (!read || read->revision.isEmpty()) {
                                              reply(tl::unexpected(refusal));
                                              return;
                                          }
                                          DedalusAsk again = ask;
                                          again.ifMatch = read->revision;
                                          again.idempotencyKey =
                                              ask.idempotencyKey + u"-r"_s + read->revision;
                                          step->step(target.channel->ask(again, reply));
                                      }));
    };
    talk->step(target.channel->ask(ask, [withRevision, reply](const Result<QJsonObject>& answer) {
        if (!answer && wantsRevision(answer.error()))
            withRevision(answer.error());
        else
            reply(answer);
    }));
    return talk;
}

bool isReached(DedalusChange change, MachinePhase phase)
{
    if (change == DedalusChange::Wake)
        return phase == MachinePhase::Running || phase == MachinePhase::Waking;
    return phase == MachinePhase::Sleeping || phase == MachinePhase::GoingToSleep;
}

/// What a refused change comes to, now that the machine has been read.
Result<Machine> judge(DedalusChange change, const Error& refusal, const Result<Machine>& read)
{
    if (!read)
        return tl::unexpected(refusal);
    if (isReached(change, read->phase))
        return *read;
    Error error = refusal;
    if (mayBeLifecycleOnly(refusal))
        error.code = ErrorCode::LifecycleForbidden; // the same key may read, so it is only this route
    else if (read->phase == MachinePhase::Failed)
        error.code = ErrorCode::MachineFailed;
    return tl::unexpected(error);
}

bool isWorthReading(const Error& error)
{
    return error.code == ErrorCode::InvalidState || mayBeLifecycleOnly(error);
}

} // namespace

Call readDedalusMachine(const Channel& channel, const AccountId& account, const MachineId& machine,
                        Reply<Machine> reply)
{
    DedalusAsk ask;
    ask.path = {u"machines"_s, machine.value};
    ask.subject = machine.value;
    return channel->ask(ask, [account, machine, reply = std::move(reply)](const Result<QJsonObject>& answer) {
        if (!answer) {
            reply(tl::unexpected(answer.error()));
            return;
        }
        Result<Machine> read = machineFromJson(*answer, account);
        if (read)
            read->key.machine = machine; // as it was asked for: newer servers drop a prefix of the id
        reply(std::move(read));
    });
}

Call changeDedalusMachine(const Channel& channel, const AccountId& account, const MachineId& machine,
                          DedalusChange change, const IdempotencyKey& key, Reply<Machine> reply)
{
    const Target target{channel, account, machine};
    DedalusAsk ask;
    ask.method = HttpMethod::Post;
    ask.path = {u"machines"_s, machine.value, change == DedalusChange::Wake ? u"wake"_s : u"sleep"_s};
    ask.idempotencyKey = key;
    ask.route = DedalusRoute::Lifecycle;
    ask.subject = machine.value;

    auto talk = std::make_unique<Conversation>();
    Conversation* step = talk.get();
    talk->step(sendChange(target, ask, [step, target, change, reply](const Result<QJsonObject>& answer) {
        if (answer && answer->contains(u"machine_id"_s)) {
            Result<Machine> changed = machineFromJson(*answer, target.account);
            if (changed)
                changed->key.machine = target.machine;
            reply(std::move(changed));
        } else if (answer) {
            step->step(readDedalusMachine(target.channel, target.account, target.machine, reply));
        } else if (isWorthReading(answer.error())) {
            step->step(
                readDedalusMachine(target.channel, target.account, target.machine,
                                   [change, reply, refusal = answer.error()](const Result<Machine>& read) {
                                       reply(judge(change, refusal, read));
                                   }));
        } else {
            reply(tl::unexpected(answer.error()));
        }
    }));
    return talk;
}

Call patchDedalusMachine(const Channel& channel, const AccountId& account, const MachineId& machine,
                         const QByteArray& body, const IdempotencyKey& key, Reply<Machine> reply)
{
    const Target target{channel, account, machine};
    DedalusAsk ask;
    ask.method = HttpMethod::Patch;
    ask.path = {u"machines"_s, machine.value};
    ask.body = body;
    ask.idempotencyKey = key;
    ask.route = DedalusRoute::Change;
    ask.subject = machine.value;
    auto talk = std::make_unique<Conversation>();
    Conversation* step = talk.get();
    talk->step(sendChange(target, ask, [step, target, reply](const Result<QJsonObject>& answer) {
        if (!answer)
            reply(tl::unexpected(answer.error()));
        else // the answer to a change tells less than a read does
            step->step(readDedalusMachine(target.channel, target.account, target.machine, reply));
    }));
    return talk;
}

Call deleteDedalusMachine(const Channel& channel, const AccountId& account, const MachineId& machine,
                          const IdempotencyKey& key, Reply<void> reply)
{
    const Target target{channel, account, machine};
    DedalusAsk ask;
    ask.method = HttpMethod::Delete;
    ask.path = {u"machines"_s, machine.value};
    ask.idempotencyKey = key;
    ask.route = DedalusRoute::Change;
    ask.subject = machine.value;

    const auto isGone = [](const Result<Machine>& read) {
        if (!read)
            return read.error().code == ErrorCode::NotFound;
        return read->phase == MachinePhase::Deleting || read->phase == MachinePhase::Deleted ||
               read->desiredState == u"destroyed"_s;
    };
    auto talk = std::make_unique<Conversation>();
    Conversation* step = talk.get();
    talk->step(sendChange(target, ask, [step, target, isGone, reply](const Result<QJsonObject>& answer) {
        if (answer || answer.error().code == ErrorCode::NotFound) {
            reply({});
            return;
        }
        const Error refusal = answer.error();
        // A server error or a lost answer leaves the machine's fate open.
        const bool isOpen =
            refusal.httpStatus < 400 || refusal.httpStatus >= 500 || refusal.code == ErrorCode::InvalidState;
        if (!isOpen) {
            reply(tl::unexpected(refusal));
            return;
        }
        step->step(readDedalusMachine(target.channel, target.account, target.machine,
                                      [isGone, reply, refusal](const Result<Machine>& read) {
                                          if (isGone(read))
                                              reply({});
                                          else
                                              reply(tl::unexpected(refusal));
                                      }));
    }));
    return talk;
}

} // namespace reveille
