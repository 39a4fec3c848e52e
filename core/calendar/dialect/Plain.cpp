#include "core/calendar/dialect/Plain.h"

#include "core/calendar/dialect/DateTime.h"
#include "core/calendar/dialect/Interval.h"
#include "core/calendar/dialect/PlainSchedule.h"
#include "core/calendar/dialect/PlainWords.h"

#include <algorithm>

namespace reveille::calendar {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;
constexpr std::uint8_t kWorkdays = 0x1F;

using Error = std::optional<DialectError>;

/// A zone by its name or by its city.
std::optional<TimeZone> zoneNamed(const std::vector<std::string>& names, std::string_view word)
{
    if (word == "utc" || word == "gmt")
        return TimeZone::utc();
    if (word.size() < 4)
        return std::nullopt;
    std::optional<std::string> found;
    for (const std::string& name : names) {
        const std::string lower = lowered(name);
        const std::string_view city = std::string_view(lower).substr(lower.rfind('/') + 1);
        if (lower == word)
            return TimeZone::load(name);
        if (lower.find('/') != std::string::npos && city == word && !found)
            found = name;
    }
    return found ? TimeZone::load(*found) : std::nullopt;
}

class PlainReader
{
public:
    explicit PlainReader(std::string_view text) : m_words(plainWords(text)) {}

    Translated read()
    {
        while (m_at < m_words.size()) {
            if (auto error = readWord())
                return tl::make_unexpected(std::move(*error));
        }
        if (auto error = settleOrdinals())
            return tl::make_unexpected(std::move(*error));
        if (!m_understood)
            return refuse(Dialect::Words, 0, 0, "No days and no times are named here.");
        return m_schedule.build();
    }

private:
    [[nodiscard]] Error fail(std::size_t at, std::string message) const
    {
        const PlainWord& word = m_words[std::min(at, m_words.size() - 1)];
        return DialectError{Dialect::Words, word.column, word.length, std::move(message)};
    }
    [[nodiscard]] std::string_view word(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_words.size() ? std::string_view(m_words[m_at + ahead].text) : "";
    }
    bool take(std::size_t count = 1)
    {
        m_at += count;
        m_understood = true;
        return true;
    }

    Error readWord()
    {
        const std::string_view w = word();
        if (w == "second" && m_at > 0 && m_words[m_at - 1].text == "every") {
            // "every second" is an interval, "every second Monday of the month" a day.
            if (plainDays(word(1)) == 0) {
                m_schedule.interval = 1;
                take();
                return std::nullopt;
            }
            if (std::none_of(m_words.begin(), m_words.end(),
                             [](const PlainWord& p) { return p.text == "month"; }))
                return fail(m_at,
                            "\"Every second\" week is no calendar event; for the second one of each month "
                            "add \"of the month\".");
        }
        if (w == "every" || w == "each")
            return readEvery();
        if (w == "between" || w == "from")
            return readWindow();
        if (w == "at" || w == "past")
            return readAt();
        if (w == "starting" || w == "except" || w == "until" || w == "not" || w == "tomorrow" ||
            w == "today" || w == "next")
            return fail(m_at, '"' + std::string(w) + "\" is not understood here.");
        if (readAdverb() || readDay() || readTime() || readMonth())
            return std::nullopt;
        if (const int nth = plainOrdinal(w); nth != 0) {
            m_ordinals.push_back(nth);
            take();
            return std::nullopt;
        }
        if (const auto date = readDateTime(w); date && w.size() == 10) {
            m_schedule.parts.years = {date->civil.year};
            m_schedule.parts.months = {date->civil.month};
            m_schedule.days.insert(date->civil.day);
            take();
            return std::nullopt;
        }
        if (plainNumber(w) > 0 && (plainUnit(word(1)) > 0 || word(1) == "times"))
            return readCount();
        if ((w == "month" || w == "months" || w == "year") && m_at > 0) {
            if (auto error = settleOrdinals())
                return error;
            take();
            return std::nullopt;
        }
        if (isFiller(w)) {
            ++m_at;
            return std::nullopt;
        }
        // A number before a month waits for it: "25 December".
        if (smallNumber(w) >= 1 && smallNumber(w) <= 31 && monthNamed(word(1)) > 0) {
            ++m_at;
            return std::nullopt;
        }
        if (!readZone())
            return fail(m_at, '"' + std::string(w) + "\" is not understood.");
        return std::nullopt;
    }

    void setInterval(std::int64_t count, std::int64_t unit) { m_schedule.interval = count * unit; }

    Error readEvery()
    {
        ++m_at;
        if (word() == "other") {
            if (plainUnit(word(1)) == 3600)
                setInterval(2, 3600);
            else if (plainUnit(word(1)) == 60)
                setInterval(2, 60);
            else
                return fail(m_at,
                            "\"Every other\" day or week is no calendar event: it counts across months.");
            take(2);
        } else if (word() == "half" && (word(1) == "hour" || word(2) == "hour")) {
            setInterval(30, 60);
            take(word(1) == "hour" ? 2 : 3);
        } else if (word() == "quarter" && (word(1) == "hour" || word(3) == "hour")) {
            setInterval(15, 60);
            take(word(1) == "hour" ? 2 : 4);
        } else if (plainNumber(word()) > 0 && plainUnit(word(1)) > 0) {
            return readCount();
        } else if (plainUnit(word()) == 60 || plainUnit(word()) == 3600) {
            setInterval(1, plainUnit(word()));
            take();
        } else if (word() == "day") {
            take(); // every day is what no day means
        } else if (word() == "week") {
            m_schedule.weekly = true;
            take();
        } else if (word() == "month") {
            m_schedule.monthly = true;
            take();
        } else if (word() == "year") {
            m_schedule.yearly = true;
            take();
        } else if (word() == "quarter") {
            quarterly();
            take();
        }
        return std::nullopt;
    }

    /// "15 minutes", "3 times a day".
    Error readCount()
    {
        const std::int64_t count = plainNumber(word());
        if (word(1) == "times")
            return readTimesA(count, 2);
        const std::int64_t unit = plainUnit(word(1));
        const std::string why = whyNoInterval(count * unit);
        if (!why.empty())
            return fail(m_at, why);
        if (count * unit < kDaySeconds)
            setInterval(count, unit);
        else
            m_schedule.weekly = count * unit > kDaySeconds;
        take(2);
        return std::nullopt;
    }

    Error readTimesA(std::int64_t count, std::size_t ahead)
    {
        const std::size_t begin = m_at;
        m_at += ahead;
        while (word() == "a" || word() == "an" || word() == "per" || word() == "every" || word() == "each")
            ++m_at;
        const std::int64_t unit = word() == "hour" ? 3600 : word() == "day" ? kDaySeconds : 0;
        if (unit == 0 || count < 1 || unit % count != 0 || !whyNoInterval(unit / count).empty())
            return fail(begin, "These times are not evenly spaced; name them.");
        m_schedule.interval = unit / count;
        if (m_schedule.interval == kDaySeconds)
            m_schedule.interval = 0; // once a day
        m_schedule.assumedTimes = true;
        take();
        return std::nullopt;
    }

    void quarterly()
    {
        m_schedule.parts.months = {1, 4, 7, 10};
        m_schedule.monthly = true;
    }

    bool readAdverb()
    {
        const std::string_view w = word();
        if (w == "hourly")
            m_schedule.interval = 3600;
        else if (w == "minutely")
            m_schedule.interval = 60;
        else if (w == "daily" || w == "nightly" || w == "everyday")
            return take(); // every day is what no day means
        else if (w == "weekly")
            m_schedule.weekly = true;
        else if (w == "monthly")
            m_schedule.monthly = true;
        else if (w == "quarterly")
            quarterly();
        else if (w == "yearly" || w == "annually")
            m_schedule.yearly = true;
        else if ((w == "once" || w == "twice") &&
                 (word(1) == "a" || word(1) == "an" || word(1) == "per" || word(1) == "every"))
            return readOften(w == "twice" ? 2 : 1);
        else
            return false;
        return take();
    }

    /// "once a month", "twice a day".
    bool readOften(std::int64_t count)
    {
        if (count == 1 && word(2) == "week")
            m_schedule.weekly = true;
        else if (count == 1 && word(2) == "month")
            m_schedule.monthly = true;
        else if (count == 1 && word(2) == "year")
            m_schedule.yearly = true;
        else
            return !readTimesA(count, 1);
        return take(3);
    }

    bool readDay()
    {
        const std::string_view w = word();
        if (m_ordinals.size() > 0 && (w == "day" || w == "days")) {
            for (const int nth : m_ordinals)
                (nth < 0 ? m_schedule.lastDays : m_schedule.days).insert(std::abs(nth));
            m_ordinals.clear();
            return take();
        }
        const bool business = w == "business" || w == "working" || w == "work";
        std::uint8_t bits = business && (word(1) == "day" || word(1) == "days") ? kWorkdays : plainDays(w);
        if (bits == 0)
            return false;
        std::size_t taken = business ? 2 : 1;
        const std::string_view link = word(1);
        const int from = plainWeekday(w);
        const bool linked =
            link == "to" || link == "-" || link == "through" || link == "thru" || link == "till";
        if (from >= 0 && linked && plainWeekday(word(2)) >= 0) {
            bits = weekdayRange(from, plainWeekday(word(2)));
            taken = 3;
        }
        if (m_ordinals.empty() ||
            std::any_of(m_ordinals.begin(), m_ordinals.end(), [](int n) { return n > 5; }))
            m_schedule.weekdays |= bits;
        else
            addNths(bits);
        return take(taken);
    }

    void addNths(std::uint8_t bits)
    {
        if (bits == kWorkdays)
            m_schedule.workdayNths.insert(m_schedule.workdayNths.end(), m_ordinals.begin(), m_ordinals.end());
        else
            m_schedule.nths.push_back({bits, m_ordinals});
        m_ordinals.clear();
    }

    /// "the 1st and 15th" are days of the month once no weekday follows.
    Error settleOrdinals()
    {
        for (const int nth : m_ordinals) {
            if (nth < 0)
                return fail(m_at, "The last what?");
            m_schedule.days.insert(nth);
        }
        m_ordinals.clear();
        return std::nullopt;
    }

    bool readTime()
    {
        const std::string_view w = word();
        if (w.size() == 3 && w.front() == ':' && smallNumber(w.substr(1)) >= 0 &&
            smallNumber(w.substr(1)) < 60) {
            m_schedule.minutes.insert(smallNumber(w.substr(1)));
            return take();
        }
        // "at 9 and 17": a bare hour after a time.
        const auto time = plainTime(w, m_bareTimes && (m_at == 0 || plainUnit(word(1)) == 0));
        if (!time)
            return false;
        m_schedule.times.insert(*time);
        m_bareTimes = true;
        return take();
    }

    Error readAt()
    {
        ++m_at;
        if (word() == "minute" && plainNumber(word(1)) >= 0 && plainNumber(word(1)) < 60) {
            m_schedule.minutes.insert(plainNumber(word(1)));
            take(2);
            return std::nullopt;
        }
        m_bareTimes = true;
        if (plainNumber(word()) >= 0 && plainNumber(word()) <= 23 && smallNumber(word()) < 0) {
            m_schedule.times.insert(plainNumber(word()) * 3600); // "at nine"
            take();
        }
        return std::nullopt;
    }

    Error readWindow()
    {
        const std::size_t begin = m_at++;
        const int weekday = plainWeekday(word());
        const int month = monthNamed(word());
        if (weekday >= 0 && plainWeekday(word(2)) >= 0) {
            m_schedule.weekdays |= weekdayRange(weekday, plainWeekday(word(2)));
            take(3);
            return std::nullopt;
        }
        if (month > 0 && monthNamed(word(2)) >= month) {
            for (int m = month; m <= monthNamed(word(2)); ++m)
                m_schedule.parts.months.push_back(m);
            take(3);
            return std::nullopt;
        }
        const auto from = plainTime(word(), true);
        const auto to = plainTime(word(2), true);
        if (!from || !to || *to <= *from)
            return fail(begin, "Two times of one day are expected here, the earlier one first.");
        m_schedule.window = {*from, *to};
        take(3);
        return std::nullopt;
    }

    bool readMonth()
    {
        const int month = monthNamed(word());
        if (month == 0)
            return false;
        m_schedule.parts.months.push_back(month);
        // "25 December", "December 25", "1st of January"
        if (const int before = m_at > 0 ? smallNumber(m_words[m_at - 1].text) : -1;
            before >= 1 && before <= 31)
            m_schedule.days.insert(before);
        for (const int nth : m_ordinals) {
            if (nth > 0)
                m_schedule.days.insert(nth);
        }
        if (std::none_of(m_ordinals.begin(), m_ordinals.end(), [](int n) { return n < 0; }))
            m_ordinals.clear();
        const int after = smallNumber(word(1));
        if (after >= 1 && after <= 31 && word(1).size() <= 2)
            m_schedule.days.insert(after);
        return take(after >= 1 && after <= 31 ? 2 : 1);
    }

    bool readZone()
    {
        if (m_zoneNames.empty())
            m_zoneNames = TimeZone::names();
        // Two words make a city: "new york".
        if (auto zone = zoneNamed(m_zoneNames, std::string(word()) + '_' + std::string(word(1)));
            zone && m_at > 0) {
            m_schedule.zone = std::move(zone);
            return take(2);
        }
        if (auto zone = zoneNamed(m_zoneNames, word())) {
            m_schedule.zone = std::move(zone);
            return take();
        }
        return false;
    }

    std::vector<PlainWord> m_words;
    std::size_t m_at = 0;
    bool m_understood = false;
    bool m_bareTimes = false;
    std::vector<int> m_ordinals;
    std::vector<std::string> m_zoneNames; ///< read when first needed: most wishes name none
    PlainSchedule m_schedule;
};

} // namespace

Translated translatePlain(std::string_view text)
{
    return PlainReader(text).read();
}

bool looksPlain(std::string_view text)
{
    const auto words = plainWords(text);
    return std::any_of(words.begin(), words.end(), [](const PlainWord& w) {
        return (isFiller(w.text) && w.text.size() > 1) || plainDays(w.text) != 0 ||
               plainOrdinal(w.text) != 0 || plainUnit(w.text) != 0 || monthNamed(w.text) > 0 ||
               w.text == "twice" || w.text == "once" || w.text == "noon" || w.text == "midnight" ||
               w.text.ends_with("ly") ||
               (w.text.size() > 2 && w.text.ends_with('m') && plainTime(w.text, false));
    });
}

} // namespace reveille::calendar
