#pragma once

#include "app/cli/Session.h"

#include <optional>
#include <string>

#include <QHash>
#include <QObject>
#include <QTimer>

namespace reveille::cli {

struct MachineWatchOptions
{
    std::string id; ///< empty: all machines
    std::string account;
    std::string until; ///< running or sleeping; empty: until interrupted
};

/// "machine watch": one line for each change of a machine's state, as it comes.
class MachineWatcher final : public QObject
{
    Q_OBJECT

public:
    MachineWatcher(Session& session, MachineWatchOptions options);
    void start();
    /// Where the machines of one account, or all, have been shown just now: tells what changes from here on.
    void goOn(const std::optional<AccountId>& account);

private:
    void begin(const std::optional<MachineKey>& only);
    void see(const Changes& changes);
    void tell(const Machine& machine);

    Session& m_session;
    const MachineWatchOptions m_options;
    std::optional<MachineKey> m_only;
    std::optional<AccountId> m_account;
    QHash<MachineKey, Machine> m_told;
    QTimer m_look;
};

} // namespace reveille::cli
