#pragma once

#include "core/model/Clock.h"
#include "core/sandbox/unikraft/InstanceLifecycle.h"
#include "core/sandbox/unikraft/Routes.h"
#include "core/sandbox/unikraft/Targets.h"

#include <utility>

#include <QString>

namespace reveille::sandbox::unikraft {

class ScheduleDesk;
class WaitDesk;

/// The requests that make, show and change instances.
class InstanceApi
{
public:
    struct Parts
    {
        QString metro;
        const Clock& clock;
        InstanceStore& store;
        InstanceLifecycle& lifecycle;
        WaitDesk& waits;
        ScheduleDesk& schedules;
        ScheduleRules rules;
    };
    explicit InstanceApi(Parts parts) : m_parts(std::move(parts)) {}

    /// The routes keep a pointer to this object.
    void addRoutes(Routes& routes);

private:
    [[nodiscard]] HttpResponse list(const Call& call, Kind kind) const;
    void create(const Call& call);
    [[nodiscard]] HttpResponse patch(const Call& call, Kind kind);
    [[nodiscard]] QJsonObject change(InstanceRecord& record, const Order& order);

    Parts m_parts;
};

} // namespace reveille::sandbox::unikraft
