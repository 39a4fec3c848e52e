#pragma once

#include "core/model/Clock.h"
#include "core/sandbox/HttpMessage.h"
#include "core/sandbox/MachineStore.h"
#include "core/sandbox/Router.h"
#include "core/sandbox/UsageMeter.h"

#include <QString>

namespace reveille::sandbox {

/// What the machines have used, counted from the ground truth each time somebody asks.
class UsageApi
{
public:
    UsageApi(const Clock& clock, MachineStore& machines, QString truthPath);

    /// The routes keep a pointer to this object.
    void addRoutes(Router& router);

private:
    struct Period
    {
        Instant from{};
        Instant to{};
    };
    [[nodiscard]] QVector<AwakeStretch> stretches() const;
    [[nodiscard]] Period period(const HttpRequest& request) const;
    [[nodiscard]] HttpResponse total(const HttpRequest& request) const;
    [[nodiscard]] HttpResponse compute(const HttpRequest& request) const;
    [[nodiscard]] HttpResponse storage(const HttpRequest& request) const;

    const Clock& m_clock;
    MachineStore& m_machines;
    QString m_truthPath;
};

} // namespace reveille::sandbox
