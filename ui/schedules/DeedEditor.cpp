#include "ui/schedules/DeedEditor.h"

#include "core/text/RunText.h"
#include "ui/text/StateLook.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/Labels.h"

#include <algorithm>

#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

namespace {

struct Item
{
    QString text;
    int value;
    QString iconName;
};

/// A list that is the same already is left alone: it may be the one that is being chosen from.
void offerItems(QComboBox* box, const QVector<Item>& items)
{
    bool same = box->count() == items.size();
    for (int i = 0; same && i < items.size(); ++i)
        same = box->itemText(i) == items[i].text && box->itemData(i).toInt() == items[i].value;
    if (same)
        return;
    box->clear();
    for (const Item& item : items)
        box->addItem(item.iconName.isEmpty() ? QIcon() : icon(item.iconName, Color::Dim), item.text,
                     item.value);
}

} // namespace

DeedEditor::DeedEditor(QWidget* parent)
    : QWidget(parent),
      m_actions(new QComboBox(this)),
      m_firers(new QComboBox(this)),
      m_says(new RoleLabel(Color::Dim, this)),
      m_remarks(new RoleLabel(Color::Warning, this))
{
    const int step = unit(this);
    m_firers->setObjectName(u"scheduleFiredBy"_s);
    m_firers->setAccessibleName(tr("Who fires it"));
    m_says->setObjectName(u"firingText"_s);
    m_remarks->setObjectName(u"actionRemarks"_s);
    for (RoleLabel* label : {m_says, m_remarks}) {
        label->setFont(smallFont(font()));
        label->setWordWrap(true);
    }
    auto* by = new RoleLabel(Color::Dim, this);
    by->setText(tr("&fired by"));
    by->setBuddy(m_firers);
    auto* row = new QHBoxLayout;
    row->setSpacing(step + step / 2);
    row->addWidget(m_actions, 1);
    row->addWidget(by);
    row->addWidget(m_firers, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(step / 2);
    column->addLayout(row);
    column->addWidget(m_says);
    column->addWidget(m_remarks);
    connect(m_actions, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_quiet)
            choose(static_cast<ScheduleAction>(m_actions->currentData().toInt()), m_firedBy);
    });
    connect(m_firers, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_quiet)
            choose(m_action, static_cast<FiredBy>(m_firers->currentData().toInt()));
    });
    setMachines({});
}

const ActionOffer* DeedEditor::offer(ScheduleAction action) const
{
    const auto found = std::find_if(m_offers.begin(), m_offers.end(),
                                    [action](const ActionOffer& each) { return each.action == action; });
    return found == m_offers.end() ? nullptr : &*found;
}

bool DeedEditor::hasChoice() const
{
    return m_offers.size() > 1 || (!m_offers.isEmpty() && m_offers.first().byProvider);
}

void DeedEditor::setDeed(ScheduleAction action, FiredBy firedBy)
{
    m_given = std::pair(action, firedBy);
    setMachines(m_machines);
    choose(action, firedBy);
}

void DeedEditor::setMachines(const QVector<MachineChoice>& machines)
{
    m_machines = machines;
    m_offers = actionOffers(machines);
    // What a schedule does already is never changed by merely looking at it.
    if (m_given) {
        auto given = std::find_if(m_offers.begin(), m_offers.end(),
                                  [this](const ActionOffer& each) { return each.action == m_given->first; });
        if (given == m_offers.end())
            given = m_offers.insert(m_offers.end(), {m_given->first, false, false});
        (m_given->second == FiredBy::Provider ? given->byProvider : given->byReveille) = true;
    }
    choose(m_action, m_firedBy);
}

void DeedEditor::choose(ScheduleAction action, FiredBy firedBy)
{
    const auto before = std::pair(m_action, m_firedBy);
    m_action = action;
    m_firedBy = firedBy;
    const ActionOffer* found = offer(action);
    if (found == nullptr && !m_offers.isEmpty()) {
        found = &m_offers.first();
        m_action = found->action;
    }
    if (found != nullptr) {
        const bool possible = m_firedBy == FiredBy::Provider ? found->byProvider : found->byReveille;
        if (!possible)
            m_firedBy = found->byReveille ? FiredBy::Reveille : FiredBy::Provider;
    }
    fill();
    if (before != std::pair(m_action, m_firedBy))
        Q_EMIT changed();
}

void DeedEditor::fill()
{
    m_quiet = true;
    const ProviderKind provider = m_machines.isEmpty() ? ProviderKind::Dedalus : m_machines.first().provider;
    QVector<Item> actions;
    for (const ActionOffer& each : std::as_const(m_offers))
        actions.append({actionText(each.action), static_cast<int>(each.action), iconOf(each.action)});
    offerItems(m_actions, actions);
    m_actions->setCurrentIndex(m_actions->findData(static_cast<int>(m_action)));
    QVector<Item> firers;
    if (const ActionOffer* found = offer(m_action)) {
        if (found->byReveille)
            firers.append({tr("Reveille"), static_cast<int>(FiredBy::Reveille), {}});
        if (found->byProvider)
            firers.append({providerName(provider), static_cast<int>(FiredBy::Provider), {}});
    }
    offerItems(m_firers, firers);
    m_firers->setCurrentIndex(m_firers->findData(static_cast<int>(m_firedBy)));
    m_firers->setEnabled(m_firers->count() > 1);
    m_says->setText(firingText(m_firedBy, m_action, provider));
    const QStringList remarks = actionRemarks(m_action, m_firedBy, m_machines);
    m_remarks->setText(remarks.join(u'\n'));
    m_remarks->setVisible(!remarks.isEmpty());
    m_quiet = false;
}

} // namespace reveille::ui
