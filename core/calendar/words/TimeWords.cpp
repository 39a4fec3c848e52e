#include "core/calendar/words/TimeWords.h"

#include "core/calendar/Civil.h"
#include "core/calendar/Fractions.h"

#include <algorithm>

namespace reveille::calendar {
namespace {

using Kind = Phrase::Kind;
using Numbers = std::vector<std::int64_t>;

constexpr std::int64_t kMinute = kMinuteMicros;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::size_t kMostListed = 8;
constexpr std::size_t kFewListed = 4;
constexpr std::int64_t kMostSeconds = 60;

/// The values of one component as a progression, as far as they are one.
struct Progression
{
    Numbers values; ///< empty if there are too many to list
    std::int64_t count = 0;
    std::int64_t period = 0; ///< of the component, in the unit of the values
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::int64_t step = 0; ///< 0: not evenly spaced, or one value only

    [[nodiscard]] bool isSingle() const { return count == 1; }
    [[nodiscard]] bool isFull() const { return count == period; }
    /// Evenly spaced across the border to the next period as well.
    [[nodiscard]] bool divides() const { return step > 0 && count * step == period; }
    /// Evenly spaced, and no further value would have fitted at either end: a step that resets.
    [[nodiscard]] bool resets() const
    {
        return step > 0 && !divides() && first < step && last + step >= period;
    }
    [[nodiscard]] bool isRun() const { return count == 1 || step == 1; }
};

Progression progressionOf(Numbers values, std::int64_t period)
{
    Progression p;
    p.period = period;
    p.count = static_cast<std::int64_t>(values.size());
    if (!values.empty()) {
        p.first = values.front();
        p.last = values.back();
    }
    if (values.size() > 1) {
        p.step = values[1] - values[0];
        for (std::size_t i = 2; i < values.size(); ++i) {
            if (values[i] - values[i - 1] != p.step)
                p.step = 0;
        }
    }
    p.values = std::move(values);
    return p;
}

Numbers bitsAsNumbers(std::uint64_t bits)
{
    Numbers values;
    for (; bits != 0; bits &= bits - 1)
        values.push_back(std::countr_zero(bits));
    return values;
}

/// Seconds in microseconds; up to sixty million of them, so evenness is judged by arithmetic on the items.
Progression secondsOf(const MatchSet& set)
{
    if (!set.hasFractions()) {
        Numbers values = bitsAsNumbers(set.seconds);
        for (std::int64_t& value : values)
            value *= kMicrosPerSecond;
        return progressionOf(std::move(values), kMinute);
    }
    const std::span<const Item> items = set.fractions;
    const std::int64_t count = countFractions(items, 0, kMinuteMicros);
    if (count <= kMostSeconds) {
        Numbers values;
        for (std::int32_t at = nextFraction(items, 0); at >= 0; at = nextFraction(items, at + 1))
            values.push_back(at);
        return progressionOf(std::move(values), kMinute);
    }
    Progression p;
    p.period = kMinute;
    p.count = count;
    p.first = nextFraction(items, 0);
    p.last = previousFraction(items, kMinuteMicros - 1);
    const std::int64_t step = nextFraction(items, static_cast<std::int32_t>(p.first + 1)) - p.first;
    const bool aligned = std::all_of(items.begin(), items.end(), [&](const Item& item) {
        const bool many = item.step > 0 && lastOf(item) > item.start;
        return (item.start - p.first) % step == 0 && (!many || item.step % step == 0);
    });
    if (aligned && (p.last - p.first) / step + 1 == count)
        p.step = step;
    return p;
}

class TimeWords
{
public:
    explicit TimeWords(const MatchSet& set)
        : m_set(set),
          m_hours(progressionOf(bitsAsNumbers(set.hours), 24)),
          m_minutes(progressionOf(bitsAsNumbers(set.minutes), 60)),
          m_seconds(secondsOf(set))
    {}

    Phrases make()
    {
        if (m_seconds.count > 1)
            bySeconds();
        else if (m_minutes.count > 1)
            byMinutes();
        else
            byHours();
        return std::move(m_phrases);
    }

private:
    void say(Kind kind, Numbers numbers = {}) { m_phrases.push_back({kind, std::move(numbers), {}}); }

    bool sayTimes(std::size_t most)
    {
        auto times = timesOfDay(m_set, most);
        if (!times)
            return false;
        say(Kind::AtTimes, std::move(*times));
        return true;
    }

    [[nodiscard]] std::int64_t dayMicros(std::int64_t hour, std::int64_t minute, std::int64_t second) const
    {
        return hour * kHour + minute * kMinute + second;
    }
    [[nodiscard]] std::int64_t firstOfDay() const
    {
        return dayMicros(m_hours.first, m_minutes.first, m_seconds.first);
    }
    [[nodiscard]] std::int64_t lastOfDay() const
    {
        return dayMicros(m_hours.last, m_minutes.last, m_seconds.last);
    }

    void sayWindow() { say(Kind::FromTo, {firstOfDay(), lastOfDay()}); }

    /// The different gaps of a progression that wraps, in the order they come.
    void sayGaps(const Progression& p, std::int64_t unit)
    {
        Numbers gaps;
        for (std::size_t i = 0; i < p.values.size(); ++i) {
            const bool wraps = i + 1 == p.values.size();
            const std::int64_t gap = (wraps ? p.first + p.period : p.values[i + 1]) - p.values[i];
            if (std::find(gaps.begin(), gaps.end(), gap * unit) == gaps.end())
                gaps.push_back(gap * unit);
        }
        if (gaps.size() > 1 && gaps.size() <= 3)
            say(Kind::Gaps, std::move(gaps));
    }

    void byHours()
    {
        const std::int64_t inHour = m_minutes.first * kMinute + m_seconds.first;
        if (m_hours.isFull()) {
            say(Kind::Every, {kHour});
            if (m_seconds.first != 0)
                say(Kind::StartingAt, {inHour});
            else if (inHour != 0)
                say(Kind::AtMinutes, m_minutes.values);
        } else if (m_hours.divides() && m_hours.count > 2) {
            say(Kind::Every, {m_hours.step * kHour});
            if (m_hours.count <= static_cast<std::int64_t>(kFewListed))
                sayTimes(kFewListed);
            else
                say(Kind::StartingAt, {firstOfDay()});
        } else if (m_hours.step > 0 && m_hours.count > 3 && !m_hours.resets()) {
            say(Kind::Every, {m_hours.step * kHour});
            sayWindow();
        } else {
            sayTimes(24);
            if (m_hours.count > 2 && m_hours.resets())
                sayGaps(m_hours, kHour);
        }
    }

    void byMinutes()
    {
        const std::size_t most = m_hours.isRun() ? 3 : kMostListed;
        if (!m_hours.isFull() && sayTimes(most))
            return;
        if (m_minutes.divides()) {
            say(Kind::Every, {m_minutes.step * kMinute});
            if (!m_hours.isFull())
                sayHourWindow();
            else if (m_minutes.first != 0 && m_minutes.count <= static_cast<std::int64_t>(kFewListed))
                sayMinutesOfEveryHour();
            else if (m_minutes.first != 0)
                say(Kind::StartingAt, {m_minutes.first * kMinute + m_seconds.first});
            if (m_hours.isFull() && m_seconds.first != 0 && m_phrases.size() == 1)
                say(Kind::AtSeconds, {m_seconds.first});
        } else if (m_hours.isSingle() && m_minutes.step > 0 && m_minutes.count > 3) {
            say(Kind::Every, {m_minutes.step * kMinute});
            sayWindow();
        } else if (m_hours.isFull() || !sayTimes(kMostListed)) {
            say(Kind::AtMinutes, m_minutes.values);
            say(Kind::OfHours, m_hours.isFull() ? Numbers{} : m_hours.values);
            if (m_seconds.first != 0)
                say(Kind::AtSeconds, {m_seconds.first});
            if (m_hours.isFull())
                sayGaps(m_minutes, kMinute);
        }
    }

    void sayMinutesOfEveryHour()
    {
        say(Kind::AtMinutes, m_minutes.values);
        say(Kind::OfHours);
        if (m_seconds.first != 0)
            say(Kind::AtSeconds, {m_seconds.first});
    }

    void sayHourWindow()
    {
        if (m_hours.isRun())
            sayWindow();
        else
            say(Kind::DuringHours, m_hours.values);
    }

    void bySeconds()
    {
        if (m_hours.count * m_minutes.count <= 3 && m_seconds.count <= 3 &&
            m_hours.count * m_minutes.count * m_seconds.count <= 3) {
            sayTimes(3);
        } else if (m_seconds.divides()) {
            say(Kind::Every, {m_seconds.step});
            if (m_minutes.isFull())
                sayWindowOfSeconds();
            else if (m_hours.isSingle() && m_minutes.isRun())
                sayWindow();
            else
                sayMinutes(Kind::DuringMinutes);
        } else if (m_hours.isSingle() && m_minutes.isSingle() && m_seconds.step > 0 && m_seconds.count > 3) {
            say(Kind::Every, {m_seconds.step});
            sayWindow();
        } else if (m_hours.isFull() || m_minutes.isFull() || !sayTimes(kMostListed)) {
            if (m_seconds.values.empty())
                say(Kind::PerMinute, {m_seconds.count});
            else
                say(Kind::AtSeconds, m_seconds.values);
            sayMinutes(Kind::OfMinutes);
            if (m_minutes.isFull() && m_hours.isFull())
                sayGaps(m_seconds, 1);
        }
    }

    void sayWindowOfSeconds()
    {
        if (!m_hours.isFull())
            sayHourWindow();
        else if (m_seconds.first != 0)
            say(Kind::StartingAt, {m_seconds.first});
    }

    void sayMinutes(Kind kind)
    {
        say(kind, m_minutes.isFull() ? Numbers{} : m_minutes.values);
        if (!m_minutes.isFull() || !m_hours.isFull())
            say(Kind::OfHours, m_hours.isFull() ? Numbers{} : m_hours.values);
    }

    const MatchSet& m_set;
    Progression m_hours;
    Progression m_minutes;
    Progression m_seconds;
    Phrases m_phrases;
};

} // namespace

std::optional<std::vector<std::int64_t>> timesOfDay(const MatchSet& set, std::size_t limit)
{
    if (set.timesPerDay() < 0 || static_cast<std::uint64_t>(set.timesPerDay()) > limit)
        return std::nullopt;
    const Progression seconds = secondsOf(set);
    if (seconds.values.empty() && seconds.count > 0)
        return std::nullopt;
    std::vector<std::int64_t> times;
    for (const std::int64_t hour : bitsAsNumbers(set.hours)) {
        for (const std::int64_t minute : bitsAsNumbers(set.minutes)) {
            for (const std::int64_t second : seconds.values)
                times.push_back(hour * kHour + minute * kMinute + second);
        }
    }
    return times;
}

Phrases timePhrases(const MatchSet& set)
{
    return TimeWords(set).make();
}

} // namespace reveille::calendar
