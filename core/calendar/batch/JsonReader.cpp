#include "core/calendar/batch/JsonReader.h"

#include <charconv>
#include <cmath>

namespace reveille::calendar {
namespace {

constexpr std::size_t kDeepest = 64;

[[nodiscard]] bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

void appendUtf8(std::string& out, std::uint32_t point)
{
    const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0 | point >> 6);
        put(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        put(0xE0 | point >> 12);
        put(0x80 | (point >> 6 & 0x3F));
        put(0x80 | (point & 0x3F));
    } else {
        put(0xF0 | point >> 18);
        put(0x80 | (point >> 12 & 0x3F));
        put(0x80 | (point >> 6 & 0x3F));
        put(0x80 | (point & 0x3F));
    }
}

} // namespace

bool JsonReader::fail(const char* mistake) noexcept
{
    if (m_mistake == nullptr)
        m_mistake = mistake;
    return false;
}

char JsonReader::peek() noexcept
{
    while (m_at < m_text.size() &&
           (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == '\r' || m_text[m_at] == '\n'))
        ++m_at;
    return here();
}

bool JsonReader::take(char wanted) noexcept
{
    if (m_mistake != nullptr || peek() != wanted || m_at == m_text.size())
        return false;
    ++m_at;
    return true;
}

bool JsonReader::atEnd() noexcept
{
    (void)peek();
    return m_at == m_text.size();
}

bool JsonReader::string(std::string_view& value, std::string& storage)
{
    if (!take('"'))
        return fail("a string was expected");
    const std::size_t begin = m_at;
    bool escaped = false;
    for (;; ++m_at) {
        if (m_at == m_text.size())
            return fail("a string has no end");
        const char c = m_text[m_at];
        if (c == '"')
            break;
        if (static_cast<unsigned char>(c) < 0x20)
            return fail("a control character in a string is not escaped");
        if (c == '\\') {
            if (!escaped)
                storage.assign(m_text, begin, m_at - begin);
            escaped = true;
            if (!escape(storage))
                return false;
        } else if (escaped) {
            storage += c;
        }
    }
    value = escaped ? std::string_view(storage) : m_text.substr(begin, m_at - begin);
    ++m_at;
    return true;
}

/// From the backslash to the escape's last character.
bool JsonReader::escape(std::string& storage)
{
    ++m_at;
    switch (here()) {
    case '"':
    case '\\':
    case '/':
        storage += here();
        return true;
    case 'b':
        storage += '\b';
        return true;
    case 'f':
        storage += '\f';
        return true;
    case 'n':
        storage += '\n';
        return true;
    case 'r':
        storage += '\r';
        return true;
    case 't':
        storage += '\t';
        return true;
    case 'u':
        break;
    default:
        return fail("there is no such escape");
    }
    std::uint32_t point = 0;
    if (!fourDigits(point))
        return false;
    if (point >= 0xDC00 && point <= 0xDFFF)
        return fail("half of a surrogate pair stands alone");
    if (point >= 0xD800 && point <= 0xDBFF) {
        std::uint32_t low = 0;
        if (m_text.substr(m_at + 1, 2) != "\\u")
            return fail("half of a surrogate pair stands alone");
        m_at += 2;
        if (!fourDigits(low))
            return false;
        if (low < 0xDC00 || low > 0xDFFF)
            return fail("half of a surrogate pair stands alone");
        point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
    }
    appendUtf8(storage, point);
    return true;
}

/// From the u to the last of the digits.
bool JsonReader::fourDigits(std::uint32_t& unit)
{
    const std::string_view hex = m_text.substr(m_at + 1, 4);
    const auto [end, problem] = std::from_chars(hex.data(), hex.data() + hex.size(), unit, 16);
    if (problem != std::errc() || hex.size() < 4 || end != hex.data() + 4)
        return fail("\\u needs four hexadecimal digits");
    m_at += 4;
    return true;
}

bool JsonReader::digits() noexcept
{
    const std::size_t begin = m_at;
    while (isDigit(here()))
        ++m_at;
    return m_at > begin;
}

bool JsonReader::number(std::string_view& token)
{
    if (m_mistake != nullptr)
        return false;
    (void)peek();
    const std::size_t begin = m_at;
    if (here() == '-')
        ++m_at;
    if (here() == '0')
        ++m_at;
    else if (!digits())
        return fail("a number was expected");
    if (here() == '.') {
        ++m_at;
        if (!digits())
            return fail("a number needs digits after its point");
    }
    if (here() == 'e' || here() == 'E') {
        ++m_at;
        if (here() == '+' || here() == '-')
            ++m_at;
        if (!digits())
            return fail("a number needs digits after its e");
    }
    token = m_text.substr(begin, m_at - begin);
    return true;
}

bool JsonReader::integer(std::int64_t& value)
{
    std::string_view token;
    if (!number(token))
        return false;
    const char* const last = token.data() + token.size();
    const auto whole = std::from_chars(token.data(), last, value);
    if (whole.ec == std::errc() && whole.ptr == last)
        return true;
    // Some writers know no integers: 1767225600000000.0 is as exact.
    double real = 0;
    constexpr double kLimit = 9'007'199'254'740'992; // 2^53: every whole number up to here is exact
    const auto any = std::from_chars(token.data(), last, real);
    if (any.ec != std::errc() || std::abs(real) > kLimit || std::trunc(real) != real)
        return fail("a whole number of 64 bits was expected");
    value = static_cast<std::int64_t>(real);
    return true;
}

bool JsonReader::word(std::string_view wanted)
{
    if (m_text.substr(m_at, wanted.size()) != wanted)
        return fail("a value was expected");
    m_at += wanted.size();
    return true;
}

bool JsonReader::null()
{
    return m_mistake == nullptr && peek() == 'n' && word("null");
}

bool JsonReader::skipScalar()
{
    std::string_view ignored;
    switch (peek()) {
    case '"':
        return string(ignored, m_skipped);
    case 't':
        return word("true");
    case 'f':
        return word("false");
    case 'n':
        return word("null");
    default:
        if (here() == '-' || isDigit(here()))
            return number(ignored);
        return fail("a value was expected");
    }
}

bool JsonReader::skip()
{
    if (m_mistake != nullptr)
        return false;
    std::string closers;
    for (;;) {
        // A value begins here.
        const char open = peek();
        if (open == '{' || open == '[') {
            if (closers.size() == kDeepest)
                return fail("values are nested too deeply");
            ++m_at;
            closers += open == '{' ? '}' : ']';
            if (!take(closers.back())) {
                std::string_view name;
                if (open == '{' && (!string(name, m_skipped) || !(take(':') || fail("a colon was expected"))))
                    return false;
                continue;
            }
            closers.pop_back();
        } else if (!skipScalar()) {
            return false;
        }
        // A value ended here; so may the ones around it.
        while (!closers.empty() && take(closers.back()))
            closers.pop_back();
        if (closers.empty())
            return true;
        if (!take(','))
            return fail("a comma was expected");
        std::string_view name;
        if (closers.back() == '}' &&
            (!string(name, m_skipped) || !(take(':') || fail("a colon was expected"))))
            return false;
    }
}

} // namespace reveille::calendar
