#include "core/calendar/Expression.h"

namespace reveille::calendar {

void ItemPool::grow()
{
    const int capacity = m_capacity * 2;
    auto wider = std::make_unique<Item[]>(static_cast<std::size_t>(capacity));
    std::copy_n(data(), m_size, wider.get());
    m_heap = std::move(wider);
    m_capacity = static_cast<std::int16_t>(capacity);
}

bool operator==(const Expression& a, const Expression& b) noexcept
{
    if (a.weekdays != b.weekdays || a.fromMonthEnd != b.fromMonthEnd || a.zone != b.zone)
        return false;
    for (int i = 0; i < kFields; ++i) {
        const auto mine = a.items(static_cast<Field>(i));
        const auto theirs = b.items(static_cast<Field>(i));
        if (!std::equal(mine.begin(), mine.end(), theirs.begin(), theirs.end()))
            return false;
    }
    return true;
}

} // namespace reveille::calendar
