#include "ui/runs/KeepOutputDialog.h"

#include "ui/theme/Fonts.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/MessageBar.h"

#include <algorithm>

#include <QPushButton>
#include <QSpinBox>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMiB = 1024 * 1024;
constexpr int kMostDays = 3650;
constexpr int kMostMiB = 1024 * 1024;

// A limit below one day or MiB must not read as none.
int daysOf(const OutputLimits& limits)
{
    return static_cast<int>(std::min<qint64>((limits.age.count() + 23) / 24, kMostDays));
}

int sizeOf(const OutputLimits& limits)
{
    const qint64 rest = limits.bytes % kMiB == 0 ? 0 : 1;
    return static_cast<int>(std::min<qint64>(limits.bytes / kMiB + rest, kMostMiB));
}

} // namespace

KeepOutputDialog::KeepOutputDialog(const OutputLimits& limits, QWidget* parent)
    : QDialog(parent),
      m_known(limits),
      m_days(new QSpinBox(this)),
      m_size(new QSpinBox(this)),
      m_message(new MessageBar(this))
{
    setObjectName(u"keepOutputDialog"_s);
    setWindowTitle(tr("Keep output"));
    DialogFrame frame(this, tr("Keep output"),
                      tr("What is beyond these limits is dropped, the oldest first, also now. The runs "
                         "themselves stay in the history."));
    m_days->setRange(0, kMostDays);
    m_days->setSuffix(tr(" days after the run"));
    m_days->setSpecialValueText(tr("For ever"));
    m_days->setValue(daysOf(limits));
    m_size->setRange(0, kMostMiB);
    m_size->setSuffix(tr(" MiB of all runs together"));
    m_size->setSpecialValueText(tr("No limit"));
    m_size->setValue(sizeOf(limits));
    frame.addRow(tr("&How long"), m_days, u"keepDays"_s);
    frame.addRow(tr("How &much"), m_size, u"keepSize"_s);
    frame.addWide(m_message);
    m_button = frame.addButtons(tr("Keep"), u"keepOutputSave"_s);
    connect(m_button, &QPushButton::clicked, this, [this] {
        m_message->hide();
        m_button->setEnabled(false);
        Q_EMIT saveRequested();
    });
    setMinimumWidth(58 * unit(this));
}

OutputLimits KeepOutputDialog::limits() const
{
    OutputLimits limits = m_known;
    if (m_days->value() != daysOf(m_known))
        limits.age = std::chrono::hours(24 * m_days->value());
    if (m_size->value() != sizeOf(m_known))
        limits.bytes = kMiB * m_size->value();
    return limits;
}

void KeepOutputDialog::showError(const Error& error)
{
    m_button->setEnabled(true);
    m_message->showError(error);
}

} // namespace reveille::ui
