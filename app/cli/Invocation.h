#pragma once

#include "app/cli/Session.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <QString>
#include <QStringList>

namespace reveille::cli {

/// What the person asked for; the grammar of the one subcommand that was given fills it.
struct Invocation
{
    GlobalOptions options;
    /// What came after "--": the command to run on a machine, untouched.
    std::optional<QStringList> tail;
    bool takesTail = false;
    std::function<void(Session&)> start;
};

[[nodiscard]] inline QString toQString(const std::string& text)
{
    return QString::fromStdString(text);
}

[[nodiscard]] inline QStringList toQStringList(const std::vector<std::string>& texts)
{
    QStringList list;
    for (const std::string& text : texts)
        list.append(toQString(text));
    return list;
}

} // namespace reveille::cli
