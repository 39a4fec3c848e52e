#include "ui/schedules/WhyDialog.h"

#include "core/text/ProviderText.h"
#include "core/text/RunText.h"
#include "core/text/RunnerText.h"
#include "ui/runs/OutputPane.h"
#include "ui/text/TimeInput.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/FactsColumn.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/MessageBar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace reveille::ui {

using namespace Qt::StringLiterals;

WhyDialog::WhyDialog(const Schedule& schedule, const TimeView& view, QWidget* parent)
    : QDialog(parent),
      m_zone(view.local),
      m_view(view),
      m_at(new QLineEdit(this)),
      m_answer(new RoleLabel(Color::Text, this)),
      m_facts(new FactsColumn(tr("What happened"), this)),
      m_previous(stepButton(u"whyPrevious"_s)),
      m_next(stepButton(u"whyNext"_s)),
      m_message(new MessageBar(this))
{
    m_facts->setFlush();
    if (const auto zone = calendar::TimeZone::load(schedule.zone.toStdString()))
        m_zone = *zone;
    setObjectName(u"whyDialog"_s);
    setWindowTitle(tr("Why did %1 …").arg(schedule.name));
    DialogFrame frame(this, tr("What became of %1 at …").arg(schedule.name), {});
    m_at->setText(timeToInput(std::chrono::floor<std::chrono::minutes>(view.now), m_zone));
    m_at->setToolTip(tr("2026-11-25 09:00, on the clock of %1").arg(schedule.zone));
    frame.addRow(tr("&Time"), m_at, u"whyAt"_s);
    auto* steps = new QWidget(this);
    auto* row = new QHBoxLayout(steps);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_previous);
    row->addWidget(m_next);
    row->addStretch(1);
    frame.addBelow(steps);
    m_answer->setObjectName(u"whyAnswer"_s);
    m_answer->setFont(strongFont(font()));
    m_answer->setWordWrap(true);
    m_answer->setMinimumHeight(5 * unit(this));
    frame.addWide(m_answer);
    frame.addWide(m_facts);
    frame.addWide(m_message);
    frame.addClose();
    m_facts->hide();
    connect(m_at, &QLineEdit::textChanged, this, &WhyDialog::ask);
    setMinimumWidth(64 * unit(this));
}

QPushButton* WhyDialog::stepButton(const QString& name)
{
    auto* button = new QPushButton(this);
    button->setObjectName(name);
    button->setAutoDefault(false);
    button->hide();
    connect(button, &QPushButton::clicked, this,
            [this, button] { m_at->setText(button->property("at").toString()); });
    return button;
}

void WhyDialog::start()
{
    ask();
    m_at->selectAll();
}

void WhyDialog::ask()
{
    m_message->hide();
    m_facts->hide();
    const auto at = timeFromInput(m_at->text(), m_zone);
    m_answer->setText(at ? QString() : tr("The time reads like 2026-11-25 09:00."));
    if (at)
        Q_EMIT asked(*at);
}

void WhyDialog::offer(QPushButton* button, const QString& text, std::optional<calendar::Instant> at)
{
    button->setVisible(at.has_value());
    if (!at)
        return;
    button->setText(text.arg(dateTimeText(*at, m_zone, m_view.now)));
    button->setAccessibleName(button->text());
    button->setProperty("at", timeToInput(*at, m_zone));
}

void WhyDialog::showExplanation(const Explanation& told)
{
    if (timeFromInput(m_at->text(), m_zone) != told.at)
        return;
    QString answer = told.kind == Explanation::Kind::Recorded && told.run ? outcomeWithReason(*told.run)
                                                                          : explanationText(told);
    if (told.startsAt && *told.startsAt != told.at && told.reason.isEmpty())
        answer +=
            u' ' +
            tr("Spread with the others, it starts at %1.").arg(clockText(*told.startsAt, m_zone).left(8));
    if (told.resend)
        answer += u'\n' + resendText(*told.resend, dateTimeText(told.resend->at, m_zone, m_view.now));
    m_answer->setText(answer);
    offer(m_previous, tr("Before: %1"), told.previous);
    offer(m_next, tr("After: %1"), told.next);
    const QVector<Fact> facts = told.run ? stepFacts(*told.run, m_view) : QVector<Fact>();
    m_facts->setFacts(facts);
    m_facts->setVisible(!facts.isEmpty());
}

void WhyDialog::showError(const Error& error)
{
    m_message->showError(error);
}

} // namespace reveille::ui
