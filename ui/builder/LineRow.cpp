#include "ui/builder/LineRow.h"

#include "ui/builder/CaretText.h"
#include "ui/builder/EventEdit.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Style.h"
#include "ui/theme/StylePaint.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace reveille::ui {

using namespace Qt::StringLiterals;

LineRow::LineRow(QWidget* parent)
    : QWidget(parent),
      m_edit(new EventEdit(this)),
      m_remove(new QToolButton(this)),
      m_problem(new QWidget(this)),
      m_message(new RoleLabel(Color::Failed, m_problem)),
      m_fix(new QPushButton(m_problem)),
      m_offer(new OfferBox(this))
{
    const int step = unit(this);
    m_edit->setPlaceholderText(tr("Mon..Fri 09:00, cron, or “last Friday 18:00”"));
    m_remove->setIcon(icon(u"cross"_s, Color::Dim));
    m_remove->setToolTip(tr("Remove this line"));
    m_remove->setFocusPolicy(Qt::StrongFocus);
    setLook(m_remove, Look::Plain);
    m_remove->hide();
    m_message->setWordWrap(true);
    m_message->setObjectName(u"whenError"_s);
    m_fix->setObjectName(u"fixButton"_s);
    m_fix->setAutoDefault(false);

    auto* row = new QHBoxLayout;
    row->setSpacing(step / 2);
    row->addWidget(m_edit, 1);
    row->addWidget(m_remove);
    auto* problemRow = new QHBoxLayout(m_problem);
    problemRow->setContentsMargins(0, 0, 0, 0);
    problemRow->addWidget(new IconLabel(u"warning"_s, Color::Failed, m_problem));
    problemRow->addWidget(m_message, 1);
    problemRow->addWidget(m_fix);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(step / 2);
    column->addLayout(row);
    column->addWidget(m_problem);
    column->addWidget(m_offer);
    m_problem->hide();
    m_offer->hide();

    connect(m_edit, &EventEdit::typed, this, &LineRow::typed);
    connect(m_edit, &EventEdit::caretMoved, this, [this] {
        showCaret();
        Q_EMIT caretMoved();
    });
    connect(m_edit, &EventEdit::focused, this, [this] {
        showCaret();
        Q_EMIT caretMoved();
    });
    connect(m_remove, &QToolButton::clicked, this, &LineRow::removeRequested);
    connect(m_fix, &QPushButton::clicked, this, [this] { Q_EMIT replaceRequested({m_fixText}, {}); });
    connect(m_offer, &OfferBox::taken, this, &LineRow::replaceRequested);
}

void LineRow::setNumber(int number)
{
    m_edit->setObjectName(u"when%1"_s.arg(number));
    m_edit->setAccessibleName(tr("When, line %1").arg(number));
    m_remove->setObjectName(u"removeWhen%1"_s.arg(number));
    m_remove->setAccessibleName(tr("Remove line %1").arg(number));
}

void LineRow::setRemovable(bool removable)
{
    m_remove->setVisible(removable);
}

QVector<QWidget*> LineRow::stops() const
{
    return {m_edit, m_fix, m_offer->stop(), m_remove};
}

void LineRow::showCaret()
{
    const CaretText caret = caretText(m_line, m_edit->cursorPosition());
    m_edit->showSpans(colorSpans(m_line), m_line.error.has_value(), caret.begin, caret.length);
}

void LineRow::show(const BuilderModel::Line& line)
{
    const bool same = line.text == m_line.text && line.error.has_value() == m_line.error.has_value() &&
                      line.tree.has_value() == m_line.tree.has_value();
    m_edit->setQuietly(line.text);
    m_line = line;
    showCaret();
    if (same)
        return;
    const auto offer = line.error ? pasteOffer(line.text) : std::nullopt;
    const bool taken = offer && !offer->lines.isEmpty();
    // One message only: a translation, else what the other way of writing says is wrong, unless our own
    // grammar knows how to put it right.
    const bool refusedThere = offer && !taken && !line.error->fix;
    m_offer->setOffer(taken ? offer : std::nullopt);
    m_problem->setVisible(line.error && !taken);
    if (!line.error) {
        m_edit->setAccessibleDescription(QString());
        return;
    }
    m_message->setText(refusedThere ? tr("Read as %1: %2").arg(offer->from, offer->refusal)
                                    : tr("At character %1: %2")
                                          .arg(columnOf(line.text, line.error->column) + 1)
                                          .arg(QString::fromStdString(line.error->message)));
    m_edit->setAccessibleDescription(m_message->text());
    m_fix->setVisible(line.error->fix.has_value());
    if (line.error->fix) {
        m_fixText = QString::fromStdString(*line.error->fix);
        m_fix->setText(tr("Use “%1”").arg(m_fixText).replace(u'&', u"&&"_s));
        m_fix->setAccessibleName(tr("Put it right: use %1").arg(m_fixText));
    }
}

OfferBox::OfferBox(QWidget* parent)
    : QWidget(parent),
      m_heading(new RoleLabel(Color::Dim, this)),
      m_lines(new RoleLabel(Color::Text, this)),
      m_losses(new RoleLabel(Color::Warning, this)),
      m_take(new QPushButton(this))
{
    const int step = unit(this);
    m_heading->setObjectName(u"offerHeading"_s);
    m_heading->setWordWrap(true);
    m_lines->setObjectName(u"offerLines"_s);
    m_lines->setFont(monoFont());
    m_losses->setObjectName(u"offerLosses"_s);
    m_losses->setWordWrap(true);
    m_take->setObjectName(u"takeOffer"_s);
    m_take->setAutoDefault(false);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(step / 2);
    texts->addWidget(m_heading);
    texts->addWidget(m_lines);
    texts->addWidget(m_losses);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(step + step / 2, step, step, step);
    row->addLayout(texts, 1);
    row->addWidget(m_take, 0, Qt::AlignBottom);
    connect(m_take, &QPushButton::clicked, this, [this] {
        if (m_shown)
            Q_EMIT taken(m_shown->lines, m_shown->zone);
    });
}

QWidget* OfferBox::stop() const
{
    return m_take;
}

void OfferBox::setOffer(const std::optional<PasteOffer>& offer)
{
    m_shown = offer;
    setVisible(offer.has_value());
    if (!offer)
        return;
    m_heading->setText(tr("That is %1. As calendar events it is:").arg(offer->from));
    m_losses->setVisible(!offer->losses.isEmpty());
    m_lines->setText(offer->lines.join(u'\n') +
                     (offer->zone.isEmpty() ? QString() : tr("\nread in %1").arg(offer->zone)));
    m_losses->setText(offer->losses.join(u'\n'));
    m_take->setText(offer->lines.size() == 1 ? tr("Take it") : tr("Take %1 lines").arg(offer->lines.size()));
    m_take->setAccessibleName(tr("Take the translation: %1").arg(offer->lines.join(tr(" and "))));
}

void OfferBox::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colors& colors = colorsOf(palette());
    const bool losses = m_shown && !m_shown->losses.isEmpty();
    paint::roundedBox(&painter, rect(), 6, colors[losses ? Color::WarningFill : Color::Raised],
                      colors[Color::Line]);
}

} // namespace reveille::ui
