#pragma once

#include "core/sandbox/unikraft/InstanceLifecycle.h"
#include "core/sandbox/unikraft/Routes.h"
#include "core/sandbox/unikraft/Targets.h"
#include "core/sandbox/unikraft/WaitDesk.h"

#include <functional>

#include <QJsonObject>
#include <QString>

namespace reveille::sandbox::unikraft {

/// Start, stop, suspend, delete and the wait for a state.
class ActionApi
{
public:
    struct Parts
    {
        InstanceStore& store;
        InstanceLifecycle& lifecycle;
        WaitDesk& waits;
    };
    explicit ActionApi(const Parts& parts) : m_parts(parts) {}

    /// The routes keep a pointer to this object.
    void addRoutes(Routes& routes);

private:
    void start(const Call& call);
    [[nodiscard]] HttpResponse stop(const Call& call);
    [[nodiscard]] HttpResponse suspend(const Call& call);
    void remove(const Call& call, Kind kind);
    void wait(const Call& call);

    using Action = std::function<Outcome<void>(InstanceRecord& record, const Order& order)>;
    /// The items of an action: previous_state and, if it is still there, state.
    [[nodiscard]] QJsonArray act(const Call& call, const std::vector<Order>& orders, Kind kind,
                                 const Action& action) const;

    Parts m_parts;
};

} // namespace reveille::sandbox::unikraft
