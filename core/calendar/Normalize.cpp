#include "core/calendar/Normalize.h"

#include <algorithm>

namespace reveille::calendar {
namespace {

[[nodiscard]] constexpr std::int32_t fullYear(std::int32_t year) noexcept
{
    if (year >= 0 && year < 70)
        return year + 2000;
    return year >= 70 && year < 100 ? year + 1900 : year;
}

void trim(Item& item) noexcept
{
    if (item.stop > item.start && item.step > 0)
        item.stop -= (item.stop - item.start) % item.step;
    if (item.start == item.stop) {
        item.step = 0;
        item.stop = -1;
    }
}

/// Sorts and drops duplicates; insertion sort, because lists are short and mostly in order already.
[[nodiscard]] std::int16_t sortUnique(Item* items, int count)
{
    if (count > 32) {
        std::sort(items, items + count);
    } else {
        for (int i = 1; i < count; ++i) {
            const Item moving = items[i];
            int j = i;
            for (; j > 0 && moving < items[j - 1]; --j)
                items[j] = items[j - 1];
            items[j] = moving;
        }
    }
    return static_cast<std::int16_t>(std::unique(items, items + count) - items);
}

[[nodiscard]] constexpr ErrorClass outOfRange(Field field, bool fromMonthEnd) noexcept
{
    switch (field) {
    case Field::Year:
        return ErrorClass::YearOutOfRange;
    case Field::Month:
        return ErrorClass::MonthOutOfRange;
    case Field::Day:
        return fromMonthEnd ? ErrorClass::EomDayOutOfRange : ErrorClass::DayOutOfRange;
    case Field::Hour:
        return ErrorClass::HourOutOfRange;
    case Field::Minute:
        return ErrorClass::MinuteOutOfRange;
    case Field::Second:
        break;
    }
    return ErrorClass::SecondOutOfRange;
}

[[nodiscard]] bool check(const Item& item, Field field, bool fromMonthEnd, ErrorClass& reason) noexcept
{
    const Limits limits = limitsOf(field, fromMonthEnd);
    const auto outside = [&](std::int32_t v) { return v < limits.from || v > limits.to; };
    if (item.step == 0 && !outside(item.start)) // a plain value has no stop either
        return true;
    if (outside(item.start) || (item.stop >= 0 && outside(item.stop)))
        reason = outOfRange(field, fromMonthEnd);
    else if (item.step > limits.to - limits.from)
        reason = ErrorClass::StepTooLarge;
    else if (item.stop >= 0 && item.start + item.step > item.stop)
        reason = ErrorClass::RangeBackwards;
    else if (item.stop < 0 && fromMonthEnd && item.start - item.step < limits.from)
        reason = ErrorClass::EomStepPastEnd;
    else if (item.stop < 0 && !fromMonthEnd && item.start + item.step > limits.to)
        reason = ErrorClass::StepNeverRepeats;
    else
        return true;
    return false;
}

} // namespace

bool normalize(Expression& expression, Refusal& refusal)
{
    if (expression.fromMonthEnd && expression.isStar(Field::Day))
        expression.fromMonthEnd = false;
    Item* const all = expression.pool.data();
    for (int f = 0; f < kFields; ++f) {
        const auto field = static_cast<Field>(f);
        const bool fromMonthEnd = field == Field::Day && expression.fromMonthEnd;
        Expression::Range& range = expression.ranges[static_cast<std::size_t>(f)];
        Item* const items = all + range.begin;
        for (int i = 0; i < range.count; ++i) {
            if (field == Field::Year) {
                items[i].start = fullYear(items[i].start);
                items[i].stop = fullYear(items[i].stop);
            }
            if (items[i].step != 0)
                trim(items[i]);
        }
        if (range.count > 1)
            range.count = sortUnique(items, range.count);
        for (int i = 0; i < range.count; ++i) {
            ErrorClass reason{};
            if (!check(items[i], field, fromMonthEnd, reason)) {
                refusal = {reason, items[i].column, items[i].length};
                return false;
            }
        }
    }
    return true;
}

} // namespace reveille::calendar
