#include "ui/window/PageHeader.h"

#include "core/text/DurationText.h"
#include "core/text/RunText.h"
#include "ui/text/PolicyText.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/Labels.h"

#include <algorithm>

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("PageHeader", text);
}

QString counted(const char* text, qsizetype count)
{
    return QCoreApplication::translate("PageHeader", text, nullptr, static_cast<int>(count));
}

HeaderTexts ofMachine(const EngineState& state, const Machine& machine)
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
    if (const auto lease = state.lease(machine.key); lease && lease->sleepOwedSince)
        facts += say(QT_TRANSLATE_NOOP("PageHeader", "awake, going back to sleep soon"));
    return {machine.displayName(), facts.join(u" · "_s)};
}

} // namespace

HeaderTexts headerTexts(const EngineState& state, const Scope& scope)
{
    if (scope.machine) {
        if (const auto machine = state.machine(*scope.machine))
            return ofMachine(state, *machine);
    }
    const auto inScope = [&](const auto& rows, auto keyOf) {
        return std::count_if(rows.begin(), rows.end(),
                             [&](const auto& row) { return scope.contains(keyOf(row)); });
    };
    const auto machines = inScope(state.machines(), [](const Machine& machine) { return machine.key; });
    const auto schedules =
        inScope(state.schedules(), [](const Schedule& schedule) { return schedule.machine; });
    QString title = say(QT_TRANSLATE_NOOP("PageHeader", "All machines"));
    if (scope.account) {
        if (const auto account = state.account(*scope.account))
            title = account->name;
    }
    const QString m = machines == 1 ? say(QT_TRANSLATE_NOOP("PageHeader", "1 machine"))
                                    : counted(QT_TRANSLATE_NOOP("PageHeader", "%n machines"), machines);
    const QString s = schedules == 1 ? say(QT_TRANSLATE_NOOP("PageHeader", "1 schedule"))
                                     : counted(QT_TRANSLATE_NOOP("PageHeader", "%n schedules"), schedules);
    return {title, m + u" · "_s + s};
}

PageHeader::PageHeader(QWidget* parent)
    : QWidget(parent), m_title(new QLabel(this)), m_facts(new RoleLabel(Color::Dim, this))
{
    const int step = unit(this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(2 * step + 2, step + step / 2, 2 * step, step + 2);
    row->setSpacing(step + step / 2);
    m_title->setObjectName(u"pageTitle"_s);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setFont(titleFont(font()));
    m_facts->setObjectName(u"pageFacts"_s);
    m_facts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(m_title);
    row->addWidget(m_facts, 1);
}

void PageHeader::show(const HeaderTexts& texts)
{
    m_title->setText(texts.title);
    m_facts->setText(texts.facts);
    m_facts->setToolTip(texts.facts);
}

} // namespace reveille::ui
