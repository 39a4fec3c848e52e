#pragma once

#include "core/http/SseParser.h"
#include "core/model/Instance.h"
#include "core/providers/unikraft/Target.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>

#include <QVector>

namespace reveille::unikraft {

/// One event of a metro's audit stream; nothing for kinds that say nothing of instances.
[[nodiscard]] std::optional<MachineChange> changeOf(const SseEvent& event, const QString& metro);

/// Follows the audit streams of all metros at once. Ends with the first that ends: there is no replay, so
/// whoever goes on must read the machines anew anyway. NotSupported where the account has no such stream.
class AuditStream final : public CallHandle
{
public:
    using Told = std::function<void(const MachineChange&)>;

    AuditStream(const Link& link, Told told, Reply<void> ended);
    ~AuditStream() override { *m_alive = false; }
    AuditStream(const AuditStream&) = delete;
    AuditStream& operator=(const AuditStream&) = delete;

private:
    struct Stream
    {
        Metro metro;
        SseParser parser;
        Call call;
    };

    void start(const Result<QVector<MetroEntry>>& entries);
    void follow(const Metro& metro);
    void take(const QString& metro, const QByteArray& piece);
    void stop(const Metro& metro, const Result<HttpResponse>& answer);
    void end(Result<void> result);

    Link m_link;
    Told m_told;
    Reply<void> m_ended;
    Conversation m_talk;
    std::map<QString, Stream> m_streams;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

} // namespace reveille::unikraft
