#include "core/calendar/TimeZone.h"
#include "core/calendar/ZoneTable.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <unistd.h>

namespace reveille::calendar {
namespace {

/// "…/zoneinfo/Europe/Berlin" → "Europe/Berlin".
[[nodiscard]] std::string_view afterZoneinfo(std::string_view path) noexcept
{
    constexpr std::string_view kMark = "zoneinfo/";
    const std::size_t at = path.rfind(kMark);
    return at == std::string_view::npos ? std::string_view() : path.substr(at + kMark.size());
}

[[nodiscard]] std::string linkedZone()
{
    std::array<char, 4096> target{};
    const ssize_t n = readlink("/etc/localtime", target.data(), target.size());
    return n <= 0 ? std::string() : std::string(afterZoneinfo({target.data(), static_cast<std::size_t>(n)}));
}

[[nodiscard]] std::string configuredZone()
{
    std::ifstream file("/etc/timezone");
    std::string name;
    std::getline(file, name);
    return name;
}

/// The compact source of the whole database: "Z name …" defines a zone, "L target name" an alias.
[[nodiscard]] std::vector<std::string> namesFromSource()
{
    std::vector<std::string> names;
    std::ifstream file(std::string(kZoneDirectory) + "tzdata.zi");
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string kind;
        std::string name;
        words >> kind >> name;
        if (kind == "L")
            words >> name;
        if (kind == "Z" || kind == "L")
            names.push_back(name);
    }
    return names;
}

/// Older systems ship only the table of inhabited zones.
[[nodiscard]] std::vector<std::string> namesFromTable(const char* table)
{
    std::vector<std::string> names;
    std::ifstream file(std::string(kZoneDirectory) + table);
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#')
            continue;
        std::istringstream words(line);
        std::string countries;
        std::string position;
        std::string name;
        if (words >> countries >> position >> name)
            names.push_back(name);
    }
    return names;
}

/// Like the zones themselves, read once and kept: opening six hundred files takes longer than a key stroke
/// may.
[[nodiscard]] const std::vector<std::string>& allNames()
{
    static const std::vector<std::string> kNames = [] {
        std::vector<std::string> names = namesFromSource();
        for (const char* table : {"zone1970.tab", "zone.tab"}) {
            if (names.empty())
                names = namesFromTable(table);
        }
        std::erase_if(names, [](const std::string& name) { return name == "Factory" || !isZoneFile(name); });
        names.emplace_back("UTC");
        std::sort(names.begin(), names.end());
        names.erase(std::unique(names.begin(), names.end()), names.end());
        return names;
    }();
    return kNames;
}

} // namespace

TimeZone TimeZone::local()
{
    if (const char* variable = std::getenv("TZ"); variable != nullptr) {
        std::string_view name(variable);
        if (!name.empty() && name.front() == ':')
            name.remove_prefix(1);
        if (!name.empty() && name.front() == '/')
            name = afterZoneinfo(name);
        return load(name).value_or(TimeZone());
    }
    for (const std::string& name : {linkedZone(), configuredZone()}) {
        if (auto zone = load(name))
            return *zone;
    }
    return {};
}

std::vector<std::string> TimeZone::names()
{
    return allNames();
}

} // namespace reveille::calendar
