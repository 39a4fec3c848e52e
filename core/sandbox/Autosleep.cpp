#include "core/sandbox/Autosleep.h"

#include <array>

namespace reveille::sandbox {

namespace {

struct Unit
{
    char16_t letter;
    qint64 seconds;
};

constexpr std::array<Unit, 5> kUnits{{{u'w', 604'800}, {u'd', 86'400}, {u'h', 3'600}, {u'm', 60}, {u's', 1}}};

} // namespace

std::optional<qint64> autosleepFromText(QStringView text)
{
    if (text == u"never")
        return 0;
    qint64 total = 0;
    std::size_t nextUnit = 0;
    qsizetype at = 0;
    while (at < text.size()) {
        const qsizetype start = at;
        qint64 value = 0;
        while (at < text.size() && text[at] >= u'0' && text[at] <= u'9') {
            value = value * 10 + text[at].digitValue();
            if (value > kMaxAutosleepSeconds)
                return std::nullopt;
            ++at;
        }
        if (at == start)
            return std::nullopt;
        qint64 factor = 1;
        if (at == text.size()) {
            if (start != 0)
                return std::nullopt; // "1h30": thirty of what?
        } else {
            while (nextUnit < kUnits.size() && kUnits[nextUnit].letter != text[at])
                ++nextUnit;
            if (nextUnit == kUnits.size())
                return std::nullopt;
            factor = kUnits[nextUnit].seconds;
            ++nextUnit;
            ++at;
        }
        if (value > (kMaxAutosleepSeconds - total) / factor)
            return std::nullopt;
        total += value * factor;
    }
    if (text.isEmpty())
        return std::nullopt;
    return total;
}

} // namespace reveille::sandbox
