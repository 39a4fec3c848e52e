#pragma once

#include "core/sandbox/HttpMessage.h"
#include "core/sandbox/MachineLifecycle.h"
#include "core/sandbox/MachineStore.h"
#include "core/sandbox/Pace.h"
#include "core/sandbox/SandboxOptions.h"

#include <QByteArray>
#include <QString>
#include <QTimer>

namespace reveille::sandbox {

/// Server-sent events of one machine: its state at once (unless the reader knows it already), each change,
/// bookmarks and comments in between. Ends when the machine has reached its desired state.
class StatusStream final : public BodyStream
{
    Q_OBJECT

public:
    struct Parts
    {
        const SandboxOptions& options;
        const Pace& pace;
        MachineStore& machines;
        MachineLifecycle& lifecycle;
    };
    /// `lastEventId`: what the reader sent; ids are revisions.
    StatusStream(const Parts& parts, QString machine, const QByteArray& lastEventId);

    void begin() override;

private:
    void tell();
    void bookmark();

    Parts m_parts;
    QString m_machine;
    QByteArray m_known;
    QTimer m_bookmarks;
    QTimer m_comments;
};

} // namespace reveille::sandbox
