#pragma once

#include "core/model/Clock.h"
#include "core/model/DeferredReply.h"
#include "core/model/Machine.h"
#include "core/providers/Conversation.h"
#include "core/providers/unikraft/InstanceJson.h"
#include "core/providers/unikraft/MetroDirectory.h"
#include "core/providers/unikraft/UnikraftChannel.h"

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <QSet>

namespace reveille::unikraft {

/// What every call of one account needs; copied into calls, which may outlive the provider.
struct Link
{
    std::shared_ptr<UnikraftChannel> channel;
    std::shared_ptr<MetroDirectory> metros;
    AccountId account;
    const Clock* clock = nullptr;
    /// Commands that this process has told to end: what they answer with then is no failure of theirs.
    std::shared_ptr<QSet<QString>> ended = std::make_shared<QSet<QString>>();

    [[nodiscard]] const Redactor& redactor() const { return channel->redactor(); }
};

/// One instance and where it is reached.
struct Target
{
    Link link;
    Metro metro;
    QString uuid;
    MachineId id;

    [[nodiscard]] Call ask(Ask ask, Reply<Envelope> reply) const
    {
        if (ask.subject.isEmpty())
            ask.subject = id.value;
        return link.channel->ask(metro.base, std::move(ask), std::move(reply));
    }
};

/// An instance as it was read, with the platform's time of the answer where it tells it.
struct Reading
{
    QJsonObject item;
    std::optional<calendar::Instant> serverTime;
};

/// Finds the metro of `machine`, then begins. NotFound for ids that are no instance's.
template <typename T>
[[nodiscard]] Call atInstance(const Link& link, const MachineId& machine,
                              std::function<Call(const Target&, Reply<T>)> begin, Reply<T> reply)
{
    const auto name = instanceNameOf(machine);
    const auto uuid = name ? pathPart(name->uuid) : Result<QString>(fail(ErrorCode::NotFound, machine.value));
    if (!uuid)
        return deferredReply<T>(fail(ErrorCode::NotFound, machine.value), std::move(reply));
    auto talk = std::make_unique<Conversation>();
    const auto go = [link, machine, talk = talk.get(), uuid = *uuid, begin = std::move(begin),
                     reply = std::move(reply)](const Result<Metro>& metro) {
        if (!metro)
            reply(tl::unexpected(metro.error()));
        else
            talk->step(begin(Target{link, *metro, uuid, machine}, reply));
    };
    talk->step(link.metros->find(name->metro, go));
    return talk;
}

[[nodiscard]] Call readInstance(const Target& target, Reply<Reading> reply);
[[nodiscard]] Call readMachine(const Target& target, Reply<Machine> reply);
[[nodiscard]] Result<Machine> machineOf(const Target& target, const QJsonObject& item);

} // namespace reveille::unikraft
