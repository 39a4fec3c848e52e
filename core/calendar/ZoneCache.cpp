#include "core/calendar/ZoneTable.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <mutex>

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>
#include <sys/stat.h>

namespace reveille::calendar {
namespace {

using Table = TimeZone::Table;

[[nodiscard]] bool nameIsWellFormed(std::string_view name) noexcept
{
    if (name.empty() || name.size() > 255 || name.front() == '/' || name.back() == '/')
        return false;
    char before = '\0';
    for (const char c : name) {
        const bool known = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                           c == '+' || c == '_' || c == '/' || c == '-';
        if (!known || (c == '/' && before == '/'))
            return false;
        before = c;
    }
    return true;
}

[[nodiscard]] std::unique_ptr<Table> readTable(std::string_view name)
{
    using Seconds = cctz::time_point<cctz::seconds>;
    cctz::time_zone zone;
    if (!cctz::load_time_zone(std::string(name), &zone))
        return nullptr;
    constexpr std::int64_t kFrom = -366 * 86'400;
    constexpr std::int64_t kUntil = 7'258'118'400 + 7 * 86'400;
    auto table = std::make_unique<Table>();
    table->name = name;
    Seconds at{cctz::seconds(kFrom)};
    const auto add = [&](std::int64_t begin, const cctz::time_zone::absolute_lookup& info) {
        table->windows.push_back({begin, 0, 0, 0, info.offset, info.is_dst});
    };
    add(-Table::kFar, zone.lookup(at));
    cctz::time_zone::civil_transition change;
    while (zone.next_transition(at, &change)) {
        at = zone.lookup(change.to).trans;
        const std::int64_t second = at.time_since_epoch().count();
        if (second >= kUntil)
            break;
        const auto info = zone.lookup(at);
        if (info.offset != table->windows.back().offset)
            add(second, info);
    }
    table->finish();
    return table;
}

/// Names to tables: filled under a lock, read without one, never emptied. There are about 600 zones.
class Cache
{
public:
    [[nodiscard]] const Table* find(std::string_view name) const noexcept
    {
        for (std::size_t i = slotOf(name), n = 0; n < kSlots; i = (i + 1) % kSlots, ++n) {
            const Table* table = m_slots[i].load(std::memory_order_acquire);
            if (table == nullptr || table->name == name)
                return table;
        }
        return nullptr;
    }

    const Table* insert(std::unique_ptr<Table> table)
    {
        const std::lock_guard lock(m_mutex);
        if (const Table* known = find(table->name); known != nullptr)
            return known;
        if (m_used * 2 >= kSlots)
            return nullptr;
        std::size_t i = slotOf(table->name);
        while (m_slots[i].load(std::memory_order_relaxed) != nullptr)
            i = (i + 1) % kSlots;
        ++m_used;
        m_slots[i].store(table.get(), std::memory_order_release);
        return table.release();
    }

private:
    static constexpr std::size_t kSlots = 4096;

    [[nodiscard]] static std::size_t slotOf(std::string_view name) noexcept
    {
        std::uint64_t head = 0;
        std::uint64_t tail = 0;
        if (name.size() >= sizeof head) {
            std::memcpy(&head, name.data(), sizeof head);
            std::memcpy(&tail, name.data() + name.size() - sizeof tail, sizeof tail);
        } else {
            std::memcpy(&head, name.data(), name.size());
        }
        const std::uint64_t mixed =
            (head * 0x9E37'79B9'7F4A'7C15ULL ^ tail) * 0xC2B2'AE3D'27D4'EB4FULL + name.size();
        return (mixed >> 40) % kSlots;
    }

    std::array<std::atomic<const Table*>, kSlots> m_slots{};
    std::mutex m_mutex;
    std::size_t m_used = 0;
};

[[nodiscard]] Cache& cache()
{
    static Cache instance;
    return instance;
}

} // namespace

bool isZoneFile(std::string_view name)
{
    if (!nameIsWellFormed(name) || name.substr(0, 6) == "right/")
        return false;
    const std::string path = std::string(kZoneDirectory) + std::string(name);
    struct stat info = {};
    if (stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode))
        return false;
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"), &std::fclose);
    std::array<char, 4> magic{};
    return file && std::fread(magic.data(), 1, magic.size(), file.get()) == magic.size() &&
           std::memcmp(magic.data(), "TZif", magic.size()) == 0;
}

const Table* utcTable()
{
    static const Table* const table = [] {
        auto utc = std::make_unique<Table>();
        utc->name = "UTC";
        utc->windows.push_back({-Table::kFar, 0, 0, 0, 0, false});
        utc->finish();
        return cache().insert(std::move(utc));
    }();
    return table;
}

const Table* internZone(std::string_view name)
{
    if (name == "UTC")
        return utcTable();
    if (const Table* known = cache().find(name); known != nullptr)
        return known;
    if (!isZoneFile(name))
        return nullptr;
    auto table = readTable(name);
    return table ? cache().insert(std::move(table)) : nullptr;
}

} // namespace reveille::calendar
