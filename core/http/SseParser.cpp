#include "core/http/SseParser.h"

#include <algorithm>

namespace reveille {

namespace {

constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";
/// A day: what a stream may ask for at most, which also keeps the number far from overflow.
constexpr qint64 kLongestRetryMs = 24LL * 3600 * 1000;

bool isDigits(QByteArrayView text)
{
    return !text.isEmpty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

Result<QVector<SseEvent>> SseParser::feed(const QByteArray& bytes)
{
    QVector<SseEvent> events;
    qsizetype at = 0;
    while (at < bytes.size()) {
        if (m_afterCr && bytes[at] == '\n') {
            m_afterCr = false;
            ++at;
            continue;
        }
        m_afterCr = false;
        const auto* const end =
            std::find_if(bytes.begin() + at, bytes.end(), [](char c) { return c == '\n' || c == '\r'; });
        const qsizetype length = end - (bytes.begin() + at);
        if (m_line.size() + length > kMaxLine)
            return fail(ErrorCode::AnswerTooLarge);
        m_line.append(bytes.constData() + at, length);
        at += length;
        if (at == bytes.size())
            break;
        m_afterCr = bytes[at] == '\r';
        ++at;
        takeLine(events);
        if (m_data.size() > kMaxData)
            return fail(ErrorCode::AnswerTooLarge);
        m_line.clear();
    }
    return events;
}

void SseParser::takeLine(QVector<SseEvent>& events)
{
    if (std::exchange(m_firstLine, false) && m_line.startsWith(kByteOrderMark))
        m_line.remove(0, 3);
    if (m_line.isEmpty()) {
        m_lastId = m_id;
        if (m_hasData) {
            m_data.chop(1); // the line feed after the last line
            events.append({m_type.isEmpty() ? QByteArray("message") : m_type, m_data, m_lastId});
        }
        m_type.clear();
        m_data.clear();
        m_hasData = false;
        return;
    }
    const QByteArrayView line(m_line);
    const qsizetype colon = m_line.indexOf(':');
    if (colon == 0)
        return; // a comment
    if (colon < 0) {
        takeField(line, {});
        return;
    }
    const qsizetype value = colon + 1 < line.size() && line[colon + 1] == ' ' ? colon + 2 : colon + 1;
    takeField(line.first(colon), line.sliced(value));
}

void SseParser::takeField(QByteArrayView name, QByteArrayView value)
{
    if (name == "data") {
        m_data.append(value).append('\n');
        m_hasData = true;
    } else if (name == "event") {
        m_type = value.toByteArray();
    } else if (name == "id") {
        if (!value.contains('\0'))
            m_id = value.toByteArray();
    } else if (name == "retry" && isDigits(value)) {
        bool fits = false;
        const qint64 ms = value.toByteArray().toLongLong(&fits);
        m_retry = std::chrono::milliseconds(fits ? std::min(ms, kLongestRetryMs) : kLongestRetryMs);
    }
}

} // namespace reveille
