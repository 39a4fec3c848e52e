#pragma once

#include "app/cli/World.h"
#include "core/model/Result.h"

#include <QString>

namespace reveille::cli {

// What a person means by a name. Names are compared without regard to case; an id is always understood too.

[[nodiscard]] Result<Account> findAccount(const World& world, const QString& name);
/// The one named, or the only one there is. InvalidArgument when none is named and there are several.
[[nodiscard]] Result<Account> pickAccount(const World& world, const QString& name);

/// The same among the accounts at clouds of instances. InvalidArgument for one that is none of them.
[[nodiscard]] Result<Account> pickInstanceAccount(const World& world, const QString& name);

/// By the machine's id (with or without its metro) or its name (the same), within `account` if that is not
/// empty. NotFound when it is not among the machines known so far; InvalidArgument when several are meant.
[[nodiscard]] Result<Machine> findMachine(const World& world, const QString& text, const QString& account);

/// By its id, its name, or "machine/name". InvalidArgument when several are meant: what a provider fires is
/// unique on its machine only.
[[nodiscard]] Result<Schedule> findSchedule(const World& world, const QString& name);

} // namespace reveille::cli
