#pragma once

#include "core/model/Result.h"
#include "core/sandbox/FaultPlan.h"
#include "core/sandbox/HttpServer.h"
#include "core/sandbox/UnikraftOptions.h"
#include "core/sandbox/unikraft/ActionApi.h"
#include "core/sandbox/unikraft/AuditStream.h"
#include "core/sandbox/unikraft/CloneApi.h"
#include "core/sandbox/unikraft/ExecDesk.h"
#include "core/sandbox/unikraft/Gate.h"
#include "core/sandbox/unikraft/HookApi.h"
#include "core/sandbox/unikraft/InsightApi.h"
#include "core/sandbox/unikraft/InstanceApi.h"
#include "core/sandbox/unikraft/PluginApi.h"
#include "core/sandbox/unikraft/ScheduleDesk.h"

#include <QString>
#include <QUrl>

namespace reveille::sandbox::unikraft {

/// One metro: its instances, what happens to them, and the port they are reached at.
class Metro
{
public:
    struct Parts
    {
        QString name;
        QString dir;
        QString token;
        const UnikraftOptions& options;
        const Clock& real; ///< for what concerns the computer
        const PlatformClock& clock;
        const Pace& pace;
        FaultPlan& faults;
        TruthLog& truth;
    };
    explicit Metro(const Parts& parts);
    Metro(const Metro&) = delete;
    Metro& operator=(const Metro&) = delete;

    /// Reads what is on disk, makes `seed` instances if this directory is new, listens, lets time pass.
    [[nodiscard]] Result<void> start(quint16 port, int seed);

    [[nodiscard]] QString name() const { return m_parts.name; }
    [[nodiscard]] QUrl endpoint() const;
    [[nodiscard]] ScheduleDesk& schedules() { return m_schedules; }
    [[nodiscard]] const ScheduleDesk& schedules() const { return m_schedules; }
    [[nodiscard]] bool isSettled() const { return m_lifecycle.isSettled() && m_execs.isIdle(); }

private:
    [[nodiscard]] Result<void> seed(int count);

    Parts m_parts;
    InstanceStore m_store;
    InstanceLifecycle m_lifecycle;
    WaitDesk m_waits;
    ExecDesk m_execs;
    PluginDesk m_plugins;
    CloneApi m_clones;
    ScheduleDesk m_schedules;
    InstanceApi m_instances;
    ActionApi m_actions;
    InsightApi m_insight;
    AuditApi m_audit;
    HookApi m_hooks;
    PluginApi m_pluginApi;
    Routes m_routes;
    Gate m_gate;
    HttpServer m_server;
};

} // namespace reveille::sandbox::unikraft
