#pragma once

#include "core/providers/unikraft/Target.h"

#include <QHash>
#include <QStringList>

namespace reveille::unikraft {

/// Instances of one metro by their uuid: as they were read, or why not.
using InstanceItems = QHash<QString, Result<QJsonObject>>;

/// Reads some instances of one metro in as few calls as their addresses have room for. What the platform
/// does not know is NotFound under its uuid; an Error only where a call failed as a whole.
class ManyInstances final : public CallHandle
{
public:
    ManyInstances(const Link& link, Metro metro, QStringList uuids, Reply<InstanceItems> reply);

private:
    void askNext();
    void take(const Envelope& envelope, const QStringList& asked);
    void end(Result<InstanceItems> result);

    Link m_link;
    Metro m_metro;
    QStringList m_uuids;
    Reply<InstanceItems> m_reply;
    InstanceItems m_items;
    Conversation m_talk;
};

} // namespace reveille::unikraft
