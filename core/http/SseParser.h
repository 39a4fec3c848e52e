#pragma once

#include "core/model/Result.h"

#include <chrono>
#include <optional>

#include <QByteArray>
#include <QByteArrayView>
#include <QVector>

namespace reveille {

/// One event of a stream.
struct SseEvent
{
    QByteArray type; ///< "message" where the stream names none
    QByteArray data; ///< its data lines, joined by line feeds
    QByteArray id;   ///< the last id the stream has set up to here; empty: none

    friend bool operator==(const SseEvent&, const SseEvent&) = default;
};

/// Reads server-sent events (WHATWG HTML, 9.2.6 "Interpreting an event stream") from bytes that may be cut
/// anywhere, also within a line's end or a character. Lines end with LF, CR or CRLF; comments and unknown
/// fields are passed over; an event that the stream's end cuts off is dropped. Unlike browsers it gives
/// events without data to nobody, but keeps their id, and is bounded.
class SseParser
{
public:
    static constexpr qsizetype kMaxLine = 256 * 1024;
    static constexpr qsizetype kMaxData = 1024 * 1024; ///< of one event

    /// The events that these bytes completed. AnswerTooLarge when a line or an event exceeds its bound; the
    /// parser is of no further use then.
    [[nodiscard]] Result<QVector<SseEvent>> feed(const QByteArray& bytes);

    /// What to send as Last-Event-ID to go on after the events told so far.
    [[nodiscard]] const QByteArray& lastEventId() const { return m_lastId; }
    /// How long the stream asks to wait before coming back; the last word of it.
    [[nodiscard]] std::optional<std::chrono::milliseconds> retry() const { return m_retry; }

private:
    void takeLine(QVector<SseEvent>& events);
    void takeField(QByteArrayView name, QByteArrayView value);

    QByteArray m_line;
    QByteArray m_type;
    QByteArray m_data;
    QByteArray m_id; ///< set, but no event has been told since
    QByteArray m_lastId;
    std::optional<std::chrono::milliseconds> m_retry;
    bool m_hasData = false;
    bool m_afterCr = false; ///< a line feed now belongs to the line that has ended
    bool m_firstLine = true;
};

} // namespace reveille
