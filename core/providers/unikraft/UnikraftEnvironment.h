#pragma once

#include <functional>

#include <QString>
#include <QStringList>

namespace reveille {

/// What the environment says of an account, as the platform's own tools read it.
struct UnikraftEnvironment
{
    QString tokenVariable; ///< the first that is set: UKC_TOKEN, UNIKRAFT_CLOUD_TOKEN, KRAFTCLOUD_TOKEN
    QStringList metros;    ///< from UKC_METRO: codes or addresses, separated by commas
};

/// `lookup` gives a variable's value, empty for one that is not set.
[[nodiscard]] UnikraftEnvironment unikraftEnvironment(const std::function<QString(const QString&)>& lookup);

} // namespace reveille
