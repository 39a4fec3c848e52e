#include "ui/window/CatchUpBar.h"

#include "core/text/DurationText.h"
#include "core/text/RunnerText.h"
#include "ui/theme/Fonts.h"
#include "ui/widgets/Labels.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

CatchUpBar::CatchUpBar(QWidget* parent)
    : QWidget(parent),
      m_icon(new IconLabel(u"bell"_s, Color::Warning, this)),
      m_what(new RoleLabel(Color::Text, this)),
      m_left(new RoleLabel(Color::Dim, this))
{
    setObjectName(u"catchUpBar"_s);
    const int step = unit(this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(2 * step, step, step, step);
    row->setSpacing(step);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    m_what->setObjectName(u"catchUpWhat"_s);
    m_what->setFont(strongFont(font()));
    m_what->setWordWrap(true);
    m_left->setObjectName(u"catchUpLeft"_s);
    texts->addWidget(m_what);
    texts->addWidget(m_left);
    row->addWidget(m_icon, 0, Qt::AlignVCenter);
    row->addSpacing(step / 2);
    row->addLayout(texts, 1);
    const auto add = [&](const QString& text, const QString& name, CatchUpAnswer answer) {
        auto* button = new QPushButton(text, this);
        button->setObjectName(name);
        button->setAccessibleName(text);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, answer] {
            for (QPushButton* each : m_buttons)
                each->setEnabled(false);
            Q_EMIT answered(answer);
        });
        row->addWidget(button, 0, Qt::AlignVCenter);
        m_buttons.append(button);
    };
    add(tr("Run all"), u"catchUpAll"_s, CatchUpAnswer::All);
    add(tr("Only the latest"), u"catchUpLatest"_s, CatchUpAnswer::Latest);
    add(tr("None"), u"catchUpNone"_s, CatchUpAnswer::Skip);
    add(tr("Start now"), u"catchUpStart"_s, CatchUpAnswer::AsPlanned);
    hide();
}

void CatchUpBar::show(const std::optional<CatchUp>& catchUp, const TimeView& view)
{
    if (catchUp != m_catchUp)
        enable();
    m_catchUp = catchUp;
    setVisible(catchUp.has_value());
    if (!catchUp)
        return;
    m_what->setText(catchUpText(*catchUp));
    QStringList schedules;
    for (const CatchUp::Item& item : catchUp->items)
        schedules += tr("%1: missed %2, will run %3").arg(item.name).arg(item.missed).arg(item.toRun);
    setToolTip(schedules.join(u'\n'));
    const auto left = std::max(std::chrono::seconds(0),
                               std::chrono::ceil<std::chrono::seconds>(catchUp->startsAt - view.now));
    m_left->setText(catchUp->waitsForNetwork
                        ? tr("It begins when the network is back.")
                        : tr("It begins in %1, unless you choose otherwise.").arg(durationText(left)));
    setAccessibleName(m_what->text());
}

void CatchUpBar::enable()
{
    for (QPushButton* each : m_buttons)
        each->setEnabled(true);
}

void CatchUpBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colors& colors = colorsOf(palette());
    painter.fillRect(rect(), colors[Color::WarningFill]);
    painter.fillRect(0, height() - 1, width(), 1, colors[Color::Line]);
}

} // namespace reveille::ui
