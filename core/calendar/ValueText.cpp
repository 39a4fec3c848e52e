#include "core/calendar/ValueText.h"

#include <array>

namespace reveille::calendar {
namespace {

void appendNumber(std::string& out, int value, Field field)
{
    const std::string digits = std::to_string(value);
    const std::size_t width = field == Field::Year ? 4 : 2;
    if (digits.size() < width)
        out.append(width - digits.size(), '0');
    out += digits;
}

[[nodiscard]] bool isWholeField(const std::vector<int>& values, Field field, bool fromMonthEnd)
{
    const Limits limits = field == Field::Day && fromMonthEnd ? Limits{1, 31} : limitsOf(field);
    const int last = field == Field::Second ? 59 : limits.to;
    return values.front() == limits.from && values.back() == last &&
           values.size() == static_cast<std::size_t>(last - limits.from + 1);
}

/// How many values from `from` on are evenly spaced.
[[nodiscard]] std::size_t evenRun(const std::vector<int>& values, std::size_t from)
{
    std::size_t n = 1;
    while (from + n < values.size() &&
           values[from + n] - values[from + n - 1] == values[from + 1] - values[from])
        ++n;
    return n;
}

} // namespace

std::string valueText(const std::vector<int>& values, Field field, bool fromMonthEnd)
{
    if (values.empty())
        return {};
    if (isWholeField(values, field, fromMonthEnd))
        return "*";
    std::string out;
    for (std::size_t i = 0; i < values.size();) {
        if (!out.empty())
            out += ',';
        appendNumber(out, values[i], field);
        const std::size_t n = evenRun(values, i);
        if (n < 3) {
            ++i;
            continue;
        }
        out += "..";
        appendNumber(out, values[i + n - 1], field);
        const int step = values[i + 1] - values[i];
        if (step > 1)
            out += '/' + std::to_string(step);
        i += n;
    }
    return out;
}

std::string weekdayText(std::uint8_t bits)
{
    static constexpr std::array<const char*, 7> kNames = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    std::string out;
    if (bits == kEveryWeekday)
        return out;
    for (std::size_t day = 0; day < kNames.size(); ++day) {
        if ((bits >> day & 1U) == 0)
            continue;
        std::size_t last = day;
        while (last < 6 && (bits >> (last + 1) & 1U) != 0)
            ++last;
        out += out.empty() ? "" : ",";
        out += kNames[day];
        if (last - day >= 2) {
            out += "..";
            out += kNames[last];
            day = last;
        }
    }
    return out;
}

} // namespace reveille::calendar
