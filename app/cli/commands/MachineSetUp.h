#pragma once

#include "app/cli/Session.h"
#include "core/model/Provision.h"

#include <QObject>

namespace reveille::cli {

/// Makes a machine ready and prints how it goes: the steps on standard error, what its command prints on
/// standard output as it comes. An interrupt undoes or ends what is under way; a second one leaves it as it
/// is. Exits with 0 when the machine is ready, with 10 when its command did not succeed. Belongs to the
/// session.
class MachineSetUp final : public QObject
{
    Q_OBJECT

public:
    explicit MachineSetUp(Session& session);
    void start(const ProvisionOrder& order);

private:
    void see(const ProvisionNews& news);
    void end(const ProvisionNews& news);
    void interrupt();

    Session& m_session;
    QString m_key;
    ProvisionStage m_told = ProvisionStage::Over;
    QString m_noted;
    bool m_isCancelled = false;
};

} // namespace reveille::cli
