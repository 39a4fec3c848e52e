#pragma once

#include "core/model/Result.h"
#include "core/sandbox/SandboxFault.h"
#include "core/sandbox/SandboxOptions.h"

#include <QString>
#include <QStringView>
#include <QVector>

namespace reveille {

/// What a person asks to go wrong with a word: faults to add once the sandbox runs, and ways of the sandbox
/// itself.
struct FaultOrder
{
    QVector<SandboxFault> faults;
    SandboxOptions options;
};

/// Adds "NAME[:VALUE][,name=value…]" to an order: "latency:500ms,path=/wake$,times=3", "rate-limit:2s",
/// "refuse:machine_not_routable", "hold-window:5m", "shape:g3". `times` is a number or "always", `skip` a
/// number, `path` a regular expression, `method` a method, `delay` a duration. InvalidArgument with the text
/// as subject and what is wrong as detail.
[[nodiscard]] Result<void> addFaultText(QStringView text, FaultOrder& order);

/// One line per name, for people.
[[nodiscard]] QString faultHelp();

} // namespace reveille
