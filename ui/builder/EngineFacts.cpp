#include "ui/builder/EngineFacts.h"

#include "core/calendar/subset/ProviderSubset.h"

#include <QCoreApplication>

namespace reveille::ui {

using namespace Qt::StringLiterals;
using calendar::SubsetFit;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("EngineFacts", text);
}

QStringList texts(const std::vector<std::string>& lines)
{
    QStringList found;
    for (const std::string& line : lines)
        found += QString::fromStdString(line);
    return found;
}

} // namespace

EngineFacts engineFacts(FiredBy firedBy, const calendar::Timetable& timetable, const TimeView& view)
{
    EngineFacts facts;
    if (firedBy == FiredBy::Reveille) {
        facts.says = say(QT_TRANSLATE_NOOP("EngineFacts",
                                           "Sent to the provider: nothing. Reveille fires this while it "
                                           "runs, on the clock of %1."))
                         .arg(zonePlace(QString::fromStdString(timetable.zone().name())));
        return facts;
    }
    const SubsetFit fit = calendar::fitTo(calendar::ProviderSubset::unikraft(), timetable, view.now);
    facts.possible = fit.verdict != SubsetFit::Verdict::Refused;
    facts.sent = texts(fit.lines);
    facts.notes = texts(fit.notes);
    if (facts.possible) {
        facts.says = facts.sent.size() == 1
                         ? say(QT_TRANSLATE_NOOP("EngineFacts",
                                                 "The provider fires this by itself, also while Reveille is "
                                                 "closed. Sent, in UTC:"))
                         : say(QT_TRANSLATE_NOOP("EngineFacts",
                                                 "The provider fires this by itself, also while Reveille is "
                                                 "closed. It takes %1 of its slots. Sent, in UTC:"))
                               .arg(facts.sent.size());
        return facts;
    }
    facts.says = say(QT_TRANSLATE_NOOP("EngineFacts", "The provider cannot fire this itself. %1"))
                     .arg(QString::fromStdString(fit.why));
    for (const calendar::Difference& difference : fit.differences) {
        const QString at = dateTimeText(difference.at, timetable.zone(), view.now);
        facts.differs +=
            (difference.onlyInFirst ? say(QT_TRANSLATE_NOOP("EngineFacts", "%1 would be missing"))
                                    : say(QT_TRANSLATE_NOOP("EngineFacts", "%1 would run instead")))
                .arg(at);
    }
    return facts;
}

} // namespace reveille::ui
