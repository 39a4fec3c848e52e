#include "core/engine/ChangeStreams.h"

#include "core/providers/InstanceControl.h"

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

namespace reveille {

namespace {

constexpr std::chrono::seconds kTryAgain{60};

} // namespace

ChangeStreams::ChangeStreams(const Clock& clock, Providers providers, Told told, QObject* parent)
    : QObject(parent), m_clock(clock), m_providers(std::move(providers)), m_told(std::move(told))
{}

bool ChangeStreams::isMissing(const AccountId& account) const
{
    const auto stream = m_streams.find(account);
    return stream != m_streams.end() && stream->second.isMissing;
}

void ChangeStreams::follow(const QSet<AccountId>& accounts)
{
    // Also called while a stream tells something: its end waits until the event loop turns.
    const auto closed = std::make_shared<std::vector<Call>>();
    for (auto& [account, stream] : m_streams) {
        if (stream.call && !accounts.contains(account))
            closed->push_back(std::move(stream.call));
    }
    if (!closed->empty())
        QMetaObject::invokeMethod(
            this, [closed] {}, Qt::QueuedConnection);
    for (const AccountId& account : accounts) {
        Stream& stream = m_streams[account];
        if (stream.call || stream.isMissing || (stream.notBefore && m_clock.now() < *stream.notBefore))
            continue;
        Provider* provider = m_providers(account);
        InstanceControl* instances = provider ? provider->instanceControl() : nullptr;
        if (!instances)
            continue;
        stream.number = ++m_lastNumber;
        stream.call = instances->followChanges(
            [this, account](const MachineChange& change) { m_told(account, change); },
            [this, account, number = stream.number](const Result<void>& result) {
                QMetaObject::invokeMethod(
                    this, [this, account, number, result] { ended(account, number, result); },
                    Qt::QueuedConnection);
            });
    }
}

void ChangeStreams::ended(const AccountId& account, quint64 number, const Result<void>& result)
{
    const auto at = m_streams.find(account);
    if (at == m_streams.end() || at->second.number != number)
        return;
    at->second.call.reset();
    at->second.isMissing = !result && result.error().code == ErrorCode::NotSupported;
    at->second.notBefore = m_clock.now() + kTryAgain;
}

} // namespace reveille
