#pragma once

#include "core/sandbox/unikraft/InstanceLifecycle.h"
#include "core/sandbox/unikraft/Routes.h"
#include "core/sandbox/unikraft/Targets.h"
#include "core/sandbox/unikraft/WaitDesk.h"

#include <QString>

namespace reveille::sandbox::unikraft {

/// Makes the things that instances are cloned from: templates and checkpoints; and tells an instance's
/// history.
class CloneApi
{
public:
    struct Parts
    {
        InstanceStore& store;
        InstanceLifecycle& lifecycle;
        WaitDesk& waits;
    };
    explicit CloneApi(const Parts& parts) : m_parts(parts) {}

    /// The routes keep a pointer to this object.
    void addRoutes(Routes& routes);

    /// `name` empty: `<instance>-<random>`. Errors: WrongState, NotSupported (type full), AlreadyExists.
    [[nodiscard]] Outcome<InstanceRecord*> checkpoint(InstanceRecord& source, const QString& name,
                                                      const QJsonObject& more);

private:
    [[nodiscard]] HttpResponse makeTemplates(const Call& call);
    void makeCheckpoints(const Call& call);
    [[nodiscard]] QJsonObject makeOne(const QJsonObject& wanted);
    [[nodiscard]] HttpResponse history(const Call& call, Kind kind) const;

    Parts m_parts;
};

} // namespace reveille::sandbox::unikraft
