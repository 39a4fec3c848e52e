#include "core/providers/unikraft/Target.h"

namespace reveille::unikraft {

using namespace Qt::StringLiterals;

Result<Machine> machineOf(const Target& target, const QJsonObject& item)
{
    SharedTexts texts;
    auto machine = machineOf(item, target.link.account, target.metro.code, texts);
    if (machine)
        machine->key.machine = target.id;
    return machine;
}

Call readInstance(const Target& target, Reply<Reading> reply)
{
    Ask ask;
    ask.path = u"/instances/"_s + target.uuid;
    return target.ask(ask, [target, reply = std::move(reply)](const Result<Envelope>& answer) {
        reply(answer.and_then([&](const Envelope& envelope) {
            return onlyItem(envelope, u"instances"_s, target.id.value, target.link.redactor())
                .map([&](const QJsonObject& item) {
                    return Reading{item, envelope.serverTime};
                });
        }));
    });
}

Call readMachine(const Target& target, Reply<Machine> reply)
{
    return readInstance(target, [target, reply = std::move(reply)](const Result<Reading>& reading) {
        reply(reading.and_then([&](const Reading& read) { return machineOf(target, read.item); }));
    });
}

} // namespace reveille::unikraft
