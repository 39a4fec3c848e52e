#include "core/calendar/batch/Batch.h"

#include "core/calendar/batch/JsonReader.h"
#include "core/calendar/batch/JsonText.h"

#include <algorithm>
#include <utility>

namespace reveille::calendar {
namespace {

constexpr std::size_t kWriteAt = std::size_t{1} << 18;
constexpr std::string_view kBadInput = "bad-input";

} // namespace

struct Batch::Question
{
    std::optional<std::string_view> expression;
    std::optional<std::string_view> zone;
    Instant base;
    std::size_t count;
};

Batch::Batch(BatchDefaults defaults, Sink sink) : m_defaults(std::move(defaults)), m_sink(std::move(sink)) {}

bool Batch::feed(std::string_view piece)
{
    while (m_open && !piece.empty()) {
        const std::size_t end = piece.find('\n');
        if (end == std::string_view::npos) {
            answerPart(piece);
            break;
        }
        if (m_begun.empty() && !m_tooLong && end <= kLongestLine) {
            answer(piece.substr(0, end));
        } else {
            answerPart(piece.substr(0, end));
            (void)finish();
        }
        piece.remove_prefix(end + 1);
    }
    return flush();
}

/// Keeps the beginning of a line for its end to come.
void Batch::answerPart(std::string_view line)
{
    m_tooLong = m_tooLong || m_begun.size() + line.size() > kLongestLine;
    if (m_tooLong)
        m_begun.clear();
    else
        m_begun += line;
}

bool Batch::finish()
{
    if (m_tooLong)
        refuse(kBadInput, 0, 0, "The line is longer than a mebibyte.", nullptr);
    else if (!m_begun.empty())
        answer(m_begun);
    m_begun.clear();
    m_tooLong = false;
    return flush();
}

bool Batch::flush()
{
    if (m_open && !m_out.empty())
        m_open = m_sink(m_out);
    m_out.clear();
    return m_open;
}

bool Batch::understand(std::string_view line, Question& question)
{
    JsonReader json(line);
    const auto member = [&] {
        std::string_view name;
        if (!json.string(name, m_name) || !(json.take(':') || json.fail("a colon was expected")))
            return false;
        if (name == "expr") {
            std::string_view text;
            if (json.peek() != '"')
                return json.fail("expr must be a string");
            if (!json.string(text, m_expression))
                return false;
            question.expression = text;
            return true;
        }
        if (name == "tz") {
            std::string_view text;
            if (json.null())
                return true;
            if (json.peek() != '"')
                return json.fail("tz must be a string or null");
            if (!json.string(text, m_zone))
                return false;
            question.zone = text;
            return true;
        }
        std::int64_t number = 0;
        if (name == "base_usec") {
            if (json.null())
                return true;
            if (!json.integer(number))
                return false;
            question.base = Instant(std::chrono::microseconds(number));
            return true;
        }
        if (name == "count") {
            if (json.null())
                return true;
            if (!json.integer(number))
                return false;
            if (number < 0 || number > static_cast<std::int64_t>(kMostElapses))
                return json.fail("count must be from 0 to 10000");
            question.count = static_cast<std::size_t>(number);
            return true;
        }
        return json.skip();
    };
    const bool read = [&] {
        if (!json.take('{'))
            return json.fail("a JSON object was expected");
        bool more = !json.take('}');
        while (more) {
            if (!member())
                return false;
            more = json.take(',');
            if (!more && !json.take('}'))
                return json.fail("a comma or the object's end was expected");
        }
        if (!json.atEnd())
            return json.fail("something follows the object");
        if (!question.expression)
            return json.fail("expr is missing");
        return true;
    }();
    if (!read)
        refuseInput(line, json.column(), json.mistake());
    return read;
}

void Batch::refuseInput(std::string_view line, std::size_t column, std::string_view message)
{
    std::string sentence = "This is no question in JSON: ";
    sentence += message;
    sentence += '.';
    refuse(kBadInput, charactersIn(line, column), 0, sentence, nullptr);
}

void Batch::refuse(std::string_view code, std::size_t column, std::size_t length, std::string_view message,
                   const std::string* fix)
{
    m_out += R"({"valid":false,"error":{"code":)";
    appendJsonString(m_out, code);
    m_out += R"(,"column":)";
    appendNumber(m_out, static_cast<std::int64_t>(column));
    m_out += R"(,"length":)";
    appendNumber(m_out, static_cast<std::int64_t>(length));
    m_out += R"(,"message":)";
    appendJsonString(m_out, message);
    m_out += R"(,"fix":)";
    if (fix != nullptr)
        appendJsonString(m_out, *fix);
    else
        m_out += "null";
    m_out += "}}\n";
}

void Batch::answer(std::string_view line)
{
    if (m_out.size() >= kWriteAt && !flush())
        return;
    Question question{{}, {}, m_defaults.base, m_defaults.count};
    if (!understand(line, question))
        return;
    const std::string_view text = *question.expression;
    const auto event = CalendarEvent::parse(text);
    if (!event) {
        const ParseError& error = event.error();
        const std::size_t column = charactersIn(text, error.column);
        const std::size_t end = charactersIn(text, error.column + error.length);
        refuse(className(error.reason), column, end - column, error.message,
               error.fix ? &*error.fix : nullptr);
        return;
    }
    const auto zone = question.zone ? TimeZone::load(*question.zone) : m_defaults.zone;
    if (!zone) {
        refuse(className(ErrorClass::UnknownZone), 0, 0,
               "There is no time zone named \"" + std::string(question.zone->substr(0, 100)) + "\".",
               nullptr);
        return;
    }
    m_out += R"({"valid":true,"normalized":)";
    appendJsonString(m_out, event->toText());
    m_out += R"(,"next":[)";
    std::optional<Instant> at = question.base;
    for (std::size_t i = 0; i < question.count; ++i) {
        at = event->next(*at, *zone);
        if (!at)
            break;
        if (i > 0)
            m_out += ',';
        appendNumber(m_out, at->time_since_epoch().count());
    }
    m_out += "]}\n";
}

} // namespace reveille::calendar
