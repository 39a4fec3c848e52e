#pragma once

#include "core/model/Clock.h"
#include "core/sandbox/unikraft/InstanceStore.h"
#include "core/sandbox/unikraft/Routes.h"

namespace reveille::sandbox::unikraft {

/// What is only looked at: console logs, metrics, quotas, images, health.
class InsightApi
{
public:
    struct Parts
    {
        const Clock& clock;
        const InstanceStore& store;
        int mostLive;
    };
    explicit InsightApi(const Parts& parts) : m_parts(parts) {}

    /// The routes keep a pointer to this object.
    void addRoutes(Routes& routes);

private:
    [[nodiscard]] HttpResponse log(const Call& call) const;
    [[nodiscard]] HttpResponse metrics(const Call& call) const;
    [[nodiscard]] HttpResponse quotas() const;
    [[nodiscard]] HttpResponse images() const;

    Parts m_parts;
};

} // namespace reveille::sandbox::unikraft
