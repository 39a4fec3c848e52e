#include "ui/schedules/NameRules.h"

#include <algorithm>

#include <QCoreApplication>
#include <QRegularExpression>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongest = 100;
constexpr qsizetype kLongestAtProvider = 31;

QString say(const char* text)
{
    return QCoreApplication::translate("NameRules", text);
}

bool isSame(const QString& a, const QString& b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

/// The machine's schedules and its provider's own list both count.
bool isTakenOn(const MachineChoice& machine, const QString& name, const NameUse& use)
{
    bool own = false;
    for (const Schedule& schedule : use.known) {
        if (schedule.firedBy != FiredBy::Provider || schedule.machine != machine.key ||
            !isSame(schedule.name, name))
            continue;
        if (schedule.id != use.self)
            return true;
        own = true;
    }
    return !own && std::any_of(machine.providerNames.begin(), machine.providerNames.end(),
                               [&name](const QString& taken) { return isSame(taken, name); });
}

bool isTaken(const QString& name, const NameUse& use)
{
    return std::any_of(use.known.begin(), use.known.end(), [&](const Schedule& schedule) {
        return schedule.firedBy == FiredBy::Reveille && schedule.id != use.self &&
               isSame(schedule.name, name);
    });
}

QString providerProblem(const QString& name, const NameUse& use)
{
    static const QRegularExpression kOther(u"[^a-z0-9-]"_s);
    if (const auto match = kOther.match(name); match.hasMatch())
        return match.captured().at(0).isUpper()
                   ? say(QT_TRANSLATE_NOOP("NameRules", "The provider takes lower-case letters only."))
               : match.captured() == u" "_s
                   ? say(QT_TRANSLATE_NOOP("NameRules", "The provider takes no blanks in a name."))
                   : say(QT_TRANSLATE_NOOP("NameRules", "The provider takes no “%1” in a name."))
                         .arg(match.captured());
    if (name.startsWith(u'-') || name.endsWith(u'-'))
        return say(QT_TRANSLATE_NOOP("NameRules", "A hyphen only stands between letters or digits."));
    if (name.size() > kLongestAtProvider)
        return say(QT_TRANSLATE_NOOP("NameRules", "The name has %1 characters; the provider takes 31."))
            .arg(name.size());
    for (const MachineChoice& machine : use.machines) {
        if (isTakenOn(machine, name, use))
            return say(QT_TRANSLATE_NOOP("NameRules", "%1 has a schedule of this name already."))
                .arg(machine.name);
    }
    return {};
}

QString numbered(const QString& name, int number, FiredBy firedBy)
{
    const QString suffix = u'-' + QString::number(number);
    const qsizetype room = firedBy == FiredBy::Provider ? kLongestAtProvider : kLongest;
    return name.left(room - suffix.size()) + suffix;
}

} // namespace

QStringList namesFor(const QString& name, const NameUse& use)
{
    QStringList names;
    for (const MachineChoice& machine : use.machines)
        names += use.firedBy == FiredBy::Reveille && use.machines.size() > 1
                     ? QString(name + u'-' + machine.name).left(kLongest)
                     : name;
    return names;
}

QString nameProblem(const QString& name, const NameUse& use)
{
    if (name.isEmpty())
        return say(QT_TRANSLATE_NOOP("NameRules", "Give it a name."));
    if (use.firedBy == FiredBy::Provider)
        return providerProblem(name, use);
    if (name.size() > kLongest)
        return say(QT_TRANSLATE_NOOP("NameRules", "The name is longer than 100 characters."));
    for (const QString& each : namesFor(name, use)) {
        if (isTaken(each, use))
            return say(QT_TRANSLATE_NOOP("NameRules", "%1 exists already.")).arg(each);
    }
    return {};
}

QString nameFix(const QString& name, const NameUse& use)
{
    if (name.isEmpty() || nameProblem(name, use).isEmpty())
        return {};
    QString fixed = name;
    if (use.firedBy == FiredBy::Provider) {
        static const QRegularExpression kMarks(u"\\p{Mn}"_s);
        static const QRegularExpression kOther(u"[^a-z0-9]+"_s);
        static const QRegularExpression kEnds(u"^-+|-+$"_s);
        fixed = name.normalized(QString::NormalizationForm_D).remove(kMarks).toLower();
        fixed = fixed.replace(kOther, u"-"_s).remove(kEnds).left(kLongestAtProvider).remove(kEnds);
    }
    if (fixed.isEmpty())
        return {};
    if (nameProblem(fixed, use).isEmpty())
        return fixed;
    for (int number = 2; number < 100; ++number) {
        if (const QString next = numbered(fixed, number, use.firedBy); nameProblem(next, use).isEmpty())
            return next;
    }
    return {};
}

QString nameRule(FiredBy firedBy)
{
    return firedBy == FiredBy::Provider
               ? say(QT_TRANSLATE_NOOP("NameRules",
                                       "Lower-case letters, digits and hyphens, at most 31; unique on its "
                                       "machine."))
               : QString();
}

} // namespace reveille::ui
