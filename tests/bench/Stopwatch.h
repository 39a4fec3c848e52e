#pragma once

#include <algorithm>
#include <chrono>

/// Nanoseconds per unit: runs `work` (which returns how many units it did) `rounds` times and keeps the best
/// round, the one that other programs disturbed least.
template <typename Work> [[nodiscard]] double bestNanos(int rounds, const Work& work)
{
    double best = 1e300;
    for (int i = 0; i < rounds; ++i) {
        const auto from = std::chrono::steady_clock::now();
        const auto units = work();
        const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - from;
        best = std::min(best, took.count() / static_cast<double>(units));
    }
    return best;
}

/// Keeps the compiler from leaving out work whose result nobody reads.
template <typename T> void keep(const T& value)
{
    asm volatile("" : : "r"(&value) : "memory");
}
