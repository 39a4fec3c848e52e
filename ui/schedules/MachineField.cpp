#include "ui/schedules/MachineField.h"

#include "ui/theme/Fonts.h"
#include "ui/widgets/Labels.h"

#include <algorithm>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

MachineField::MachineField(QVector<MachineChoice> machines, QWidget* parent)
    : QWidget(parent),
      m_machines(std::move(machines)),
      m_box(new QComboBox(this)),
      m_several(new QPushButton(this)),
      m_manyBox(new QWidget(this)),
      m_search(new QLineEdit(m_manyBox)),
      m_list(new QListWidget(m_manyBox)),
      m_count(new RoleLabel(Color::Dim, m_manyBox))
{
    const int step = unit(this);
    m_several->setText(tr("Several machines"));
    m_several->setObjectName(u"severalMachines"_s);
    m_several->setAccessibleName(tr("Choose several machines"));
    m_several->setAutoDefault(false);
    m_several->setFlat(true);
    m_search->setObjectName(u"machineSearch"_s);
    m_search->setAccessibleName(tr("Search machines"));
    m_search->setPlaceholderText(tr("Search machines"));
    m_search->setClearButtonEnabled(true);
    m_list->setObjectName(u"machineList"_s);
    m_list->setAccessibleName(tr("Machines"));
    m_list->setFixedHeight(std::clamp(static_cast<int>(m_machines.size()), 2, 5) * 7 * step / 2 + step);
    m_list->setTabKeyNavigation(false);
    m_count->setObjectName(u"machineCount"_s);
    m_count->setFont(smallFont(font()));
    for (const MachineChoice& machine : std::as_const(m_machines)) {
        m_box->addItem(machine.label);
        auto* item = new QListWidgetItem(machine.label, m_list);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(Qt::Unchecked);
    }
    auto* many = new QVBoxLayout(m_manyBox);
    many->setContentsMargins(0, 0, 0, 0);
    many->setSpacing(step / 2);
    many->addWidget(m_search);
    many->addWidget(m_list);
    many->addWidget(m_count);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(step);
    row->addWidget(m_box, 1);
    row->addWidget(m_manyBox, 1);
    row->addWidget(m_several, 0, Qt::AlignTop);
    m_manyBox->hide();
    connect(m_box, &QComboBox::currentIndexChanged, this, &MachineField::changed);
    connect(m_several, &QPushButton::clicked, this, [this] { setMany(!m_many); });
    connect(m_search, &QLineEdit::textChanged, this, &MachineField::filter);
    connect(m_list, &QListWidget::itemChanged, this, [this] {
        count();
        Q_EMIT changed();
    });
}

void MachineField::setMachine(const MachineKey& key)
{
    for (int i = 0; i < m_machines.size(); ++i) {
        if (m_machines[i].key == key)
            m_box->setCurrentIndex(i);
    }
}

void MachineField::setManyAllowed(bool allowed)
{
    m_several->setVisible(allowed && m_machines.size() > 1);
}

void MachineField::setMany(bool many)
{
    m_many = many;
    if (many) {
        const bool none = chosen().isEmpty();
        if (none && m_box->currentIndex() >= 0)
            m_list->item(m_box->currentIndex())->setCheckState(Qt::Checked);
    } else if (const auto ticked = chosen(); !ticked.isEmpty()) {
        setMachine(ticked.first().key);
    }
    m_box->setVisible(!many);
    m_manyBox->setVisible(many);
    m_several->setText(many ? tr("One machine") : tr("Several machines"));
    m_several->setAccessibleName(many ? tr("Choose one machine") : tr("Choose several machines"));
    count();
    Q_EMIT changed();
}

void MachineField::filter(const QString& text)
{
    for (int i = 0; i < m_list->count(); ++i)
        m_list->item(i)->setHidden(!m_machines[i].label.contains(text.trimmed(), Qt::CaseInsensitive));
}

void MachineField::count()
{
    qsizetype ticked = 0;
    for (int i = 0; i < m_list->count(); ++i)
        ticked += m_list->item(i)->checkState() == Qt::Checked ? 1 : 0;
    m_count->setText(ticked == 1 ? tr("1 machine chosen: one schedule is made.")
                                 : tr("%1 machines chosen: each gets a schedule of its own.").arg(ticked));
}

QVector<MachineChoice> MachineField::chosen() const
{
    QVector<MachineChoice> found;
    if (!m_many) {
        if (m_box->currentIndex() >= 0)
            found.append(m_machines[m_box->currentIndex()]);
        return found;
    }
    for (int i = 0; i < m_list->count(); ++i) {
        if (m_list->item(i)->checkState() == Qt::Checked)
            found.append(m_machines[i]);
    }
    return found;
}

void MachineField::untick(const MachineKey& key)
{
    for (int i = 0; i < m_machines.size(); ++i) {
        if (m_machines[i].key == key)
            m_list->item(i)->setCheckState(Qt::Unchecked);
    }
}

QVector<QWidget*> MachineField::stops() const
{
    return {m_box, m_search, m_list, m_several};
}

} // namespace reveille::ui
