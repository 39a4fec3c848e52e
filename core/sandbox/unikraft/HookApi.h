#pragma once

#include "core/sandbox/unikraft/InstanceLifecycle.h"
#include "core/sandbox/unikraft/Routes.h"

namespace reveille::sandbox::unikraft {

/// What happens to an instance from outside the API, on request, because nothing else makes it happen in a
/// sandbox: POST /__traffic {"name"} is a visitor of its service, POST /__exit {"name","exit_code"} its
/// application's end.
class HookApi
{
public:
    HookApi(InstanceStore& store, InstanceLifecycle& lifecycle) : m_store(store), m_lifecycle(lifecycle) {}

    /// The routes keep a pointer to this object.
    void addRoutes(Routes& routes);

private:
    InstanceStore& m_store;
    InstanceLifecycle& m_lifecycle;
};

} // namespace reveille::sandbox::unikraft
