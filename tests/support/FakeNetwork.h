#pragma once

#include "tests/support/FakeClock.h"

#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace reveille::test {

/// What is on its way, in fake time: delivered one by one by whoever moves the clock.
class FakeNetwork
{
public:
    explicit FakeNetwork(const FakeClock& clock) : m_clock(clock) {}

    void after(std::chrono::microseconds delay, std::function<void()> delivery)
    {
        m_onTheWay.emplace(m_clock.sinceBoot() + delay, std::move(delivery));
    }
    [[nodiscard]] std::optional<std::chrono::microseconds> nextAt() const
    {
        return m_onTheWay.empty() ? std::nullopt : std::optional(m_onTheWay.begin()->first);
    }
    void deliver()
    {
        const auto delivery = std::move(m_onTheWay.extract(m_onTheWay.begin()).mapped());
        delivery();
    }

private:
    const FakeClock& m_clock;
    std::multimap<std::chrono::microseconds, std::function<void()>> m_onTheWay;
};

} // namespace reveille::test
