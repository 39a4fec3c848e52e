#include "ui/runs/ParallelRunsDialog.h"

#include "core/model/PolicyLimits.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/MessageBar.h"

#include <QPushButton>
#include <QSpinBox>

namespace reveille::ui {

using namespace Qt::StringLiterals;

ParallelRunsDialog::ParallelRunsDialog(int most, QWidget* parent)
    : QDialog(parent), m_most(new QSpinBox(this)), m_message(new MessageBar(this))
{
    setObjectName(u"parallelRunsDialog"_s);
    setWindowTitle(tr("Runs at once"));
    DialogFrame frame(
        this, tr("Runs at once"),
        tr("So many runs are at work at the same time, on all machines together. The others wait "
           "for their turn, each until its own start deadline."));
    m_most->setRange(1, kMostParallelRuns);
    m_most->setValue(most);
    frame.addRow(tr("At &most"), m_most, u"parallelRuns"_s);
    frame.addWide(m_message);
    m_button = frame.addButtons(tr("Save"), u"parallelRunsSave"_s);
    connect(m_button, &QPushButton::clicked, this, [this] {
        m_message->hide();
        m_button->setEnabled(false);
        Q_EMIT saveRequested();
    });
    setMinimumWidth(58 * unit(this));
}

int ParallelRunsDialog::most() const
{
    return m_most->value();
}

void ParallelRunsDialog::showError(const Error& error)
{
    m_button->setEnabled(true);
    m_message->showError(error);
}

} // namespace reveille::ui
