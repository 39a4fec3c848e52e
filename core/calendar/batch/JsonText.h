#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reveille::calendar {

/// Appends a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD, so that the result always
/// is.
void appendJsonString(std::string& out, std::string_view text);
void appendNumber(std::string& out, std::int64_t number);

/// Characters (code points) in the first `bytes` bytes of a UTF-8 text: what a reader of JSON counts.
[[nodiscard]] std::size_t charactersIn(std::string_view text, std::size_t bytes) noexcept;

} // namespace reveille::calendar
