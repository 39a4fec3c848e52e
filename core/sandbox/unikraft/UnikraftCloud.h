#pragma once

#include "core/model/Result.h"
#include "core/sandbox/UnikraftOptions.h"
#include "core/sandbox/unikraft/ControlPlane.h"
#include "core/sandbox/unikraft/Metro.h"

#include <memory>
#include <optional>
#include <vector>

#include <QString>
#include <QStringList>
#include <QUrl>

namespace reveille::sandbox::unikraft {

/// The second platform as a whole: metros and the control plane that lists them, each on a port of its own.
class UnikraftCloud
{
public:
    struct Parts
    {
        QString dir;
        const UnikraftOptions& options;
        const Clock& clock;
        const Pace& pace;
        FaultPlan& faults;
        TruthLog& truth;
    };
    explicit UnikraftCloud(const Parts& parts);
    ~UnikraftCloud();
    UnikraftCloud(const UnikraftCloud&) = delete;
    UnikraftCloud& operator=(const UnikraftCloud&) = delete;

    /// `firstPort`: of the control plane, then the metros'; 0: free ones.
    [[nodiscard]] Result<void> start(quint16 firstPort);

    [[nodiscard]] QStringList metros() const;
    /// Without /v1; empty for a metro there is not.
    [[nodiscard]] QUrl endpoint(const QString& metro) const;
    [[nodiscard]] QUrl controlPlane() const;
    [[nodiscard]] QString token() const { return m_token; }

    [[nodiscard]] const Clock& clock() const { return m_clock; }
    /// Does what is due now, in every metro.
    void look();
    [[nodiscard]] std::optional<Instant> nextDue() const;
    /// Nothing is on its way and no command runs.
    [[nodiscard]] bool isSettled() const;

private:
    [[nodiscard]] Result<QString> tokenOf() const;
    [[nodiscard]] QString clockPath() const { return m_parts.dir + QStringLiteral("/clock"); }

    Parts m_parts;
    PlatformClock m_clock;
    QString m_token;
    std::vector<std::unique_ptr<Metro>> m_metros;
    ControlPlane m_controlPlane;
    Routes m_routes;
    std::unique_ptr<Gate> m_gate;
    std::unique_ptr<HttpServer> m_server;
};

} // namespace reveille::sandbox::unikraft
