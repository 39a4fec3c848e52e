#include "app/desktop/DesktopApp.h"
#include "app/desktop/DesktopOptions.h"
#include "app/runtime/CoreFiles.h"

#include <QApplication>

using namespace Qt::StringLiterals;

int main(int argc, char** argv)
{
    reveille::keepOutOfCoreFiles();
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
