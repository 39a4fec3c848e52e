#pragma once

#include "core/model/Account.h"
#include "core/model/Error.h"
#include "core/model/Provision.h"

#include <optional>

#include <QDialog>
#include <QVector>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace reveille::ui {

class EnvironmentTable;
class Fold;
class MessageBar;
class RoleLabel;
class SizeFields;

/// Asks for a new machine's account, size and name, and for a command to run on it once. Stays open until the
/// machine was ordered: call showError() or accept().
class NewMachineDialog final : public QDialog
{
    Q_OBJECT

public:
    /// Accounts at clouds that make machines in another way are left out.
    NewMachineDialog(const QVector<Account>& accounts, const std::optional<AccountId>& preferred,
                     QWidget* parent = nullptr);

    /// The same key for as long as nothing else is ordered, so that an order whose answer was lost is not
    /// carried out twice.
    [[nodiscard]] ProvisionOrder order() const;
    /// A plain refusal ends the order: the next one has another key.
    void showError(const Error& error);

Q_SIGNALS:
    void createRequested();

private:
    void check();
    [[nodiscard]] QString script() const;

    QComboBox* m_account;
    QLineEdit* m_name;
    SizeFields* m_size = nullptr;
    Fold* m_fold;
    QPlainTextEdit* m_setup;
    RoleLabel* m_lint;
    EnvironmentTable* m_environment;
    QCheckBox* m_sleep;
    MessageBar* m_message;
    QPushButton* m_create;
    bool m_isOrdering = false; ///< until it is answered
    mutable ProvisionOrder m_ordered;
};

} // namespace reveille::ui
