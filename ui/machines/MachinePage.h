#pragma once

#include "core/engine/EngineClient.h"
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
    void begin();
    void askUsage();
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
    ConsolePane* m_console = nullptr;
};

/// A machine of a cloud of instances: stopped and started rather than woken, with a console.
[[nodiscard]] bool isInstance(const Machine& machine);
[[nodiscard]] QVector<Fact> machineFacts(const Machine& machine, const TimeView& view);
[[nodiscard]] QVector<Fact> usageFacts(const MachineMetrics& metrics);
[[nodiscard]] QVector<Fact> quotaFacts(const MetroQuota& quota);

} // namespace reveille::ui
