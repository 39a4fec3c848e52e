#include "tests/unit/calendar/RandomEvents.h"

#include <array>

std::string RandomEvents::field(int from, int to, bool openSteps)
{
    if (upTo(2) == 0)
        return "*";
    std::string text;
    for (int i = upTo(2); i >= 0; --i) {
        const int a = static_cast<int>(between(from, to));
        const int b = static_cast<int>(between(a, to));
        text += std::to_string(a);
        switch (upTo(4)) {
        case 0:
            if (b > a)
                text += ".." + std::to_string(b);
            break;
        case 1:
            if (b - a > 2)
                text += ".." + std::to_string(b) + '/' + std::to_string(between(1, b - a));
            break;
        case 2:
            if (openSteps && to - a > 1)
                text += '/' + std::to_string(between(1, to - a));
            break;
        default:
            break;
        }
        text += i > 0 ? "," : "";
    }
    return text;
}

std::string RandomEvents::weekdays()
{
    static constexpr std::array<const char*, 7> kNames = {"Mon", "Tue",      "Wednesday", "thu",
                                                          "Fri", "Saturday", "Sun"};
    const int a = upTo(6);
    const int b = static_cast<int>(between(a, 6));
    std::string text = kNames[static_cast<std::size_t>(a)];
    if (upTo(1) == 0)
        text += std::string("..") + kNames[static_cast<std::size_t>(b)];
    if (upTo(2) == 0)
        text += std::string(",") + kNames[static_cast<std::size_t>(upTo(6))];
    return text;
}

std::string RandomEvents::date()
{
    std::string text = upTo(5) == 0 ? field(2020, 2060, false) + '-' : upTo(1) == 0 ? "*-" : "";
    text += field(1, 12, true);
    if (upTo(4) == 0)
        return text + '~' + (upTo(1) == 0 ? std::to_string(between(1, 28)) : "7/1");
    return text + '-' + field(1, 31, true);
}

std::string RandomEvents::time(bool withSeconds)
{
    std::string text = field(0, 23, true) + ':' + field(0, 59, true);
    return withSeconds ? text + ':' + field(0, 58, false) : text;
}

std::string RandomEvents::event(bool withSeconds)
{
    std::string text;
    if (upTo(2) == 0)
        text = weekdays() + ' ';
    if (upTo(1) == 0)
        text += date() + ' ';
    return text + time(withSeconds);
}
