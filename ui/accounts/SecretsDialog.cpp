#include "ui/accounts/SecretsDialog.h"

#include "ui/accounts/SecretTableModel.h"
#include "ui/schedules/EnvironmentTable.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/MessageBar.h"

#include <algorithm>

#include <QAction>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLeastValue = 4;
constexpr int kMostName = 63;

} // namespace

SecretsDialog::SecretsDialog(EngineClient& client, const QVector<Schedule>& schedules, QWidget* parent)
    : QDialog(parent),
      m_client(client),
      m_schedules(schedules),
      m_stack(new QStackedWidget(this)),
      m_view(new QTableView(m_stack)),
      m_model(new SecretTableModel(this)),
      m_empty(new EmptyState(m_stack)),
      m_missing(new RoleLabel(Color::Warning, this)),
      m_name(new QLineEdit(this)),
      m_value(new QLineEdit(this)),
      m_inFile(new QCheckBox(tr("Keep it in a &file that only you can read"), this)),
      m_save(nullptr),
      m_replace(new QPushButton(tr("&Replace…"), this)),
      m_forget(new QPushButton(tr("F&orget"), this)),
      m_message(new MessageBar(this)),
      m_done(new RoleLabel(Color::Ok, this))
{
    setObjectName(u"secretsDialog"_s);
    setWindowTitle(tr("Secrets"));
    DialogFrame frame(
        this, tr("Secrets"),
        tr("Commands get them through their environment: a variable whose value is secret:NAME. "
           "What is stored is never shown again."));
    buildTable(frame);
    buildFields(frame);
    QPushButton* close = frame.addButtons(tr("Store secret"), u"saveSecret"_s);
    m_save = close;
    if (auto* cancel = findChild<QPushButton*>(u"cancelButton"_s)) {
        cancel->setText(tr("Close"));
        cancel->setAccessibleName(tr("Close"));
    }
    connect(m_save, &QPushButton::clicked, this, &SecretsDialog::save);
    connect(m_name, &QLineEdit::textChanged, this, &SecretsDialog::update);
    connect(m_value, &QLineEdit::textChanged, this, &SecretsDialog::update);
    setMinimumWidth(80 * unit(this));
    update();
    read();
    m_name->setFocus();
}

void SecretsDialog::buildTable(DialogFrame& frame)
{
    const int step = unit(this);
    m_view->setObjectName(u"secretTable"_s);
    m_view->setAccessibleName(tr("Secrets"));
    m_view->setModel(m_model);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setShowGrid(false);
    m_view->setTabKeyNavigation(false);
    m_view->verticalHeader()->hide();
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_view->setMinimumHeight(20 * step);
    new ColumnFit(m_view, {{18, 2}, {16, 1}, {20, 4}});
    auto* replacing = new QAction(icon(u"pencil"_s), tr("Replace…"), m_view);
    replacing->setShortcut(Qt::Key_Return);
    replacing->setShortcutContext(Qt::WidgetShortcut);
    auto* forgetting = new QAction(icon(u"trash"_s), tr("Forget"), m_view);
    forgetting->setShortcut(Qt::Key_Delete);
    forgetting->setShortcutContext(Qt::WidgetShortcut);
    m_view->addActions({replacing, forgetting});
    connect(replacing, &QAction::triggered, this, &SecretsDialog::replace);
    connect(forgetting, &QAction::triggered, this, &SecretsDialog::forget);
    connect(m_view, &QTableView::doubleClicked, this, &SecretsDialog::replace);
    m_empty->setObjectName(u"secretsEmpty"_s);
    m_empty->setContent(
        u"key"_s, tr("No secrets yet"),
        tr("Give the first one a name and a value below, then write secret:NAME as the value of "
           "a variable in a schedule."));
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    m_stack->setCurrentWidget(m_empty);
    frame.addWide(m_stack);
    m_missing->setObjectName(u"secretsMissing"_s);
    m_missing->setWordWrap(true);
    m_missing->hide();
    frame.addWide(m_missing);
    auto* row = new QWidget(this);
    auto* buttons = new QHBoxLayout(row);
    buttons->setContentsMargins(0, 0, 0, 0);
    m_replace->setObjectName(u"replaceSecret"_s);
    m_replace->setAccessibleName(tr("Replace the chosen secret"));
    m_forget->setObjectName(u"forgetSecret"_s);
    m_forget->setAccessibleName(tr("Forget the chosen secret"));
    for (QPushButton* button : {m_replace, m_forget}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    frame.addWide(row);
    connect(m_replace, &QPushButton::clicked, this, &SecretsDialog::replace);
    connect(m_forget, &QPushButton::clicked, this, &SecretsDialog::forget);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &SecretsDialog::update);
}

void SecretsDialog::buildFields(DialogFrame& frame)
{
    m_name->setPlaceholderText(u"DB_PASSWORD"_s);
    m_name->setMaxLength(kMostName);
    m_name->setFont(monoFont());
    m_value->setEchoMode(QLineEdit::Password);
    m_value->setPlaceholderText(tr("typed or pasted; it is not shown"));
    frame.addRow(tr("&Name"), m_name, u"secretName"_s);
    frame.addRow(tr("&Value"), m_value, u"secretValue"_s);
    m_inFile->setObjectName(u"secretInFile"_s);
    m_inFile->setAccessibleName(tr("Keep it in a file that only you can read"));
    m_inFile->hide();
    frame.addBelow(m_inFile);
    m_done->setObjectName(u"secretDone"_s);
    m_done->hide();
    frame.addWide(m_done);
    m_message->setObjectName(u"secretMessage"_s);
    m_message->hide();
    frame.addWide(m_message);
    connect(m_message, &MessageBar::buttonClicked, this, [this] {
        if (!m_toForget.isEmpty())
            reallyForget(std::exchange(m_toForget, {}));
    });
}

QString SecretsDialog::selected() const
{
    const auto rows = m_view->selectionModel()->selectedRows();
    const SecretRow* row = rows.isEmpty() ? nullptr : m_model->rowAt(rows.first().row());
    return row == nullptr ? QString() : row->entry.name;
}

void SecretsDialog::read()
{
    m_client.fetchSecrets([self = QPointer(this)](const Result<QVector<SecretEntry>>& entries) {
        if (!self)
            return;
        if (!entries) {
            self->refuse(entries.error());
            return;
        }
        self->m_entries = *entries;
        self->m_model->setRows(secretRows(*entries, self->m_schedules));
        const QStringList missing = missingSecrets(*entries, self->m_schedules);
        self->m_missing->setText(
            tr("Schedules refer to secrets that are not there: %1").arg(missing.join(u", "_s)));
        self->m_missing->setVisible(!missing.isEmpty());
        self->m_stack->setCurrentWidget(entries->isEmpty() ? static_cast<QWidget*>(self->m_empty)
                                                           : self->m_view);
        self->update();
    });
}

void SecretsDialog::update()
{
    const bool isChosen = !selected().isEmpty();
    m_replace->setEnabled(isChosen);
    m_forget->setEnabled(isChosen);
    const QString name = m_name->text().trimmed();
    const bool isThere =
        std::ranges::any_of(m_entries, [&](const SecretEntry& entry) { return entry.name == name; });
    QString problem;
    if (!name.isEmpty() && !isVariableName(name))
        problem = tr("A name has letters, digits and underscores, and begins with a letter.");
    else if (!m_value->text().isEmpty() && m_value->text().size() < kLeastValue)
        problem = tr("A value has at least 4 characters: shorter ones cannot be masked in what is shown.");
    m_save->setEnabled(problem.isEmpty() && !name.isEmpty() && !m_value->text().isEmpty());
    m_save->setText(isThere ? tr("Replace secret") : tr("Store secret"));
    m_save->setAccessibleName(m_save->text());
    m_save->setToolTip(problem);
    m_name->setToolTip(problem);
}

void SecretsDialog::replace()
{
    if (selected().isEmpty())
        return;
    m_name->setText(selected());
    m_value->clear();
    m_value->setFocus();
}

void SecretsDialog::save()
{
    const QString name = m_name->text().trimmed();
    const auto known = std::ranges::find(m_entries, name, &SecretEntry::name);
    // What is replaced stays where it was kept.
    saveIn(m_inFile->isChecked()       ? KeySource::KeyFile
           : known != m_entries.cend() ? known->kept
                                       : KeySource::Keychain);
}

void SecretsDialog::saveIn(KeySource kept)
{
    const SecretEntry entry{m_name->text().trimmed(), kept};
    m_message->hide();
    m_done->hide();
    m_save->setEnabled(false);
    m_client.saveSecret(entry, m_value->text(), [self = QPointer(this), entry](const Result<void>& saved) {
        if (!self)
            return;
        self->update();
        if (saved) {
            self->m_value->clear();
            self->m_name->clear();
            self->m_inFile->setChecked(false);
            self->m_inFile->hide();
            self->m_done->setText(
                tr("%1 is stored. Write secret:%1 as the value of a variable.").arg(entry.name));
            self->m_done->show();
            self->m_name->setFocus();
            self->read();
            return;
        }
        self->refuse(saved.error());
        const ErrorCode code = saved.error().code;
        const bool noKeychain =
            code == ErrorCode::SecretStoreUnavailable || code == ErrorCode::SecretStoreLocked;
        if (noKeychain && entry.kept == KeySource::Keychain) {
            self->m_inFile->show();
            self->m_inFile->setFocus();
        }
    });
}

void SecretsDialog::forget()
{
    const QString name = selected();
    if (name.isEmpty())
        return;
    const auto rows = m_view->selectionModel()->selectedRows();
    const SecretRow* row = m_model->rowAt(rows.first().row());
    m_toForget = name;
    m_done->hide();
    m_message->showText(row->users.isEmpty()
                            ? tr("Forget %1? It cannot be had back.").arg(name)
                            : tr("Forget %1? It cannot be had back, and these fail without it: %2.")
                                  .arg(name, row->users.join(u", "_s)),
                        {}, tr("Forget %1").arg(name));
    m_message->setClosable(true);
    m_message->show();
}

void SecretsDialog::reallyForget(const QString& name)
{
    m_message->hide();
    m_client.forgetSecret(name, [self = QPointer(this), name](const Result<void>& gone) {
        if (!self)
            return;
        if (!gone) {
            self->refuse(gone.error());
            return;
        }
        self->m_done->setText(tr("%1 is forgotten.").arg(name));
        self->m_done->show();
        self->read();
    });
}

void SecretsDialog::refuse(const Error& error)
{
    m_message->showError(error);
    m_message->show();
}

} // namespace reveille::ui
