#pragma once

#include "core/engine/EngineClient.h"
#include "ui/usage/UsageTableModel.h"

#include <functional>
#include <optional>

#include <QDate>
#include <QDialog>
#include <QVector>

class QComboBox;
class QDateEdit;
class QDoubleSpinBox;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace reveille::ui {

class ColumnFit;
class EmptyState;
class Fold;
class MessageBar;
class RoleLabel;
class UsageChart;

/// What machines used and cost, day by day, with the person's own rates: a table, a chart, a total, and a
/// file for spreadsheets.
class UsageDialog final : public QDialog
{
    Q_OBJECT

public:
    /// Accounts whose cloud does not count by days are left out. `today` is the day at UTC.
    UsageDialog(EngineClient& client, const QVector<Account>& accounts, const QVector<Machine>& machines,
                const std::optional<AccountId>& account, const std::optional<MachineKey>& machine,
                std::chrono::sys_days today, QWidget* parent = nullptr);

    /// For a save as a test would: writes what is shown.
    void exportTo(const QString& path);

private:
    void buildAsked(class DialogFrame& frame, const QVector<Account>& accounts);
    void buildRates(class DialogFrame& frame);
    void fillMachines();
    void choosePeriod(int index);
    void askRates();
    void ask();
    void take(const QVector<MachineUsage>& usage);
    void show();
    void saveRates();
    void askForFile();
    [[nodiscard]] AccountId account() const;
    [[nodiscard]] QString nameOf(const MachineId& machine) const;
    [[nodiscard]] UsageQuery query() const;

    EngineClient& m_client;
    QVector<Machine> m_machines;
    std::chrono::sys_days m_today;
    std::optional<MachineKey> m_preferred;
    QComboBox* m_account;
    QComboBox* m_machine;
    QComboBox* m_period;
    QDateEdit* m_from;
    QDateEdit* m_to;
    UsageChart* m_chart;
    QStackedWidget* m_stack;
    QTableView* m_view;
    ColumnFit* m_fit = nullptr;
    EmptyState* m_empty;
    UsageTableModel* m_model;
    RoleLabel* m_total;
    Fold* m_ratesFold;
    QDoubleSpinBox* m_vcpu = nullptr;
    QDoubleSpinBox* m_memory = nullptr;
    QDoubleSpinBox* m_storage = nullptr;
    QLineEdit* m_currency = nullptr;
    QPushButton* m_saveRates = nullptr;
    QPushButton* m_export;
    MessageBar* m_message;
    QVector<MachineUsage> m_usage;
    UsageRates m_rates;
    quint64 m_asked = 0; ///< only the latest question's answer is shown
};

} // namespace reveille::ui
