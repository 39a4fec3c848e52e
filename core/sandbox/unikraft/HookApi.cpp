#include "core/sandbox/unikraft/HookApi.h"

#include "core/sandbox/unikraft/Envelope.h"
#include "core/sandbox/unikraft/Targets.h"

namespace reveille::sandbox::unikraft {

using namespace Qt::StringLiterals;

void HookApi::addRoutes(Routes& routes)
{
    routes.add("POST", "/__traffic", [this](const Call& call) {
        const auto orders = ordersOf(call, {});
        if (!orders)
            return rejected(400, orders.error());
        return envelope(u"instances"_s, forEach(call, m_store, *orders, Kind::Instance,
                                                [this](InstanceRecord& record, const Order&) {
                                                    m_lifecycle.traffic(record);
                                                    return summaryOf(record);
                                                }));
    });
    routes.add("POST", "/__exit", [this](const Call& call) {
        const auto orders = ordersOf(call, {"exit_code"});
        if (!orders)
            return rejected(400, orders.error());
        return envelope(u"instances"_s,
                        forEach(call, m_store, *orders, Kind::Instance,
                                [this](InstanceRecord& record, const Order& order) {
                                    const QJsonObject identity = identityOf(record);
                                    const auto exited =
                                        m_lifecycle.exitInside(record, order.value(u"exit_code"_s).toInt(0));
                                    return exited ? succeeded(identity) : failed(identity, exited.error());
                                }));
    });
}

} // namespace reveille::sandbox::unikraft
