#include "core/calendar/MatchSet.h"

#include "core/calendar/Civil.h"
#include "core/calendar/Fractions.h"
#include "core/calendar/YearTable.h"

namespace reveille::calendar {
namespace {

using YearBits = MatchSet::YearBits;

constexpr std::size_t layoutOf(int year)
{
    return static_cast<std::size_t>((isLeapYear(year) ? 7 : 0) + weekdayOf(daysFromCivil(year, 1, 1)));
}

/// For each of the 14 year layouts (weekday of 1 January, leap or not), the years that have it.
constexpr std::array<YearBits, 14> makeLayoutYears()
{
    std::array<YearBits, 14> table{};
    for (int year = MatchSet::kYearBase; year <= kLastYear; ++year) {
        const auto bit = static_cast<unsigned>(year - MatchSet::kYearBase);
        table[layoutOf(year)][bit / 64] |= 1ULL << (bit % 64);
    }
    return table;
}

constexpr std::array<YearBits, 14> kLayoutYears = makeLayoutYears();

/// Common years and leap years.
constexpr std::array<YearBits, 2> makeYearsByLength()
{
    std::array<YearBits, 2> table{};
    for (std::size_t layout = 0; layout < kLayoutYears.size(); ++layout) {
        for (std::size_t i = 0; i < 4; ++i)
            table[layout / 7][i] |= kLayoutYears[layout][i];
    }
    return table;
}

constexpr std::array<YearBits, 2> kYearsByLength = makeYearsByLength();

/// The bits of items whose values lie in [from, to], bit 0 standing for `from`.
[[nodiscard]] std::uint64_t bitsOf(std::span<const Item> items, int from, int to, std::uint64_t all) noexcept
{
    if (items.empty())
        return all;
    std::uint64_t bits = 0;
    for (const Item& item : items) {
        if (item.step == 0) {
            bits |= 1ULL << (item.start - from);
            continue;
        }
        const int last = item.stop >= 0 ? item.stop : to;
        if (item.step == 1) {
            bits |= (2ULL << (last - from)) - (1ULL << (item.start - from));
            continue;
        }
        for (int v = item.start; v <= last; v += item.step)
            bits |= 1ULL << (v - from);
    }
    return bits;
}

/// Open steps count towards the end of the month, and a range's step counts from its far end.
[[nodiscard]] std::uint32_t bitsFromEnd(std::span<const Item> items) noexcept
{
    std::uint32_t bits = 0;
    for (const Item& item : items) {
        const int far = item.stop >= 0 ? item.stop : item.start;
        const int near = item.stop >= 0 ? item.start : 1;
        bits |= 1U << (far - 1);
        for (int n = far - item.step; item.step > 0 && n >= near; n -= item.step)
            bits |= 1U << (n - 1);
    }
    return bits;
}

void setYears(std::span<const Item> items, YearBits& years) noexcept
{
    if (items.empty())
        return;
    years = {};
    for (const Item& item : items) {
        const int last = item.stop >= 0 ? item.stop : item.step > 0 ? kLastYear : item.start;
        for (int y = item.start; y <= last; y += item.step > 0 ? item.step : 1) {
            const auto bit = static_cast<unsigned>(y - MatchSet::kYearBase);
            years[bit / 64] |= 1ULL << (bit % 64);
        }
    }
}

[[nodiscard]] constexpr std::uint32_t reversed31(std::uint32_t bits) noexcept
{
    bits = (bits >> 1 & 0x5555'5555U) | (bits & 0x5555'5555U) << 1;
    bits = (bits >> 2 & 0x3333'3333U) | (bits & 0x3333'3333U) << 2;
    bits = (bits >> 4 & 0x0F0F'0F0FU) | (bits & 0x0F0F'0F0FU) << 4;
    return __builtin_bswap32(bits) >> 1;
}

/// Of bits of which one at least is set. Without a machine instruction for it, counting them is a call.
[[nodiscard]] constexpr bool isOneBit(std::uint64_t bits) noexcept
{
    return (bits & (bits - 1)) == 0;
}

[[nodiscard]] constexpr bool hasSevenInARow(std::uint32_t bits) noexcept
{
    bits &= bits >> 1;
    bits &= bits >> 2;
    return (bits & bits >> 3) != 0;
}

} // namespace

void MatchSet::assign(const Expression& e)
{
    weekdays = e.weekdays;
    setYears(e.items(Field::Year), years);
    months = static_cast<std::uint16_t>(bitsOf(e.items(Field::Month), 1, 12, months));
    if (e.fromMonthEnd)
        daysFromEnd = bitsFromEnd(e.items(Field::Day));
    else
        days = static_cast<std::uint32_t>(bitsOf(e.items(Field::Day), 1, 31, days));
    hours = static_cast<std::uint32_t>(bitsOf(e.items(Field::Hour), 0, 23, hours));
    minutes = bitsOf(e.items(Field::Minute), 0, 59, minutes);
    setSeconds(e.items(Field::Second));
    refresh();
}

void MatchSet::setSeconds(std::span<const Item> items)
{
    if (items.empty())
        return;
    bool whole = true;
    for (const Item& item : items)
        whole = whole && item.start % kSecond == 0 && item.step % kSecond == 0;
    seconds = 0;
    if (!whole) {
        fractions.assign(items.begin(), items.end());
        return;
    }
    for (const Item& item : items) {
        const int last = item.stop >= 0 ? item.stop / kSecond : item.step > 0 ? 59 : item.start / kSecond;
        const int step = item.step > 0 ? item.step / kSecond : 1;
        for (int s = item.start / kSecond; s <= last; s += step)
            seconds |= 1ULL << s;
    }
}

void MatchSet::refresh()
{
    constexpr std::uint64_t kSevenWeeks = 0x0000'0408'1020'4081ULL; // bits 0, 7, 14, 21, 28, 35, 42
    m_weekdayPattern = weekdays * kSevenWeeks;
    m_endReversed = reversed31(daysFromEnd);
    findTimesOfDay();
    findMatchingYears();
    findEnd();
}

void MatchSet::findTimesOfDay()
{
    if (hasFractions())
        m_fractionsPerMinute = countFractions(fractions, 0, kMinuteMicros);
    if (!hasTime())
        return;
    m_isEvenFraction = fractions.size() == 1;
    if (m_isEvenFraction)
        m_evenFraction = EvenFraction(fractions.front());
    const std::int64_t tick = hasFractions() ? kSecond : 1;
    m_firstOfMinute =
        hasFractions() ? nextFraction(fractions, 0) : std::countr_zero(seconds) * kMicrosPerSecond;
    m_firstOfHour = std::countr_zero(minutes) * std::int64_t{kMinuteMicros} + m_firstOfMinute;
    m_firstOfDay = std::countr_zero(hours) * 60 * std::int64_t{kMinuteMicros} + m_firstOfHour;
    m_lastOfDay =
        ((31 - std::countl_zero(hours)) * 3600 + (63 - std::countl_zero(minutes)) * 60) * tick +
        (hasFractions() ? previousFraction(fractions, kMinuteMicros - 1) : 63 - std::countl_zero(seconds));
    const bool oneSecond = hasFractions() ? m_fractionsPerMinute == 1 : isOneBit(seconds);
    if (!oneSecond) {
        m_grain = hasFractions() ? Grain::Micro : Grain::Second;
        m_phase = 0;
    } else if (!isOneBit(minutes)) {
        m_grain = Grain::Minute;
        m_phase = m_firstOfMinute;
    } else if (!isOneBit(hours)) {
        m_grain = Grain::Hour;
        m_phase = m_firstOfHour;
    } else {
        m_grain = Grain::Day;
        m_phase = m_firstOfDay;
    }
}

/// The weekdays of 1 January, as bits, that give a year of that length a match.
std::uint32_t MatchSet::januariesOf(bool leap) const noexcept
{
    const YearRow& row = yearRow(leap ? 2000 : 2001);
    std::uint32_t found = 0;
    for (unsigned rest = months; rest != 0 && found != kEveryWeekday; rest &= rest - 1) {
        const int month = std::countr_zero(rest);
        const std::uint32_t dates = days & m_endReversed >> (31 - monthLength(row, month));
        // Dates a week apart share their weekday.
        std::uint32_t inWeek = (dates | dates >> 7 | dates >> 14 | dates >> 21 | dates >> 28) & kEveryWeekday;
        for (; inWeek != 0; inWeek &= inWeek - 1) {
            // The pattern begins with a Monday: bit j says whether a date j days after a Monday matches. A
            // month's first day is up to six days further into its week than 1 January.
            const int toDate = monthWeekday(row, month) - row.weekday + std::countr_zero(inWeek);
            found |= static_cast<std::uint32_t>(m_weekdayPattern >> toDate) & kEveryWeekday;
        }
    }
    return found;
}

void MatchSet::findMatchingYears() noexcept
{
    constexpr std::uint32_t kInEveryMonth = 0x0FFF'FFFF;
    constexpr std::uint32_t kAllDays = 0x7FFF'FFFF;
    constexpr std::uint64_t kLastYears = (1ULL << 39) - 1;
    m_matchingYears = {};
    m_weekdaysDecide = months == 0x0FFF && weekdays != 0 && days == kAllDays && daysFromEnd == kAllDays &&
                       hasTime() && (years[0] & years[1] & years[2]) == ~0ULL && years[3] == kLastYears;
    if (months == 0 || weekdays == 0 || days == 0 || daysFromEnd == 0 || !hasTime())
        return;
    // Days up to the 28th exist in every month, and seven days in a row have every weekday.
    const bool fromStart = daysFromEnd == kAllDays;
    const bool fromEnd = days == kAllDays;
    const std::uint32_t everywhere = (fromStart ? days : daysFromEnd) & kInEveryMonth;
    const bool anyWeekday = weekdays == kEveryWeekday;
    const bool surely = (fromStart || fromEnd) && (anyWeekday ? everywhere != 0 : hasSevenInARow(everywhere));
    if (surely) {
        m_matchingYears = years;
        return;
    }
    YearBits matching{};
    const auto add = [&matching](const YearBits& some) {
        for (std::size_t i = 0; i < matching.size(); ++i)
            matching[i] |= some[i];
    };
    for (std::size_t leap = 0; leap < 2; ++leap) {
        std::uint32_t rest = januariesOf(leap == 1);
        if (rest == kEveryWeekday) {
            add(kYearsByLength[leap]);
            continue;
        }
        for (; rest != 0; rest &= rest - 1)
            add(kLayoutYears[leap * 7 + static_cast<std::size_t>(std::countr_zero(rest))]);
    }
    for (std::size_t i = 0; i < years.size(); ++i)
        m_matchingYears[i] = years[i] & matching[i];
}

void MatchSet::findEnd() noexcept
{
    m_end = INT64_MIN;
    for (std::size_t i = m_matchingYears.size(); i-- > 0;) {
        if (m_matchingYears[i] == 0)
            continue;
        const int year = kYearBase + static_cast<int>(i * 64) + 63 - std::countl_zero(m_matchingYears[i]);
        // Midnight of the New Year after it is a day later than in Greenwich at most.
        m_end = (yearRow(year + 1).january + 2) * kMicrosPerDay;
        return;
    }
}

bool MatchSet::everMatches() const noexcept
{
    return (m_matchingYears[0] | m_matchingYears[1] | m_matchingYears[2] | m_matchingYears[3]) != 0;
}

bool MatchSet::has(Field field, int value) const noexcept
{
    const auto bit = [&](std::uint64_t bits, int from) {
        return value >= from && value - from < 64 && (bits >> (value - from) & 1U) != 0;
    };
    switch (field) {
    case Field::Year:
        return hasYear(value);
    case Field::Month:
        return bit(months, 1);
    case Field::Day:
        return bit(days, 1);
    case Field::Hour:
        return bit(hours, 0);
    case Field::Minute:
        return bit(minutes, 0);
    case Field::Second:
        break;
    }
    if (hasFractions())
        return value >= 0 && value < 60 && nextFraction(fractions, value * kSecond) == value * kSecond;
    return bit(seconds, 0);
}

std::vector<int> MatchSet::values(Field field) const
{
    const Limits limits = limitsOf(field);
    const int last = field == Field::Second ? 59 : limits.to;
    std::vector<int> found;
    for (int v = limits.from; v <= last; ++v) {
        if (has(field, v))
            found.push_back(v);
    }
    return found;
}

bool MatchSet::isFull(Field field) const noexcept
{
    const MatchSet full;
    switch (field) {
    case Field::Year:
        return years == full.years;
    case Field::Month:
        return months == full.months;
    case Field::Day:
        return days == full.days && daysFromEnd == full.daysFromEnd;
    case Field::Hour:
        return hours == full.hours;
    case Field::Minute:
        return minutes == full.minutes;
    case Field::Second:
        break;
    }
    return !hasFractions() && seconds == full.seconds;
}

bool MatchSet::matches(const CivilTime& c) const noexcept
{
    if (!hasYear(c.year) || !has(Field::Month, c.month) || !has(Field::Day, c.day) ||
        !has(Field::Hour, c.hour) || !has(Field::Minute, c.minute))
        return false;
    const std::int32_t day = daysFromCivil(c.year, c.month, c.day);
    const int fromEnd = daysInMonth(c.year, c.month) - c.day;
    if ((weekdays >> weekdayOf(day) & 1U) == 0 || (daysFromEnd >> fromEnd & 1U) == 0)
        return false;
    if (!hasFractions())
        return c.microsecond == 0 && has(Field::Second, c.second);
    const std::int32_t micros = c.second * kSecond + c.microsecond;
    return nextFraction(fractions, micros) == micros;
}

MatchSet MatchSet::intersectedWith(const MatchSet& other) const
{
    MatchSet both = *this;
    for (std::size_t i = 0; i < years.size(); ++i)
        both.years[i] &= other.years[i];
    both.months &= other.months;
    both.weekdays &= other.weekdays;
    both.days &= other.days;
    both.daysFromEnd &= other.daysFromEnd;
    both.hours &= other.hours;
    both.minutes &= other.minutes;
    both.seconds &= other.seconds;
    both.refresh();
    return both;
}

} // namespace reveille::calendar
