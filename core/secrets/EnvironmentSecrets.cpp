#include "core/secrets/EnvironmentSecrets.h"

#include <QRegularExpression>
#include <QtGlobal>

namespace reveille {

using namespace Qt::StringLiterals;

Result<QString> environmentSecret(const QString& variable)
{
    // The names that a POSIX shell can set.
    static const QRegularExpression name(u"\\A[A-Za-z_][A-Za-z0-9_]*\\z"_s);
    if (!name.match(variable).hasMatch())
        return fail(ErrorCode::InvalidArgument, variable, u"not a name for an environment variable"_s);
    const QString value = qEnvironmentVariable(variable.toLatin1().constData()).trimmed();
    if (value.isEmpty())
        return fail(ErrorCode::SecretVariableUnset, variable);
    return value;
}

} // namespace reveille
