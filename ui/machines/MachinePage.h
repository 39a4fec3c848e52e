#pragma once

#include "core/engine/EngineClient.h"
#include "core/text/AwakeText.h"
#include "ui/models/Filters.h"
#include "ui/state/EngineState.h"
#include "ui/text/TimeView.h"
#include "ui/widgets/FactsColumn.h"

#include <QWidget>

class QStackedWidget;
class QToolButton;

namespace reveille::ui {

class ActionRegistry;
class ConsolePane;
class EmptyState;
class RoleLabel;
class ServicesPane;

/// One machine: what is known of it, what it uses, what can be done to it, and its console.
class MachinePage final : public QWidget
{
    Q_OBJECT

public:
    MachinePage(EngineClient& client, const EngineState& state, const ActionRegistry& actions,
                QWidget* parent = nullptr);

    void setScope(const Scope& scope);
    /// Tells the facts anew.
    void refresh(const TimeView& view);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void buildPane(const ActionRegistry& actions);
    void buildAwake(QWidget* parent);
    void begin();
    void askUsage();
    void showAwake(const Machine& machine);
    void askAwake(const Machine& machine);
    void askConsole(qint64 offset, qint64 limit);

    EngineClient& m_client;
    const EngineState& m_state;
    std::optional<MachineKey> m_machine;
    std::optional<MachineKey> m_shown; ///< whose console and usage are there
    TimeView m_time;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    QWidget* m_buttons = nullptr;
    FactsColumn* m_facts = nullptr;
    FactsColumn* m_usage = nullptr;
    FactsColumn* m_quota = nullptr;
    QWidget* m_awakeBox = nullptr;
    FactsColumn* m_awake = nullptr;
    RoleLabel* m_reasons = nullptr;
    QStackedWidget* m_right = nullptr;
    ConsolePane* m_console = nullptr;
    ServicesPane* m_services = nullptr;
    MachinePhase m_askedPhase = MachinePhase::Unknown; ///< when rates and commands were last asked for
    std::optional<QVector<Execution>> m_executions;
    UsageRates m_rates;
};

/// A machine of a cloud of instances: stopped and started rather than woken, with a console.
[[nodiscard]] bool isInstance(const Machine& machine);
[[nodiscard]] QVector<Fact> machineFacts(const Machine& machine, const TimeView& view);
[[nodiscard]] QVector<Fact> awakeFacts(const AwakeReport& report, const UsageRates& rates,
                                       const TimeView& view);
[[nodiscard]] QVector<Fact> usageFacts(const MachineMetrics& metrics);
[[nodiscard]] QVector<Fact> quotaFacts(const MetroQuota& quota);

} // namespace reveille::ui
