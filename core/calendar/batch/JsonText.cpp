#include "core/calendar/batch/JsonText.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace reveille::calendar {
namespace {

/// Bytes of the character at the beginning of the text; 0 if it is none. Without overlong forms, surrogates
/// and what is beyond U+10FFFF (Unicode, table 3-7).
[[nodiscard]] std::size_t characterLength(std::string_view text) noexcept
{
    const auto byte = [text](std::size_t i) -> unsigned {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto follows = [&byte](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned first = byte(0);
    const unsigned second = byte(1);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool allowed = (first != 0xE0 || second >= 0xA0) && (first != 0xED || second < 0xA0);
        return allowed && follows(1) && follows(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool allowed = (first != 0xF0 || second >= 0x90) && (first != 0xF4 || second < 0x90);
        return allowed && follows(1) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

[[nodiscard]] bool isPlain(char c) noexcept
{
    return c >= ' ' && c <= '~' && c != '"' && c != '\\';
}

void appendControl(std::string& out, char c)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    out += "\\u00";
    out += kHex[byte >> 4];
    out += kHex[byte & 0xF];
}

} // namespace

void appendJsonString(std::string& out, std::string_view text)
{
    out += '"';
    while (!text.empty()) {
        const auto stop = std::find_if_not(text.begin(), text.end(), isPlain);
        const auto plain = static_cast<std::size_t>(stop - text.begin());
        out += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty())
            break;
        const char c = text.front();
        std::size_t length = 1;
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if ((c >= 0 && c < ' ') || c == 0x7F) {
            appendControl(out, c);
        } else if (length = characterLength(text); length > 0) {
            out += text.substr(0, length);
        } else {
            out += "\xEF\xBF\xBD";
            length = 1;
        }
        text.remove_prefix(length);
    }
    out += '"';
}

void appendNumber(std::string& out, std::int64_t number)
{
    std::array<char, 24> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), written.ptr);
}

std::size_t charactersIn(std::string_view text, std::size_t bytes) noexcept
{
    const std::string_view part = text.substr(0, bytes);
    return static_cast<std::size_t>(std::count_if(
        part.begin(), part.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

} // namespace reveille::calendar
