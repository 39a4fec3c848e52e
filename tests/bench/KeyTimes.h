#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <vector>

#include <QString>

/// How long single key strokes took, as a person feels them: the slow ones count. Of a key that is measured
/// in several rounds the best one does, the one that other programs disturbed least; what the processor alone
/// took stands beside it.
class KeyTimes
{
public:
    /// The keys that follow are the same as in the last round.
    void beginRound() { m_at = 0; }
    template <typename Work> void measure(const QString& text, const Work& work)
    {
        const auto from = std::chrono::steady_clock::now();
        const std::clock_t busyFrom = std::clock();
        work();
        const double busy = 1000.0 * double(std::clock() - busyFrom) / CLOCKS_PER_SEC;
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - from;
        if (m_at == m_wall.size()) {
            m_wall.push_back({took.count(), text});
            m_busy.push_back({busy, text});
        }
        m_wall[m_at].millis = std::min(m_wall[m_at].millis, took.count());
        m_busy[m_at].millis = std::min(m_busy[m_at].millis, busy);
        ++m_at;
    }
    void print(const char* name) const
    {
        std::printf("  %-46s %4zu keys ", name, m_wall.size());
        print(m_wall);
        std::printf("\n  %-46s           ", "  … of it the processor");
        print(m_busy);
        std::printf("\n");
        std::fflush(stdout);
    }

private:
    struct Key
    {
        double millis;
        QString text;
    };

    static void print(std::vector<Key> keys)
    {
        std::sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) { return a.millis < b.millis; });
        const auto at = [&](double part) {
            return keys[static_cast<std::size_t>(part * double(keys.size() - 1))].millis;
        };
        std::printf(" median %8.2f ms  p99 %8.2f ms  max %8.2f ms (at “%s”)", at(0.5), at(0.99),
                    keys.back().millis, qPrintable(keys.back().text));
    }

    std::vector<Key> m_wall;
    std::vector<Key> m_busy;
    std::size_t m_at = 0;
};
