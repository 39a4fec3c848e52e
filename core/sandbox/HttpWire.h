#pragma once

#include "core/sandbox/HttpMessage.h"

#include <memory>
#include <optional>

#include <QByteArray>

namespace reveille::sandbox {

/// Reads requests out of a stream of bytes cut anywhere; Beast does the parsing. Bytes after one request are
/// kept for the next, so that pipelined requests come out one by one.
class RequestReader
{
public:
    static constexpr qsizetype kMaxHeaderBytes = 16 * 1024;
    static constexpr qsizetype kMaxBodyBytes = 1024 * 1024;

    enum class State
    {
        NeedMore,
        Ready,
        Failed, ///< failureStatus() says how; the connection is of no further use
    };

    RequestReader();
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    void feed(const QByteArray& bytes);
    /// Parses as far as the bytes reach.
    State advance();
    /// After Ready: the request, and the reader goes on with what follows it.
    [[nodiscard]] HttpRequest take();
    /// 400, 413 or 431.
    [[nodiscard]] int failureStatus() const { return m_failureStatus; }
    /// True once per request whose sender waits for "100 Continue" before the body.
    [[nodiscard]] bool takeContinue();
    [[nodiscard]] qsizetype buffered() const { return m_buffer.size(); }

private:
    struct Parser;
    void restart();

    QByteArray m_buffer;
    std::unique_ptr<Parser> m_parser;
    int m_failureStatus = 0;
    bool m_continueSeen = false;
    bool m_continueWanted = false;
};

/// The bytes of an answer; `head`: without the body but with its length. `date` is an IMF-fixdate. Of an
/// answer with a stream only the head, which announces chunks.
[[nodiscard]] QByteArray serialize(const HttpResponse& response, bool keepAlive, bool head,
                                   const QByteArray& date);

/// One chunk of a chunked body; of no bytes: its end.
[[nodiscard]] QByteArray chunk(const QByteArray& bytes);

} // namespace reveille::sandbox
