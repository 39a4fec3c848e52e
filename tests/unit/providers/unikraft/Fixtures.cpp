#include "tests/unit/providers/unikraft/Fixtures.h"

#include <QFile>

namespace reveille::test {

QByteArray fixture(const QString& name)
{
    QFile file(QStringLiteral(REVEILLE_TEST_DATA "/fixtures/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no fixture %s", qPrintable(name));
    return file.readAll();
}

} // namespace reveille::test
