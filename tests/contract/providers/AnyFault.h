#pragma once

#include "core/sandbox/SandboxFault.h"

#include <array>
#include <random>

#include <QString>
#include <QStringList>
#include <QtGlobal>

namespace reveille::test {

/// The dice of one sequence: the same seed always throws the same.
class Dice
{
public:
    explicit Dice(unsigned seed) : m_random(seed) {}
    [[nodiscard]] int pick(int below) { return static_cast<int>(m_random() % static_cast<unsigned>(below)); }
    [[nodiscard]] bool chance(int oneIn) { return pick(oneIn) == 0; }

private:
    std::mt19937 m_random;
};

/// Something that goes wrong once or twice for the requests or executions of that machine, or, without one,
/// of all.
[[nodiscard]] inline SandboxFault anyFault(Dice& dice, const QString& machine = {})
{
    using Kind = SandboxFault::Kind;
    static constexpr std::array kKinds{Kind::Latency, Kind::Answer, Kind::Answer,   Kind::DropRequest,
                                       Kind::Drop,    Kind::Drop,   Kind::Truncate, Kind::Drip,
                                       Kind::Page,    Kind::Refuse, Kind::Expire,   Kind::Cancel,
                                       Kind::WakeSlow};
    static constexpr std::array kStatuses{429, 500, 502, 503, 503, 504, 409};
    static const QStringList kPaths{QString(), QStringLiteral("/executions$"), QStringLiteral("/wake$"),
                                    QStringLiteral("/output$"), QStringLiteral("/executions/")};
    SandboxFault fault;
    fault.kind = kKinds[static_cast<size_t>(dice.pick(kKinds.size()))];
    const bool ofMachine = fault.kind == Kind::Refuse || fault.kind == Kind::Expire ||
                           fault.kind == Kind::Cancel || fault.kind == Kind::WakeSlow;
    fault.path = machine;
    if (!ofMachine)
        fault.path += kPaths[dice.pick(static_cast<int>(kPaths.size()))];
    fault.skip = dice.pick(3);
    fault.times = 1 + dice.pick(2);
    fault.delay = std::chrono::milliseconds(dice.pick(4));
    fault.status = kStatuses[static_cast<size_t>(dice.pick(kStatuses.size()))];
    if (fault.status == 409)
        fault.code = QStringLiteral("INVALID_STATE");
    if (fault.kind == Kind::Page)
        fault.status = 502;
    if (fault.kind == Kind::Refuse)
        fault.code = dice.chance(2) ? QStringLiteral("machine_not_routable")
                                    : QStringLiteral("host_agent_execute_failed");
    if (dice.chance(2))
        fault.retryAfter = std::chrono::milliseconds(dice.pick(3));
    fault.bytes = dice.pick(60);
    return fault;
}

/// Where to begin and how many: REVEILLE_CHAOS_FIRST and REVEILLE_CHAOS_SEEDS repeat what failed.
struct Seeds
{
    unsigned first = 20260101U;
    unsigned count = 500;
};

[[nodiscard]] inline Seeds seedsFromEnvironment()
{
    Seeds seeds;
    bool ok = false;
    if (const int first = qEnvironmentVariableIntValue("REVEILLE_CHAOS_FIRST", &ok); ok)
        seeds.first = static_cast<unsigned>(first);
    if (const int count = qEnvironmentVariableIntValue("REVEILLE_CHAOS_SEEDS", &ok); ok && count > 0)
        seeds.count = static_cast<unsigned>(count);
    return seeds;
}

} // namespace reveille::test
