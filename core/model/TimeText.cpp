#include "core/model/TimeText.h"

#include <array>
#include <limits>

#include <QLatin1String>

namespace reveille {

using namespace std::chrono;

namespace {

struct Unit
{
    QLatin1String text;
    qint64 milliseconds;
};

// Longest unit first: printing goes from big to small; "ms" must be tried before "m" and "s" when reading.
constexpr std::array<Unit, 5> kUnits{{{QLatin1String("d"), 86'400'000},
                                      {QLatin1String("h"), 3'600'000},
                                      {QLatin1String("m"), 60'000},
                                      {QLatin1String("s"), 1'000},
                                      {QLatin1String("ms"), 1}}};

QString pad(qint64 value, int width)
{
    return QString::number(value).rightJustified(width, u'0');
}

/// Reads exactly `width` digits at `at` and steps over them.
std::optional<int> digits(QStringView text, qsizetype& at, int width)
{
    if (at + width > text.size())
        return std::nullopt;
    int value = 0;
    for (int i = 0; i < width; ++i) {
        const char16_t c = text[at + i].unicode();
        if (c < u'0' || c > u'9')
            return std::nullopt;
        value = value * 10 + (c - u'0');
    }
    at += width;
    return value;
}

bool take(QStringView text, qsizetype& at, QStringView any)
{
    if (at >= text.size() || !any.contains(text[at]))
        return false;
    ++at;
    return true;
}

std::optional<qint64> unitAt(QStringView text, qsizetype& at)
{
    if (text.sliced(at).startsWith(u"ms")) {
        at += 2;
        return 1;
    }
    for (const Unit& unit : kUnits) {
        if (unit.text.size() == 1 && text[at] == unit.text.at(0)) {
            ++at;
            return unit.milliseconds;
        }
    }
    return std::nullopt;
}

} // namespace

QString toRfc3339(calendar::Instant at)
{
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{at - day};
    QString text = pad(static_cast<int>(date.year()), 4) + u'-' +
                   pad(static_cast<unsigned>(date.month()), 2) + u'-' +
                   pad(static_cast<unsigned>(date.day()), 2) + u'T' + pad(time.hours().count(), 2) + u':' +
                   pad(time.minutes().count(), 2) + u':' + pad(time.seconds().count(), 2);
    if (const auto micros = time.subseconds().count(); micros != 0) {
        QString fraction = pad(micros, 6);
        while (fraction.endsWith(u'0'))
            fraction.chop(1);
        text += u'.' + fraction;
    }
    return text + u'Z';
}

std::optional<calendar::Instant> fromRfc3339(QStringView text)
{
    qsizetype at = 0;
    const auto y = digits(text, at, 4);
    if (!y || !take(text, at, u"-"))
        return std::nullopt;
    const auto mo = digits(text, at, 2);
    if (!mo || !take(text, at, u"-"))
        return std::nullopt;
    const auto d = digits(text, at, 2);
    if (!d || !take(text, at, u"Tt "))
        return std::nullopt;
    const auto h = digits(text, at, 2);
    if (!h || !take(text, at, u":"))
        return std::nullopt;
    const auto mi = digits(text, at, 2);
    if (!mi || !take(text, at, u":"))
        return std::nullopt;
    const auto s = digits(text, at, 2);
    if (!s)
        return std::nullopt;
    qint64 micros = 0;
    if (take(text, at, u".")) {
        int count = 0;
        while (at < text.size() && text[at].isDigit()) {
            if (count < 6)
                micros = micros * 10 + text[at].digitValue();
            ++count;
            ++at;
        }
        if (count == 0)
            return std::nullopt;
        for (; count < 6; ++count)
            micros *= 10;
    }
    minutes offset{0};
    if (!take(text, at, u"Zz")) {
        if (at >= text.size() || (text[at] != u'+' && text[at] != u'-'))
            return std::nullopt;
        const int sign = text[at] == u'-' ? -1 : 1;
        ++at;
        const auto oh = digits(text, at, 2);
        if (!oh || !take(text, at, u":"))
            return std::nullopt;
        const auto om = digits(text, at, 2);
        if (!om || *oh > 23 || *om > 59)
            return std::nullopt;
        offset = minutes(sign * (*oh * 60 + *om));
    }
    const year_month_day date{year(*y), month(static_cast<unsigned>(*mo)), day(static_cast<unsigned>(*d))};
    if (at != text.size() || !date.ok() || *h > 23 || *mi > 59 || *s > 60)
        return std::nullopt;
    return sys_days(date) + hours(*h) + minutes(*mi) + seconds(*s) + microseconds(micros) - offset;
}

std::optional<milliseconds> durationFromText(QStringView text)
{
    if (text.isEmpty())
        return std::nullopt;
    constexpr qint64 kLimit = std::numeric_limits<qint64>::max() / 1000;
    qint64 total = 0;
    qsizetype at = 0;
    while (at < text.size()) {
        const qsizetype start = at;
        qint64 value = 0;
        while (at < text.size() && text[at] >= u'0' && text[at] <= u'9') {
            value = value * 10 + text[at].digitValue();
            if (value > kLimit)
                return std::nullopt;
            ++at;
        }
        if (at == start)
            return std::nullopt;
        qint64 unit = 1000;
        if (at < text.size()) {
            const auto read = unitAt(text, at);
            if (!read)
                return std::nullopt;
            unit = *read;
        } else if (start != 0) {
            return std::nullopt; // "1h30": thirty of what?
        }
        if (value > (kLimit - total) / unit)
            return std::nullopt;
        total += value * unit;
    }
    return milliseconds(total);
}

QString durationToText(milliseconds duration)
{
    qint64 rest = duration.count();
    if (rest <= 0)
        return QStringLiteral("0s");
    QString text;
    for (const Unit& unit : kUnits) {
        if (const qint64 count = rest / unit.milliseconds; count > 0)
            text += QString::number(count) + unit.text;
        rest %= unit.milliseconds;
    }
    return text;
}

} // namespace reveille
