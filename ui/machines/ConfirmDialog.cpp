#include "ui/machines/ConfirmDialog.h"

#include "ui/theme/Fonts.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/MessageBar.h"

#include <QLineEdit>
#include <QPushButton>

namespace reveille::ui {

using namespace Qt::StringLiterals;

ConfirmDialog::ConfirmDialog(const Question& question, QWidget* parent)
    : QDialog(parent), m_expected(question.name), m_name(new QLineEdit(this)), m_message(new MessageBar(this))
{
    setObjectName(u"confirmDialog"_s);
    setWindowTitle(question.title);
    DialogFrame frame(this, question.title, question.text);
    m_name->setPlaceholderText(question.name);
    frame.addRow(tr("&Type “%1” to confirm").arg(question.name), m_name, u"confirmName"_s);
    frame.addWide(m_message);
    m_button = frame.addButtons(question.button, u"confirmButton"_s);
    m_button->setEnabled(false);
    connect(m_name, &QLineEdit::textChanged, this,
            [this](const QString& text) { m_button->setEnabled(text.trimmed() == m_expected); });
    connect(m_button, &QPushButton::clicked, this, [this] {
        m_message->hide();
        m_button->setEnabled(false);
        Q_EMIT confirmed();
    });
    setMinimumWidth(58 * unit(this));
}

void ConfirmDialog::showError(const Error& error)
{
    m_button->setEnabled(true);
    m_message->showError(error);
}

} // namespace reveille::ui
