#pragma once

#include "core/engine/EngineClient.h"
#include "core/model/Account.h"

#include <optional>

#include <QWidget>

class QButtonGroup;
class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace reveille::ui {

class MessageBar;
class RoleLabel;

/// The fields of an account with "Test connection". Nothing is stored by typing or testing; save() stores,
/// and asks where to keep the key when the keychain is missing.
class AccountForm final : public QWidget
{
    Q_OBJECT

public:
    AccountForm(EngineClient& client, const std::optional<Account>& account, QWidget* parent = nullptr);

    [[nodiscard]] Account account() const;
    [[nodiscard]] bool isComplete() const;
    void save();

Q_SIGNALS:
    void changed();
    void saved(const reveille::Account& account);
    void busyChanged(bool busy);

private:
    void buildChoice();
    void buildFields();
    void buildKeychainQuestion();
    void choose(ProviderKind provider);
    void test();
    void saveAs(KeySource source);
    /// A key that takes the place of another is tried first: the old one is only given up for one that works.
    void tryThenSave(KeySource source);
    void store(const Account& wanted, const QString& key);
    void refuse(const Error& error);
    void update();

    EngineClient& m_client;
    Account m_account;
    bool m_isNew;
    QButtonGroup* m_choice;
    QLabel* m_explanation;
    QWidget* m_fields;
    QGridLayout* m_grid;
    QLineEdit* m_name;
    QLineEdit* m_key;
    QComboBox* m_keySource;
    QLineEdit* m_variable;
    QLineEdit* m_endpoint;
    QLineEdit* m_metros;
    QPushButton* m_test;
    RoleLabel* m_testResult;
    QWidget* m_question;
    MessageBar* m_message;
    bool m_nameTyped = false;
    std::optional<KeySource> m_refusedFor; ///< a new key was refused; the person may store it all the same
};

} // namespace reveille::ui
