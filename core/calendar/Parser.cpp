#include "core/calendar/Parser.h"

#include "core/calendar/Civil.h"
#include "core/calendar/Normalize.h"
#include "core/calendar/Shorthand.h"

namespace reveille::calendar {
namespace {

[[nodiscard]] constexpr bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
[[nodiscard]] constexpr bool isAlpha(char c) noexcept
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

constexpr std::int64_t kIntMax = 2'147'483'647;

class Parser
{
public:
    Parser(std::string_view text, Expression& out, TextParts& parts, Refusal& refusal)
        : m_begin(text.data()),
          m_at(text.data()),
          m_end(text.data() + text.size()),
          m_out(out),
          m_parts(parts),
          m_refusal(refusal)
    {}

    bool run()
    {
        if (!cutZone())
            return false;
        if (m_at == m_end)
            return fail(ErrorClass::Empty, m_begin);
        if (const Shorthand* word = findShorthand({m_at, remaining()}); word != nullptr) {
            m_parts.shorthand = {0, static_cast<std::uint16_t>(remaining())};
            m_parts.word = word;
            word->expand(m_out);
            return true;
        }
        if (!weekdays())
            return false;
        if (m_at != m_end && *m_at == '@')
            return epoch();
        return dateAndTime() && normalize(m_out, m_refusal);
    }

private:
    [[nodiscard]] std::size_t remaining() const noexcept { return static_cast<std::size_t>(m_end - m_at); }
    [[nodiscard]] char peek() const noexcept { return m_at != m_end ? *m_at : '\0'; }
    [[nodiscard]] std::uint16_t column(const char* p) const noexcept
    {
        return static_cast<std::uint16_t>(p - m_begin);
    }

    [[gnu::cold]] bool fail(ErrorClass reason, const char* from)
    {
        const char* to = m_at > from ? m_at : from + (from < m_end ? 1 : 0);
        m_refusal = {reason, column(from), static_cast<std::uint16_t>(to - from)};
        return false;
    }

    /// The zone is cut off first. Only a word that begins with a letter can be one, so plain texts never
    /// touch a file.
    bool cutZone()
    {
        const char* word = m_end;
        while (word != m_at && word[-1] != ' ')
            --word;
        if (word == m_at || word == m_end || !isAlpha(*word))
            return true;
        const std::string_view name(word, static_cast<std::size_t>(m_end - word));
        if (name.size() == 3 && lower(name[0]) == 'u' && lower(name[1]) == 't' && lower(name[2]) == 'c') {
            m_out.zone.emplace();
        } else {
            // A leap-second zone would shift every result by half a minute; it is refused on purpose.
            if (name.substr(0, 6) == "right/") {
                m_at = m_end;
                return fail(ErrorClass::UnknownZone, word);
            }
            m_out.zone = TimeZone::load(name);
            if (!m_out.zone)
                return true;
        }
        m_parts.zone = {column(word), static_cast<std::uint16_t>(name.size())};
        m_end = word - 1;
        return true;
    }

    void skipSpaces() noexcept
    {
        while (m_at != m_end && *m_at == ' ')
            ++m_at;
    }

    /// Length of the weekday name at the cursor and its number; the long name is tried first.
    [[nodiscard]] int weekdayName(int& day) const noexcept
    {
        static constexpr std::array<std::string_view, 7> kNames = {
            "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
        if (remaining() < 3)
            return 0;
        const char a = lower(m_at[0]);
        const char b = lower(m_at[1]);
        const char c = lower(m_at[2]);
        for (day = 0; day < 7; ++day) {
            const std::string_view name = kNames[static_cast<std::size_t>(day)];
            if (name[0] != a || name[1] != b || name[2] != c)
                continue;
            std::size_t n = 3;
            while (n < name.size() && n < remaining() && lower(m_at[n]) == name[n])
                ++n;
            return n == name.size() ? static_cast<int>(n) : 3;
        }
        return 0;
    }

    bool weekdays()
    {
        const char* const from = m_at;
        const char* itemFrom = m_at;
        int rangeFrom = -1;
        std::uint8_t bits = 0;
        for (bool first = true;; first = false) {
            int day = 0;
            const int skip = weekdayName(day);
            if (skip == 0)
                return first || fail(ErrorClass::WeekdayExpected, m_at);
            const char* const nameFrom = m_at;
            m_at += skip;
            const char next = peek();
            if (m_at != m_end && next != '-' && next != '.' && next != ',' && next != ' ') {
                while (isAlpha(peek()))
                    ++m_at;
                return fail(ErrorClass::WeekdaySuffix, nameFrom);
            }
            bits = static_cast<std::uint8_t>(bits | 1U << day);
            if (rangeFrom >= 0) {
                if (rangeFrom > day)
                    return fail(ErrorClass::WeekdayRangeBackwards, itemFrom);
                bits = static_cast<std::uint8_t>(bits | ((2U << day) - (1U << rangeFrom)));
            }
            if (m_at == m_end || next == ' ')
                break;
            if (next == ',') {
                rangeFrom = -1;
                ++m_at;
                itemFrom = m_at;
            } else {
                if (rangeFrom >= 0)
                    return fail(ErrorClass::WeekdayRangeChained, itemFrom);
                ++m_at;
                if (next == '.' && peek() != '.')
                    return fail(ErrorClass::WeekdaySingleDot, m_at - 1);
                m_at += next == '.' ? 1 : 0;
                rangeFrom = day;
            }
            if (m_at == m_end || *m_at == ' ') {
                if (rangeFrom >= 0)
                    return fail(ErrorClass::WeekdayRangeOpen, itemFrom);
                break;
            }
        }
        m_parts.weekdays = {column(from), static_cast<std::uint16_t>(m_at - from)};
        m_out.weekdays = bits;
        skipSpaces();
        return true;
    }

    bool number(std::int32_t& out)
    {
        const char* const from = m_at;
        if (!isDigit(peek()))
            return fail(peek() == '*' ? ErrorClass::StarInList : ErrorClass::NumberExpected, m_at);
        std::int64_t value = 0;
        do {
            value = value * 10 + (*m_at++ - '0');
            if (value > kIntMax) {
                while (isDigit(peek()))
                    ++m_at;
                return fail(ErrorClass::NumberOverflow, from);
            }
        } while (isDigit(peek()));
        out = static_cast<std::int32_t>(value);
        return true;
    }

    [[nodiscard]] bool atRange() const noexcept
    {
        return remaining() >= 2 && m_at[0] == '.' && m_at[1] == '.';
    }

    /// Seconds with up to six decimals that count; the seventh rounds half up, the rest is read and ignored.
    bool decimal(std::int32_t& out)
    {
        const char* const from = m_at;
        std::int32_t whole = 0;
        if (!number(whole))
            return false;
        std::int64_t micros = std::int64_t{whole} * kSecond;
        if (peek() == '.' && !atRange()) {
            ++m_at;
            if (!isDigit(peek()))
                return fail(ErrorClass::FractionEmpty, from);
            std::int32_t weight = kSecond / 10;
            for (; isDigit(peek()); ++m_at) {
                if (weight > 0) {
                    micros += std::int64_t{*m_at - '0'} * weight;
                    weight = weight == 1 ? -1 : weight / 10;
                } else if (weight == -1) {
                    micros += *m_at >= '5' ? 1 : 0;
                    weight = 0;
                }
            }
        }
        if (micros > kIntMax)
            return fail(ErrorClass::NumberOverflow, from);
        out = static_cast<std::int32_t>(micros);
        return true;
    }

    template <bool kSeconds> bool value(std::int32_t& out)
    {
        if constexpr (kSeconds) {
            return decimal(out);
        } else {
            const char* const from = m_at;
            if (!number(out))
                return false;
            if (peek() == '.' && !atRange())
                return fail(ErrorClass::FractionNotAllowed, from);
            return true;
        }
    }

    template <bool kSeconds> bool item(Item& out)
    {
        constexpr std::int32_t kUnit = kSeconds ? kSecond : 1;
        const char* const from = m_at;
        if (!value<kSeconds>(out.start))
            return false;
        if (atRange()) {
            m_at += 2;
            if (peek() == '*')
                return fail(ErrorClass::StarInRange, from);
            if (!value<kSeconds>(out.stop))
                return false;
            out.step = kUnit;
        }
        if (peek() == '/') {
            ++m_at;
            if (m_at == m_end || *m_at == ' ' || *m_at == ':')
                return fail(ErrorClass::StepMissing, from);
            const char* const stepFrom = m_at;
            if (!value<kSeconds>(out.step))
                return false;
            if (out.step == 0)
                return fail(ErrorClass::StepZero, stepFrom);
        } else if (kSeconds && out.stop >= 0 && std::int64_t{out.start} + out.step > out.stop) {
            return fail(ErrorClass::SecondsRangeTooShort, from);
        }
        const char next = peek();
        if (m_at != m_end && next != ' ' && next != ',' && next != '-' && next != '~' && next != ':') {
            if (atRange())
                return fail(ErrorClass::RangeChained, from);
            return fail(next == 'T' ? ErrorClass::IsoT : ErrorClass::BadCharacter, m_at);
        }
        out.column = column(from);
        out.length = static_cast<std::uint16_t>(m_at - from);
        return true;
    }

    /// A list or `*`, not yet said of which field: date parts are told apart only by how many there are.
    template <bool kSeconds> bool list(Expression::Range& range, ByteRange& part)
    {
        const char* const from = m_at;
        range = {static_cast<std::int16_t>(m_out.pool.size()), 0};
        if (peek() == '*') {
            ++m_at;
            const char next = peek();
            if (next == '/' || next == ',' || next == '.') {
                ++m_at;
                return fail(next == '/'   ? ErrorClass::StarWithStep
                            : next == ',' ? ErrorClass::StarInList
                                          : ErrorClass::StarInRange,
                            from);
            }
        } else {
            for (;;) {
                if (range.count == kMaxItems)
                    return fail(ErrorClass::TooManyItems, from);
                Item next;
                if (!item<kSeconds>(next))
                    return false;
                m_out.pool.push(next);
                ++range.count;
                if (peek() != ',')
                    break;
                ++m_at;
            }
        }
        part = {column(from), static_cast<std::uint16_t>(m_at - from)};
        return true;
    }

    [[nodiscard]] bool atEndOrSpace() const noexcept { return m_at == m_end || *m_at == ' '; }

    void assign(Field field, const Expression::Range& range, const ByteRange& part) noexcept
    {
        m_out.ranges[static_cast<std::size_t>(field)] = range;
        m_parts.fields[static_cast<std::size_t>(field)] = part;
    }

    bool dateAndTime()
    {
        if (m_at == m_end)
            return midnight();
        std::array<Expression::Range, 3> ranges;
        std::array<ByteRange, 3> parts;
        if (!list<false>(ranges[0], parts[0]))
            return false;
        if (m_at == m_end || *m_at == ':')
            return time(ranges[0], parts[0]);
        if (*m_at != '-' && *m_at != '~')
            return fail(ErrorClass::DateOrTimeExpected, m_at);
        m_out.fromMonthEnd = *m_at++ == '~';
        if (!list<false>(ranges[1], parts[1]))
            return false;
        if (atEndOrSpace()) {
            assign(Field::Month, ranges[0], parts[0]);
            assign(Field::Day, ranges[1], parts[1]);
            return timeAfterDate();
        }
        if (m_out.fromMonthEnd)
            return fail(ErrorClass::TildeNotBeforeDay, m_begin + parts[1].begin - 1);
        if (*m_at != '-' && *m_at != '~')
            return fail(ErrorClass::DateTimeSeparator, m_at);
        m_out.fromMonthEnd = *m_at++ == '~';
        if (!list<false>(ranges[2], parts[2]))
            return false;
        if (!atEndOrSpace()) {
            const bool more = *m_at == '-' || *m_at == '~';
            return fail(more ? ErrorClass::DateTooManyParts : ErrorClass::DateTimeSeparator, m_at);
        }
        assign(Field::Year, ranges[0], parts[0]);
        assign(Field::Month, ranges[1], parts[1]);
        assign(Field::Day, ranges[2], parts[2]);
        return timeAfterDate();
    }

    bool timeAfterDate()
    {
        skipSpaces();
        if (m_at == m_end)
            return midnight();
        Expression::Range hours;
        ByteRange part;
        return list<false>(hours, part) && time(hours, part);
    }

    void single(Field field, std::int32_t value)
    {
        m_out.ranges[static_cast<std::size_t>(field)] = {static_cast<std::int16_t>(m_out.pool.size()), 1};
        m_out.pool.push({value});
    }

    bool midnight()
    {
        single(Field::Hour, 0);
        single(Field::Minute, 0);
        single(Field::Second, 0);
        return true;
    }

    bool time(const Expression::Range& hours, const ByteRange& part)
    {
        if (peek() != ':' || m_at == m_end)
            return fail(ErrorClass::TimeIncomplete, m_begin + part.begin);
        assign(Field::Hour, hours, part);
        ++m_at;
        Expression::Range range;
        ByteRange text;
        if (!list<false>(range, text))
            return false;
        assign(Field::Minute, range, text);
        if (m_at == m_end) {
            single(Field::Second, 0);
            return true;
        }
        if (*m_at != ':')
            return fail(ErrorClass::TrailingGarbage, m_at);
        ++m_at;
        if (!list<true>(range, text))
            return false;
        assign(Field::Second, range, text);
        if (m_at == m_end)
            return true;
        return fail(*m_at == ':' ? ErrorClass::TimeTooManyParts : ErrorClass::TrailingGarbage, m_at);
    }

    bool epoch()
    {
        const char* const from = m_at++;
        if (peek() == '-' && remaining() > 1 && isDigit(m_at[1]))
            return fail(ErrorClass::YearOutOfRange, from);
        if (!isDigit(peek()))
            return fail(ErrorClass::EpochMissing, from);
        std::uint64_t value = 0;
        bool overflow = false;
        for (; isDigit(peek()); ++m_at) {
            const auto digit = static_cast<std::uint64_t>(*m_at - '0');
            overflow = overflow || value > (INT64_MAX - digit) / 10;
            value = overflow ? value : value * 10 + digit;
        }
        if (m_at != m_end)
            return fail(overflow ? ErrorClass::EpochOverflow : ErrorClass::EpochTrailing, m_at);
        if (overflow)
            return fail(ErrorClass::EpochOverflow, from);
        constexpr std::uint64_t kLast = 7'258'118'399; // 2199-12-31 23:59:59
        if (value > kLast)
            return fail(ErrorClass::YearOutOfRange, from);
        m_parts.epoch = {column(from), static_cast<std::uint16_t>(m_at - from)};
        const CivilTime c = civilOfWall(static_cast<std::int64_t>(value) * kMicrosPerSecond);
        single(Field::Year, c.year);
        single(Field::Month, c.month);
        single(Field::Day, c.day);
        single(Field::Hour, c.hour);
        single(Field::Minute, c.minute);
        single(Field::Second, c.second * kSecond);
        m_out.epoch = true;
        // A zone after an epoch is accepted and means nothing: the instant is absolute.
        m_out.zone.emplace();
        return true;
    }

    const char* m_begin;
    const char* m_at;
    const char* m_end;
    Expression& m_out;
    TextParts& m_parts;
    Refusal& m_refusal;
};

} // namespace

bool parseExpression(std::string_view text, Expression& out, TextParts& parts, Refusal& refusal)
{
    if (text.empty()) {
        refusal = {ErrorClass::Empty, 0, 0};
        return false;
    }
    if (text.size() > kMaxTextLength) {
        refusal = {ErrorClass::TooLong, kMaxTextLength, 0};
        return false;
    }
    return Parser(text, out, parts, refusal).run();
}

} // namespace reveille::calendar
