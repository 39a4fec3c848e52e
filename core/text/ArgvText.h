#pragma once

#include <QString>
#include <QStringList>
#include <QStringView>

namespace reveille {

/// One argument as a POSIX shell would need it typed: bare where possible, else in single quotes; control
/// characters as $'\n'. Only for showing: nothing of ours is ever handed to a shell.
[[nodiscard]] QString quotedArgument(QStringView argument);
/// The whole command in one line.
[[nodiscard]] QString quotedArgv(const QStringList& argv);

/// Text from elsewhere made safe to show on one line: control, escape and direction-changing characters
/// become spaces, runs of blanks one blank, and more than `limit` characters end in "…".
[[nodiscard]] QString plainLine(QStringView text, qsizetype limit = 300);

} // namespace reveille
