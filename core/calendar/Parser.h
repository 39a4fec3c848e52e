#pragma once

#include "core/calendar/Expression.h"
#include "core/calendar/ParseError.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace reveille::calendar {

inline constexpr std::size_t kMaxTextLength = 4096;

struct Shorthand;

/// Where a part of the text stands, in bytes. A part that is not written has length 0.
struct ByteRange
{
    std::uint16_t begin = 0;
    std::uint16_t length = 0;

    [[nodiscard]] constexpr std::uint16_t end() const noexcept
    {
        return static_cast<std::uint16_t>(begin + length);
    }
};

/// The places of all parts of one text; what a syntax tree needs beyond the expression.
struct TextParts
{
    std::array<ByteRange, kFields> fields{};
    ByteRange weekdays;
    ByteRange shorthand;
    ByteRange epoch;
    ByteRange zone;
    const Shorthand* word = nullptr; ///< the one that stands at `shorthand`
};

/// Why and where a text was refused, before a sentence is made of it.
struct Refusal
{
    ErrorClass reason = ErrorClass::Empty;
    std::uint16_t column = 0;
    std::uint16_t length = 0;
};

/// One pass over the bytes by systemd's rules (systemd.time(7); the order of checks is systemd's as well). No
/// allocation unless the expression has more items than ItemPool holds inline, or names a zone not seen
/// before. On refusal returns false and fills `refusal`; `out` is then unspecified.
[[nodiscard]] bool parseExpression(std::string_view text, Expression& out, TextParts& parts,
                                   Refusal& refusal);

} // namespace reveille::calendar
