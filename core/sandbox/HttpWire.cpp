#include "core/sandbox/HttpWire.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>

#include <QUrl>
#include <QUrlQuery>

namespace reveille::sandbox {

namespace http = boost::beast::http;

namespace {

QByteArray bytes(boost::beast::string_view view)
{
    return QByteArray(view.data(), static_cast<qsizetype>(view.size()));
}

boost::beast::string_view view(const QByteArray& text)
{
    return {text.constData(), static_cast<std::size_t>(text.size())};
}

/// "a+b" stays "a+b": only the forms of the generic URI syntax are undone, as the official clients send them.
QString decoded(const QByteArray& text)
{
    return QString::fromUtf8(QByteArray::fromPercentEncoding(text));
}

void splitTarget(HttpRequest& request)
{
    const qsizetype question = request.target.indexOf('?');
    request.path = question < 0 ? request.target : request.target.left(question);
    for (const QByteArray& part : request.path.split('/')) {
        // Doubled and trailing slashes are not segments: clients join base and path carelessly.
        if (!part.isEmpty())
            request.segments.append(decoded(part));
    }
    if (question < 0)
        return;
    for (const QByteArray& pair : request.target.mid(question + 1).split('&')) {
        const qsizetype equals = pair.indexOf('=');
        const QByteArray name = equals < 0 ? pair : pair.left(equals);
        if (!name.isEmpty())
            request.query.insert(decoded(name), equals < 0 ? QString() : decoded(pair.mid(equals + 1)));
    }
}

} // namespace

struct RequestReader::Parser
{
    http::request_parser<http::string_body> beast;

    Parser()
    {
        beast.eager(true);
        beast.header_limit(static_cast<std::uint32_t>(kMaxHeaderBytes));
        beast.body_limit(static_cast<std::uint64_t>(kMaxBodyBytes));
    }
};

RequestReader::RequestReader() : m_parser(std::make_unique<Parser>()) {}

RequestReader::~RequestReader() = default;

void RequestReader::restart()
{
    m_parser = std::make_unique<Parser>();
    m_continueSeen = false;
    m_continueWanted = false;
}

void RequestReader::feed(const QByteArray& more)
{
    m_buffer.append(more);
}

RequestReader::State RequestReader::advance()
{
    if (m_failureStatus != 0)
        return State::Failed;
    auto& beast = m_parser->beast;
    while (!beast.is_done() && !m_buffer.isEmpty()) {
        boost::system::error_code error;
        const std::size_t used = beast.put(
            boost::asio::buffer(m_buffer.constData(), static_cast<std::size_t>(m_buffer.size())), error);
        m_buffer.remove(0, static_cast<qsizetype>(used));
        if (beast.is_header_done() && !m_continueSeen) {
            m_continueSeen = true;
            m_continueWanted = boost::beast::iequals(beast.get()[http::field::expect], "100-continue");
        }
        if (error == http::error::need_more || (!error && used == 0))
            break;
        if (error) {
            m_failureStatus = error == http::error::body_limit     ? 413
                              : error == http::error::header_limit ? 431
                                                                   : 400;
            return State::Failed;
        }
    }
    return beast.is_done() ? State::Ready : State::NeedMore;
}

bool RequestReader::takeContinue()
{
    const bool wanted = m_continueWanted && !m_parser->beast.is_done();
    m_continueWanted = false;
    return wanted;
}

HttpRequest RequestReader::take()
{
    auto message = m_parser->beast.release();
    HttpRequest request;
    request.method = bytes(message.method_string());
    request.target = bytes(message.target());
    for (const auto& field : message)
        request.headers.append(HttpHeader{bytes(field.name_string()), bytes(field.value())});
    request.body = QByteArray(message.body().data(), static_cast<qsizetype>(message.body().size()));
    request.keepAlive = message.keep_alive();
    splitTarget(request);
    restart();
    return request;
}

QByteArray serialize(const HttpResponse& response, bool keepAlive, bool head, const QByteArray& date)
{
    http::response<http::string_body> message(
        static_cast<http::status>(static_cast<unsigned>(response.status)), 11);
    message.set(http::field::date, view(date));
    for (const HttpHeader& header : response.headers)
        message.insert(view(header.name), view(header.value));
    message.keep_alive(keepAlive);
    message.body().assign(response.body.constData(), static_cast<std::size_t>(response.body.size()));
    if (response.stream)
        message.set(http::field::transfer_encoding, "chunked");
    else if (response.status != 204)
        message.content_length(message.body().size());
    if (head)
        message.body().clear();

    QByteArray out;
    http::response_serializer<http::string_body> serializer(message);
    boost::system::error_code error;
    while (!serializer.is_done()) {
        std::size_t written = 0;
        serializer.next(error, [&](boost::system::error_code&, const auto& buffers) {
            for (auto it = boost::asio::buffer_sequence_begin(buffers);
                 it != boost::asio::buffer_sequence_end(buffers); ++it) {
                const boost::asio::const_buffer piece(*it);
                out.append(static_cast<const char*>(piece.data()), static_cast<qsizetype>(piece.size()));
                written += piece.size();
            }
        });
        if (error)
            break;
        serializer.consume(written);
    }
    if (response.stream)
        out.truncate(out.indexOf("\r\n\r\n") + 4); // the chunks are written by whoever has them
    return out;
}

QByteArray chunk(const QByteArray& bytes)
{
    return QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n";
}

} // namespace reveille::sandbox
