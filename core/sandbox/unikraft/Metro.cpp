#include "core/sandbox/unikraft/Metro.h"

#include "core/sandbox/Files.h"
#include "core/sandbox/unikraft/ConsoleLog.h"
#include "core/sandbox/unikraft/CreateOrder.h"
#include "core/sandbox/unikraft/Seeds.h"

#include <QFile>

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

Metro::Metro(const Parts& parts)
    : m_parts(parts),
      m_store(parts.dir),
      m_lifecycle({parts.name, parts.clock, parts.pace, m_store, parts.truth, parts.options.mostLive}),
      m_waits(m_lifecycle, m_store),
      m_execs({parts.name, m_store, m_lifecycle, parts.truth, parts.options.execWakes}),
      m_plugins({parts.name, m_store, m_lifecycle, parts.truth}),
      m_clones({m_store, m_lifecycle, m_waits}),
      m_schedules({parts.name,
                   parts.clock,
                   m_store,
                   m_lifecycle,
                   parts.truth,
                   parts.faults,
                   {[this](InstanceRecord& instance, const ScheduleEntry& entry) {
                        return m_execs.run(instance, entry);
                    },
                    [this](InstanceRecord& instance) -> Outcome<void> {
                        const auto made = m_clones.checkpoint(instance, {}, {});
                        return made ? Outcome<void>() : tl::unexpected(made.error());
                    }}}),
      m_instances({parts.name, parts.clock, m_store, m_lifecycle, m_waits, m_schedules,
                   ScheduleRules{parts.options.zones}}),
      m_actions({m_store, m_lifecycle, m_waits}),
      m_insight({parts.clock, m_store, parts.options.mostLive}),
      m_audit({parts.clock, parts.pace, m_store, m_lifecycle}),
      m_hooks(m_store, m_lifecycle),
      m_pluginApi({m_store, m_lifecycle, m_waits, m_plugins}),
      m_gate({parts.name, parts.real, parts.faults, parts.truth, m_routes}, parts.token),
      m_server(parts.real, [this](const HttpRequest& request, const Respond& respond) {
          m_gate.handle(request, respond);
      })
{
    m_instances.addRoutes(m_routes);
    m_actions.addRoutes(m_routes);
    m_clones.addRoutes(m_routes);
    m_insight.addRoutes(m_routes);
    m_audit.addRoutes(m_routes);
    m_hooks.addRoutes(m_routes);
    m_pluginApi.addRoutes(m_routes);
    m_lifecycle.setBusy([this](const QString& uuid) { return m_plugins.isBusy(uuid); });
    QObject::connect(&m_lifecycle, &InstanceLifecycle::changed, &m_lifecycle,
                     [this](const QString& uuid, InstanceState, InstanceState to) {
                         if (to == InstanceState::Running)
                             ConsoleLog(m_store.directoryOf(uuid)).append("Booted\n");
                     });
}

Result<void> Metro::start(quint16 port, int seedCount)
{
    if (const auto loaded = m_store.load(); !loaded)
        return loaded;
    if (const auto seeded = seed(seedCount); !seeded)
        return seeded;
    if (const auto listening = m_server.listen(port); !listening)
        return listening;
    m_lifecycle.resume();
    m_schedules.begin();
    return {};
}

/// Only once per data directory: a person who deleted the seeds does not get them back.
Result<void> Metro::seed(int count)
{
    const QString mark = m_parts.dir + u"/seeded"_s;
    if (count <= 0 || QFile::exists(mark))
        return {};
    for (int i = 0; i < count; ++i) {
        auto order = createOrderOf(seedBody(i, m_parts.options.seedSchedules), m_store, m_parts.name, {});
        if (!order)
            return fail(ErrorCode::Internal, mark, order.error().message);
        m_lifecycle.create(std::move(order->instances.front()), false);
    }
    return writeFile(mark, {});
}

QUrl Metro::endpoint() const
{
    QUrl url;
    url.setScheme(u"http"_s);
    url.setHost(u"127.0.0.1"_s);
    url.setPort(m_server.port());
    return url;
}

} // namespace reveille::sandbox::unikraft
