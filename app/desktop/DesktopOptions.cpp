#include "app/desktop/DesktopOptions.h"

#include <QCommandLineParser>
#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace reveille {

DesktopOptions readDesktopOptions(const QStringList& arguments)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("DesktopOptions", text); };
    QCommandLineParser parser;
    parser.setApplicationDescription(tr("An alarm clock for machines that sleep."));
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    const QCommandLineOption data(u"data"_s, tr("Keep everything in this directory."), u"directory"_s);
    const QCommandLineOption sandbox(u"sandbox"_s,
                                     tr("Set up the built-in sandbox, if it is not there yet."));
    const QCommandLineOption background(u"background"_s, tr("Start in the tray, without a window."));
    parser.addOptions({data, sandbox, background});
    parser.process(arguments);
    return DesktopOptions{parser.value(data), parser.isSet(sandbox), parser.isSet(background)};
}

} // namespace reveille
