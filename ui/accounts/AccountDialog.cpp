#include "ui/accounts/AccountDialog.h"

#include "ui/accounts/AccountForm.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/Labels.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

/// The button follows the form: usable when all is there and nothing is under way.
void follow(AccountForm* form, QPushButton* button)
{
    button->setEnabled(form->isComplete());
    QObject::connect(form, &AccountForm::changed, button,
                     [form, button] { button->setEnabled(form->isComplete()); });
    QObject::connect(form, &AccountForm::busyChanged, button,
                     [form, button](bool busy) { button->setEnabled(!busy && form->isComplete()); });
    QObject::connect(button, &QPushButton::clicked, form, &AccountForm::save);
}

} // namespace

AccountDialog::AccountDialog(EngineClient& client, const std::optional<Account>& account, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(u"accountDialog"_s);
    const QString title = account ? tr("Account %1").arg(account->name) : tr("Add an account");
    setWindowTitle(title);
    DialogFrame frame(this, title, {});
    auto* form = new AccountForm(client, account, this);
    frame.addWide(form);
    follow(form, frame.addButtons(account ? tr("Save") : tr("Finish"), u"finishAccount"_s));
    connect(form, &AccountForm::saved, this, &QDialog::accept);
    setMinimumWidth(76 * unit(this));
}

FirstRunPage::FirstRunPage(EngineClient& client, QWidget* parent) : QWidget(parent)
{
    setObjectName(u"firstRunPage"_s);
    const int step = unit(this);
    auto* middle = new QWidget(this);
    middle->setFixedWidth(80 * step);
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(step);
    auto* picture = new QLabel(middle);
    picture->setPixmap(applicationIcon().pixmap(QSize(8 * step, 8 * step), devicePixelRatioF()));
    column->addWidget(picture);
    column->addSpacing(step);
    auto* title = new QLabel(tr("Wake, run, sleep again"), middle);
    title->setFont(titleFont(font()));
    column->addWidget(title);
    auto* sentence = new RoleLabel(Color::Dim, middle);
    sentence->setText(
        tr("Reveille is an alarm clock for machines that sleep. Where are yours? Nothing is stored "
           "until you press Finish."));
    sentence->setWordWrap(true);
    column->addWidget(sentence);
    column->addSpacing(step);
    auto* form = new AccountForm(client, std::nullopt, middle);
    column->addWidget(form);
    column->addSpacing(step);
    auto* finish = new QPushButton(tr("Finish"), middle);
    finish->setObjectName(u"finishAccount"_s);
    finish->setAccessibleName(tr("Finish"));
    finish->setDefault(true);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(finish);
    column->addLayout(row);
    follow(form, finish);
    connect(form, &AccountForm::saved, this, &FirstRunPage::finished);

    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* page = new QWidget(scroll);
    scroll->setWidget(page);
    scroll->viewport()->setBackgroundRole(QPalette::Window);
    page->setBackgroundRole(QPalette::Window);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(scroll);
    auto* outer = new QVBoxLayout(page);
    outer->addStretch(2);
    auto* centre = new QHBoxLayout;
    centre->addStretch(1);
    centre->addWidget(middle);
    centre->addStretch(1);
    outer->addLayout(centre);
    outer->addStretch(3);
}

} // namespace reveille::ui
