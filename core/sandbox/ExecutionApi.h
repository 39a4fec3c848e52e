#pragma once

#include "core/sandbox/ExecutionService.h"
#include "core/sandbox/ExecutionStore.h"
#include "core/sandbox/HttpMessage.h"
#include "core/sandbox/MachineStore.h"
#include "core/sandbox/Router.h"

#include <functional>

#include <QString>

namespace reveille::sandbox {

/// The requests about executions: checks them, asks the service, writes the answers.
class ExecutionApi
{
public:
    ExecutionApi(MachineStore& machines, ExecutionStore& store, ExecutionService& service);

    /// The routes keep a pointer to this object.
    void addRoutes(Router& router);

private:
    [[nodiscard]] HttpResponse create(const HttpRequest& request, const QString& machine);
    [[nodiscard]] HttpResponse list(const HttpRequest& request, const QString& machine) const;
    [[nodiscard]] HttpResponse output(const ExecutionRecord& execution) const;
    [[nodiscard]] HttpResponse events(const HttpRequest& request, const ExecutionRecord& execution) const;

    using Action = std::function<HttpResponse(const HttpRequest&, ExecutionRecord&)>;
    /// 404 for an unknown machine or execution, else the action.
    [[nodiscard]] RouteHandler known(Action action) const;

    MachineStore& m_machines;
    ExecutionStore& m_store;
    ExecutionService& m_service;
};

} // namespace reveille::sandbox
