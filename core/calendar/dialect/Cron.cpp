#include "core/calendar/dialect/Cron.h"

#include "core/calendar/dialect/CronField.h"
#include "core/calendar/dialect/EventParts.h"

#include <algorithm>
#include <array>

namespace reveille::calendar {
namespace {

struct Word
{
    std::string_view text;
    std::size_t column;
};

std::vector<Word> wordsOf(std::string_view text, std::size_t column)
{
    std::vector<Word> words;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = text.find_first_not_of(" \t\r\n", at);
        if (begin == std::string_view::npos)
            break;
        at = std::min(text.find_first_of(" \t\r\n", begin), text.size());
        words.push_back({text.substr(begin, at - begin), column + begin});
    }
    return words;
}

struct Macro
{
    std::string_view name;
    std::string_view line;
};
/// Cron's week begins on Sunday, systemd's on Monday.
constexpr std::array<Macro, 7> kMacros = {{{"@yearly", "*-01-01 00:00"},
                                           {"@annually", "*-01-01 00:00"},
                                           {"@monthly", "*-*-01 00:00"},
                                           {"@weekly", "Sun 00:00"},
                                           {"@daily", "00:00"},
                                           {"@midnight", "00:00"},
                                           {"@hourly", "*:00"}}};

bool looksLikeYears(std::string_view text)
{
    return text.size() >= 4 && smallNumber(text.substr(0, 4)) >= 1970;
}

class CronReader
{
public:
    CronReader(Dialect dialect, std::vector<Word> words) : m_dialect(dialect), m_words(std::move(words)) {}

    Translated read(std::optional<TimeZone> zone)
    {
        if (auto error = readFields())
            return tl::make_unexpected(std::move(*error));
        const CronField& day = field(CronPart::DayOfMonth);
        const CronField& weekday = field(CronPart::DayOfWeek);
        const bool bothSaid = !day.any && !weekday.any;
        if (bothSaid && m_dialect == Dialect::EventBridge)
            return refuse(m_dialect, m_words[2].column, m_words[2].text.size(),
                          "Either the day of the month or the day of the week must be ? here.");
        const bool both = bothSaid && (day.beginsWithStar || weekday.beginsWithStar);
        if (both && !weekday.nths.empty())
            return refuse(
                m_dialect, m_words[2].column, m_words[2].text.size(),
                "A stepped day together with the nth weekday cannot be written as calendar events.");
        makeLines(day, weekday, both);
        if (m_words.size() == 6 && m_dialect == Dialect::Cron && weekday.numbered)
            m_losses.push_back(m_numbers == WeekdayNumbers::FromSunday1
                                   ? "Weekday numbers are read with 1 as Sunday, as Quartz has them."
                                   : "Weekday numbers are read with 0 as Sunday; Quartz has 1.");
        return translationOf(m_dialect, m_lines, std::move(zone), std::move(m_losses));
    }

private:
    [[nodiscard]] const CronField& field(CronPart part) const
    {
        return m_fields[static_cast<std::size_t>(part)];
    }

    std::vector<CronPart> layout()
    {
        using enum CronPart;
        if (m_words.size() == 5)
            return {Minute, Hour, DayOfMonth, Month, DayOfWeek};
        const bool yearsLast = m_dialect == Dialect::EventBridge || looksLikeYears(m_words.back().text);
        const bool question =
            std::any_of(m_words.begin(), m_words.end(), [](const Word& w) { return w.text == "?"; });
        if (m_dialect == Dialect::EventBridge || m_words.size() == 7 || question)
            m_numbers = WeekdayNumbers::FromSunday1;
        if (m_words.size() == 7)
            return {Second, Minute, Hour, DayOfMonth, Month, DayOfWeek, Year};
        if (yearsLast)
            return {Minute, Hour, DayOfMonth, Month, DayOfWeek, Year};
        return {Second, Minute, Hour, DayOfMonth, Month, DayOfWeek};
    }

    std::optional<DialectError> readFields()
    {
        const auto zero = [this](CronPart part) { m_fields[static_cast<std::size_t>(part)].values = {0}; };
        zero(CronPart::Second);
        m_fields[static_cast<std::size_t>(CronPart::Year)].any = true;
        const std::vector<CronPart> parts = layout();
        for (std::size_t i = 0; i < parts.size(); ++i) {
            auto read = readCronField(m_words[i].text, parts[i], m_numbers, m_dialect, m_words[i].column);
            if (!read)
                return std::move(read.error());
            m_fields[static_cast<std::size_t>(parts[i])] = std::move(*read);
        }
        return std::nullopt;
    }

    [[nodiscard]] EventParts base() const
    {
        const auto full = [](const CronField& f, std::size_t size) {
            return f.any || f.values.size() == size ? std::vector<int>{} : f.values;
        };
        EventParts parts;
        parts.years = full(field(CronPart::Year), 230);
        parts.months = full(field(CronPart::Month), 12);
        parts.hours = full(field(CronPart::Hour), 24);
        parts.minutes = full(field(CronPart::Minute), 60);
        parts.seconds = full(field(CronPart::Second), 60);
        return parts;
    }

    static std::uint8_t bitsOf(const CronField& weekday)
    {
        unsigned bits = 0;
        for (const int day : weekday.values)
            bits |= 1U << day;
        return weekday.any ? kEveryWeekday : static_cast<std::uint8_t>(bits);
    }

    void makeLines(const CronField& day, const CronField& weekday, bool both)
    {
        if (both) {
            m_losses.push_back("A day field that begins with * limits the other one, as in Vixie cron; some "
                               "other crons take either.");
            EventParts parts = base();
            parts.weekdays = bitsOf(weekday);
            addDays(parts, day);
            return;
        }
        // Day of month and day of week are alternatives in cron, so they become a line each.
        if (!day.any)
            addDays(base(), day);
        if (!weekday.any) {
            EventParts parts = base();
            parts.weekdays = bitsOf(weekday);
            if (parts.weekdays != 0)
                m_lines.push_back(parts);
            addNths(parts, weekday);
        }
        if (day.any && weekday.any)
            m_lines.push_back(base());
    }

    void addDays(const EventParts& with, const CronField& day)
    {
        if (with.weekdays == 0)
            return;
        if (!day.values.empty()) {
            EventParts parts = with;
            if (day.values.size() < 31)
                parts.days = day.values;
            m_lines.push_back(std::move(parts));
        }
        if (!day.lastDays.empty()) {
            EventParts parts = with;
            parts.lastDays = day.lastDays;
            std::sort(parts.lastDays.begin(), parts.lastDays.end());
            parts.lastDays.erase(std::unique(parts.lastDays.begin(), parts.lastDays.end()),
                                 parts.lastDays.end());
            m_lines.push_back(std::move(parts));
        }
        for (const int workday : day.workdays) {
            for (EventParts& parts : nearestWorkday(with, workday)) {
                parts.weekdays &= with.weekdays;
                if (parts.weekdays != 0)
                    m_lines.push_back(std::move(parts));
            }
        }
    }

    void addNths(const EventParts& with, const CronField& weekday)
    {
        for (const CronField::Nth& nth : weekday.nths) {
            EventParts parts = with;
            parts.weekdays = static_cast<std::uint8_t>(1U << nth.weekday);
            if (limitToWeek(parts, nth.nth))
                m_lines.push_back(std::move(parts));
        }
    }

    Dialect m_dialect;
    std::vector<Word> m_words;
    WeekdayNumbers m_numbers = WeekdayNumbers::FromSunday0;
    std::array<CronField, 7> m_fields;
    std::vector<EventParts> m_lines;
    std::vector<std::string> m_losses;
};

} // namespace

Translated translateCron(std::string_view text)
{
    std::vector<Word> words = wordsOf(text, 0);
    std::optional<TimeZone> zone;
    for (const std::string_view prefix : {"CRON_TZ=", "TZ="}) {
        if (words.empty() || !words.front().text.starts_with(prefix))
            continue;
        zone = TimeZone::load(words.front().text.substr(prefix.size()));
        if (!zone)
            return refuse(Dialect::Cron, words.front().column, words.front().text.size(),
                          "There is no such time zone.");
        words.erase(words.begin());
    }
    if (words.size() == 1 && words.front().text.starts_with('@')) {
        const std::string name = lowered(words.front().text);
        const auto macro =
            std::find_if(kMacros.begin(), kMacros.end(), [&](const Macro& m) { return m.name == name; });
        if (macro == kMacros.end())
            return refuse(Dialect::Cron, words.front().column, words.front().text.size(),
                          name == "@reboot" ? "A start of the computer is no time; this cannot be translated."
                                            : "Cron has no such word.");
        return Translation{Dialect::Cron, {std::string(macro->line)}, zone, {}};
    }
    if (words.size() < 5 || words.size() > 7)
        return refuse(Dialect::Cron, 0, text.size(),
                      "Cron has 5 fields (minute, hour, day, month, weekday), or 6 or 7 with seconds and "
                      "years; here are " +
                          std::to_string(words.size()) + '.');
    return CronReader(Dialect::Cron, std::move(words)).read(zone);
}

Translated translateEventBridge(std::string_view text)
{
    const std::size_t open = text.find('(');
    const std::size_t close = text.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return refuse(Dialect::EventBridge, 0, text.size(), "The parentheses of cron(…) are missing.");
    std::vector<Word> words = wordsOf(text.substr(open + 1, close - open - 1), open + 1);
    if (words.size() != 6)
        return refuse(Dialect::EventBridge, open, close - open + 1,
                      "cron(…) has six fields: minutes, hours, day of month, month, day of week, year.");
    auto made = CronReader(Dialect::EventBridge, std::move(words)).read(TimeZone::utc());
    if (made)
        made->losses.push_back("Read in UTC, as EventBridge does unless the schedule names a zone.");
    return made;
}

} // namespace reveille::calendar
