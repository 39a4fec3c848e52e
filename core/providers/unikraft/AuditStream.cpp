#include "core/providers/unikraft/AuditStream.h"

#include "core/http/Endpoint.h"
#include "core/providers/unikraft/UnikraftErrors.h"

#include <QJsonDocument>

namespace reveille::unikraft {

using namespace Qt::StringLiterals;

namespace {

/// A heartbeat comes every 30 seconds.
constexpr std::chrono::seconds kSilence{90};

} // namespace

std::optional<MachineChange> changeOf(const SseEvent& event, const QString& metro)
{
    const QJsonObject body = QJsonDocument::fromJson(event.data).object();
    MachineChange change;
    if (event.type == "gap") {
        change.type = u"gap"_s;
        change.dropped = integerOf(body[u"dropped"_s]).value_or(0);
        return change;
    }
    const QJsonObject object = body[u"object"_s].toObject();
    if (object[u"uuid"_s].toString().isEmpty())
        return std::nullopt;
    const QJsonObject data = body[u"data"_s].toObject();
    const QString type = body[u"type"_s].toString();
    change.machine = machineIdOf(metro, object[u"uuid"_s].toString());
    change.type = type.isEmpty() ? QString::fromUtf8(event.type) : type;
    change.from = data[data.contains(u"prev"_s) ? u"prev"_s : u"state"_s].toString();
    change.to = data[u"new"_s].toString();
    change.origin = body[u"attribution"_s].toObject()[u"origin"_s].toString();
    change.error = data[u"error"_s].toString();
    change.at = instantOf(body[u"timestamp"_s]);
    return change;
}

AuditStream::AuditStream(const Link& link, Told told, Reply<void> ended)
    : m_link(link), m_told(std::move(told)), m_ended(std::move(ended))
{
    m_talk.step(m_link.metros->list([this](const Result<QVector<MetroEntry>>& entries) { start(entries); }));
}

void AuditStream::start(const Result<QVector<MetroEntry>>& entries)
{
    if (!entries) {
        end(tl::unexpected(entries.error()));
        return;
    }
    for (const MetroEntry& entry : *entries) {
        if (!entry.error)
            follow(entry.metro);
    }
    if (m_streams.empty())
        end(tl::unexpected(*entries->first().error));
}

void AuditStream::follow(const Metro& metro)
{
    Stream& stream = m_streams[metro.code];
    stream.metro = metro;
    const QUrl url = urlOf(metro.base, u"/audit"_s, {{u"events"_s, u"vm.state_change,vm.start_failed"_s}});
    stream.call = m_link.channel->open(
        url, kSilence, [this, code = metro.code](const QByteArray& piece) { take(code, piece); },
        [this, metro](const Result<HttpResponse>& answer) { stop(metro, answer); });
}

void AuditStream::take(const QString& metro, const QByteArray& piece)
{
    const auto events = m_streams[metro].parser.feed(piece);
    if (!events) {
        end(tl::unexpected(events.error()));
        return;
    }
    const Told told = m_told; // the receiver may drop this call while it is told
    const auto alive = m_alive;
    for (const SseEvent& event : *events) {
        if (const auto change = changeOf(event, metro); change && *alive)
            told(*change);
    }
}

void AuditStream::stop(const Metro& metro, const Result<HttpResponse>& answer)
{
    if (!answer) {
        end(tl::unexpected(answer.error()));
        return;
    }
    if (answer->isSuccess()) {
        end(fail(ErrorCode::ConnectionLost, endpointName(metro.base), u"the stream of changes ended"_s));
        return;
    }
    Error error = httpError(*answer, {}, m_link.redactor());
    if (answer->status == 404 || answer->status == 403)
        error.code = ErrorCode::NotSupported; // only some contracts include it
    end(tl::unexpected(std::move(error)));
}

void AuditStream::end(Result<void> result)
{
    // The receiver may destroy this call: the reply is taken off it first.
    const Reply<void> ended = std::exchange(m_ended, nullptr);
    if (ended)
        ended(std::move(result));
}

} // namespace reveille::unikraft
