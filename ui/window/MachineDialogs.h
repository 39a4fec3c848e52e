#pragma once

#include "core/engine/EngineClient.h"
#include "ui/state/EngineState.h"
#include "ui/text/TimeView.h"

#include <functional>
#include <optional>

#include <QHash>
#include <QObject>
#include <QPointer>

class QWidget;

namespace reveille::ui {

class NewMachineDialog;
class SetUpDialog;

/// The dialogs about machines and what belongs to them: opens them, asks the engine, tells a failure.
class MachineDialogs final : public QObject
{
    Q_OBJECT

public:
    MachineDialogs(EngineClient& client, const EngineState& state, std::function<TimeView()> now,
                   QWidget* window);

    void newMachine(const std::optional<AccountId>& account);
    void resize(const MachineKey& machine);
    void showUsage(const std::optional<AccountId>& account, const std::optional<MachineKey>& machine);
    void manageSecrets();
    /// How it goes with a machine that is made ready in the background.
    void showSetUp();
    [[nodiscard]] bool isSettingUp() const;

Q_SIGNALS:
    void failed(const reveille::Error& error);
    void done(const QString& what);
    void machineCreated(const reveille::MachineKey& machine);
    void settingUpChanged();

private:
    void order(NewMachineDialog* dialog);
    void follow(const ProvisionNews& news);
    void ended(const QString& key, const Result<ProvisionNews>& result);

    struct SetUp
    {
        QPointer<NewMachineDialog> form; ///< until there is a machine
        QPointer<SetUpDialog> progress;  ///< where there is a command
        bool isTold = false;             ///< that the machine exists
    };

    EngineClient& m_client;
    const EngineState& m_state;
    std::function<TimeView()> m_now;
    QWidget* m_window;
    QHash<QString, SetUp> m_setUps;
};

} // namespace reveille::ui
