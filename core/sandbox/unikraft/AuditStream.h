#pragma once

#include "core/model/Clock.h"
#include "core/sandbox/HttpMessage.h"
#include "core/sandbox/Pace.h"
#include "core/sandbox/unikraft/InstanceLifecycle.h"
#include "core/sandbox/unikraft/Routes.h"

#include <memory>
#include <vector>

#include <QHash>
#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <QTimer>

namespace reveille::sandbox::unikraft {

/// One subscriber's server-sent events: every change of state and every failed start from now on that its
/// filters let through, with who caused it. Nothing is replayed.
class AuditStream final : public BodyStream
{
    Q_OBJECT

public:
    struct Parts
    {
        const Clock& clock;
        const Pace& pace;
        const InstanceStore& store;
        InstanceLifecycle& lifecycle;
    };
    /// Empty: everything. All that are given must match.
    struct Filters
    {
        QStringList events;
        QStringList uuids;
        QStringList tags;
    };
    AuditStream(const Parts& parts, Filters filters);

    void begin() override;

private:
    void tellChange(const QString& uuid, InstanceState from, InstanceState to, Origin origin);
    void tellFailure(const QString& uuid, Origin origin, const QString& error);
    void tell(const QString& event, const InstanceRecord& instance, const QJsonObject& attribution,
              const QJsonObject& data);
    [[nodiscard]] QJsonObject attributionOf(const QString& uuid, const QString& kind, bool requested,
                                            Origin origin) const;

    Parts m_parts;
    Filters m_filters;
    QTimer m_heartbeat;
    QHash<QString, QString> m_operations; ///< of the instances that are on their way
};

/// GET /v1/audit.
class AuditApi
{
public:
    static constexpr std::size_t kMostSubscribers = 64;

    explicit AuditApi(const AuditStream::Parts& parts) : m_parts(parts) {}
    /// The routes keep a pointer to this object.
    void addRoutes(Routes& routes);

private:
    [[nodiscard]] HttpResponse subscribe(const Call& call);

    AuditStream::Parts m_parts;
    std::vector<std::weak_ptr<AuditStream>> m_subscribers;
};

} // namespace reveille::sandbox::unikraft
