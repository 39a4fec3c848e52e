#include "app/desktop/DesktopApp.h"
#include "app/desktop/DesktopOptions.h"

#include <QApplication>

#include <sys/resource.h>

using namespace Qt::StringLiterals;

int main(int argc, char** argv)
{
    // A core file would hold API keys.
    const rlimit noCore{0, 0};
    ::setrlimit(RLIMIT_CORE, &noCore);

    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"Reveille"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(REVEILLE_VERSION));
    QGuiApplication::setApplicationDisplayName(u"Reveille"_s);
    QGuiApplication::setDesktopFileName(u"org.reveille.Reveille"_s);

    const reveille::DesktopOptions options = reveille::readDesktopOptions(QCoreApplication::arguments());
    reveille::DesktopApp app(application, options);
    if (const auto code = app.start())
        return *code;
    return QApplication::exec();
}
