#include "ui/text/PolicyText.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("PolicyText", text);
}

} // namespace

QString sizeText(double vcpu, qint64 memoryMib, qint64 storageGib)
{
    QStringList parts;
    const QLocale locale;
    if (vcpu > 0)
        parts += say(QT_TRANSLATE_NOOP("PolicyText", "%1 vCPU")).arg(locale.toString(vcpu, 'g', 3));
    if (memoryMib >= 1024)
        parts += say(QT_TRANSLATE_NOOP("PolicyText", "%1 GiB memory"))
                     .arg(locale.toString(static_cast<double>(memoryMib) / 1024.0, 'g', 3));
    else if (memoryMib > 0)
        parts += say(QT_TRANSLATE_NOOP("PolicyText", "%1 MiB memory")).arg(memoryMib);
    if (storageGib > 0)
        parts += say(QT_TRANSLATE_NOOP("PolicyText", "%1 GiB disk")).arg(storageGib);
    return parts.join(u", "_s);
}

} // namespace reveille::ui
