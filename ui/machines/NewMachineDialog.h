#pragma once

#include "core/model/Account.h"
#include "core/model/Error.h"
#include "core/model/Machine.h"

#include <optional>

#include <QDialog>
#include <QVector>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace reveille::ui {

class MessageBar;

/// Asks for a new machine's account, size and name. Stays open until the machine was ordered: call
/// showError() or accept().
class NewMachineDialog final : public QDialog
{
    Q_OBJECT

public:
    NewMachineDialog(const QVector<Account>& accounts, const std::optional<AccountId>& preferred,
                     QWidget* parent = nullptr);

    [[nodiscard]] AccountId account() const;
    [[nodiscard]] MachineSpec spec() const;
    [[nodiscard]] QString machineName() const;
    void showError(const Error& error);

Q_SIGNALS:
    void createRequested();

private:
    QComboBox* m_account;
    QLineEdit* m_name;
    QComboBox* m_vcpu;
    QComboBox* m_memory;
    QComboBox* m_storage;
    QComboBox* m_autosleep;
    MessageBar* m_message;
    QPushButton* m_create;
};

} // namespace reveille::ui
