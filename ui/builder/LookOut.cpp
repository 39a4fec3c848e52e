#include "ui/builder/LookOut.h"

#include "ui/theme/Fonts.h"
#include "ui/theme/Style.h"
#include "ui/theme/StylePaint.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

struct CardLook
{
    QString icon;
    Color ink;
    bool ground;
};

CardLook cardLook(Notice::Kind kind)
{
    switch (kind) {
    case Notice::Kind::Error:
        return {u"state-failed"_s, Color::Failed, true};
    case Notice::Kind::Warning:
    case Notice::Kind::Clock:
        return {u"warning"_s, Color::Warning, true};
    case Notice::Kind::Appears:
        return {u"plus"_s, Color::Ok, false};
    case Notice::Kind::Vanishes:
        return {u"cross"_s, Color::Failed, false};
    case Notice::Kind::Note:
        break;
    }
    return {u"info"_s, Color::Dim, false};
}

} // namespace

class NoticeCard final : public QWidget
{
public:
    explicit NoticeCard(QWidget* parent)
        : QWidget(parent),
          fix(new QPushButton(this)),
          m_icon(new IconLabel(u"info"_s, Color::Dim, this)),
          m_text(new RoleLabel(Color::Text, this))
    {
        const int step = unit(this);
        m_text->setWordWrap(true);
        m_text->setFont(smallFont(font()));
        fix->setAutoDefault(false);
        fix->setFont(smallFont(font()));
        auto* texts = new QVBoxLayout;
        texts->setSpacing(step / 2);
        texts->addWidget(m_text);
        texts->addWidget(fix, 0, Qt::AlignLeft);
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(step, step * 3 / 4, step, step * 3 / 4);
        row->setSpacing(step);
        row->addWidget(m_icon, 0, Qt::AlignTop);
        row->addLayout(texts, 1);
    }
    void show(const Notice& notice)
    {
        const CardLook look = cardLook(notice.kind);
        m_ground = look.ground;
        m_icon->setIcon(look.icon, look.ink);
        m_text->setText(notice.text);
        m_text->setRole(notice.kind == Notice::Kind::Note ? Color::Dim
                        : look.ground                     ? Color::Text
                                                          : look.ink);
        fix->setVisible(!notice.fix.isEmpty());
        if (!notice.fix.isEmpty()) {
            const QString what = notice.fix.size() == 1 ? LookOut::tr("Write “%1”").arg(notice.fix.first())
                                                        : LookOut::tr("Make %n lines", nullptr,
                                                                      static_cast<int>(notice.fix.size()));
            fix->setText(QString(what).replace(u'&', u"&&"_s));
            fix->setAccessibleName(notice.fix.size() == 1 ? what : what + u": "_s + notice.fix.join(u", "_s));
            fix->setToolTip(notice.fix.join(u'\n'));
        }
        update();
    }
    QPushButton* fix;

protected:
    void paintEvent(QPaintEvent*) override
    {
        if (!m_ground)
            return;
        QPainter painter(this);
        paint::roundedBox(&painter, rect(), 6, colorsOf(palette())[Color::WarningFill], QColor());
    }

private:
    IconLabel* m_icon;
    RoleLabel* m_text;
    bool m_ground = false;
};

LookOut::LookOut(QWidget* parent)
    : QWidget(parent), m_column(new QVBoxLayout(this)), m_empty(new RoleLabel(Color::Dim, this))
{
    setObjectName(u"lookOut"_s);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(unit(this) / 2);
    m_empty->setWordWrap(true);
    m_empty->setFont(smallFont(font()));
    m_column->addWidget(m_empty);
    m_column->addStretch(1);
}

void LookOut::setNotices(const QVector<Notice>& notices, const QString& whenEmpty)
{
    m_empty->setText(whenEmpty);
    m_empty->setVisible(notices.isEmpty());
    if (notices == m_notices)
        return;
    m_notices = notices;
    while (m_cards.size() < notices.size()) {
        auto* card = new NoticeCard(this);
        const auto index = m_cards.size();
        card->fix->setObjectName(u"lookOutFix%1"_s.arg(index + 1));
        m_column->insertWidget(static_cast<int>(index), card);
        m_cards.append(card);
        connect(card->fix, &QPushButton::clicked, this, [this, index] {
            if (index < m_notices.size())
                Q_EMIT fixRequested(m_notices[index].line, m_notices[index].fix);
        });
    }
    for (qsizetype i = 0; i < m_cards.size(); ++i) {
        m_cards[i]->setVisible(i < notices.size());
        if (i < notices.size())
            m_cards[i]->show(notices[i]);
    }
}

QVector<QWidget*> LookOut::stops() const
{
    QVector<QWidget*> found;
    for (const NoticeCard* card : m_cards)
        found.append(card->fix);
    return found;
}

} // namespace reveille::ui
