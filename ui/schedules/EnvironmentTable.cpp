#include "ui/schedules/EnvironmentTable.h"

#include "core/text/CommandLint.h"
#include "ui/theme/Fonts.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Style.h"
#include "ui/widgets/Labels.h"

#include <algorithm>

#include <QAction>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QToolButton>
#include <QVBoxLayout>

namespace reveille::ui {

using namespace Qt::StringLiterals;

bool isVariableName(const QString& name)
{
    static const QRegularExpression kForm(u"^[A-Za-z_][A-Za-z0-9_]*$"_s);
    return kForm.match(name).hasMatch();
}

EnvironmentTable::EnvironmentTable(QWidget* parent)
    : QWidget(parent),
      m_column(new QVBoxLayout(this)),
      m_add(new QPushButton(this)),
      m_warning(new RoleLabel(Color::Warning, this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(unit(this) / 2);
    m_add->setText(tr("Another variable"));
    m_add->setIcon(icon(u"plus"_s));
    m_add->setObjectName(u"addVariable"_s);
    m_add->setAccessibleName(tr("Add another variable"));
    m_add->setAutoDefault(false);
    m_add->setFlat(true);
    m_warning->setObjectName(u"environmentWarning"_s);
    m_warning->setWordWrap(true);
    m_warning->setFont(smallFont(font()));
    m_column->addWidget(m_warning);
    m_column->addWidget(m_add, 0, Qt::AlignLeft);
    addRow({}, {});
    connect(m_add, &QPushButton::clicked, this, [this] {
        addRow({}, {}).name->setFocus();
        check();
    });
    check();
}

EnvironmentTable::Row& EnvironmentTable::addRow(const QString& name, const QString& value)
{
    Row row{new QWidget(this), nullptr, nullptr, nullptr, nullptr};
    auto* line = new QHBoxLayout(row.box);
    line->setContentsMargins(0, 0, 0, 0);
    row.name = new QLineEdit(name, row.box);
    row.value = new QLineEdit(value, row.box);
    row.remove = new QToolButton(row.box);
    for (QLineEdit* edit : {row.name, row.value}) {
        edit->setFont(monoFont());
        connect(edit, &QLineEdit::textChanged, this, &EnvironmentTable::check);
    }
    row.name->setPlaceholderText(tr("NAME"));
    row.value->setPlaceholderText(tr("value, or secret:NAME"));
    row.key = row.value->addAction(icon(u"key"_s, Color::Accent), QLineEdit::LeadingPosition);
    row.key->setToolTip(tr("Refers to a stored secret: only its name is kept here"));
    row.key->setVisible(false);
    row.remove->setIcon(icon(u"cross"_s, Color::Dim));
    row.remove->setToolTip(tr("Remove this variable"));
    row.remove->setFocusPolicy(Qt::StrongFocus);
    setLook(row.remove, Look::Plain);
    line->addWidget(row.name, 2);
    line->addWidget(row.value, 3);
    line->addWidget(row.remove);
    connect(row.remove, &QToolButton::clicked, this, [this, box = row.box] { removeRow(box); });
    m_column->insertWidget(static_cast<int>(m_rows.size()), row.box);
    m_rows.append(row);
    renumber();
    orderTabs();
    return m_rows.last();
}

void EnvironmentTable::removeRow(const QWidget* box)
{
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.box == box; });
    if (found == m_rows.end())
        return;
    if (m_rows.size() == 1) {
        found->name->clear();
        found->value->clear();
        return;
    }
    m_column->removeWidget(found->box);
    found->box->hide();
    found->box->deleteLater();
    m_rows.erase(found);
    renumber();
    m_rows.last().name->setFocus();
    check();
}

void EnvironmentTable::renumber()
{
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        const QString number = QString::number(i + 1);
        m_rows[i].name->setObjectName(u"variableName"_s + number);
        m_rows[i].name->setAccessibleName(tr("Name of variable %1").arg(number));
        m_rows[i].value->setObjectName(u"variableValue"_s + number);
        m_rows[i].value->setAccessibleName(tr("Value of variable %1").arg(number));
        m_rows[i].remove->setObjectName(u"removeVariable"_s + number);
        m_rows[i].remove->setAccessibleName(tr("Remove variable %1").arg(number));
    }
}

void EnvironmentTable::orderTabs()
{
    QWidget* last = nullptr;
    const auto next = [&last](QWidget* widget) {
        if (last != nullptr)
            setTabOrder(last, widget);
        last = widget;
    };
    for (const Row& row : m_rows) {
        next(row.name);
        next(row.value);
        next(row.remove);
    }
    next(m_add);
}

QWidget* EnvironmentTable::firstStop() const
{
    return m_rows.first().name;
}

QString secretNameOf(const QString& value)
{
    static const QString kPrefix = u"secret:"_s;
    return value.startsWith(kPrefix) ? value.mid(kPrefix.size()) : QString();
}

QWidget* EnvironmentTable::lastStop() const
{
    return m_add;
}

void EnvironmentTable::setEnvironment(const QMap<QString, QString>& environment)
{
    while (m_rows.size() > 1)
        removeRow(m_rows.last().box);
    m_rows.first().name->clear();
    m_rows.first().value->clear();
    bool first = true;
    for (auto it = environment.begin(); it != environment.end(); ++it) {
        if (first) {
            m_rows.first().name->setText(it.key());
            m_rows.first().value->setText(it.value());
        } else {
            addRow(it.key(), it.value());
        }
        first = false;
    }
    check();
}

QMap<QString, QString> EnvironmentTable::environment() const
{
    QMap<QString, QString> environment;
    for (const Row& row : m_rows) {
        if (const QString name = row.name->text().trimmed(); !name.isEmpty())
            environment.insert(name, row.value->text());
    }
    return environment;
}

QString EnvironmentTable::problem() const
{
    QStringList names;
    for (const Row& row : m_rows) {
        const QString name = row.name->text().trimmed();
        if (name.isEmpty()) {
            if (!row.value->text().isEmpty())
                return tr("A variable has a value and no name.");
            continue;
        }
        if (!isVariableName(name))
            return tr("“%1” is no name for a variable: letters, digits and “_” only.").arg(name);
        if (row.value->text() == u"secret:"_s)
            return tr("The value of %1 names no secret.").arg(name);
        if (name.startsWith(u"REVEILLE_"_s))
            return tr("Variables that begin with REVEILLE_ are set by Reveille.");
        if (names.contains(name))
            return tr("The variable %1 is there twice.").arg(name);
        names += name;
    }
    return {};
}

void EnvironmentTable::check()
{
    QStringList secrets;
    for (const Row& row : m_rows) {
        const QString name = row.name->text().trimmed();
        const QString secret = secretNameOf(row.value->text());
        row.key->setVisible(!secret.isEmpty());
        row.value->setAccessibleDescription(
            secret.isEmpty() ? QString() : tr("Refers to the stored secret %1").arg(secret));
        if (secret.isEmpty() && looksSecret(name, row.value->text()))
            secrets += name;
    }
    m_warning->setText(secretVariableText(secrets.join(u", "_s)));
    m_warning->setVisible(!secrets.isEmpty());
    m_add->setEnabled(!m_rows.last().name->text().isEmpty());
    Q_EMIT changed();
}

} // namespace reveille::ui
