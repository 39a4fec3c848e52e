#include "ui/window/PageHeader.h"

#include "core/text/ArgvText.h"
#include "core/text/DurationText.h"
#include "core/text/RunText.h"
#include "ui/text/PolicyText.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/Labels.h"

#include <algorithm>

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

/// A provider keeps at most so many on one machine.
constexpr int kMostProviderSchedules = 8;

QString say(const char* text)
{
    return QCoreApplication::translate("PageHeader", text);
}

QString counted(const char* text, qsizetype count)
{
    return QCoreApplication::translate("PageHeader", text, nullptr, static_cast<int>(count));
}

/// Who keeps the machine awake: "nightly-backup, weekly-verify".
QString holders(const EngineState& state, const MachineKey& machine)
{
    QStringList names;
    for (const Run& run : state.runs()) {
        if (run.machine == machine && run.isOpen() && run.state != RunState::Due &&
            !names.contains(run.scheduleName))
            names += run.scheduleName;
    }
    return names.join(u", "_s);
}

void tellAwake(HeaderTexts& texts, const EngineState& state, const Machine& machine, const TimeView& view)
{
    const auto time = [&](calendar::Instant at) { return dateTimeText(at, view.local, view.now); };
    const auto lease = state.lease(machine.key);
    if (lease && lease->sleepOwedSince) {
        texts.awake = lease->sleepAttempts == 0
                          ? say(QT_TRANSLATE_NOOP("PageHeader", "No run needs it since %1: it is being put "
                                                                "to sleep."))
                                .arg(time(*lease->sleepOwedSince))
                          : say(QT_TRANSLATE_NOOP("PageHeader", "Should sleep since %1 and could not be put "
                                                                "to sleep (tries so far: %2). Reveille goes "
                                                                "on trying."))
                                .arg(time(*lease->sleepOwedSince), QString::number(lease->sleepAttempts));
        if (lease->sleepAttempts > 0)
            texts.awakeColor = Color::Failed;
        if (!lease->note.isEmpty())
            texts.awake += u' ' + plainLine(lease->note);
    } else if (lease) {
        const QString names = holders(state, machine.key);
        texts.awake =
            (names.isEmpty()
                 ? say(QT_TRANSLATE_NOOP("PageHeader", "Held by Reveille since %1.")).arg(time(lease->since))
                 : say(QT_TRANSLATE_NOOP("PageHeader", "Held for %1 since %2."))
                       .arg(names, time(lease->since))) +
            u' ' +
            (lease->wokenByUs ? say(QT_TRANSLATE_NOOP("PageHeader", "It sleeps again afterwards."))
                              : say(QT_TRANSLATE_NOOP("PageHeader", "It was awake before and stays awake.")));
    } else if (machine.isAwake()) {
        texts.awake =
            machine.lastTransitionAt
                ? say(QT_TRANSLATE_NOOP("PageHeader", "Awake since %1, and not because of Reveille."))
                      .arg(time(*machine.lastTransitionAt))
                : say(QT_TRANSLATE_NOOP("PageHeader", "Awake, and not because of Reveille."));
    }
}

HeaderTexts ofMachine(const EngineState& state, const Machine& machine, const TimeView& view)
{
    QStringList facts;
    if (const auto account = state.account(machine.key.account))
        facts += account->name;
    facts += phaseText(machine.phase).toLower();
    if (const QString size = sizeText(machine.vcpu, machine.memoryMib, machine.storageGib); !size.isEmpty())
        facts += size;
    if (machine.autosleep)
        facts += machine.autosleep->count() == 0
                     ? say(QT_TRANSLATE_NOOP("PageHeader", "never sleeps by itself"))
                     : say(QT_TRANSLATE_NOOP("PageHeader", "sleeps after %1 idle"))
                           .arg(durationText(*machine.autosleep));
    if (machine.providerSchedules)
        facts += say(QT_TRANSLATE_NOOP("PageHeader", "%1 of %2 provider schedules"))
                     .arg(machine.providerSchedules->size())
                     .arg(kMostProviderSchedules);
    HeaderTexts texts{machine.displayName(), facts.join(u" · "_s), {}, Color::Dim};
    tellAwake(texts, state, machine, view);
    return texts;
}

} // namespace

HeaderTexts headerTexts(const EngineState& state, const Scope& scope, const TimeView& view)
{
    if (scope.machine) {
        if (const auto machine = state.machine(*scope.machine))
            return ofMachine(state, *machine, view);
    }
    const auto inScope = [&](const auto& rows, auto keyOf) {
        return std::count_if(rows.begin(), rows.end(),
                             [&](const auto& row) { return scope.contains(keyOf(row)); });
    };
    const auto machines = inScope(state.machines(), [](const Machine& machine) { return machine.key; });
    const auto schedules =
        inScope(state.schedules(), [](const Schedule& schedule) { return schedule.machine; });
    QString title = scope.several.isEmpty()
                        ? say(QT_TRANSLATE_NOOP("PageHeader", "All machines"))
                        : counted(QT_TRANSLATE_NOOP("PageHeader", "%n machines"), scope.several.size());
    const bool picked = !scope.machines().isEmpty();
    if (scope.account) {
        if (const auto account = state.account(*scope.account))
            title = scope.place.isEmpty() ? account->name : account->name + u" · "_s + scope.place;
    }
    const QString m = machines == 1 ? say(QT_TRANSLATE_NOOP("PageHeader", "1 machine"))
                                    : counted(QT_TRANSLATE_NOOP("PageHeader", "%n machines"), machines);
    const QString s = schedules == 1 ? say(QT_TRANSLATE_NOOP("PageHeader", "1 schedule"))
                                     : counted(QT_TRANSLATE_NOOP("PageHeader", "%n schedules"), schedules);
    return {title, !picked ? m + u" · "_s + s : s, {}, Color::Dim};
}

PageHeader::PageHeader(QWidget* parent)
    : QWidget(parent),
      m_title(new QLabel(this)),
      m_facts(new RoleLabel(Color::Dim, this)),
      m_awakeIcon(new IconLabel(u"sun"_s, Color::Dim, this)),
      m_awake(new RoleLabel(Color::Dim, this))
{
    const int step = unit(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2 * step + 2, step + step / 2, 2 * step, step + 2);
    column->setSpacing(step / 2);
    auto* row = new QHBoxLayout;
    row->setSpacing(step + step / 2);
    m_title->setObjectName(u"pageTitle"_s);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setFont(titleFont(font()));
    m_facts->setObjectName(u"pageFacts"_s);
    m_facts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(m_title);
    row->addWidget(m_facts, 1);
    column->addLayout(row);
    auto* second = new QHBoxLayout;
    second->setSpacing(step);
    m_awake->setObjectName(u"pageAwake"_s);
    m_awake->setElided(true);
    second->addWidget(m_awakeIcon);
    second->addWidget(m_awake, 1);
    column->addLayout(second);
}

void PageHeader::show(const HeaderTexts& texts)
{
    m_title->setText(texts.title);
    m_facts->setText(texts.facts);
    m_facts->setToolTip(texts.facts);
    m_awake->setText(texts.awake);
    m_awake->setToolTip(texts.awake);
    m_awake->setRole(texts.awakeColor);
    m_awakeIcon->setIcon(texts.awakeColor == Color::Failed ? u"warning"_s : u"sun"_s, texts.awakeColor);
    m_awake->setVisible(!texts.awake.isEmpty());
    m_awakeIcon->setVisible(!texts.awake.isEmpty());
}

} // namespace reveille::ui
