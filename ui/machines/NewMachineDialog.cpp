#include "ui/machines/NewMachineDialog.h"

#include "core/text/CommandLint.h"
#include "core/text/ErrorText.h"
#include "ui/machines/SizeFields.h"
#include "ui/schedules/EnvironmentTable.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/Fold.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/MessageBar.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QUuid>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

RoleLabel* smallText(const QString& text, Color role, QWidget* parent)
{
    auto* label = new RoleLabel(role, parent);
    label->setFont(smallFont(parent->font()));
    label->setWordWrap(true);
    label->setText(text);
    return label;
}

/// Whether the same order may have been carried out, though no answer said so: only a plain refusal by the
/// cloud rules it out, because the last error of several tries tells nothing of those before it.
bool mayHaveHappened(const Error& error)
{
    const int status = error.httpStatus;
    const bool isRefusal = status >= 400 && status < 500 && status != 408 && status != 409 && status != 429;
    return !isRefusal;
}

bool isSame(const ProvisionOrder& a, const ProvisionOrder& b)
{
    const auto size = [](const MachineSpec& spec) {
        return std::tuple(spec.vcpu, spec.memoryMib, spec.storageGib, spec.autosleep);
    };
    return a.account == b.account && size(a.spec) == size(b.spec);
}

} // namespace

NewMachineDialog::NewMachineDialog(const QVector<Account>& accounts,
                                   const std::optional<AccountId>& preferred, QWidget* parent)
    : QDialog(parent),
      m_account(new QComboBox(this)),
      m_name(new QLineEdit(this)),
      m_fold(new Fold(tr("Set it &up"), u"machineSetUpFold"_s, this)),
      m_setup(new QPlainTextEdit),
      m_lint(smallText({}, Color::Warning, this)),
      m_environment(new EnvironmentTable),
      m_sleep(new QCheckBox(tr("&Then put it to sleep"))),
      m_message(new MessageBar(this))
{
    const int step = unit(this);
    setObjectName(u"newMachineDialog"_s);
    setWindowTitle(tr("New machine"));
    DialogFrame frame(this, tr("New machine"),
                      tr("It is made at once, and sleeps by itself when nothing uses it."),
                      DialogFrame::Body::Scrolls);
    for (const Account& account : accounts) {
        if (account.provider == ProviderKind::Unikraft)
            continue;
        m_account->addItem(account.name, account.id.value);
        if (preferred && account.id == *preferred)
            m_account->setCurrentIndex(m_account->count() - 1);
    }
    m_name->setPlaceholderText(tr("A name of your own, like “backup”"));
    m_name->setMaxLength(100);
    frame.addRow(tr("&Account"), m_account, u"machineAccount"_s);
    frame.addRow(tr("&Name"), m_name, u"machineName"_s);
    m_size = new SizeFields(frame, this);

    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, step / 2, 0, 0);
    column->setSpacing(step / 2);
    m_setup->setObjectName(u"machineSetup"_s);
    m_setup->setAccessibleName(tr("Set-up command"));
    m_setup->setFont(monoFont());
    m_setup->setTabChangesFocus(true);
    m_setup->setPlaceholderText(u"apt-get update && apt-get install -y rclone"_s);
    m_setup->setMinimumHeight(9 * step);
    m_setup->setMaximumHeight(14 * step);
    m_lint->setObjectName(u"machineSetupLint"_s);
    m_lint->hide();
    m_sleep->setObjectName(u"machineThenSleep"_s);
    m_sleep->setAccessibleName(tr("Then put it to sleep"));
    m_sleep->setChecked(true);
    column->addWidget(smallText(tr("Run once by bash as soon as the machine is up; you see what it prints."),
                                Color::Faint, content));
    column->addWidget(m_setup);
    column->addWidget(m_lint);
    column->addWidget(m_environment);
    column->addWidget(m_sleep);
    m_fold->setContent(content);
    m_fold->setSummary(tr("a command to run on it once"));
    frame.addWide(m_fold);
    frame.addWide(m_message);
    // Takes what is left where the window is higher than its fields, so that these stay together.
    auto* rest = new QWidget(this);
    rest->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    frame.addWide(rest);
    m_create = frame.addButtons(tr("Create machine"), u"createMachine"_s);
    setTabOrder(m_fold->button(), m_setup);
    setTabOrder(m_setup, m_environment->firstStop());
    m_environment->orderTabs();
    setTabOrder(m_environment->lastStop(), m_sleep);
    connect(m_fold->button(), &QToolButton::clicked, this, [this] {
        if (m_fold->isOpen())
            m_setup->setFocus();
    });
    connect(m_create, &QPushButton::clicked, this, [this] {
        m_message->hide();
        m_isOrdering = true;
        m_create->setEnabled(false);
        Q_EMIT createRequested();
    });
    connect(m_size, &SizeFields::changed, this, &NewMachineDialog::check);
    connect(m_setup, &QPlainTextEdit::textChanged, this, &NewMachineDialog::check);
    connect(m_environment, &EnvironmentTable::changed, this, &NewMachineDialog::check);
    if (m_account->count() == 0)
        m_message->showText(tr("None of your accounts can make such a machine."),
                            tr("Add one at a cloud whose machines sleep, or try it in the sandbox."));
    check();
    m_name->setFocus();
    setMinimumWidth(66 * step);
}

QString NewMachineDialog::script() const
{
    return m_setup->toPlainText().trimmed();
}

void NewMachineDialog::check()
{
    const QString text = script();
    QStringList notes;
    if (!text.isEmpty()) {
        for (const CommandLint& lint : lintCommand({u"/bin/bash"_s, u"-c"_s, text}))
            notes += lintText(lint);
    }
    m_lint->setText(notes.join(u'\n'));
    m_lint->setVisible(!notes.isEmpty());
    QString problem = m_size->problem();
    if (problem.isEmpty())
        problem = m_environment->problem();
    m_create->setEnabled(!m_isOrdering && m_account->count() > 0 && problem.isEmpty());
    m_create->setToolTip(problem);
    if (!problem.isEmpty())
        m_message->showText(problem, {});
    else if (m_account->count() > 0)
        m_message->hide();
    m_create->setText(text.isEmpty() ? tr("Create machine") : tr("Create and set up"));
    m_create->setAccessibleName(m_create->text());
}

ProvisionOrder NewMachineDialog::order() const
{
    ProvisionOrder order;
    order.account = AccountId{m_account->currentData().toString()};
    order.spec = m_size->spec();
    order.name = m_name->text().trimmed();
    if (const QString text = script(); !text.isEmpty()) {
        order.setup = {u"/bin/bash"_s, u"-c"_s, text};
        order.env = m_environment->environment();
    }
    order.thenSleep = !order.setup.isEmpty() && m_sleep->isChecked();
    order.key = m_ordered.key;
    if (order.key.isEmpty() || !isSame(order, m_ordered))
        order.key = u"create-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces);
    m_ordered = order;
    return order;
}

void NewMachineDialog::showError(const Error& error)
{
    m_isOrdering = false;
    check();
    m_message->showError(error);
    if (!mayHaveHappened(error))
        m_ordered = {};
}

} // namespace reveille::ui
