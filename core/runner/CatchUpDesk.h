#pragma once

#include "core/model/CatchUp.h"
#include "core/model/Clock.h"
#include "core/runner/Alarm.h"
#include "core/runner/MachineDesk.h"

#include <chrono>
#include <map>
#include <optional>

#include <QObject>

namespace reveille {

/// Keeps what was missed back for a moment, so that the person can see it and say otherwise, and until the
/// clouds can be reached: nothing is decided meanwhile, so a crash loses nothing.
class CatchUpDesk : public QObject
{
    Q_OBJECT

public:
    /// With no delay at all, what was missed is not kept back.
    CatchUpDesk(const Clock& clock, Alarm& alarm, ProviderLookup provider, std::chrono::milliseconds delay,
                QObject* parent = nullptr);

    [[nodiscard]] bool keepsBack() const { return m_delay.count() > 0; }
    void add(const CatchUp::Item& item, const AccountId& account);
    /// Schedules that exist no more have missed nothing.
    void retain(const std::function<bool(const ScheduleId&)>& exists);
    /// False when there is nothing to answer.
    bool answer(CatchUpAnswer answer);
    void stop();
    [[nodiscard]] const std::optional<CatchUp>& pending() const { return m_pending; }

Q_SIGNALS:
    void changed();
    /// Decide these now, in this order.
    void due(const QVector<reveille::ScheduleId>& schedules, reveille::CatchUpAnswer answer);

private:
    struct Probe
    {
        Call call;
        Alarm::Token wait = 0;
        int tries = 0;
        bool reachable = false;
    };

    void probe(const AccountId& account);
    void look();

    const Clock& m_clock;
    Alarm& m_alarm;
    ProviderLookup m_provider;
    std::chrono::milliseconds m_delay;
    std::optional<CatchUp> m_pending;
    CatchUpAnswer m_answer = CatchUpAnswer::AsPlanned;
    std::map<AccountId, Probe> m_probes;
    Alarm::Token m_timer = 0;
    Alarm::Token m_patience = 0;
};

} // namespace reveille
