#pragma once

#include "core/sandbox/Pace.h"
#include "core/sandbox/unikraft/PluginDesk.h"
#include "core/sandbox/unikraft/Routes.h"
#include "core/sandbox/unikraft/WaitDesk.h"

#include <functional>
#include <list>
#include <memory>

#include <QObject>
#include <QString>

namespace reveille::sandbox::unikraft {

/// The sandbox plugin of an instance that has one: "/v1/instances/<uuid>/plugins/<name>/commands" and below.
/// Asking it wakes the instance; what it cannot find is a 404 without a body, as the plugin has it.
class PluginApi final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        InstanceStore& store;
        InstanceLifecycle& lifecycle;
        WaitDesk& waits;
        PluginDesk& desk;
    };
    explicit PluginApi(const Parts& parts);

    /// The routes keep a pointer to this object.
    void addRoutes(Routes& routes);

private:
    using Command = PluginDesk::Command;
    using WithInstance = std::function<void(const Call& call, const InstanceRecord& instance)>;
    using WithCommand = std::function<HttpResponse(const Call& call, Command& command)>;
    /// Finds the instance and its plugin and waits until it is up.
    void reach(const Call& call, const WithInstance& then);
    void addCommandRoute(Routes& routes, const char* method, const char* pattern, const WithCommand& work);

    [[nodiscard]] HttpResponse run(const Call& call, const InstanceRecord& instance);
    [[nodiscard]] HttpResponse signal(const Call& call, const Command& command);
    void wait(const Call& call, std::optional<std::chrono::milliseconds> timeout);
    void tellOver(const QString& uuid);

    struct Waiting
    {
        QString uuid;
        Call call;
        std::unique_ptr<Alarm> alarm;
    };
    Parts m_parts;
    std::list<Waiting> m_waiting;
};

} // namespace reveille::sandbox::unikraft
