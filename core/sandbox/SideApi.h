#pragma once

#include "core/model/Clock.h"
#include "core/sandbox/HttpMessage.h"
#include "core/sandbox/MachineLifecycle.h"
#include "core/sandbox/MachineStore.h"
#include "core/sandbox/Router.h"

#include <map>

#include <QJsonObject>
#include <QString>
#include <QVector>

namespace reveille::sandbox {

/// What else hangs on a machine: ports (and previews, as they were called before), SSH sessions, terminals,
/// and the files that commands leave in the directory "artifacts". Kept in memory. A port's address is the
/// computer's own, as a command here is a process of it; SSH and terminals are told of but lead nowhere.
class SideApi
{
public:
    SideApi(const Clock& clock, MachineStore& machines, MachineLifecycle& lifecycle);

    /// The routes keep a pointer to this object.
    void addRoutes(Router& router);
    /// One of each under the name that stands for it in the official clients' tests.
    void addPlaceholders(const QString& machine);

private:
    struct Kind
    {
        QString path; ///< "previews"
        QString id;   ///< "preview_id"
        QStringList fields;
        QStringList required;
    };
    struct Item
    {
        qint64 sequence = 0;
        QString id;
        QJsonObject told; ///< without what depends on the machine's state
    };
    using Items = QVector<Item>;

    [[nodiscard]] static const QVector<Kind>& kinds();
    void addKind(Router& router, const Kind& kind);
    void addArtifacts(Router& router);
    [[nodiscard]] HttpResponse create(const HttpRequest& request, const Kind& kind, const QString& machine);
    [[nodiscard]] HttpResponse list(const HttpRequest& request, const Kind& kind, const QString& machine);
    [[nodiscard]] HttpResponse one(const Kind& kind, const QString& machine, const QString& id, bool remove);
    [[nodiscard]] QJsonObject told(const Kind& kind, const QString& machine, const Item& item) const;
    [[nodiscard]] Item make(const Kind& kind, const QString& machine, const QString& id, QJsonObject wanted);

    const Clock& m_clock;
    MachineStore& m_machines;
    MachineLifecycle& m_lifecycle;
    std::map<QString, std::map<QString, Items>> m_items; ///< by machine and kind
    QString m_placeholders;                              ///< the machine that has some
    qint64 m_lastSequence = 0;
};

} // namespace reveille::sandbox
