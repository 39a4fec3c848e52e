#include "ui/builder/EnginePanel.h"

#include "ui/theme/Fonts.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

/// More lines than these are told by their number.
constexpr qsizetype kMostShown = 6;

} // namespace

EnginePanel::EnginePanel(QWidget* parent)
    : QWidget(parent),
      m_says(new RoleLabel(Color::Dim, this)),
      m_sent(new RoleLabel(Color::Text, this)),
      m_more(new RoleLabel(Color::Dim, this)),
      m_take(new QPushButton(tr("Write it in UTC"), this))
{
    const int step = unit(this);
    m_says->setObjectName(u"whenEngine"_s);
    m_sent->setObjectName(u"whenSent"_s);
    m_more->setObjectName(u"whenDiffers"_s);
    m_take->setObjectName(u"takeUtc"_s);
    m_take->setAutoDefault(false);
    for (RoleLabel* label : {m_says, m_more}) {
        label->setFont(smallFont(font()));
        label->setWordWrap(true);
    }
    QFont mono = monoFont();
    mono.setPointSizeF(mono.pointSizeF() * 0.95);
    m_sent->setFont(mono);
    m_sent->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(step / 4);
    texts->addWidget(m_says);
    texts->addWidget(m_sent);
    texts->addWidget(m_more);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(step);
    row->addLayout(texts, 1);
    row->addWidget(m_take, 0, Qt::AlignTop);
    connect(m_take, &QPushButton::clicked, this, [this] { Q_EMIT linesTaken(m_facts.sent); });
    show({});
}

QWidget* EnginePanel::stop() const
{
    return m_take;
}

void EnginePanel::show(const EngineFacts& facts)
{
    m_facts = facts;
    setVisible(!facts.says.isEmpty());
    m_says->setText(facts.says);
    m_says->setRole(facts.possible ? Color::Dim : Color::Warning);
    QStringList sent = facts.sent.mid(0, kMostShown);
    if (facts.sent.size() > kMostShown)
        sent += tr("and %1 more").arg(facts.sent.size() - kMostShown);
    m_sent->setText(sent.join(u'\n'));
    m_sent->setVisible(!sent.isEmpty());
    QStringList more = facts.possible ? facts.notes : facts.differs;
    if (!facts.possible && !facts.sent.isEmpty())
        more.prepend(tr("These lines come closest; with them:"));
    m_more->setText(more.join(facts.possible ? u" "_s : u"\n"_s));
    m_more->setVisible(!more.isEmpty());
    m_take->setVisible(!facts.possible && !facts.sent.isEmpty());
    m_take->setAccessibleName(tr("Write it in UTC: %1").arg(facts.sent.join(tr(" and "))));
}

} // namespace reveille::ui
