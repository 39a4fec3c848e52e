#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reveille::calendar {

/// What a refused text may have been meant to be, the likeliest first; not every guess parses. Month names,
/// a shorthand with a time, lists of times, ranges of whole dates, a dot in a time.
[[nodiscard]] std::vector<std::string> rewrites(std::string_view text);

} // namespace reveille::calendar
