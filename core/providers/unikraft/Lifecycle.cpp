#include "core/providers/unikraft/Lifecycle.h"

#include "core/providers/unikraft/UnikraftErrors.h"

namespace reveille::unikraft {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

/// Reads an instance whose change has been accepted; where that fails, what the acceptance itself told.
Call readAccepted(const Target& target, const QJsonObject& accepted, Reply<Machine> reply)
{
    return readMachine(target, [target, accepted, reply = std::move(reply)](Result<Machine> read) {
        if (!read && accepted.contains(u"state"_s)) {
            QJsonObject told = accepted;
            told.insert(u"uuid"_s, target.uuid);
            read = machineOf(target, told);
        }
        reply(std::move(read));
    });
}

Call change(const Target& target, const QString& verb, QJsonObject order, Reply<Machine> reply)
{
    order.insert(u"uuid"_s, target.uuid);
    Ask ask;
    ask.method = HttpMethod::Put;
    ask.path = u"/instances/"_s + verb;
    ask.body = jsonOf(QJsonArray{order});
    auto talk = std::make_unique<Conversation>();
    talk->step(target.ask(
        ask, [step = talk.get(), target, reply = std::move(reply)](const Result<Envelope>& answer) {
            const auto item = answer.and_then([&](const Envelope& envelope) {
                return onlyItem(envelope, u"instances"_s, target.id.value, target.link.redactor());
            });
            if (item)
                step->step(readAccepted(target, *item, reply));
            else
                reply(tl::unexpected(item.error()));
        }));
    return talk;
}

std::optional<qint64> drainOf(const StopOptions& options)
{
    if (!options.drain)
        return std::nullopt;
    return options.drain->count() < 0 ? -1 : options.drain->count();
}

bool isAsleep(const Machine& machine)
{
    return machine.phase == MachinePhase::Sleeping || machine.phase == MachinePhase::Stopped ||
           machine.phase == MachinePhase::GoingToSleep;
}

bool isGone(const Result<Machine>& read)
{
    return read ? read->phase == MachinePhase::Deleted : read.error().code == ErrorCode::NotFound;
}

} // namespace

Call startInstance(const Target& target, Reply<Machine> reply)
{
    return change(target, u"start"_s, {}, std::move(reply));
}

Call stopInstance(const Target& target, const StopOptions& options, Reply<Machine> reply)
{
    const auto drain = drainOf(options);
    if (options.force && drain)
        return deferredReply<Machine>(
            fail(ErrorCode::InvalidArgument, target.id.value, u"stopping by force leaves no time to drain"_s),
            std::move(reply));
    QJsonObject order;
    if (options.force)
        order.insert(u"force"_s, true);
    if (drain)
        order.insert(u"drain_timeout_ms"_s, *drain);
    return change(target, u"stop"_s, order, std::move(reply));
}

Call suspendInstance(const Target& target, const StopOptions& options, Reply<Machine> reply)
{
    if (options.force)
        return deferredReply<Machine>(
            fail(ErrorCode::NotSupported, target.id.value, u"an instance is not suspended by force"_s),
            std::move(reply));
    QJsonObject order;
    if (const auto drain = drainOf(options))
        order.insert(u"drain_timeout_ms"_s, *drain);
    return change(target, u"suspend"_s, order, std::move(reply));
}

Call putInstanceToSleep(const Target& target, Reply<Machine> reply)
{
    auto talk = std::make_unique<Conversation>();
    talk->step(readMachine(
        target, [step = talk.get(), target, reply = std::move(reply)](const Result<Machine>& read) {
            if (!read || isAsleep(*read))
                reply(read);
            else if (read->rules.scaleToZero)
                step->step(suspendInstance(target, {}, reply));
            else
                step->step(stopInstance(target, {}, reply));
        }));
    return talk;
}

Call waitForInstance(const Target& target, MachinePhase phase, seconds atMost, Reply<Machine> reply)
{
    const auto state = stateFor(phase);
    if (!state)
        return deferredReply<Machine>(fail(ErrorCode::InvalidArgument, target.id.value,
                                           u"the platform has no such state to wait for"_s),
                                      std::move(reply));
    Ask ask;
    ask.path = u"/instances/wait"_s;
    // State and time must travel in the body: of the query only identifiers are read.
    ask.body = jsonOf(QJsonArray{QJsonObject{{u"uuid"_s, target.uuid},
                                             {u"state"_s, *state},
                                             {u"timeout_s"_s, static_cast<qint64>(atMost.count())}}});
    ask.timeout = atMost + seconds(10);
    ask.deadline = ask.timeout + seconds(10);
    auto talk = std::make_unique<Conversation>();
    talk->step(target.ask(
        ask, [step = talk.get(), target, reply = std::move(reply)](const Result<Envelope>& answer) {
            const auto item = answer.and_then([&](const Envelope& envelope) {
                return onlyItem(envelope, u"instances"_s, target.id.value, target.link.redactor());
            });
            if (item)
                step->step(readAccepted(target, *item, reply));
            else
                reply(tl::unexpected(item.error()));
        }));
    return talk;
}

Call deleteInstance(const Target& target, Reply<void> reply)
{
    Ask ask;
    ask.method = HttpMethod::Delete;
    ask.path = u"/instances/"_s + target.uuid;
    auto talk = std::make_unique<Conversation>();
    talk->step(target.ask(ask, [step = talk.get(), target,
                                reply = std::move(reply)](const Result<Envelope>& answer) {
        // An answer without an item is an older platform's "accepted".
        const auto item = answer.and_then([&](const Envelope& envelope) {
            if (itemsOf(envelope, u"instances"_s).isEmpty() && envelope.status == Envelope::Status::Success)
                return Result<QJsonObject>(QJsonObject());
            return onlyItem(envelope, u"instances"_s, target.id.value, target.link.redactor());
        });
        if (item || item.error().code == ErrorCode::NotFound) {
            reply({});
            return;
        }
        // A lost answer leaves the instance's fate open, and a lock is told in general words by some
        // versions.
        step->step(readMachine(target, [reply, refusal = item.error()](const Result<Machine>& read) {
            if (isGone(read)) {
                reply({});
                return;
            }
            Error error = refusal;
            const bool isRefusal = !leavesOpen(error) && error.httpStatus != 0;
            if (read && read->rules.deleteLocked && isRefusal)
                error.code = ErrorCode::DeleteLocked;
            reply(tl::unexpected(std::move(error)));
        }));
    }));
    return talk;
}

} // namespace reveille::unikraft
