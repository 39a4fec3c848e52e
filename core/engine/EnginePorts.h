#pragma once

#include "core/model/Account.h"
#include "core/model/Clock.h"
#include "core/model/Result.h"
#include "core/model/SecretEntry.h"
#include "core/providers/Provider.h"
#include "core/runner/RunnerOptions.h"
#include "core/runner/WallTimer.h"

#include <functional>
#include <memory>

#include <QByteArray>
#include <QString>
#include <QVector>

namespace reveille {

/// Is told each piece of a stream and whether it is the last; gives back what is sure to be no part of a
/// secret, with secrets masked.
using StreamMask = std::function<QByteArray(const QByteArray& piece, bool isLast)>;

/// What the engine needs from outside: filled in by the composition root, the only place that knows concrete
/// classes. Everything lives on, and is called on, the engine's thread.
struct EnginePorts
{
    const Clock* clock = nullptr;
    WallTimer* timer = nullptr;
    /// The client of an account; never null. It looks its key up when a call needs one.
    std::function<std::unique_ptr<Provider>(const Account&)> makeProvider;
    /// The same with a key that is stored nowhere, for a test before saving.
    std::function<std::unique_ptr<Provider>(const Account&, const QString& key)> makeTrialProvider;
    std::function<void(const Account&, const QString& key, Reply<void>)> storeKey;
    std::function<void(const Account&, Reply<void>)> forgetKey;
    /// The secrets of commands: their names, and their values in and out of where they are kept.
    std::function<Result<QVector<SecretEntry>>()> secrets;
    std::function<void(const SecretEntry&, const QString& value, Reply<void>)> storeSecret;
    std::function<void(const QString& name, Reply<void>)> forgetSecret;
    /// Masks known secrets in what a command printed, before it is stored. Empty: nothing is masked.
    std::function<QByteArray(const QByteArray&)> redact;
    /// The same for bytes that come in pieces; each call makes the mask of one stream.
    std::function<StreamMask()> makeStreamMask;
    RunnerOptions runner;
};

} // namespace reveille
