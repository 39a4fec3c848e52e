#include "ui/schedules/ArgumentList.h"

#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Style.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

ArgumentList::ArgumentList(QWidget* parent)
    : QWidget(parent), m_column(new QVBoxLayout(this)), m_add(new QPushButton(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(unit(this) / 2);
    m_add->setText(tr("Another argument"));
    m_add->setIcon(icon(u"plus"_s));
    m_add->setObjectName(u"addArgument"_s);
    m_add->setAccessibleName(tr("Add another argument"));
    m_add->setAutoDefault(false);
    m_add->setFlat(true);
    m_column->addWidget(m_add, 0, Qt::AlignLeft);
    addRow({});
    connect(m_add, &QPushButton::clicked, this, [this] {
        addRow({})->setFocus();
        Q_EMIT changed();
    });
}

QLineEdit* ArgumentList::addRow(const QString& text)
{
    Row row{new QWidget(this), nullptr, nullptr};
    auto* line = new QHBoxLayout(row.box);
    line->setContentsMargins(0, 0, 0, 0);
    row.edit = new QLineEdit(text, row.box);
    row.edit->setFont(monoFont());
    row.remove = new QToolButton(row.box);
    row.remove->setIcon(icon(u"cross"_s, Color::Dim));
    row.remove->setToolTip(tr("Remove this argument"));
    row.remove->setFocusPolicy(Qt::StrongFocus);
    setLook(row.remove, Look::Plain);
    line->addWidget(row.edit, 1);
    line->addWidget(row.remove);
    connect(row.edit, &QLineEdit::textChanged, this, &ArgumentList::changed);
    connect(row.remove, &QToolButton::clicked, this, [this, box = row.box] { removeRow(box); });
    m_column->insertWidget(static_cast<int>(m_rows.size()), row.box);
    m_rows.append(row);
    renumber();
    orderTabs();
    return row.edit;
}

void ArgumentList::removeRow(const QWidget* box)
{
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [box](const Row& row) { return row.box == box; });
    if (found == m_rows.end() || m_rows.size() == 1)
        return;
    m_column->removeWidget(found->box);
    found->box->hide();
    found->box->deleteLater();
    m_rows.erase(found);
    renumber();
    m_rows.last().edit->setFocus();
    Q_EMIT changed();
}

void ArgumentList::renumber()
{
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        const QString number = QString::number(i);
        const Row& row = m_rows[i];
        row.edit->setObjectName(u"argument"_s + number);
        row.edit->setAccessibleName(i == 0 ? tr("Program") : tr("Argument %1").arg(number));
        row.edit->setPlaceholderText(i == 0 ? tr("/usr/local/bin/backup") : tr("argument"));
        row.remove->setObjectName(u"removeArgument"_s + number);
        row.remove->setAccessibleName(tr("Remove argument %1").arg(number));
        row.remove->setEnabled(i > 0);
    }
}

void ArgumentList::setArgv(const QStringList& argv)
{
    while (m_rows.size() > 1)
        removeRow(m_rows.last().box);
    m_rows.first().edit->setText(argv.value(0));
    for (qsizetype i = 1; i < argv.size(); ++i)
        addRow(argv[i]);
    Q_EMIT changed();
}

QStringList ArgumentList::argv() const
{
    QStringList words;
    for (const Row& row : m_rows)
        words += row.edit->text();
    return words.first().isEmpty() ? QStringList() : words;
}

void ArgumentList::focusFirst()
{
    m_rows.first().edit->setFocus();
}

void ArgumentList::orderTabs()
{
    QWidget* last = nullptr;
    for (QWidget* stop : stops()) {
        if (last != nullptr)
            setTabOrder(last, stop);
        last = stop;
    }
}

QVector<QWidget*> ArgumentList::stops() const
{
    QVector<QWidget*> found;
    for (const Row& row : m_rows)
        found << row.edit << row.remove;
    return found << m_add;
}

} // namespace reveille::ui
