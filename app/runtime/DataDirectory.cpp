#include "app/runtime/DataDirectory.h"

#include <QDir>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace reveille {

QString dataDirectory(const QString& given)
{
    QString directory = given.isEmpty() ? qEnvironmentVariable("REVEILLE_HOME") : given;
    if (directory.isEmpty())
        directory = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/reveille"_s;
    return QDir(directory).absolutePath();
}

} // namespace reveille
