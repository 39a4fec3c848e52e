#include "core/text/ProvisionText.h"

#include "core/text/DurationText.h"
#include "core/text/ErrorText.h"

#include <QCoreApplication>
#include <QStringList>

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("ProvisionText", text);
}

QString nameOf(const ProvisionNews& news)
{
    if (!news.name.isEmpty())
        return news.name;
    return news.machine ? news.machine->displayName()
                        : say(QT_TRANSLATE_NOOP("ProvisionText", "the machine"));
}

QString commandText(const ProvisionNews& news)
{
    if (news.setup == Outcome::Succeeded)
        return {};
    if (news.setup == Outcome::TimedOut)
        return say(QT_TRANSLATE_NOOP("ProvisionText", "The set-up command ran out of time and was ended."));
    if (news.cancelled)
        return say(news.setup == Outcome::None
                       ? QT_TRANSLATE_NOOP("ProvisionText", "Cancelled.")
                       : QT_TRANSLATE_NOOP("ProvisionText", "Cancelled: the set-up command was ended."));
    if (news.exitCode)
        return say(QT_TRANSLATE_NOOP("ProvisionText", "The set-up command failed with exit code %1."))
            .arg(*news.exitCode);
    if (news.signal)
        return say(QT_TRANSLATE_NOOP("ProvisionText", "The set-up command was ended by signal %1."))
            .arg(*news.signal);
    if (news.setup == Outcome::Unknown)
        return say(QT_TRANSLATE_NOOP("ProvisionText", "It can't be known how the set-up command ended."));
    return news.setup == Outcome::None
               ? QString()
               : say(QT_TRANSLATE_NOOP("ProvisionText", "The set-up command did not run."));
}

QString stateText(const ProvisionNews& news)
{
    const QString name = nameOf(news);
    const bool isReady = news.isReady();
    if (news.asleep)
        return say(isReady ? QT_TRANSLATE_NOOP("ProvisionText", "%1 is ready and asleep.")
                           : QT_TRANSLATE_NOOP("ProvisionText", "%1 is kept, and asleep."))
            .arg(name);
    if (!news.sleepError)
        return say(isReady ? QT_TRANSLATE_NOOP("ProvisionText", "%1 is ready, and awake.")
                           : QT_TRANSLATE_NOOP("ProvisionText", "%1 is kept, and awake."))
            .arg(name);
    return say(isReady ? QT_TRANSLATE_NOOP("ProvisionText", "%1 is ready, but could not be put to sleep: %2")
                       : QT_TRANSLATE_NOOP("ProvisionText", "%1 is kept, but could not be put to sleep: %2"))
        .arg(name, describe(*news.sleepError).what);
}

} // namespace

QString provisionStageText(ProvisionStage stage)
{
    switch (stage) {
    case ProvisionStage::Creating:
        return say(QT_TRANSLATE_NOOP("ProvisionText", "Ordering the machine"));
    case ProvisionStage::Starting:
        return say(QT_TRANSLATE_NOOP("ProvisionText", "Waiting until it runs"));
    case ProvisionStage::SettingUp:
        return say(QT_TRANSLATE_NOOP("ProvisionText", "Running the set-up command"));
    case ProvisionStage::Sleeping:
        return say(QT_TRANSLATE_NOOP("ProvisionText", "Putting it to sleep"));
    case ProvisionStage::Removing:
        return say(QT_TRANSLATE_NOOP("ProvisionText", "Removing it again"));
    case ProvisionStage::Over:
        break;
    }
    return say(QT_TRANSLATE_NOOP("ProvisionText", "Done"));
}

QString provisionSummary(const ProvisionNews& news)
{
    QStringList parts;
    if (!news.machine) {
        if (news.error) {
            const ErrorText text = describe(*news.error);
            parts += say(QT_TRANSLATE_NOOP("ProvisionText", "No machine was made: %1")).arg(text.what);
            if (!text.advice.isEmpty())
                parts += text.advice;
            return parts.join(u' ');
        }
        return say(QT_TRANSLATE_NOOP("ProvisionText", "Cancelled. Nothing is left of %1.")).arg(nameOf(news));
    }
    if (const QString command = commandText(news); !command.isEmpty())
        parts += command;
    if (news.error) {
        const ErrorText text = describe(*news.error);
        parts += text.what;
        if (!text.advice.isEmpty())
            parts += text.advice;
    }
    parts += stateText(news);
    return parts.join(u' ');
}

QString provisionSleepNote(const ProvisionNews& news)
{
    if (!news.sleepError || news.isOver())
        return {};
    const QString what = describe(*news.sleepError).what;
    if (!news.sleepError->retry.after)
        return what;
    return say(QT_TRANSLATE_NOOP("ProvisionText", "%1 It is tried again in %2."))
        .arg(what, durationText(*news.sleepError->retry.after));
}

} // namespace reveille
