#include "core/providers/dedalus/DedalusWatch.h"

#include "core/providers/PollingWatch.h"
#include "core/providers/dedalus/DedalusJson.h"
#include "core/providers/dedalus/DedalusLifecycle.h"

#include <algorithm>
#include <utility>

#include <QJsonDocument>
#include <QPointer>

namespace reveille {

using namespace std::chrono;
using namespace Qt::StringLiterals;

namespace {

constexpr int kMostFruitless = 4;
constexpr milliseconds kFirstPause{250};
constexpr milliseconds kLongestPause{5000};

bool isFinal(const Error& error)
{
    return error.code == ErrorCode::Unauthorized || error.code == ErrorCode::Forbidden ||
           error.code == ErrorCode::SecretMissing || error.code == ErrorCode::SecretStoreLocked ||
           error.code == ErrorCode::SecretStoreUnavailable || error.code == ErrorCode::SecretVariableUnset ||
           error.code == ErrorCode::InsecureEndpoint || error.code == ErrorCode::InvalidArgument;
}

/// The machine may be unknown, or the stream: only reading the machine tells.
bool meansNoStream(const Error& error)
{
    return error.httpStatus == 404 || error.httpStatus == 405 || error.httpStatus == 406 ||
           error.httpStatus == 501 || error.code == ErrorCode::NotThisApi;
}

} // namespace

DedalusWatch::DedalusWatch(std::shared_ptr<DedalusChannel> channel, AccountId account, MachineId machine,
                           std::function<void(const Machine&)> seen, Reply<void> ended)
    : m_channel(std::move(channel)),
      m_account(std::move(account)),
      m_machine(std::move(machine)),
      m_seen(std::move(seen)),
      m_ended(std::move(ended))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &DedalusWatch::open);
    m_timer.start(0);
}

void DedalusWatch::open()
{
    if (!m_channel->hasStatusStream()) {
        poll(false);
        return;
    }
    m_parser = {};
    ++m_fruitless;
    DedalusAsk ask;
    ask.path = {u"machines"_s, m_machine.value, u"status"_s, u"stream"_s};
    ask.subject = m_machine.value;
    ask.lastEventId = m_lastEventId;
    m_call = m_channel->open(
        ask, [this](const QByteArray& piece) { take(piece); },
        [this](const Result<void>& result) { onEnded(result); });
}

void DedalusWatch::take(const QByteArray& piece)
{
    if (m_polling)
        return;
    const auto events = m_parser.feed(piece);
    if (!events) {
        m_unreadable = true;
    } else {
        for (const SseEvent& event : *events) {
            if (!tell(event))
                return;
        }
    }
    if (m_parser.lastEventId().size() > 0)
        m_lastEventId = QString::fromUtf8(m_parser.lastEventId());
    // A stream that makes no sense would make none the next time either.
    if (m_unreadable)
        poll(false);
}

bool DedalusWatch::tell(const SseEvent& event)
{
    if (event.type != "status")
        return true; // bookmarks carry only their id; others are for newer clients
    const QJsonDocument document = QJsonDocument::fromJson(event.data);
    Result<Machine> machine = machineFromJson(document.object(), m_account);
    if (!machine) {
        m_unreadable = true;
        return true;
    }
    machine->key.machine = m_machine;
    m_fruitless = 0;
    m_last = *machine;
    const QPointer<DedalusWatch> self(this);
    const auto seen = m_seen;
    seen(*machine);
    return self != nullptr;
}

void DedalusWatch::onEnded(const Result<void>& result)
{
    const Call finished = std::move(m_call);
    if (!result && isFinal(result.error()))
        finish(result);
    else if (!result && meansNoStream(result.error()))
        poll(true);
    else if (result && m_last && isSettled(*m_last))
        finish({});
    else if (result && !m_last && m_lastEventId.isEmpty())
        poll(false); // an answer, but no stream
    else
        comeBack(result ? m_parser.retry() : result.error().retry.after);
}

void DedalusWatch::comeBack(std::optional<milliseconds> asked)
{
    if (m_fruitless >= kMostFruitless) {
        poll(false);
        return;
    }
    const milliseconds own = std::min(kFirstPause * (1 << m_fruitless), kLongestPause);
    m_timer.start(std::min(asked.value_or(own), kLongestPause));
}

void DedalusWatch::poll(bool learns)
{
    m_polling = true;
    // The call that ends here may be the one whose callback runs: it goes when the event loop turns.
    const auto old = std::make_shared<Call>(std::move(m_call));
    QMetaObject::invokeMethod(
        this, [old] {}, Qt::QueuedConnection);
    const auto read = [this, learns](Reply<Machine> reply) {
        return readDedalusMachine(m_channel, m_account, m_machine,
                                  [this, learns, reply](const Result<Machine>& machine) {
                                      if (machine && learns)
                                          m_channel->learnNoStatusStream();
                                      reply(machine);
                                  });
    };
    m_call = std::make_unique<PollingWatch>(read, m_seen, m_ended);
}

void DedalusWatch::finish(Result<void> result)
{
    const Reply<void> ended = std::exchange(m_ended, nullptr);
    ended(std::move(result));
}

} // namespace reveille
