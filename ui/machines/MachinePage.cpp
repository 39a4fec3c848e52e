#include "ui/machines/MachinePage.h"

#include "core/text/ErrorText.h"
#include "ui/actions/ActionRegistry.h"
#include "ui/machines/ConsolePane.h"
#include "ui/machines/ServicesPane.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FitScroll.h"
#include "ui/widgets/Labels.h"

#include <algorithm>

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QPointer>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

MachinePage::MachinePage(EngineClient& client, const EngineState& state, const ActionRegistry& actions,
                         QWidget* parent)
    : QWidget(parent),
      m_client(client),
      m_state(state),
      m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(this))
{
    setObjectName(u"machinePage"_s);
    m_empty->setContent(u"server"_s, tr("No machine is selected"),
                        tr("Select one at the left to see what it is doing and what it uses."));
    buildPane(actions);
    m_stack->addWidget(m_empty);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    m_stack->setCurrentWidget(m_empty);
    connect(m_console, &ConsolePane::wanted, this, &MachinePage::askConsole);
}

void MachinePage::buildPane(const ActionRegistry& actions)
{
    const int step = unit(this);
    auto* pane = new QSplitter(Qt::Horizontal, m_stack);
    pane->setObjectName(u"machineSplitter"_s);
    pane->setChildrenCollapsible(false);
    auto* left = new QWidget(pane);
    auto* leftColumn = new QVBoxLayout(left);
    leftColumn->setContentsMargins(0, 0, 0, 0);
    leftColumn->setSpacing(0);
    m_buttons = new QWidget(left);
    auto* buttons = new QHBoxLayout(m_buttons);
    buttons->setContentsMargins(2 * step, step, 2 * step, step);
    buttons->setSpacing(step);
    for (const auto& [id, name] : {std::pair(ActionId::StartMachine, u"startMachineButton"_s),
                                   std::pair(ActionId::StopMachine, u"stopMachineButton"_s),
                                   std::pair(ActionId::RestartMachine, u"restartMachineButton"_s),
                                   std::pair(ActionId::ResizeMachine, u"resizeMachineButton"_s),
                                   std::pair(ActionId::ShowUsage, u"showUsageButton"_s)}) {
        auto* button = new QToolButton(m_buttons);
        QAction* action = actions.action(id);
        button->setObjectName(name);
        button->setText(action->text().remove(u'&').remove(u'…'));
        button->setAccessibleName(button->text());
        button->setIcon(action->icon());
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setEnabled(action->isEnabled());
        connect(button, &QToolButton::clicked, action, &QAction::trigger);
        connect(action, &QAction::changed, button,
                [button, action] { button->setEnabled(action->isEnabled()); });
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    leftColumn->addWidget(m_buttons);
    auto* facts = new QWidget(left);
    auto* factsColumn = new QVBoxLayout(facts);
    factsColumn->setContentsMargins(0, 0, 0, 0);
    factsColumn->setSpacing(0);
    buildAwake(facts);
    m_facts = new FactsColumn(tr("About"), facts);
    m_usage = new FactsColumn(tr("In use"), facts);
    m_quota = new FactsColumn(tr("Of the account's limits"), facts);
    factsColumn->addWidget(m_awakeBox);
    for (FactsColumn* one : {m_facts, m_usage, m_quota})
        factsColumn->addWidget(one);
    factsColumn->addStretch(1);
    auto* scroll = new QScrollArea(left);
    scroll->setObjectName(u"machineFacts"_s);
    scroll->setAccessibleName(tr("About the machine"));
    scroll->setWidget(facts);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    leftColumn->addWidget(scroll, 1);
    m_right = new QStackedWidget(pane);
    m_console = new ConsolePane(m_right);
    auto* servicesScroll = new QScrollArea(m_right);
    servicesScroll->setObjectName(u"machineServices"_s);
    servicesScroll->setAccessibleName(tr("What the machine offers"));
    m_services = new ServicesPane(
        m_client, [](const QUrl& url) { QDesktopServices::openUrl(url); }, servicesScroll);
    servicesScroll->setWidget(m_services);
    servicesScroll->setWidgetResizable(true);
    servicesScroll->setFrameShape(QFrame::NoFrame);
    servicesScroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_right->addWidget(m_console);
    m_right->addWidget(servicesScroll);
    pane->addWidget(left);
    pane->addWidget(m_right);
    pane->setStretchFactor(0, 2);
    pane->setStretchFactor(1, 3);
    pane->setSizes({46 * step, 84 * step});
    m_stack->addWidget(pane);
}

void MachinePage::buildAwake(QWidget* parent)
{
    const int step = unit(this);
    m_awakeBox = new QWidget(parent);
    m_awakeBox->setObjectName(u"machineAwake"_s);
    auto* column = new QVBoxLayout(m_awakeBox);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_awake = new FactsColumn(tr("Awake now, and why"), m_awakeBox);
    m_reasons = new RoleLabel(Color::Text, m_awakeBox);
    m_reasons->setObjectName(u"machineAwakeReasons"_s);
    m_reasons->setAccessibleName(tr("Why it is awake"));
    m_reasons->setWordWrap(true);
    m_reasons->setContentsMargins(2 * step + 2, step / 2, step + step / 2, step);
    m_reasons->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_awake);
    column->addWidget(m_reasons);
}

void MachinePage::setScope(const Scope& scope)
{
    m_machine = scope.machine;
    refresh(m_time);
    if (isVisible())
        begin();
}

void MachinePage::refresh(const TimeView& view)
{
    m_time = view;
    const auto machine = m_machine ? m_state.machine(*m_machine) : std::nullopt;
    m_stack->setCurrentIndex(machine ? 0 : 1);
    if (!machine)
        return;
    m_facts->setFacts(machineFacts(*machine, view));
    showAwake(*machine);
}

void MachinePage::showAwake(const Machine& machine)
{
    AwakeFacts facts;
    facts.machine = machine;
    facts.lease = m_state.lease(machine.key);
    for (const Run& run : m_state.runs()) {
        if (run.machine == machine.key && run.isOpen())
            facts.runs.append(run);
    }
    if (m_shown == m_machine) {
        facts.executions = m_executions;
        facts.rates = m_rates;
    }
    const AwakeReport report = awakeReport(facts, m_time.now);
    m_awakeBox->setVisible(report.awake);
    m_awake->setFacts(awakeFacts(report, facts.rates, m_time));
    QStringList reasons;
    for (const AwakeReason& reason : report.reasons)
        reasons += reason.text;
    m_reasons->setText(reasons.join(u'\n'));
    m_reasons->setRole(report.isAlarming ? Color::Warning : Color::Text);
    // What it does is asked for anew whenever it wakes up or goes to sleep.
    if (m_shown == m_machine && m_askedPhase != machine.phase && isVisible())
        askAwake(machine);
}

void MachinePage::askAwake(const Machine& machine)
{
    m_askedPhase = machine.phase;
    if (!machine.isAwake())
        return;
    const MachineKey key = machine.key;
    const auto show = [](MachinePage& page) {
        if (const auto known = page.m_state.machine(*page.m_shown))
            page.showAwake(*known);
    };
    m_client.fetchRates(key.account, [self = QPointer(this), key, show](const Result<UsageRates>& rates) {
        if (!self || self->m_shown != key || !rates)
            return;
        self->m_rates = *rates;
        show(*self);
    });
    m_client.fetchExecutions(key,
                             [self = QPointer(this), key, show](const Result<QVector<Execution>>& found) {
                                 if (!self || self->m_shown != key || !found)
                                     return;
                                 self->m_executions = *found;
                                 show(*self);
                             });
}

void MachinePage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    begin();
}

void MachinePage::begin()
{
    const auto machine = m_machine ? m_state.machine(*m_machine) : std::nullopt;
    if (!machine || m_shown == m_machine)
        return;
    m_shown = m_machine;
    m_executions.reset();
    m_rates = {};
    askAwake(*machine);
    for (const auto& name : {u"startMachineButton"_s, u"stopMachineButton"_s, u"restartMachineButton"_s})
        m_buttons->findChild<QToolButton*>(name)->setVisible(isInstance(*machine));
    for (const auto& name : {u"resizeMachineButton"_s, u"showUsageButton"_s})
        m_buttons->findChild<QToolButton*>(name)->setVisible(!isInstance(*machine));
    m_right->setCurrentIndex(isInstance(*machine) ? 0 : 1);
    m_usage->setVisible(isInstance(*machine));
    m_quota->setVisible(isInstance(*machine));
    if (!isInstance(*machine)) {
        m_console->clear({});
        m_services->setMachine(machine->key, machine->displayName(), m_time);
        return;
    }
    m_console->clear(tr("Reading…"));
    m_console->start();
    askUsage();
}

void MachinePage::askUsage()
{
    m_usage->setFacts({}, tr("Reading…"));
    m_quota->setFacts({}, tr("Reading…"));
    const MachineKey key = *m_shown;
    const QString metro = m_state.machine(key).value_or(Machine()).metro;
    m_client.fetchMetrics(key, [self = QPointer(this), key](const Result<MachineMetrics>& metrics) {
        if (!self || self->m_shown != key)
            return;
        if (metrics)
            self->m_usage->setFacts(usageFacts(*metrics));
        else
            self->m_usage->setFacts({}, describe(metrics.error()).what);
    });
    m_client.fetchQuotas(
        key.account, [self = QPointer(this), key, metro](const Result<QVector<MetroQuota>>& quotas) {
            if (!self || self->m_shown != key)
                return;
            if (!quotas) {
                self->m_quota->setFacts({}, describe(quotas.error()).what);
                return;
            }
            const auto mine = std::find_if(quotas->begin(), quotas->end(),
                                           [&](const MetroQuota& quota) { return quota.metro == metro; });
            if (mine == quotas->end())
                self->m_quota->setFacts({}, tr("The provider tells no limits."));
            else if (mine->error)
                self->m_quota->setFacts({}, describe(*mine->error).what);
            else
                self->m_quota->setFacts(quotaFacts(*mine), tr("The provider tells no limits."));
        });
}

void MachinePage::askConsole(qint64 offset, qint64 limit)
{
    if (!m_shown)
        return;
    const MachineKey key = *m_shown;
    m_client.fetchMachineLog(key, offset, limit, [self = QPointer(this), key](const Result<LogChunk>& chunk) {
        if (!self || self->m_shown != key)
            return;
        if (chunk)
            self->m_console->append(*chunk);
        else
            self->m_console->showError(chunk.error());
    });
}

} // namespace reveille::ui
