#pragma once

#include "core/engine/EnginePorts.h"
#include "core/engine/ProvisionStep.h"
#include "core/model/Call.h"
#include "core/model/Clock.h"
#include "core/model/Lease.h"
#include "core/model/Run.h"
#include "core/providers/Provider.h"

#include <functional>
#include <memory>
#include <unordered_map>

#include <QObject>
#include <QTimer>

namespace reveille {

/// Carries out what advanceProvision() decides, for any number of orders side by side. While a machine is
/// held, a lease in the journal says so: a crash still ends with it asleep. A command that has run leaves a
/// row in the history.
class ProvisionDesk final : public QObject
{
    Q_OBJECT

public:
    struct Ports
    {
        const Clock* clock = nullptr;
        std::function<Provider*(const AccountId&)> provider;
        /// The machine exists under this name from now on.
        std::function<void(const MachineKey&, const QString& name)> name;
        std::function<void(const Machine&)> seen;
        std::function<void(const MachineKey&)> gone;
        std::function<void(const MachineLease&)> hold;
        std::function<void(const MachineKey&)> letGo;
        std::function<bool(const Run&, const RunOutput&)> record; ///< whether it was kept
        std::function<StreamMask()> makeMask;
    };

    explicit ProvisionDesk(Ports ports, QObject* parent = nullptr);
    ~ProvisionDesk() override;

    /// For tests; those of newProvision() else.
    void setLimits(const ProvisionLimits& limits) { m_limits = limits; }
    /// The reply comes when it is over. AlreadyExists while the key is in use, InvalidArgument without one,
    /// NotFound for an account that is not there.
    void begin(const ProvisionOrder& order, const Reply<ProvisionNews>& reply);
    /// NotFound for an order that is over.
    [[nodiscard]] Result<void> cancel(const QString& key);

Q_SIGNALS:
    void moved(const reveille::ProvisionNews& news);

private:
    struct Job
    {
        ProvisionState state;
        Reply<ProvisionNews> reply;
        Call call;
        std::unique_ptr<QTimer> timer;
        StreamMask maskOut;
        StreamMask maskErr;
        RunOutput printed; ///< masked
        QByteArray body;   ///< the exact bytes of the command's request
        calendar::Instant begun{};
        calendar::Instant commandBegun{};
        std::optional<Machine> told;
        bool isHeld = false;
        bool isRecorded = false;
    };

    void take(const QString& key, const provision::Event& event);
    void carryOut(const QString& key, Job& job);
    void startCommand(const QString& key, Job& job, Provider& provider);
    /// The machine appeared, changed or went.
    void follow(Job& job);
    void mask(Job& job);
    void hold(Job& job);
    void settle(Job& job);
    void record(Job& job);
    template <typename Happened, typename T> Reply<T> into(const QString& key);

    Ports m_ports;
    ProvisionLimits m_limits;
    std::unordered_map<QString, std::unique_ptr<Job>> m_jobs;
};

} // namespace reveille
