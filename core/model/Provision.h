#pragma once

#include "core/calendar/Instant.h"
#include "core/model/Error.h"
#include "core/model/Ids.h"
#include "core/model/Machine.h"
#include "core/model/Run.h"

#include <chrono>
#include <optional>

#include <QByteArray>
#include <QMap>
#include <QMetaType>
#include <QString>
#include <QStringList>

namespace reveille {

/// A machine to make, to set up by a command once, and to put to sleep.
struct ProvisionOrder
{
    /// One for each wish: the same order under the same key makes no second machine.
    QString key;
    AccountId account;
    MachineSpec spec;
    QString name;      ///< the person's own name for it; may be empty
    QStringList setup; ///< execve-style, no shell; empty: the order is carried out once the machine runs
    QMap<QString, QString> env;                                  ///< values may be "secret:NAME"
    std::chrono::milliseconds timeout{std::chrono::minutes(30)}; ///< of the command
    bool thenSleep = true;
};

enum class ProvisionStage
{
    Creating,  ///< ordered, not yet told to exist
    Starting,  ///< it exists and does not run yet
    SettingUp, ///< the command has been given to it
    Sleeping,  ///< done with, and on its way to sleep
    Removing,  ///< it never ran, or was not wanted any more before it did
    Over,
};

/// How an order stands. Where the stage is Over, everything that will ever be known is set.
struct ProvisionNews
{
    QString key;
    AccountId account;
    QString name; ///< as it was ordered
    ProvisionStage stage = ProvisionStage::Creating;
    calendar::Instant since{}; ///< of the stage
    std::optional<Machine> machine;
    /// What the command has printed since the last news of this order, masked.
    QByteArray stdoutText;
    QByteArray stderrText;
    /// None while it runs, and where there is no command.
    Outcome setup = Outcome::None;
    std::optional<int> exitCode;
    std::optional<int> signal;
    RunId run; ///< the command's row in the history, once it has one
    /// Why there is no machine, or why the command did not run or is not known to have ended well.
    std::optional<Error> error;
    /// Why the machine does not sleep, or not yet.
    std::optional<Error> sleepError;
    bool cancelled = false;
    bool asleep = false; ///< and nothing is left to do

    [[nodiscard]] bool isOver() const { return stage == ProvisionStage::Over; }
    /// There is a machine, and what was to run on it has run well.
    [[nodiscard]] bool isReady() const
    {
        return isOver() && machine && !error && !cancelled &&
               (setup == Outcome::None || setup == Outcome::Succeeded);
    }
};

} // namespace reveille

Q_DECLARE_METATYPE(reveille::ProvisionNews)
