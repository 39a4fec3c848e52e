#include "core/text/RunnerText.h"

#include "core/text/ArgvText.h"
#include "core/text/DurationText.h"
#include "core/text/RunText.h"

#include <chrono>

#include <QCoreApplication>
#include <QStringList>

namespace reveille {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kShortId = 8;

QString say(const char* text)
{
    return QCoreApplication::translate("RunnerText", text);
}

} // namespace

QString clockTroubleText(const ClockTrouble& trouble)
{
    const auto by =
        durationText(std::chrono::duration_cast<std::chrono::milliseconds>(trouble.shown - trouble.expected));
    switch (trouble.kind) {
    case ClockTrouble::Kind::WentBack:
        return say(QT_TRANSLATE_NOOP("RunnerText",
                                     "The clock went back by %1. Nothing is fired twice; what comes next is "
                                     "fired when the clock gets there."))
            .arg(by);
    case ClockTrouble::Kind::TooFar:
        return say(trouble.shown > trouble.expected
                       ? QT_TRANSLATE_NOOP(
                             "RunnerText",
                             "The clock jumped ahead by %1. Nothing is fired until you say that "
                             "it is right.")
                       : QT_TRANSLATE_NOOP("RunnerText",
                                           "The clock jumped back by %1. Nothing is fired until you say that "
                                           "it is right."))
            .arg(by);
    case ClockTrouble::Kind::BeforeUse:
        return say(QT_TRANSLATE_NOOP(
            "RunnerText", "The clock shows a year before 2024. Nothing is fired until it is set."));
    }
    return {};
}

QString catchUpText(const CatchUp& catchUp)
{
    const auto items = static_cast<int>(catchUp.items.size());
    const auto missed = static_cast<int>(catchUp.missed());
    // One is a text of its own: English has no catalogue that would choose the form.
    const QString schedules =
        items == 1 ? say(QT_TRANSLATE_NOOP("RunnerText", "1 schedule missed"))
                   : QCoreApplication::translate("RunnerText", "%n schedules missed", nullptr, items);
    const QString runs = missed == 1 ? say(QT_TRANSLATE_NOOP("RunnerText", "1 run"))
                                     : QCoreApplication::translate("RunnerText", "%n runs", nullptr, missed);
    const QString text = say(QT_TRANSLATE_NOOP("RunnerText", "%1 %2: will run %3"))
                             .arg(schedules, runs, QString::number(catchUp.toRun()));
    return catchUp.waitsForNetwork
               ? say(QT_TRANSLATE_NOOP("RunnerText", "%1 when the network is back")).arg(text)
               : text;
}

QString explanationText(const Explanation& told)
{
    switch (told.kind) {
    case Explanation::Kind::Recorded: {
        if (!told.run)
            return {};
        return outcomeWithReason(*told.run);
    }
    case Explanation::Kind::InFuture:
        if (told.reason.isEmpty())
            return say(QT_TRANSLATE_NOOP("RunnerText", "It will be fired."));
        if (told.reason == "excluded"_L1)
            return say(QT_TRANSLATE_NOOP("RunnerText", "It will be skipped: the day is excluded."));
        if (told.reason == "paused"_L1)
            return say(QT_TRANSLATE_NOOP("RunnerText", "It will be skipped if the pause lasts until then."));
        return say(QT_TRANSLATE_NOOP("RunnerText", "It will be skipped: you asked for that."));
    case Explanation::Kind::NotDecided:
        return say(QT_TRANSLATE_NOOP(
            "RunnerText", "Its time has come and nobody has fired since: no Reveille is running, or "
                          "what was missed is about to be caught up."));
    case Explanation::Kind::NotAnElapse:
        return say(QT_TRANSLATE_NOOP("RunnerText", "The schedule does not elapse then."));
    case Explanation::Kind::BeforeCreation:
        return say(QT_TRANSLATE_NOOP("RunnerText", "The schedule did not exist yet."));
    case Explanation::Kind::BeforeEdit:
        return say(QT_TRANSLATE_NOOP(
            "RunnerText",
            "The schedule was changed or enabled later; nothing is fired for times before that."));
    case Explanation::Kind::AfterEnd:
        return say(QT_TRANSLATE_NOOP("RunnerText", "The schedule has ended by then."));
    case Explanation::Kind::Disabled:
        return say(QT_TRANSLATE_NOOP("RunnerText", "The schedule is disabled."));
    case Explanation::Kind::FiredElsewhere:
        return say(QT_TRANSLATE_NOOP("RunnerText", "The provider fires this schedule itself."));
    }
    return {};
}

QString clockSkewText(std::chrono::milliseconds skew, const QString& account)
{
    const QString ahead =
        skew.count() > 0
            ? say(QT_TRANSLATE_NOOP("RunnerText", "This computer's clock is %1 ahead of that of \"%2\"."))
            : say(QT_TRANSLATE_NOOP("RunnerText", "This computer's clock is %1 behind that of \"%2\"."));
    const QString said = ahead.arg(durationText(skew), plainLine(account));
    if (std::chrono::abs(skew) <= std::chrono::minutes(1))
        return said;
    return said + u' ' +
           say(QT_TRANSLATE_NOOP("RunnerText", "Schedules fire by this computer's clock: set it right."));
}

QString pauseNoteText(const Pause& pause)
{
    const QStringList words = pause.note.split(u' ');
    if (words.size() == 3 && words.at(0) == "after-failures"_L1) {
        bool isNumber = false;
        const int failures = words.at(1).toInt(&isNumber);
        const QString run = words.at(2).left(kShortId);
        if (isNumber && failures == 1)
            return say(QT_TRANSLATE_NOOP("RunnerText", "It failed in run %1.")).arg(run);
        if (isNumber)
            return QCoreApplication::translate("RunnerText", "It failed %n times in a row, last in run %1.",
                                               nullptr, failures)
                .arg(run);
    }
    return plainLine(pause.note);
}

QString repairText(const QString& damagedFile, qint64 rows, const QStringList& incomplete)
{
    const QString saved =
        rows == 1 ? say(QT_TRANSLATE_NOOP("RunnerText", "1 row was saved into a new database."))
                  : say(QT_TRANSLATE_NOOP("RunnerText", "%1 rows were saved into a new database.")).arg(rows);
    const QString lost =
        incomplete.isEmpty()
            ? say(QT_TRANSLATE_NOOP("RunnerText", "Nothing was found missing."))
            : say(QT_TRANSLATE_NOOP("RunnerText", "These parts could not be read whole: %1."))
                  .arg(incomplete.join(u", "_s));
    const QString kept =
        say(QT_TRANSLATE_NOOP("RunnerText", "The damaged file is kept as %1.")).arg(damagedFile);
    return saved + u' ' + lost + u' ' + kept;
}

} // namespace reveille
