#include "core/text/DangerText.h"

#include "core/text/ArgvText.h"
#include "core/text/DurationText.h"

#include <QCoreApplication>

namespace reveille {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("DangerText", text);
}

QString stoppedTooLong(const ScheduleDanger& danger)
{
    const QString other = plainLine(danger.other);
    if (!danger.gap)
        return other.isEmpty()
                   ? say(QT_TRANSLATE_NOOP("DangerText", "No start follows this stop, so that the machine's "
                                                         "autokill deletes it."))
                   : say(QT_TRANSLATE_NOOP("DangerText", "No start follows the stop of “%1”, so that the "
                                                         "machine's autokill deletes it."))
                         .arg(other);
    const QString gap = durationText(*danger.gap);
    return other.isEmpty()
               ? say(QT_TRANSLATE_NOOP("DangerText", "The next start comes %1 after this stop; the machine's "
                                                     "autokill deletes it before."))
                     .arg(gap)
               : say(QT_TRANSLATE_NOOP("DangerText", "The next start comes %1 after the stop of “%2”; the "
                                                     "machine's autokill deletes it before."))
                     .arg(gap, other);
}

DangerText execWhileStopped(const ScheduleDanger& danger)
{
    DangerText text;
    const QString other = plainLine(danger.other);
    text.what =
        other.isEmpty()
            ? say(QT_TRANSLATE_NOOP("DangerText",
                                    "The machine may not be running then; what becomes of the command is not "
                                    "said by the provider."))
            : say(QT_TRANSLATE_NOOP("DangerText", "“%1” has stopped the machine by then; what becomes of the "
                                                  "command is not said by the provider."))
                  .arg(other);
    text.advice = danger.remedy
                      ? say(QT_TRANSLATE_NOOP("DangerText", "Add a start a minute before, at “%1”."))
                            .arg(plainLine(danger.remedy->when))
                      : say(QT_TRANSLATE_NOOP("DangerText", "Let a start come at least a minute before."));
    return text;
}

} // namespace

DangerText describe(const ScheduleDanger& danger)
{
    switch (danger.code) {
    case DangerCode::Deletes:
        return {
            say(QT_TRANSLATE_NOOP(
                "DangerText", "This deletes the machine with all its schedules; nothing brings it back.")),
            say(QT_TRANSLATE_NOOP("DangerText", "Stop it instead, unless it really is to go."))};
    case DangerCode::DeleteIsLocked:
        return {
            say(QT_TRANSLATE_NOOP(
                "DangerText",
                "The machine is protected against deletion, so that this will fail each time.")),
            say(QT_TRANSLATE_NOOP("DangerText", "Take the delete lock off, or leave this schedule away."))};
    case DangerCode::StopDeletes:
        return {
            say(QT_TRANSLATE_NOOP("DangerText",
                                  "The machine is deleted when it stops, so that this stop deletes it.")),
            say(QT_TRANSLATE_NOOP("DangerText", "Make the machine anew without delete-on-stop, or suspend "
                                                "it by hand."))};
    case DangerCode::StoppedTooLong:
        return {stoppedTooLong(danger),
                say(QT_TRANSLATE_NOOP("DangerText", "Let autokill wait longer than the longest pause, or add "
                                                    "a start in between."))};
    case DangerCode::ExecFallsAsleep:
        return {
            say(QT_TRANSLATE_NOOP("DangerText",
                                  "The machine scales to zero, and only traffic keeps it awake: it may fall "
                                  "asleep while the command runs.")),
            say(QT_TRANSLATE_NOOP(
                "DangerText", "Let the command hold it awake: write + to /uk/libukp/scale_to_zero_disable "
                              "first and - when it is done."))};
    case DangerCode::ExecWhileStopped:
        return execWhileStopped(danger);
    case DangerCode::StartIsBrief:
        return {
            say(QT_TRANSLATE_NOOP("DangerText",
                                  "The machine scales to zero: without traffic it falls asleep again "
                                  "seconds after this start.")),
            say(QT_TRANSLATE_NOOP("DangerText", "Turn scale-to-zero off while it is to stay awake, or let "
                                                "the machine itself hold it."))};
    case DangerCode::StopEndsWaking:
        return {
            say(QT_TRANSLATE_NOOP("DangerText",
                                  "A stopped machine is not woken by traffic any more, though this one "
                                  "scales to zero.")),
            say(QT_TRANSLATE_NOOP("DangerText", "Leave it to scale to zero by itself, or add a start that "
                                                "brings it back."))};
    case DangerCode::CheckpointsStay:
        return {say(QT_TRANSLATE_NOOP("DangerText",
                                      "Every time makes another checkpoint, and none is ever removed; they "
                                      "take storage.")),
                say(QT_TRANSLATE_NOOP("DangerText", "Remove old checkpoints now and then."))};
    }
    return {};
}

} // namespace reveille
