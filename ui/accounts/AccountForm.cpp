#include "ui/accounts/AccountForm.h"

#include "core/text/ErrorText.h"
#include "ui/accounts/ChoiceCard.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Style.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/MessageBar.h"

#include <utility>

#include <QButtonGroup>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QRegularExpression>
#include <QUrl>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

QString defaultName(ProviderKind provider)
{
    switch (provider) {
    case ProviderKind::Sandbox:
        return AccountForm::tr("Sandbox");
    case ProviderKind::Dedalus:
        return AccountForm::tr("Dedalus");
    case ProviderKind::Unikraft:
        return AccountForm::tr("Unikraft");
    }
    return {};
}

QString explanationOf(ProviderKind provider)
{
    switch (provider) {
    case ProviderKind::Sandbox:
        return AccountForm::tr(
            "The sandbox speaks the same protocols as the real clouds. Its commands are real "
            "processes on this computer, so use harmless ones.");
    case ProviderKind::Dedalus:
        return AccountForm::tr(
            "Reveille wakes the machine, runs the command, keeps the output and lets the machine sleep "
            "again. The key never leaves this computer except to the address below.");
    case ProviderKind::Unikraft:
        return AccountForm::tr("Unikraft Cloud fires schedules itself, also while this computer is off; "
                               "Reveille writes and watches "
                               "them. The key never leaves this computer except to the addresses below.");
    }
    return {};
}

} // namespace

AccountForm::AccountForm(EngineClient& client, const std::optional<Account>& account, QWidget* parent)
    : QWidget(parent),
      m_client(client),
      m_account(account.value_or(Account{})),
      m_isNew(!account),
      m_choice(new QButtonGroup(this)),
      m_explanation(new RoleLabel(Color::Dim, this)),
      m_fields(new QWidget(this)),
      m_grid(new QGridLayout(m_fields)),
      m_name(new QLineEdit(m_fields)),
      m_key(new QLineEdit(m_fields)),
      m_keySource(new QComboBox(m_fields)),
      m_variable(new QLineEdit(m_fields)),
      m_endpoint(new QLineEdit(m_fields)),
      m_metros(new QLineEdit(m_fields)),
      m_test(new QPushButton(m_fields)),
      m_testResult(new RoleLabel(Color::Dim, m_fields)),
      m_question(new QWidget(this)),
      m_message(new MessageBar(this))
{
    const int step = unit(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(step + step / 2);
    buildChoice();
    m_explanation->setWordWrap(true);
    column->addWidget(m_explanation);
    buildFields();
    column->addWidget(m_fields);
    buildKeychainQuestion();
    column->addWidget(m_question);
    column->addWidget(m_message);
    choose(m_isNew ? ProviderKind::Sandbox : m_account.provider);
}

void AccountForm::buildChoice()
{
    auto* row = new QHBoxLayout;
    const int step = unit(this);
    row->setSpacing(step + step / 2);
    auto* sandbox = new ChoiceCard(u"box"_s, tr("Built-in sandbox"),
                                   tr("A cloud inside Reveille: no sign-up, nothing to pay."), this);
    auto* dedalus =
        new ChoiceCard(u"cloud"_s, tr("Dedalus"), tr("Your machines at Dedalus, with an API key."), this);
    auto* unikraft = new ChoiceCard(u"server"_s, tr("Unikraft Cloud"),
                                    tr("Your instances at Unikraft, with a token."), this);
    sandbox->setObjectName(u"chooseSandbox"_s);
    dedalus->setObjectName(u"chooseDedalus"_s);
    unikraft->setObjectName(u"chooseUnikraft"_s);
    m_choice->addButton(sandbox, static_cast<int>(ProviderKind::Sandbox));
    m_choice->addButton(dedalus, static_cast<int>(ProviderKind::Dedalus));
    m_choice->addButton(unikraft, static_cast<int>(ProviderKind::Unikraft));
    for (ChoiceCard* card : {sandbox, dedalus, unikraft}) {
        row->addWidget(card, 1);
        card->setVisible(m_isNew); // an account stays with its cloud
    }
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
    connect(m_choice, &QButtonGroup::idClicked, this,
            [this](int id) { choose(static_cast<ProviderKind>(id)); });
}

void AccountForm::buildFields()
{
    const int step = unit(this);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(2 * step);
    m_grid->setVerticalSpacing(step);
    m_grid->setColumnStretch(1, 1);
    const auto add = [this](int row, const QString& label, QWidget* control, const QString& name) {
        auto* text = new RoleLabel(Color::Dim, m_fields);
        text->setText(label);
        text->setBuddy(control);
        control->setObjectName(name);
        control->setAccessibleName(withoutMnemonic(label));
        m_grid->addWidget(text, row, 0);
        m_grid->addWidget(control, row, 1);
    };
    add(0, tr("Account &name"), m_name, u"accountName"_s);
    add(1, tr("&Keep the key in"), m_keySource, u"accountKeySource"_s);
    add(2, tr("A&PI key"), m_key, u"accountKey"_s);
    add(3, tr("&Variable"), m_variable, u"accountVariable"_s);
    add(4, tr("A&ddress"), m_endpoint, u"accountEndpoint"_s);
    add(5, tr("&Metros"), m_metros, u"accountMetros"_s);
    m_name->setMaxLength(60);
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setPlaceholderText(m_isNew ? tr("Paste the key here")
                                      : tr("A new key, or empty to keep the stored one"));
    m_keySource->addItem(tr("The desktop's keychain"), static_cast<int>(KeySource::Keychain));
    m_keySource->addItem(tr("An environment variable"), static_cast<int>(KeySource::Environment));
    m_keySource->addItem(tr("Memory, until Reveille quits"), static_cast<int>(KeySource::Session));
    m_keySource->addItem(tr("A private file (mode 0600)"), static_cast<int>(KeySource::KeyFile));
    m_variable->setFont(monoFont());
    m_endpoint->setPlaceholderText(tr("The provider's own"));
    m_metros->setPlaceholderText(tr("All of them, or some: fra, sin"));
    m_metros->setToolTip(tr("Codes or whole addresses, in the order of your liking"));
    m_test->setText(tr("Test connection"));
    m_test->setObjectName(u"testConnection"_s);
    m_test->setAccessibleName(tr("Test connection"));
    m_test->setAutoDefault(false);
    m_testResult->setObjectName(u"testResult"_s);
    m_testResult->setWordWrap(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(step + step / 2);
    row->addWidget(m_test);
    row->addWidget(m_testResult, 1);
    m_grid->addLayout(row, 6, 1);
    if (!m_isNew) {
        m_name->setText(m_account.name);
        m_nameTyped = true;
        m_variable->setText(m_account.keyRef);
        m_endpoint->setText(m_account.endpoint.toString());
        m_metros->setText(m_account.metros.join(u", "_s));
        m_keySource->setCurrentIndex(
            std::max(0, m_keySource->findData(static_cast<int>(m_account.keySource))));
    }
    connect(m_name, &QLineEdit::textEdited, this, [this] { m_nameTyped = true; });
    for (QLineEdit* edit : {m_name, m_key, m_variable, m_endpoint, m_metros})
        connect(edit, &QLineEdit::textChanged, this, &AccountForm::update);
    connect(m_keySource, &QComboBox::currentIndexChanged, this, &AccountForm::update);
    connect(m_message, &MessageBar::buttonClicked, this, [this] {
        if (const auto source = std::exchange(m_refusedFor, std::nullopt))
            saveAs(*source);
    });
    connect(m_test, &QPushButton::clicked, this, &AccountForm::test);
}

void AccountForm::buildKeychainQuestion()
{
    const int step = unit(this);
    m_question->setObjectName(u"keychainQuestion"_s);
    auto* column = new QVBoxLayout(m_question);
    column->setContentsMargins(0, step, 0, 0);
    auto* what = new QLabel(tr("This desktop has no keychain to keep the key in."), m_question);
    what->setFont(strongFont(font()));
    what->setWordWrap(true);
    auto* more = new RoleLabel(Color::Dim, m_question);
    more->setText(tr("Nothing has been stored. Where should the key be kept?"));
    column->addWidget(what);
    column->addWidget(more);
    auto* row = new QHBoxLayout;
    const auto add = [&](const QString& text, const QString& name, KeySource source) {
        auto* button = new QPushButton(text, m_question);
        button->setObjectName(name);
        button->setAccessibleName(text);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, source] { saveAs(source); });
        row->addWidget(button);
    };
    add(tr("For this session only"), u"keepForSession"_s, KeySource::Session);
    add(tr("In a private file (mode 0600)"), u"keepInFile"_s, KeySource::KeyFile);
    auto* nowhere = new QPushButton(tr("Do not store it"), m_question);
    nowhere->setObjectName(u"keepNowhere"_s);
    nowhere->setAccessibleName(nowhere->text());
    nowhere->setAutoDefault(false);
    nowhere->setFlat(true);
    connect(nowhere, &QPushButton::clicked, this, [this] {
        m_question->hide();
        m_key->setFocus();
        m_key->selectAll();
    });
    row->addWidget(nowhere);
    row->addStretch(1);
    column->addLayout(row);
    m_question->hide();
}

void AccountForm::choose(ProviderKind provider)
{
    m_account.provider = provider;
    if (auto* card = m_choice->button(static_cast<int>(provider)))
        card->setChecked(true);
    if (!m_nameTyped)
        m_name->setText(defaultName(provider));
    m_explanation->setText(explanationOf(provider));
    m_variable->setPlaceholderText(provider == ProviderKind::Unikraft ? u"UKC_TOKEN"_s
                                                                      : u"DEDALUS_API_KEY"_s);
    m_message->hide();
    m_question->hide();
    m_testResult->clear();
    update();
}

void AccountForm::update()
{
    const bool remote = m_account.provider != ProviderKind::Sandbox || !m_account.endpoint.isEmpty();
    const auto source = static_cast<KeySource>(m_keySource->currentData().toInt());
    const auto showRow = [this](int row, bool shown) {
        for (int c = 0; c < 2; ++c) {
            if (auto* item = m_grid->itemAtPosition(row, c); item != nullptr && item->widget() != nullptr)
                item->widget()->setVisible(shown);
        }
    };
    showRow(1, remote);
    showRow(2, remote && source != KeySource::Environment);
    showRow(3, remote && source == KeySource::Environment);
    showRow(4, remote);
    showRow(5, m_account.provider == ProviderKind::Unikraft);
    m_test->setVisible(remote);
    m_testResult->setVisible(remote);
    m_test->setEnabled(isComplete());
    Q_EMIT changed();
}

Account AccountForm::account() const
{
    Account account = m_account;
    account.name = m_name->text().trimmed();
    if (account.provider == ProviderKind::Sandbox && m_isNew) {
        account.keySource = KeySource::BuiltIn;
        account.endpoint = QUrl();
        return account;
    }
    if (account.isBuiltInSandbox())
        return account;
    account.keySource = static_cast<KeySource>(m_keySource->currentData().toInt());
    account.keyRef = account.keySource == KeySource::Environment ? m_variable->text().trimmed() : QString();
    account.endpoint = QUrl(m_endpoint->text().trimmed(), QUrl::StrictMode);
    static const QRegularExpression between(u"[,\\s]+"_s);
    if (account.provider == ProviderKind::Unikraft)
        account.metros = m_metros->text().split(between, Qt::SkipEmptyParts);
    return account;
}

bool AccountForm::isComplete() const
{
    if (m_name->text().trimmed().isEmpty())
        return false;
    const Account now = account();
    if (now.isBuiltInSandbox())
        return true;
    if (!m_endpoint->text().trimmed().isEmpty() && (!now.endpoint.isValid() || now.endpoint.host().isEmpty()))
        return false;
    if (now.keySource == KeySource::Environment)
        return !now.keyRef.isEmpty();
    return !m_isNew || !m_key->text().trimmed().isEmpty();
}

void AccountForm::test()
{
    m_testResult->setRole(Color::Dim);
    m_testResult->setText(tr("Testing …"));
    m_test->setEnabled(false);
    m_client.testAccount(
        account(), m_key->text().trimmed(), [self = QPointer(this)](const Result<void>& result) {
            if (!self)
                return;
            self->m_test->setEnabled(self->isComplete());
            self->m_testResult->setRole(result ? Color::Ok : Color::Failed);
            if (result) {
                self->m_testResult->setText(tr("✓ It works: the address and the key are right."));
                return;
            }
            const ErrorText text = describe(result.error());
            self->m_testResult->setText(u"✕ "_s + text.what + u' ' + text.advice);
        });
}

void AccountForm::save()
{
    m_refusedFor.reset();
    const KeySource source = account().keySource;
    const bool isReplaced =
        !m_isNew && !m_key->text().trimmed().isEmpty() && source != KeySource::Environment;
    if (isReplaced)
        tryThenSave(source);
    else
        saveAs(source);
}

void AccountForm::tryThenSave(KeySource source)
{
    m_message->hide();
    Q_EMIT busyChanged(true);
    m_client.testAccount(
        account(), m_key->text().trimmed(), [self = QPointer(this), source](const Result<void>& result) {
            if (!self)
                return;
            Q_EMIT self->busyChanged(false);
            if (result) {
                self->saveAs(source);
                return;
            }
            self->m_refusedFor = source;
            const ErrorText text = describe(result.error());
            self->m_message->showText(tr("The new key was not stored; the old one stays. %1").arg(text.what),
                                      text.advice, tr("Store it all the same"));
        });
}

void AccountForm::saveAs(KeySource source)
{
    Account wanted = account();
    wanted.keySource = source;
    store(wanted, source == KeySource::Environment || source == KeySource::BuiltIn ? QString()
                                                                                   : m_key->text().trimmed());
}

void AccountForm::store(const Account& wanted, const QString& key)
{
    m_message->hide();
    m_question->hide();
    Q_EMIT busyChanged(true);
    m_client.saveAccount(wanted, key, [self = QPointer(this)](const Result<Account>& result) {
        if (!self)
            return;
        Q_EMIT self->busyChanged(false);
        if (result) {
            self->m_key->clear();
            Q_EMIT self->saved(*result);
        } else {
            self->refuse(result.error());
        }
    });
}

void AccountForm::refuse(const Error& error)
{
    if (error.code != ErrorCode::SecretStoreUnavailable) {
        m_message->showError(error);
        return;
    }
    m_question->show();
    if (auto* first = m_question->findChild<QPushButton*>(u"keepForSession"_s))
        first->setFocus();
}

} // namespace reveille::ui
