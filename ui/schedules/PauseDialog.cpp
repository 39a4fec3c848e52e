#include "ui/schedules/PauseDialog.h"

#include "ui/text/TimeInput.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/MessageBar.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

enum How
{
    UntilResumed,
    ForAnHour,
    ForADay,
    UntilTime
};

} // namespace

PauseDialog::PauseDialog(const QString& schedule, const TimeView& view, QWidget* parent)
    : QDialog(parent),
      m_view(view),
      m_how(new QComboBox(this)),
      m_until(new QLineEdit(this)),
      m_note(new QLineEdit(this)),
      m_message(new MessageBar(this))
{
    setObjectName(u"pauseDialog"_s);
    setWindowTitle(tr("Pause %1").arg(schedule));
    DialogFrame frame(this, tr("Pause %1").arg(schedule),
                      tr("Its firings are recorded as skipped for as long as it is paused."));
    m_how->addItem(tr("Until I resume it"), UntilResumed);
    m_how->addItem(tr("For 1 hour"), ForAnHour);
    m_how->addItem(tr("For 24 hours"), ForADay);
    m_how->addItem(tr("Until a certain time"), UntilTime);
    m_until->setText(
        timeToInput(std::chrono::ceil<std::chrono::hours>(view.now + std::chrono::hours(24)), view.local));
    m_until->setToolTip(tr("2026-11-25 09:00, on this computer's clock"));
    m_note->setPlaceholderText(tr("migrating the database"));
    m_note->setMaxLength(200);
    frame.addRow(tr("&How long"), m_how, u"pauseHow"_s);
    frame.addRow(tr("&Until"), m_until, u"pauseUntil"_s);
    frame.addRow(tr("&Why"), m_note, u"pauseNote"_s);
    frame.addWide(m_message);
    m_button = frame.addButtons(tr("Pause"), u"pauseSchedule"_s);
    connect(m_how, &QComboBox::currentIndexChanged, this, &PauseDialog::update);
    connect(m_until, &QLineEdit::textChanged, this, &PauseDialog::update);
    connect(m_button, &QPushButton::clicked, this, [this] {
        m_message->hide();
        m_button->setEnabled(false);
        Q_EMIT pauseRequested();
    });
    setMinimumWidth(58 * unit(this));
    update();
}

void PauseDialog::update()
{
    const bool timed = m_how->currentData().toInt() == UntilTime;
    m_until->setEnabled(timed);
    const auto until = timeFromInput(m_until->text(), m_view.local);
    m_button->setEnabled(!timed || (until && *until > m_view.now));
}

std::optional<calendar::Instant> PauseDialog::until() const
{
    switch (m_how->currentData().toInt()) {
    case ForAnHour:
        return m_view.now + std::chrono::hours(1);
    case ForADay:
        return m_view.now + std::chrono::hours(24);
    case UntilTime:
        return timeFromInput(m_until->text(), m_view.local);
    default:
        return std::nullopt;
    }
}

QString PauseDialog::note() const
{
    return m_note->text().trimmed();
}

void PauseDialog::showError(const Error& error)
{
    m_button->setEnabled(true);
    m_message->showError(error);
}

} // namespace reveille::ui
