#pragma once

#include "core/sandbox/HttpMessage.h"
#include "core/sandbox/MachineLifecycle.h"
#include "core/sandbox/MachineStore.h"
#include "core/sandbox/Router.h"
#include "core/sandbox/SandboxOptions.h"

#include <functional>

#include <QString>

namespace reveille::sandbox {

/// The requests about machines: checks them, asks the lifecycle, writes the answers.
class MachineApi
{
public:
    MachineApi(const SandboxOptions& options, const Pace& pace, MachineStore& store,
               MachineLifecycle& lifecycle);

    /// The routes keep a pointer to this object.
    void addRoutes(Router& router);

private:
    [[nodiscard]] HttpResponse create(const HttpRequest& request);
    [[nodiscard]] HttpResponse list(const HttpRequest& request) const;
    [[nodiscard]] HttpResponse patch(const HttpRequest& request, MachineRecord& machine);
    [[nodiscard]] HttpResponse destroy(MachineRecord& machine);
    [[nodiscard]] HttpResponse wake(MachineRecord& machine);
    [[nodiscard]] HttpResponse sleep(MachineRecord& machine);
    [[nodiscard]] HttpResponse watch(const HttpRequest& request, const QString& id) const;

    using Action = std::function<HttpResponse(const HttpRequest&, MachineRecord&)>;
    /// 404 for an unknown machine, then the If-Match rule, then the action.
    [[nodiscard]] RouteHandler mutation(Action action);
    [[nodiscard]] std::optional<HttpResponse> checkRevision(const HttpRequest& request,
                                                            const MachineRecord& machine) const;
    [[nodiscard]] HttpResponse answer(int status, const MachineRecord& machine, MachinePlace place) const;

    const SandboxOptions& m_options;
    const Pace& m_pace;
    MachineStore& m_store;
    MachineLifecycle& m_lifecycle;
};

[[nodiscard]] HttpResponse noSuchMachine(const QString& id);

} // namespace reveille::sandbox
