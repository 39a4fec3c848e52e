#pragma once

#include <cstdint>
#include <random>
#include <string>

/// Random but valid-looking expressions. The seed is fixed, so that a failure can be repeated.
class RandomEvents
{
public:
    explicit RandomEvents(std::uint32_t seed) : m_random(seed) {}

    [[nodiscard]] std::string event(bool withSeconds);
    [[nodiscard]] std::string date();
    [[nodiscard]] std::string weekdays();
    [[nodiscard]] std::string time(bool withSeconds);
    [[nodiscard]] int upTo(int most) { return std::uniform_int_distribution<int>(0, most)(m_random); }
    [[nodiscard]] std::int64_t between(std::int64_t a, std::int64_t b)
    {
        return std::uniform_int_distribution<std::int64_t>(a, b)(m_random);
    }

private:
    [[nodiscard]] std::string field(int from, int to, bool openSteps);

    std::mt19937 m_random;
};
