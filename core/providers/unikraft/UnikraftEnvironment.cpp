#include "core/providers/unikraft/UnikraftEnvironment.h"

namespace reveille {

using namespace Qt::StringLiterals;

UnikraftEnvironment unikraftEnvironment(const std::function<QString(const QString&)>& lookup)
{
    UnikraftEnvironment environment;
    for (const QString& variable : {u"UKC_TOKEN"_s, u"UNIKRAFT_CLOUD_TOKEN"_s, u"KRAFTCLOUD_TOKEN"_s}) {
        if (!lookup(variable).trimmed().isEmpty()) {
            environment.tokenVariable = variable;
            break;
        }
    }
    for (const QString& metro : lookup(u"UKC_METRO"_s).split(u',', Qt::SkipEmptyParts)) {
        if (!metro.trimmed().isEmpty())
            environment.metros.append(metro.trimmed());
    }
    return environment;
}

} // namespace reveille
