#pragma once

#include "core/http/SseParser.h"
#include "core/model/Machine.h"
#include "core/providers/dedalus/DedalusChannel.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include <QObject>
#include <QTimer>

namespace reveille {

/// Follows a machine's status stream until the machine has settled. A stream that breaks is taken up again
/// where it was (Last-Event-ID); where there is none, or it is of no use, the machine is read once a second
/// instead.
class DedalusWatch final : public QObject, public CallHandle
{
public:
    DedalusWatch(std::shared_ptr<DedalusChannel> channel, AccountId account, MachineId machine,
                 std::function<void(const Machine&)> seen, Reply<void> ended);

private:
    void open();
    void take(const QByteArray& piece);
    /// False: this watch is no more.
    [[nodiscard]] bool tell(const SseEvent& event);
    void onEnded(const Result<void>& result);
    void comeBack(std::optional<std::chrono::milliseconds> asked);
    /// `learns`: that the machine can be read proves that there is no stream here.
    void poll(bool learns);
    void finish(Result<void> result);

    std::shared_ptr<DedalusChannel> m_channel;
    AccountId m_account;
    MachineId m_machine;
    std::function<void(const Machine&)> m_seen;
    Reply<void> m_ended;
    std::optional<Machine> m_last;
    SseParser m_parser;
    QString m_lastEventId;
    QTimer m_timer;
    Call m_call;
    int m_fruitless = 0; ///< openings in a row that told nothing
    bool m_unreadable = false;
    bool m_polling = false;
};

} // namespace reveille
