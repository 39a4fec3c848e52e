#include "core/text/ProviderText.h"

#include "core/text/ArgvText.h"

#include <QCoreApplication>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace reveille {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("ProviderText", text);
}

} // namespace

QString linesText(const QVector<ProviderSchedule>& entries)
{
    QStringList lines;
    for (const ProviderSchedule& entry : entries)
        lines.append(plainLine(entry.when));
    return lines.join(u"; "_s);
}

QString resendText(const ProviderResend& resend, const QString& at)
{
    const QString from = plainLine(resend.from.join(u"; "_s));
    const QString to = plainLine(resend.to.join(u"; "_s));
    if (resend.verified)
        return say(QT_TRANSLATE_NOOP("ProviderText",
                                     "Sent again on %1 since the clocks changed: %2 instead of "
                                     "%3 (UTC); it was read back as sent."))
            .arg(at, to, from);
    const QString why = resend.refusal.isEmpty()
                            ? say(QT_TRANSLATE_NOOP("ProviderText", "no reason was told"))
                            : plainLine(resend.refusal);
    return say(QT_TRANSLATE_NOOP("ProviderText",
                                 "It could not be sent again on %1 when the clocks changed (%2); "
                                 "the provider may still have %3 (UTC)."))
        .arg(at, why, from);
}

} // namespace reveille
